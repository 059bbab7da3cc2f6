"""What OpenAPI has since 3.2: methods of any name, forms as the query, examples as data; of a document without code, over HTTP."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from lone_documents import fixtures, greeted

import mockserver
from mockserver.openapi.bare.shape import READABLE

MOTHS = """
openapi: 3.2.0
info: {title: Moths, version: "1"}
paths:
  /moths:
    get: {operationId: listMoths, responses: {"200": {$ref: "#/components/responses/Moths"}}}
    post: {operationId: addMoth, requestBody: {$ref: "#/components/requestBodies/Moth"}, responses: {"201": {$ref: "#/components/responses/Moth"}}}
    query:
      operationId: askMoths
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {family: {type: string}, limit: {type: integer}}}}}
      responses: {"200": {$ref: "#/components/responses/Moths"}}
  /moths/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: readMoth, responses: {"200": {$ref: "#/components/responses/Moth"}}}
    additionalOperations:
      COPY: {operationId: copyMoth, security: [{key: []}], responses: {"201": {$ref: "#/components/responses/Moth"}}}
      GET: {operationId: readAgain, responses: {"200": {description: never}}}
      FLAP: {operationId: flapMoth, responses: {"204": {description: done}}}
  /sightings:
    parameters: [{$ref: "#/components/parameters/Asked"}]
    get:
      operationId: listSightings
      responses:
        "200":
          description: some
          content: {application/json: {schema: {type: array, items: {type: string}}, examples: {two: {dataValue: [dusk, dawn]}}}}
  /sky:
    parameters: [{name: all, in: querystring, content: {application/json: {schema: {type: object}}}}]
    get: {operationId: readSky, responses: {"204": {description: dark}}}
components:
  parameters:
    Asked:
      name: asked
      in: querystring
      required: true
      content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Asked"}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  requestBodies: {Moth: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Moth"}}}}}
  responses:
    Moth: {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Moth"}}}}
    Moths: {description: all, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Moth"}}}}}
  schemas:
    Asked: {type: object, required: [month], properties: {month: {type: integer, maximum: 12}, at: {type: string}}}
    Moth: {type: object, required: [family], properties: {id: {type: integer, readOnly: true}, family: {type: string}}}
"""
server, world, moths = fixtures("moths", MOTHS)


def test_query_lists_those_records_that_its_body_describes(moths: httpx.Client) -> None:
    for family in ("hawks", "owlets", "hawks"):
        assert moths.post("/moths", json={"family": family}).status_code == 201
    asked = moths.request("QUERY", "/moths", json={"family": "hawks"})
    assert (asked.status_code, asked.headers["mock-operation"]) == (200, "askMoths")
    assert [each["family"] for each in asked.json()] == ["hawks", "hawks"]
    assert len(moths.request("QUERY", "/moths", json={"limit": 1}).json()) == 1
    assert [*moths.request("QUERY", "/moths", json={}).json()] == moths.get("/moths").json()


def test_what_query_sends_is_held_against_the_document(moths: httpx.Client) -> None:
    assert moths.request("QUERY", "/moths", json={"family": 7}).status_code == 400
    assert moths.request("QUERY", "/moths").status_code >= 400


def test_an_additional_operation_is_served_with_its_credentials(moths: httpx.Client) -> None:
    made = moths.post("/moths", json={"family": "hawks"}).json()
    at = f"/moths/{made['id']}"
    assert moths.request("COPY", at).status_code == 401
    copied = moths.request("COPY", at, headers={"X-Key": "any"})
    assert (copied.status_code, copied.headers["mock-operation"]) == (201, "copyMoth")
    assert set(copied.json()) == {"id", "family"}


def test_a_method_that_a_path_does_not_have_is_refused_with_those_that_it_has(moths: httpx.Client) -> None:
    refused = moths.request("PURGE", "/moths")
    assert (refused.status_code, refused.headers["allow"]) == (405, "HEAD, GET, QUERY, POST")


def test_what_no_http_server_reads_and_what_is_there_twice_is_said_at_start(tmp_path: Path) -> None:
    (tmp_path / "moths.yaml").write_text(MOTHS)
    with greeted(str(tmp_path / "moths.yaml")) as said:
        greeting = " ".join(said.split())
    assert "not served: flapMoth: HTTP servers read no requests of the method FLAP" in greeting
    assert "/additionalOperations/GET: the path has an operation of this method by itself" in greeting
    inside = mockserver.in_process(str(tmp_path / "moths.yaml"), cache=False)
    with httpx.Client(transport=mockserver.transport(inside), base_url="http://localhost") as client:
        refused = client.request("FLAP", "/moths/1")
    assert (refused.status_code, refused.headers["content-type"]) == (501, "application/problem+json")


def test_every_method_that_is_said_to_be_readable_is_read(moths: httpx.Client) -> None:
    for method in READABLE:
        answer = moths.request(method, "/moths/nowhere/at/all")
        assert answer.status_code == 404, method


@pytest.mark.parametrize(
    ("query", "status"), [("month=5", 200), ("month=5&at=dusk", 200), ("month=13", 400), ("at=dusk", 400), ("", 400)]
)
def test_a_form_that_is_the_query_is_held_against_its_schema(moths: httpx.Client, query: str, status: int) -> None:
    assert moths.get(f"/sightings?{query}").status_code == status


def test_an_example_that_is_written_as_data_is_answered(moths: httpx.Client) -> None:
    answer = moths.get("/sightings?month=5", headers={"Prefer": "example=two"})
    assert (answer.json(), answer.headers["mock-evidence"]) == (["dusk", "dawn"], "documented")
    assert moths.get("/sightings?month=5").json() == ["dusk", "dawn"]


def test_a_query_that_is_no_form_is_not_looked_at_which_is_said_at_start(moths: httpx.Client, tmp_path: Path) -> None:
    assert moths.get("/sky?%7B%7D").status_code == 204
    (tmp_path / "moths.yaml").write_text(MOTHS)
    with greeted(str(tmp_path / "moths.yaml")) as said:
        assert "of parameters in querystring a form is served" in " ".join(said.split())
