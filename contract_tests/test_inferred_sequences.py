"""Values in a row, and media types in which nothing can be written, of a document that nobody wrote code for; over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from lone_documents import fixtures, greeted

GEESE = """
openapi: 3.2.0
info: {title: Geese, version: "1"}
paths:
  /geese:
    post:
      operationId: addGoose
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Goose"}}}}
      responses: {"201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Goose"}}}}}
    get:
      operationId: listGeese
      responses:
        "200":
          description: all
          content:
            application/x-protobuf: {schema: {$ref: "#/components/schemas/Geese"}}
            application/jsonl: {itemSchema: {$ref: "#/components/schemas/Goose"}}
            application/json: {schema: {$ref: "#/components/schemas/Geese"}}
            application/json-seq: {itemSchema: {$ref: "#/components/schemas/Goose"}}
            text/event-stream: {itemSchema: {$ref: "#/components/schemas/Goose"}}
            multipart/mixed: {itemSchema: {$ref: "#/components/schemas/Goose"}}
  /geese/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: readGoose, responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Goose"}}}}}}
  /calls:
    get:
      operationId: hearCalls
      responses:
        "200":
          description: one after another
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [event, data]
                properties: {event: {const: call}, id: {type: string}, data: {$ref: "#/components/schemas/Goose"}}
  /flights:
    get:
      operationId: oldFlights
      responses: {"200": {description: each, content: {application/x-ndjson: {schema: {$ref: "#/components/schemas/Goose"}, example: {id: 4, name: Grey}}}}}
    post:
      operationId: addFlights
      requestBody: {required: true, content: {application/jsonl: {itemSchema: {$ref: "#/components/schemas/Goose"}}, application/json-seq: {itemSchema: {$ref: "#/components/schemas/Goose"}}}}
      responses: {"204": {description: taken}}
  /maps:
    parameters: [{name: scale, in: query, schema: {type: integer}}]
    get:
      operationId: readMap
      responses: {"200": {description: packed, content: {application/x-protobuf: {schema: {$ref: "#/components/schemas/Goose"}}, application/avro: {schema: {$ref: "#/components/schemas/Geese"}}}}}
    post:
      operationId: addMap
      requestBody: {content: {application/x-protobuf: {schema: {$ref: "#/components/schemas/Goose"}}}}
      responses: {"201": {description: packed, content: {application/cbor: {schema: {$ref: "#/components/schemas/Goose"}}}}, "202": {description: later}, "422": {description: no, content: {application/cbor: {schema: {$ref: "#/components/schemas/Goose"}}}}}
  /feather:
    get:
      operationId: readFeather
      responses: {"200": {description: seen, content: {image/png: {schema: {$ref: "#/components/schemas/Goose"}}}}}
