"""In which of the media types that it lists a document that nobody wrote code for answers: what the caller wants; over HTTP."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import httpx
import pytest
from lone_documents import fixtures

KITES = """
openapi: 3.0.3
info: {title: Kites, version: "1"}
paths:
  /kites:
    get:
      operationId: listKites
      responses:
        "200":
          description: all
          content:
            text/csv: {schema: {type: string}}
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Kite"}}}
            application/hal+json: {schema: {$ref: "#/components/schemas/Page"}}
            application/xml: {schema: {type: array, xml: {name: kites}, items: {$ref: "#/components/schemas/Kite"}}}
    post:
      operationId: addKite
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Kite"}}}}
      responses: {"201": {$ref: "#/components/responses/Kite"}}
  /kites/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readKite
      responses: {"200": {$ref: "#/components/responses/Kite"}, "404": {$ref: "#/components/responses/None"}}
  /wind:
    get:
      operationId: readWind
      responses:
        "200":
          description: now
          content:
            application/json: {schema: {$ref: "#/components/schemas/Wind"}, example: {knots: 9}}
            application/xml: {schema: {type: string}, example: "<wind><knots>9</knots></wind>"}
        "406": {description: not so}
  /gusts:
    post:
      operationId: addGust
      requestBody: {required: true, content: {application/xml: {schema: {$ref: "#/components/schemas/Wind"}}}}
      responses:
        "200":
          description: taken
          content:
            application/json: {schema: {$ref: "#/components/schemas/Wind"}, examples: {calm: {value: {knots: 1}}, storm: {value: {knots: 50}}}}
            application/xml: {schema: {$ref: "#/components/schemas/Wind"}}
        "409":
          description: taken before
          content:
            application/json: {schema: {$ref: "#/components/schemas/Refusal"}, examples: {first: {value: {message: one}}, second: {value: {message: two}}}}
            application/xml: {schema: {$ref: "#/components/schemas/Refusal"}}
    get:
      operationId: readGust
      responses: {"200": {description: one, content: {application/xml: {schema: {$ref: "#/components/schemas/Wind"}}}}}
components:
  responses:
    Kite:
      description: one
      content:
        application/xml: {schema: {$ref: "#/components/schemas/Kite"}}
        application/json: {schema: {$ref: "#/components/schemas/Kite"}}
        application/hal+json: {schema: {$ref: "#/components/schemas/Linked"}}
        application/vnd.kites+json: {schema: {$ref: "#/components/schemas/Wrapped"}}
        text/xml: {schema: {type: string}}
        application/json;version=2: {schema: {$ref: "#/components/schemas/Kite"}}
    None:
      description: none
      content:
        application/json: {schema: {$ref: "#/components/schemas/Refusal"}}
        application/xml: {schema: {$ref: "#/components/schemas/Refusal"}}
  schemas:
    Kite:
      type: object
      required: [name]
      xml: {name: kite}
      properties:
        id: {type: integer, readOnly: true, xml: {attribute: true}}
        name: {type: string}
        tails: {type: array, xml: {wrapped: true}, items: {type: string, xml: {name: tail}}}
    Linked:
      type: object
      required: [id, name, _links]
      properties:
        id: {type: integer}
        name: {type: string}
        _links: {type: object, properties: {self: {type: string}}}
    Wrapped: {type: object, required: [kite], properties: {kite: {$ref: "#/components/schemas/Kite"}, at: {type: string}}}
    Page: {type: object, required: [kites], properties: {kites: {type: array, items: {$ref: "#/components/schemas/Kite"}}}}
    Wind: {type: object, xml: {name: wind}, properties: {knots: {type: integer}}}
    Refusal: {type: object, required: [message], xml: {name: refusal}, properties: {message: {type: string}}}
