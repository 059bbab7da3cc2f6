"""How a document that nobody wrote code for refuses: in its own form, with the word for programs that fits; over HTTP."""

from __future__ import annotations

import httpx
from lone_documents import fixtures

FERRIES = """
openapi: 3.1.0
info: {title: Ferries, version: "1"}
paths:
  /ferries:
    post:
      operationId: addFerry
      security: [{token: []}, {key: [], app: []}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ferry"}}}}
      responses:
        "201": {description: added, content: {application/json: {schema: {$ref: "#/components/schemas/Ferry"}}}}
        "4XX": {description: refused, content: {application/json: {schema: {$ref: "#/components/schemas/Coded"}}}}
  /ferries/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readFerry
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Ferry"}}}}
        "404": {description: none, content: {application/json: {schema: {$ref: "#/components/schemas/Worded"}}}}
    put:
      operationId: replaceFerry
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ferry"}}}}
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Ferry"}}}}
        "404": {description: none, content: {application/problem+json: {schema: {$ref: "#/components/schemas/Problem"}}}}
    patch:
      operationId: changeFerry
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ferry"}}}}
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Ferry"}}}}
        "404": {description: none, content: {application/xml: {schema: {$ref: "#/components/schemas/Worded"}}}}
    delete:
      operationId: removeFerry
      responses: {"204": {description: gone}, "404": {description: none, content: {text/plain: {schema: {type: string}}}}}
components:
  securitySchemes:
    token: {type: oauth2, flows: {}}
    key: {type: apiKey, in: query, name: key}
    app: {type: apiKey, in: header, name: X-App}
  schemas:
    Ferry: {type: object, required: [id, name], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
    Worded: {type: object, required: [code, message], properties: {code: {type: string}, message: {type: string}}, xml: {name: error}}
    Coded:
      type: object
      required: [error]
      properties:
        error:
          type: object
          required: [code, message]
          properties: {code: {type: string, enum: [NOT_FOUND, INVALID_ARGUMENT, UNAUTHENTICATED]}, message: {type: string}}
    Problem:
      type: object
      required: [type, title]
      properties: {type: {type: string}, title: {type: string}, status: {type: integer}, detail: {type: string}}
"""

server, world, ferries = fixtures("ferries", FERRIES)
NONE = "there is no '7' at /ferries in this world"


def test_of_several_words_for_programs_the_one_that_fits_the_status_is_said(ferries: httpx.Client) -> None:
    assert ferries.post("/ferries", json={"name": "A"}).json()["error"]["code"] == "UNAUTHENTICATED"
    refused = ferries.post("/ferries", json={}, headers={"Authorization": "Bearer any"})
    assert refused.json() == {"error": {"code": "INVALID_ARGUMENT", "message": "/name is required"}}


def test_a_word_for_programs_that_is_free_is_that_of_the_status(ferries: httpx.Client) -> None:
    assert ferries.get("/ferries/7").json() == {"code": "not_found", "message": NONE}


def test_a_problem_says_what_it_is_and_what_it_is_about(ferries: httpx.Client) -> None:
    refused = ferries.put("/ferries/7", json={"name": "A"})
    assert refused.json() == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": NONE}
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_refusal_is_xml_or_text_where_the_document_lists_that_alone(ferries: httpx.Client) -> None:
    text = ferries.delete("/ferries/7")
    assert (text.headers["content-type"], text.text) == ("text/plain", NONE)
    xml = ferries.patch("/ferries/7", json={"name": "A"})
    assert xml.headers["content-type"] == "application/xml"
    assert f"<error><code>not_found</code><message>{NONE}</message></error>" in xml.text


def test_whoever_is_not_let_in_is_told_what_to_send(ferries: httpx.Client) -> None:
    refused = ferries.post("/ferries", json={"name": "A"})
    assert refused.headers["www-authenticate"] == "Bearer, ApiKey"
    asked = "send the header Authorization: Bearer …, or the query parameter key and the header X-App"
    assert refused.json()["error"]["message"] == asked
