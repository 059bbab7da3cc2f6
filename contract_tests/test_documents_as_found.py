"""Documents as they are found: what is odd about one of their operations costs no valid answer; over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from lone_documents import greeted

import mockserver

TEXT, LOST = {"type": "string"}, {"$ref": "#/components/schemas/Lost"}
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


def content(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema}}}


def operation(schema: Any = None, status: str = "200", **more: Any) -> dict[str, Any]:
    """An operation that answers a schema, or nothing."""
    answer = {"description": "", **(content(schema) if schema is not None else {})}
    return {"responses": {status: answer}, **more}


def parameter(name: str, place: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": schema, **more}


ROUTE = {
    "required": ["kind"],
    "properties": {"kind": TEXT, "legs": {"type": "integer"}, "from": TEXT},
}
ANSWER = "#/paths/~1sightings/get/responses/200/content/application~1json/schema"
SCHEMAS = {
    "Ferry": {"allOf": [ROUTE, {"required": ["kind", "from"]}]},
    "Cargo": {"allOf": [ROUTE, {"required": ["kind", "legs"]}]},
    "Rope": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
    "Sheet": {
        "additionalProperties": False,
        "allOf": [{"$ref": "#/components/schemas/Sheet"}, {"$ref": "#/components/schemas/Paper"}],
        "properties": {"fold": TEXT},
    },
    "Paper": {"type": "object", "additionalProperties": False, "required": ["size"], "properties": {"size": TEXT}},
    "Print": {"type": "object", "additionalProperties": False, "required": ["ink"], "properties": {"ink": TEXT}},
    "Edition": {
        "type": "object",
        "additionalProperties": False,
        "properties": {part: {"type": "integer", "readOnly": True} for part in ("Major", "Minor")},
    },
    "Ship": {"type": "object", "required": ["symbol"], "properties": {"symbol": TEXT, "type": TEXT}},
    "Sighting": {
        "allOf": [
            {"$ref": "#/components/schemas/Seal"},
            {
                "required": ["place", "before"],
                "properties": {
                    "place": {
                        "type": "object",
                        "required": ["depth"],
                        "properties": {"depth": {"type": "integer"}},
                    },
                    "before": {"$ref": f"{ANSWER}/allOf/1/properties/place"},
                },
            },
        ]
    },
    "Seal": {"type": "object", "properties": {"berth": {**TEXT, "readOnly": True}}},
    "Trip": {
        "oneOf": [{"$ref": "#/components/schemas/Ferry"}, {"$ref": "#/components/schemas/Cargo"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"ferry": "#/components/schemas/Ferry", "cargo": "#/components/schemas/Cargo"},
        },
    },
    "Booking": {
        "type": "object",
        "properties": {"berth": TEXT, "deck": TEXT, "name": TEXT},
        "oneOf": [{"required": ["berth", "name"]}, {"required": ["deck", "name"]}],
    },
}
SIGN_IN: dict[str, Any] = {
    "token": {"type": "apiKey", "in": "header", "name": "Authorization"},
    "user": {"type": "http", "scheme": "basic"},
    "client": {"type": "apiKey", "in": "query", "name": "client"},
}
EVIL = r"^(https?:\/\/)?([\da-z\.-]+)\.([a-z\.]{2,6})([\/\w \.-]*)*\/?$"
LOG = '<?xml version="1.0" encoding="UTF-8"?>...'
PATHS: dict[str, Any] = {
    "/trips": {"post": operation({}, requestBody=content({"$ref": "#/components/schemas/Trip"}))},
    "/bookings": {"post": operation({}, requestBody=content({"$ref": "#/components/schemas/Booking"}))},
    "/seals": {"get": operation({"$ref": "#/components/schemas/Seal"})},
    "/pictures": {
        "get": operation({
            "type": "object",
            "required": ["address"],
            "properties": {"address": {**TEXT, "pattern": EVIL, "example": "https://boats.example.com/pictures/5?v=1"}},
        }),
        "post": operation(
            {}, requestBody=content({"properties": {"address": {**TEXT, "pattern": EVIL}}, "type": "object"}, FORM)
        ),
    },
    "/arrivals": {
        "get": operation({
            "type": "object",
            "required": ["at"],
            "properties": {"at": {**TEXT, "format": "date-time", "minLength": 25, "maxLength": 29}},
        })
    },
    "/log": {"get": {"responses": {"200": {"description": "", **content({**TEXT, "example": LOG}, "application/xml")}}}},
    "/sheets": {
        "get": {
            "responses": {
                "200": {
                    "description": "",
                    "content": {"application/pdf": {}, "application/vnd.openxmlformats-officedocument.sheet": {}},
                }
            }
        }
    },
    "/songs": {"get": {"responses": {"200": {"description": "", **content({**TEXT, "format": "binary"}, "audio/*")}}}},
    "/bills": {"get": operation({"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}})},
    "/bills/{id}": {
        "parameters": [parameter("id", "path", TEXT)],
        "get": {"responses": {"401": {"description": ""}, "404": {"description": ""}}},
    },
    "/ropes": {
        "get": operation({"type": "array", "items": {"$ref": "#/components/schemas/Rope"}}),
        "post": operation({"$ref": "#/components/schemas/Rope"}, "201", requestBody=content({"type": "object"})),
    },
    "/ropes/{id}": {
        "parameters": [parameter("id", "path", {"type": "array", "items": {"type": "integer"}})],
        "get": operation({"$ref": "#/components/schemas/Rope"}),
    },
    "/knots/{name}": {
        "parameters": [{"name": "name", "in": "path", "required": True, **content({**TEXT, "minLength": 2})}],
        "get": operation({"type": "object", "properties": {"name": TEXT}}),
    },
    "/my/ships": {
        "post": operation(
            {
                "type": "object",
                "required": ["sale", "ship"],
                "properties": {
                    "sale": {"type": "object", "required": ["shipSymbol"], "properties": {"shipSymbol": TEXT}},
                    "ship": {"$ref": "#/components/schemas/Ship"},
                },
            },
            "201",
            requestBody=content({"type": "object", "properties": {"type": TEXT}}),
        )
    },
    "/my/ships/{shipSymbol}": {
        "parameters": [parameter("shipSymbol", "path", TEXT)],
        "get": operation({"type": "object", "properties": {"ship": {"$ref": "#/components/schemas/Ship"}}}),
    },
    "/similar": {
        "get": operation({}, parameters=[parameter("link", "query", {**TEXT, "properties": {"link": TEXT}})])
    },
    "/assets": {
        "get": operation(
            {},
            parameters=[parameter("id", "query", {"oneOf": [{**TEXT, "format": "photo-id"}, {**TEXT, "format": "film-id"}]})],
        )
    },
    "/purposes": {
        "get": operation(
            {},
            parameters=[parameter("of", "query", {"type": "array", "items": TEXT, "enum": ["FISHING", "SAILING"]})],
        )
    },
    "/flags": {
        "get": operation(
            {
                "type": "object",
                "required": ["code"],
                "properties": {
                    "code": {**TEXT, "pattern": "/^[A-Z]{2}$/"},
                    "old": {**TEXT, "pattern": "/^[A-Z]{2}$/"},
                    "picture": {"oneOf": [{**TEXT, "format": "binary"}, {**TEXT, "format": "uri"}]},
                    "colour": TEXT,
                },
            },
            parameters=[parameter("code", "query", {**TEXT, "pattern": "/^[a-z]{2}$/i"})],
        )
    },
    "/berths": {
        "get": operation({
            "oneOf": [
                {"type": "object", "properties": {"wait": {"type": "object", "properties": {"hours": TEXT}}}},
                {"type": "object", "properties": {"berth": {"type": "object", "properties": {"number": TEXT}}}},
            ]
        })
    },
    "/labels": {
        "post": operation(
            {},
            requestBody=content({
                "allOf": [{"$ref": "#/components/schemas/Paper"}, {"$ref": "#/components/schemas/Print"}]
            }),
        )
    },
    "/sheets/new": {"post": operation({}, requestBody=content({"$ref": "#/components/schemas/Sheet"}))},
    "/spots": {
        "post": operation(
            {}, requestBody=content({"oneOf": [{"$ref": "#/components/schemas/Seal"}, {"properties": {"sand": TEXT}}]})
        )
    },
    "/sightings": {
        "get": operation({
            "$ref": "#/components/schemas/Sighting",
            "allOf": {"1": {"properties": {"place": {"properties": {"depth": {"type": "integer"}}}}}},
        }),
        "post": operation({}, requestBody=content({"$ref": "#/components/schemas/Sighting"})),
    },
    "/words": {"post": operation({}, requestBody=content(TEXT, FORM)), "put": operation({}, requestBody=content(TEXT, PARTS))},
    "/marks": {
        "get": operation(
            {}, parameters=[parameter("mark", "query", {"type": "array", "items": {"type": "object", "required": ["x"]}})]
        )
    },
    "/signals": {
        "post": operation(
            {"type": "object"}, requestBody={"required": True, "content": {"": {"schema": {"$ref": "#/components/schemas/Rope"}}}}
        )
    },
    "/depths": {
        "get": operation({}, parameters=[parameter("depth", "query", {"type": "integer", "enum": ["5", "10"]})])
    },
    "/buoys/{id}": {
        "parameters": [parameter("id", "path", {**TEXT, "format": "uuid", "minLength": 64, "maxLength": 64})],
        "get": operation({"type": "object"}),
    },
    "/charts/{edition}": {
        "parameters": [parameter("edition", "path", {"$ref": "#/components/schemas/Edition"})],
        "get": operation({"type": "object"}),
    },
    "/cabin": {"get": operation({}, security=[{"token": [], "user": [], "client": []}])},
    "/masts": {"head": operation(None, "204"), "get": operation({"type": "integer"})},
    "/lost/parameter": {
        "get": operation({}, parameters=[{"$ref": "#/components/parameters/Lost"}, parameter("depth", "query", LOST)])
    },
    "/lost/body": {"post": operation({}, requestBody={"$ref": "#/components/requestBodies/Lost"})},
    "/lost/schema": {"post": operation({}, requestBody={"required": True, **content(LOST)})},
    "/lost/success": {
        "post": {
            "responses": {
                "200": {"$ref": "#/components/responses/Lost"},
                "201": {"description": "", **content({"type": "integer"})},
            }
        }
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Boats", "version": "1"},
        "paths": PATHS,
        "components": {"schemas": SCHEMAS, "securitySchemes": SIGN_IN},
    }
    boats = tmp_path_factory.mktemp("boats") / "boats.json"
    boats.write_text(json.dumps(document))
    return boats


@pytest.fixture(scope="module")
def boats(file: Path) -> Iterator[httpx.Client]:
    """A client of the document; the server holds its own answers against it."""
    with (
        mockserver.running(str(file), cache=False, validate_responses=True) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=20) as client,
    ):
        yield client


def refused(answer: httpx.Response, what: str) -> None:
    assert 400 <= answer.status_code < 500
    assert what in answer.headers["mock-violation"], answer.headers


def test_what_an_alternative_demands_is_demanded_though_another_schema_does_not_let_it_travel(
    boats: httpx.Client,
) -> None:
    assert boats.post("/bookings", json={"deck": "A", "name": "Ada"}).status_code == 200
    assert boats.post("/bookings", json={"berth": "7", "name": "Ada"}).status_code == 200
    refused(boats.post("/bookings", json={"name": "Ada"}), "is required")


def test_of_alternatives_that_a_member_tells_apart_a_request_may_fit_several(boats: httpx.Client) -> None:
    assert boats.post("/trips", json={"kind": "ferry", "from": "Oslo", "legs": 2}).status_code == 200
    refused(boats.post("/trips", json={"kind": "ferry"}), "is required")


def test_a_pattern_that_takes_for_ever_stops_nobody(boats: httpx.Client) -> None:
    made = boats.get("/pictures")
    assert made.status_code == 200
    refused(boats.post("/pictures", data={"address": f"https://boats.example.com/{'a' * 60}?"}), "/address")


def test_a_time_is_as_long_as_its_schema_wants_it(boats: httpx.Client) -> None:
    assert 25 <= len(boats.get("/arrivals").json()["at"]) <= 29


def test_xml_is_answered_though_the_example_is_none(boats: httpx.Client) -> None:
    assert ET.fromstring(boats.get("/log").content).text == LOG


def test_the_first_of_media_types_that_are_alike_is_answered(boats: httpx.Client) -> None:
    assert boats.get("/sheets").headers["content-type"] == "application/pdf"


def test_of_a_range_of_media_types_one_is_sent(boats: httpx.Client) -> None:
    song = boats.get("/songs")
    assert (song.status_code, song.headers["content-type"]) == (200, "audio/mpeg")
    assert song.content


def test_what_lists_errors_only_and_keeps_nothing_says_that_nothing_is_there(boats: httpx.Client) -> None:
    assert boats.get("/bills/7").status_code == 404


def test_a_path_that_may_name_several_names_one(boats: httpx.Client) -> None:
    rope = boats.post("/ropes", json={}).json()
    assert boats.get(f"/ropes/{rope['id']}").json() == rope
    assert boats.get("/ropes/987654").status_code == 404


def test_a_text_in_a_path_that_should_be_json_needs_no_quotation_marks(boats: httpx.Client) -> None:
    for name in ("bowline", "%22bowline%22"):
        assert boats.get(f"/knots/{name}").json()["name"] == "bowline"
    assert boats.get("/knots/77").status_code == 200
    refused(boats.get("/knots/a"), "path.name")


def test_an_answer_that_names_a_record_beside_it_names_that_one(boats: httpx.Client) -> None:
    made = boats.post("/my/ships", json={"type": "Tug"}).json()
    assert made["sale"]["shipSymbol"] == made["ship"]["symbol"]
    assert boats.get(f"/my/ships/{made['sale']['shipSymbol']}").json()["ship"]["type"] == "Tug"


def test_a_text_in_the_query_is_a_text_whatever_members_its_schema_has(boats: httpx.Client) -> None:
    assert boats.get("/similar", params={"link": "boats.example"}).status_code == 200


def test_of_alternatives_that_nothing_tells_apart_a_parameter_fits_all(boats: httpx.Client) -> None:
    assert boats.get("/assets", params={"id": "a"}).status_code == 200
    refused(boats.get("/assets"), "query.id is required")


def test_a_reference_into_a_place_that_a_reference_hides_is_followed(boats: httpx.Client) -> None:
    sighting = boats.get("/sightings").json()
    assert boats.post("/sightings", json=sighting).status_code == 200
    refused(boats.post("/sightings", json={**sighting, "before": {}}), "/before/depth is required")


def test_what_a_list_may_be_is_what_its_items_may_be_where_no_list_is_listed(boats: httpx.Client) -> None:
    assert boats.get("/purposes", params={"of": ["SAILING", "FISHING"]}).status_code == 200
    refused(boats.get("/purposes", params={"of": ["SAILING", "ROWING"]}), "query.of")


def test_a_pattern_is_meant_without_the_slashes_of_a_program(boats: httpx.Client) -> None:
    shown = boats.get("/flags", params={"code": "NO"})
    assert shown.status_code == 200
    assert re.fullmatch("[A-Z]{2}", shown.json()["code"])
    refused(boats.get("/flags", params={"code": "N7"}), "query.code")


def test_what_no_text_fits_to_the_letter_is_not_made_up_where_it_need_not_be_there(boats: httpx.Client) -> None:
    assert set(boats.get("/flags", params={"code": "NO"}).json()) == {"code", "colour"}


def test_of_alternatives_that_demand_nothing_an_answer_fits_one(boats: httpx.Client) -> None:
    berth = boats.get("/berths")
    assert berth.status_code == 200
    assert sorted(each is None for each in berth.json().values()) == [False, True]


def test_of_alternatives_that_demand_nothing_a_body_may_fit_all(boats: httpx.Client) -> None:
    assert boats.post("/spots", json={"sand": "white"}).status_code == 200
    refused(boats.post("/spots", json={"sand": 7, "berth": 7}), "/")


def test_parts_that_forbid_one_another_s_members_are_meant_together(boats: httpx.Client) -> None:
    assert boats.post("/labels", json={"size": "A4", "ink": "black"}).status_code == 200
    refused(boats.post("/labels", json={"size": "A4"}), "/ink is required")
    refused(boats.post("/labels", json={"size": "A4", "ink": "black", "glue": "much"}), "glue")
    assert boats.post("/sheets/new", json={}).status_code < 500


def test_a_form_whose_schema_takes_no_members_is_taken_as_it_is(boats: httpx.Client) -> None:
    assert boats.post("/words", data={"a": "b"}).status_code == 200
    assert boats.put("/words", files={"a": (None, "b")}).status_code == 200


def test_objects_in_a_list_of_the_query_are_json(boats: httpx.Client) -> None:
    assert boats.get("/marks", params={"mark": ['{"x": 1}', '{"x": 2}']}).status_code == 200
    refused(boats.get("/marks", params={"mark": '{"y": 1}'}), "query.mark")
    refused(boats.get("/marks", params={"mark": "x"}), "query.mark")


def test_a_body_of_which_the_document_names_no_media_type_is_taken_in_any(boats: httpx.Client) -> None:
    assert boats.post("/signals", content=b"...---...").status_code == 200
    assert boats.post("/signals", content=b"...---...", headers={"Content-Type": ""}).status_code == 200
    assert boats.post("/signals", json={"id": 7}).status_code == 200
    refused(boats.post("/signals", json={"id": "7"}), "/id")


def test_numbers_that_are_listed_as_texts_are_numbers(boats: httpx.Client) -> None:
    assert boats.get("/depths", params={"depth": "10"}).status_code == 200
    refused(boats.get("/depths", params={"depth": "7"}), "query.depth")
    refused(boats.get("/depths", params={"depth": "deep"}), "query.depth")


def test_a_format_of_another_length_than_the_schema_wants_goes_before_that(boats: httpx.Client) -> None:
    assert boats.get("/buoys/3fa85f64-5717-4562-b3fc-2c963f66afa6").status_code == 200
    refused(boats.get(f"/buoys/{'a' * 64}"), "path.id")


def test_an_object_in_the_path_of_which_nothing_may_be_sent_is_a_text(boats: httpx.Client) -> None:
    assert boats.get("/charts/2.1").status_code == 200


def test_of_several_credentials_in_the_one_header_there_is_one_suffices(boats: httpx.Client) -> None:
    for header in ("any-token", "Basic YWRhOnNlY3JldA=="):
        sent = {"Authorization": header}
        assert boats.get("/cabin", params={"client": "c"}, headers=sent).status_code == 200
        assert boats.get("/cabin", headers=sent).status_code == 401
    assert boats.get("/cabin", params={"client": "c"}).status_code == 401


def test_a_path_that_has_its_own_head_answers_with_it(boats: httpx.Client) -> None:
    assert (boats.head("/masts").status_code, boats.get("/masts").status_code) == (204, 200)
    assert boats.head("/seals").status_code == 200


def test_what_leads_nowhere_and_is_not_needed_for_the_answer_takes_nothing_away(boats: httpx.Client) -> None:
    assert boats.get("/lost/parameter", params={"depth": "7"}).status_code == 200
    refused(boats.get("/lost/parameter"), "query.depth is required")
    assert boats.post("/lost/body", json={"any": "thing"}).status_code == 200
    assert boats.post("/lost/body").status_code == 200
    assert boats.post("/lost/schema", json=["any", "thing"]).status_code == 200
    refused(boats.post("/lost/schema"), "is")
    made = boats.post("/lost/success")
    assert (made.status_code, type(made.json())) == (201, int)


def test_what_was_left_out_is_said_at_start(file: Path) -> None:
    with greeted(str(file)) as said:
        greeting = " ".join(said.split())
    assert "not served" not in greeting
    for place, instead in (
        ("/paths/~1lost~1parameter/get/parameters/0", "#/components/parameters/Lost leads nowhere; nothing is asked of it"),
        ("/paths/~1lost~1parameter/get/parameters/1", "#/components/schemas/Lost leads nowhere; anything is taken"),
        ("/paths/~1lost~1body/post/requestBody", "#/components/requestBodies/Lost leads nowhere; anything is taken"),
        ("/paths/~1lost~1success/post/responses/200", "#/components/responses/Lost leads nowhere"),
    ):  # fmt: skip
        assert f"note: {place}: {instead}" in greeting, greeting


def test_an_answer_that_nothing_fits_comes_near_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    closed = {
        "type": "object",
        "additionalProperties": False,
        "required": ["size"],
        "allOf": [{"properties": {"size": TEXT}}],
    }
    file = tmp_path / "sails.json"
    paths = {"/sail": {"get": operation(closed)}}
    file.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Sails", "version": "1"}, "paths": paths}))
    with (
        mockserver.in_process(str(file), cache=False) as server,
        httpx.Client(transport=mockserver.transport(server), base_url="http://sails.localhost") as client,
    ):
        answers = [client.get("/sail") for _ in range(2)]
    assert [list(each.json()) for each in answers] == [["size"], ["size"]]
    place = "/paths/~1sail/get/responses/200/content/application~1json/schema"
    assert [each.getMessage() for each in caplog.records if "nothing was found" in each.getMessage()] == [
        f"{place}: nothing was found that fits; what is answered comes near it"
    ]