components:
  schemas:
    Goose: {type: object, required: [name], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
    Geese: {type: array, items: {$ref: "#/components/schemas/Goose"}}
"""
server, world, geese = fixtures("geese", GEESE)


@pytest.fixture
def two(geese: httpx.Client) -> list[dict[str, object]]:
    return [geese.post("/geese", json={"name": name}).json() for name in ("Akka", "Grå\ngås")]


def listed(geese: httpx.Client, accept: str) -> httpx.Response:
    answer = geese.get("/geese", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, accept)
    return answer


def test_a_list_is_answered_line_by_line(geese: httpx.Client, two: list[dict[str, object]]) -> None:
    lines = listed(geese, "application/jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == two


def test_a_list_is_answered_record_by_record(geese: httpx.Client, two: list[dict[str, object]]) -> None:
    text = listed(geese, "application/json-seq").text
    assert text.startswith("\x1e")
    assert [json.loads(each) for each in text.split("\x1e")[1:]] == two


def test_a_list_is_answered_event_by_event(geese: httpx.Client, two: list[dict[str, object]]) -> None:
    events = listed(geese, "text/event-stream").text.removesuffix("\n\n").split("\n\n")
    assert [json.loads(each.removeprefix("data: ")) for each in events] == two


def test_a_list_is_answered_part_by_part(geese: httpx.Client, two: list[dict[str, object]]) -> None:
    answer = listed(geese, "multipart/mixed")
    _, boundary = answer.headers["content-type"].split("boundary=")
    parts = answer.text.split(f"--{boundary}")[1:-1]
    assert [json.loads(each.partition("\r\n\r\n")[2]) for each in parts] == two


def test_an_event_has_the_fields_that_its_schema_gives_it(geese: httpx.Client) -> None:
    first = geese.get("/calls").text.partition("\n\n")[0]
    fields = dict(line.split(": ", 1) for line in first.splitlines())
    assert fields["event"] == "call"
    assert set(json.loads(fields["data"])) >= {"name"}


def test_the_schema_of_an_older_document_is_about_each_line(geese: httpx.Client) -> None:
    answer = geese.get("/flights")
    assert (answer.text, answer.headers["mock-evidence"]) == ('{"id":4,"name":"Grey"}\n', "documented")


@pytest.mark.parametrize(
    ("media_type", "sent", "status"),
    [
        ("application/jsonl", '{"name": "Akka"}\n{"name": "Yksi"}\n', 204),
        ("application/jsonl", '{"name": "Akka"}\r\n\r\n', 204),
        ("application/jsonl", '{"name": "Akka"}\n{"id": 7}\n', 400),
        ("application/jsonl", '{"name": "Akka"}\n{', 400),
        ("application/jsonl", b"\xff", 400),
        ("application/json-seq", '\x1e{"name": "Akka"}\n\x1e{"name": "Yksi"}\n', 204),
        ("application/json-seq", "\x1e7\n", 400),
    ],
)
def test_a_body_of_values_in_a_row_is_held_against_the_schema_of_each(
    geese: httpx.Client, media_type: str, sent: str | bytes, status: int
) -> None:
    answer = geese.post("/flights", content=sent, headers={"Content-Type": media_type})
    assert answer.status_code == status, answer.text


def test_a_line_that_is_no_json_is_named(geese: httpx.Client) -> None:
    answer = geese.post("/flights", content='{"name": "Akka"}\n{', headers={"Content-Type": "application/jsonl"})
    assert answer.headers["mock-violation"].startswith("body record 2 ")


def test_where_nothing_can_be_written_what_can_be_is_answered(geese: httpx.Client) -> None:
    assert (
        geese.get("/geese", headers={"Accept": "application/x-protobuf"}).headers["content-type"] == "application/json"
    )
    made = geese.post("/maps", content=b"\x08\x01", headers={"Content-Type": "application/x-protobuf"})
    assert (made.status_code, made.content) == (202, b"")
    # bytes that nobody names are those that are listed
    assert geese.post("/maps", content=b"\x08\x01").status_code == 202
    refused = geese.post("/maps", params={"scale": "wide"})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")


def test_where_nothing_else_can_be_written_that_is_said_at_start_and_answered_with_501(
    geese: httpx.Client, tmp_path: Path
) -> None:
    refused = geese.get("/maps")
    assert (refused.status_code, refused.headers["content-type"]) == (501, "application/problem+json")
    assert "nothing can be written in application/x-protobuf, application/avro" in refused.json()["detail"]
    assert geese.get("/maps", params={"scale": "wide"}).status_code == 400
    (tmp_path / "geese.yaml").write_text(GEESE)
    with greeted(str(tmp_path / "geese.yaml")) as said:
        greeting = " ".join(said.split())
    assert "not served: readMap: " in greeting
    assert "application/x-protobuf is not read: what is sent in it is taken as it comes" in greeting


def test_an_object_that_stands_for_bytes_is_bytes(geese: httpx.Client) -> None:
    answer = geese.get("/feather")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert not answer.text.startswith("{")


def test_check_finds_nothing_wrong_with_values_in_a_row_and_with_bytes(tmp_path: Path) -> None:
    (tmp_path / "geese.yaml").write_text(GEESE)
    file = str(tmp_path / "geese.yaml")
    command = [sys.executable, "-m", "mockserver", "check", file, "--no-cache", "--only", "laws"]
    found = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stdout