"""
server, world, kites = fixtures("kites", KITES)


def read(kites: httpx.Client, accept: str, at: str = "/kites/1") -> httpx.Response:
    return kites.get(at, headers={"Accept": accept})


@pytest.fixture
def kite(kites: httpx.Client) -> str:
    made = kites.post("/kites", json={"name": "Red & round", "tails": ["long", "short"]})
    return f"/kites/{made.json()['id']}"


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("*/*", "application/json"),
        ("application/xml", "application/xml"),
        ("APPLICATION/XML; q=1", "application/xml"),
        ("application/xml;charset=utf-8", "application/xml"),
        ("application/hal+json", "application/hal+json"),
        ("application/json", "application/json"),
        ("application/json;version=2", "application/json;version=2"),
        ("application/json;q=0.5, application/xml;q=0.9", "application/xml"),
        ("application/xml, */*;q=0.1", "application/xml"),
        ("application/xml;q=0.1, */*", "application/json"),
        ("application/hal+json;q=0, application/*", "application/json"),
        ("text/*", "text/xml"),
        ("text/*;q=0.2, text/xml;q=0, application/xml;q=0.1", "application/xml"),
        ("application/xml, application/json", "application/json"),
        ("image/png", "application/json"),
        ("application/xml;q=0", "application/json"),
        ("nonsense;q=;;,", "application/json"),
        ("application/xml;q=nan", "application/xml"),
    ],
)
def test_the_media_type_that_the_caller_wants_most_is_answered(
    kites: httpx.Client, kite: str, accept: str, answered: str
) -> None:
    found = read(kites, accept, kite)
    assert (found.status_code, found.headers["content-type"]) == (200, answered)


@pytest.mark.parametrize("accept", ["application/xml", "text/xml"])
def test_xml_shows_the_record_that_json_shows(kites: httpx.Client, kite: str, accept: str) -> None:
    root = ET.fromstring(read(kites, accept, kite).content)
    assert (root.tag, root.attrib) == ("kite", {"id": kite.rpartition("/")[2]})
    assert [root.findtext("name"), *(each.text for each in root.iterfind("tails/tail"))] == [
        "Red & round",
        "long",
        "short",
    ]


def test_another_kind_of_json_shows_the_same_record(kites: httpx.Client, kite: str) -> None:
    plain, linked = (read(kites, accept, kite).json() for accept in ("application/json", "application/hal+json"))
    assert (linked["id"], linked["name"]) == (plain["id"], plain["name"])
    assert "_links" in linked
    assert "_links" not in plain


def test_a_media_type_that_wraps_its_records_shows_the_same_one(kites: httpx.Client, kite: str) -> None:
    assert read(kites, "application/vnd.kites+json", kite).json()["kite"] == kites.get(kite).json()


def test_what_is_created_is_answered_as_xml_and_found_as_json(kites: httpx.Client) -> None:
    made = kites.post("/kites", json={"name": "Blue"}, headers={"Accept": "application/xml"})
    id = ET.fromstring(made.content).attrib["id"]
    assert made.status_code == 201
    assert read(kites, "application/json", f"/kites/{id}").json()["name"] == "Blue"


def test_a_list_is_answered_in_json_in_xml_and_as_a_table(kites: httpx.Client, kite: str) -> None:
    kites.post("/kites", json={"name": "Blue"})
    plain = kites.get("/kites")
    as_xml = ET.fromstring(read(kites, "application/xml", "/kites").content)
    as_table = read(kites, "text/csv", "/kites")
    names = [each["name"] for each in plain.json()]
    assert plain.headers["content-type"] == "application/json"
    assert {"Red & round", "Blue"} <= set(names)
    assert (as_xml.tag, [each.findtext("name") for each in as_xml]) == ("kites", names)
    assert as_table.headers["content-type"] == "text/csv"
    assert [each["name"] for each in csv.DictReader(io.StringIO(as_table.text))] == names


def test_a_list_that_another_media_type_wraps_holds_the_same_records(kites: httpx.Client, kite: str) -> None:
    for _ in range(2):  # the second is what was kept of the first
        plain, paged = kites.get("/kites").json(), read(kites, "application/hal+json", "/kites").json()
        assert paged["kites"] == plain
        assert kite.rpartition("/")[2] in [str(each["id"]) for each in plain]


def test_an_example_is_answered_in_the_form_that_is_wanted(kites: httpx.Client) -> None:
    assert read(kites, "application/xml", "/wind").text == "<wind><knots>9</knots></wind>"
    assert read(kites, "application/json", "/wind").json() == {"knots": 9}


def test_a_refusal_is_told_as_is_wanted(kites: httpx.Client) -> None:
    missing = read(kites, "application/xml", "/kites/987654")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/xml")
    assert "987654" in (ET.fromstring(missing.content).findtext("message") or "")


def test_who_takes_nothing_that_is_listed_is_refused_where_the_document_says_so(kites: httpx.Client) -> None:
    assert read(kites, "image/png", "/wind").status_code == 406
    assert read(kites, "image/png, */*;q=0.1", "/wind").status_code == 200
    assert read(kites, "", "/wind").status_code == 200


@pytest.mark.parametrize("sent", ["text/xml", "text/xml; charset=utf-8", "application/xml"])
def test_either_name_of_xml_is_taken_where_the_document_lists_one(kites: httpx.Client, sent: str) -> None:
    body = "<wind><knots>7</knots></wind>"
    assert kites.post("/gusts", content=body, headers={"Content-Type": sent}).status_code == 200
    assert (
        kites.post("/gusts", content="<wind><knots>x</knots></wind>", headers={"Content-Type": sent}).status_code == 400
    )


@pytest.mark.parametrize("accept", ["text/xml", "application/xml", "text/xml;q=0.9, application/json;q=0.1"])
def test_either_name_of_xml_chooses_the_one_that_is_listed(kites: httpx.Client, accept: str) -> None:
    answer = read(kites, accept, "/wind")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")


def test_of_two_names_of_xml_that_are_listed_the_one_that_is_wanted_is_answered(kites: httpx.Client, kite: str) -> None:
    assert read(kites, "text/xml", kite).headers["content-type"] == "text/xml"
    assert read(kites, "application/xml, text/xml;q=0.5", kite).headers["content-type"] == "application/xml"


def varies(answer: httpx.Response) -> bool:
    return "Accept" in answer.headers["vary"].replace(" ", "").split(",")


def test_an_answer_that_was_chosen_says_so_to_caches(kites: httpx.Client, kite: str) -> None:
    chosen = (kites.get("/kites"), read(kites, "text/csv", "/kites"), read(kites, "image/png", "/wind"))
    assert all(map(varies, (*chosen, kites.get("/kites/987654"), kites.get("/wind", headers={"Prefer": "code=200"}))))
    assert not varies(kites.get("/gusts"))


@pytest.mark.parametrize(
    ("asked", "knots"), [("code=200", "1"), ("example=storm", "50"), ("code=200, example=storm", "50")]
)
def test_an_example_that_is_asked_for_is_answered_as_is_wanted(kites: httpx.Client, asked: str, knots: str) -> None:
    said = {"Prefer": asked, "Content-Type": "text/xml"}
    plain = kites.post("/gusts", content="<wind/>", headers=said)
    as_xml = kites.post("/gusts", content="<wind/>", headers={**said, "Accept": "application/xml"})
    assert (plain.headers["content-type"], str(plain.json()["knots"])) == ("application/json", knots)
    assert as_xml.headers["content-type"] == "application/xml"
    assert ET.fromstring(as_xml.content).findtext("knots") == knots
    assert plain.headers["mock-evidence"] == as_xml.headers["mock-evidence"] == "documented"


def test_a_refusal_that_is_asked_for_is_told_as_is_wanted(kites: httpx.Client) -> None:
    said = {"Prefer": "code=409, example=second", "Content-Type": "text/xml", "Accept": "application/xml"}
    refused = kites.post("/gusts", content="<wind/>", headers=said)
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/xml")
    assert ET.fromstring(refused.content).findtext("message") == "two"
