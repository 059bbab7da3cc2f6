"""What was sent shows in answers of which nothing is kept, and what is new tells the world's time: a post office, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
from lone_documents import fixtures

from mockserver.client import World

OFFICE = """
openapi: 3.1.0
info: {title: Post office, version: "1"}
paths:
  /letters/price:
    post:
      operationId: priceLetter
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Letter"}}}}
      responses: {"200": {description: a price, content: {application/json: {schema: {$ref: "#/components/schemas/Price"}}}}}
  /letters/label:
    post:
      operationId: printLabel
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Letter"}}}}
      responses:
        "200": {description: a label, content: {application/json: {schema: {type: object, required: [label], properties: {label: {$ref: "#/components/schemas/Price"}}}}}}
  /letters/batch:
    post:
      operationId: priceLetters
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Letter"}}}}}
      responses: {"200": {description: prices, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Price"}}}}}}
  /letters/seal:
    put:
      operationId: sealLetter
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {letter: {$ref: "#/components/schemas/Letter"}}}}}}
      responses: {"200": {description: a price, content: {application/json: {schema: {$ref: "#/components/schemas/Price"}}}}}
  /complaints:
    post:
      operationId: complain
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}, kind: {type: string}}}}}}
      responses:
        "200":
          description: noted
          content:
            application/json:
              schema: {type: object, required: [text], properties: {text: {type: string}, kind: {enum: [late, lost]}, notedAt: {type: string, format: date-time}}}
              example: {text: It never came., kind: lost, notedAt: "2020-01-01T00:00:00Z"}
  /parcels:
    get:
      operationId: listParcels
      responses: {"200": {description: parcels, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Parcel"}}}}}}
    post:
      operationId: sendParcel
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [to], properties: {to: {type: string}}}}}}
      responses: {"201": {description: sent, content: {application/json: {schema: {$ref: "#/components/schemas/Parcel"}}}}}
  /parcels/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readParcel
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Parcel"}}}}}
    patch:
      operationId: changeParcel
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {to: {type: string}}}}}}
      responses: {"200": {description: changed, content: {application/json: {schema: {type: object, required: [ok], properties: {ok: {type: boolean}, to: {type: string}}}}}}}
  /stamps:
    get:
      operationId: listStamps
      responses: {"200": {description: stamps, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Stamp"}}}}}}
    post:
      operationId: printStamp
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Stamp"}}}}
      responses: {"201": {description: printed, content: {application/json: {schema: {$ref: "#/components/schemas/Stamp"}}}}}
  /stamps/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readStamp
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Stamp"}}}}}
    patch:
      operationId: changeStamp
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Stamp"}}}}
      responses: {"200": {description: changed, content: {application/json: {schema: {$ref: "#/components/schemas/Stamp"}}}}}
  /counter:
    get:
      operationId: readCounter
      responses: {"200": {description: the counter, content: {application/json: {schema: {$ref: "#/components/schemas/Counter"}}}}}
    patch:
      operationId: changeCounter
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {open: {type: boolean}}}}}}
      responses: {"200": {description: the counter, content: {application/json: {schema: {$ref: "#/components/schemas/Counter"}}}}}
components:
  schemas:
    Letter:
      type: object
      required: [to]
      properties:
        id: {type: integer, readOnly: true}
        to: {type: string}
        grams: {type: integer}
        express: {type: boolean}
        secret: {type: string}
        address: {type: object, properties: {town: {type: string}, street: {type: string}}}
    Price:
      type: object
      required: [id, cents, to, address, createdAt]
      additionalProperties: false
      properties:
        id: {type: integer}
        cents: {type: integer, example: 85}
        to: {type: string}
        grams: {type: integer}
        express: {type: string, enum: ["yes", "no"]}
        secret: {type: string, writeOnly: true}
        address: {type: object, required: [town, country], properties: {town: {type: string}, country: {type: string, example: Norway}}}
        createdAt: {type: string, format: date-time}
    Parcel:
      type: object
      required: [id, to, handedIn, keptUntil, track, weighed_at]
      properties:
        id: {type: integer, readOnly: true}
        to: {type: string}
        weighed_at: {type: string, readOnly: true}
        updated_at: {type: string, readOnly: true, example: "2020-01-01 00:00:00", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"}
        handedIn: {type: string, format: date-time, readOnly: true}
        keptUntil: {type: string, format: date-time, readOnly: true, example: "2020-01-01T00:00:00Z"}
        track: {type: object, required: [createdAt, updatedAt], properties: {createdAt: {type: string, format: date-time}, updatedAt: {type: string, format: date-time}}}
        sender: {type: object, properties: {id: {type: integer}, createdAt: {type: string, format: date-time}}}
    Stamp:
      type: object
      required: [id, printed, seal]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        printed: {type: integer, readOnly: true, example: 3}
        seal: {type: object, required: [number], properties: {number: {type: integer, readOnly: true, example: 9}, colour: {type: string}}}
    Counter:
      type: object
      required: [open, updatedAt]
      properties: {open: {type: boolean}, updatedAt: {type: string, format: date-time, readOnly: true}}
"""

server, world, office = fixtures("office", OFFICE)


def send(office: httpx.Client, method: str, path: str, body: Any) -> Any:
    answer = office.request(method, path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def test_what_was_sent_shows_where_the_answer_has_a_member_of_its_name_and_type(office: httpx.Client) -> None:
    price = send(office, "POST", "/letters/price", {"to": "Bo", "grams": 20})
    assert (price["to"], price["grams"]) == ("Bo", 20)


def test_what_is_of_another_type_or_must_not_be_shown_is_not(office: httpx.Client) -> None:
    plain = send(office, "POST", "/letters/price", {"to": "Bo"})
    price = send(office, "POST", "/letters/price", {"to": "Bo", "express": True, "secret": "x", "street": "y"})
    assert price == plain


def test_members_inside_objects_show_beside_those_that_the_answer_demands(office: httpx.Client) -> None:
    price = send(office, "POST", "/letters/price", {"to": "Bo", "address": {"town": "Bergen", "street": "Nygata"}})
    assert price["address"] == {"town": "Bergen", "country": "Norway"}


def test_what_was_sent_shows_inside_the_answer_that_wraps_it(office: httpx.Client) -> None:
    assert send(office, "POST", "/letters/label", {"to": "Bo"})["label"]["to"] == "Bo"


def test_what_was_sent_wrapped_shows_in_an_answer_that_is_not(office: httpx.Client) -> None:
    assert send(office, "PUT", "/letters/seal", {"letter": {"to": "Bo", "grams": 7}})["grams"] == 7


def test_of_a_list_every_item_shows(office: httpx.Client) -> None:
    prices = send(office, "POST", "/letters/batch", [{"to": "Ann"}, {"to": "Bo"}])
    assert [each["to"] for each in prices] == ["Ann", "Bo"]


def test_an_example_that_says_something_else_says_what_was_sent(office: httpx.Client) -> None:
    assert send(office, "POST", "/complaints", {"text": "Wet.", "kind": "late"})["text"] == "Wet."


def test_what_does_not_fit_leaves_the_rest(office: httpx.Client) -> None:
    noted = send(office, "POST", "/complaints", {"text": "Wet.", "kind": "damp"})
    assert (noted["text"], noted["kind"]) == ("Wet.", "lost")


def test_an_example_that_says_what_was_sent_is_documented(office: httpx.Client) -> None:
    answer = office.post("/complaints", json={"text": "It never came.", "kind": "lost"})
    assert answer.headers["mock-evidence"] == "documented"
    assert answer.json()["notedAt"] == "2020-01-01T00:00:00Z"


def test_an_answer_to_a_change_that_shows_little_shows_what_was_sent(office: httpx.Client) -> None:
    parcel = send(office, "POST", "/parcels", {"to": "Bo"})
    assert send(office, "PATCH", f"/parcels/{parcel['id']}", {"to": "Cy"})["to"] == "Cy"


def test_an_answer_of_which_nothing_is_kept_tells_the_worlds_time(office: httpx.Client, world: World) -> None:
    assert send(office, "POST", "/letters/price", {"to": "Bo"})["createdAt"] == "2026-03-01T09:00:00.000Z"
    world.clock.advance(3600)
    assert send(office, "POST", "/letters/price", {"to": "Bo"})["createdAt"] == "2026-03-01T10:00:00.000Z"


def test_a_time_that_a_new_record_must_have_is_now(office: httpx.Client) -> None:
    assert send(office, "POST", "/parcels", {"to": "Bo"})["handedIn"] == "2026-03-01T09:00:00.000Z"


def test_a_time_is_written_in_the_form_of_its_pattern(office: httpx.Client) -> None:
    assert send(office, "POST", "/parcels", {"to": "Bo"})["updated_at"] == "2026-03-01 09:00:00"


def test_a_time_that_no_format_names_is_known_by_its_name(office: httpx.Client) -> None:
    assert send(office, "POST", "/parcels", {"to": "Bo"})["weighed_at"] == "2026-03-01T09:00:00.000Z"


def test_a_time_that_must_lie_ahead_does(office: httpx.Client) -> None:
    assert send(office, "POST", "/parcels", {"to": "Bo"})["keptUntil"] == "2026-03-02T09:00:00.000Z"


def test_times_inside_a_record_follow_the_clock_too(office: httpx.Client, world: World) -> None:
    parcel = send(office, "POST", "/parcels", {"to": "Bo"})
    assert parcel["track"] == {"createdAt": "2026-03-01T09:00:00.000Z", "updatedAt": "2026-03-01T09:00:00.000Z"}
    world.clock.advance(3600)
    office.patch(f"/parcels/{parcel['id']}", json={"to": "Cy"})
    changed = office.get(f"/parcels/{parcel['id']}").json()
    assert changed["track"] == {"createdAt": "2026-03-01T09:00:00.000Z", "updatedAt": "2026-03-01T10:00:00.000Z"}
    assert changed["handedIn"] == parcel["handedIn"]


def test_times_of_other_records_inside_are_left_alone(office: httpx.Client) -> None:
    assert "sender" not in send(office, "POST", "/parcels", {"to": "Bo"})


def test_what_there_is_one_of_tells_when_it_was_changed(office: httpx.Client, world: World) -> None:
    world.clock.advance(7200)
    assert send(office, "PATCH", "/counter", {"open": False})["updatedAt"] == "2026-03-01T11:00:00.000Z"
    assert office.get("/counter").json()["updatedAt"] == "2026-03-01T11:00:00.000Z"


def test_what_is_read_only_is_not_the_callers_to_send(office: httpx.Client) -> None:
    sent = {"id": 77, "name": "Whale", "printed": 5, "seal": {"number": 1, "colour": "red"}}
    stamp = send(office, "POST", "/stamps", sent)
    assert stamp == {"id": 1, "name": "Whale", "printed": 3, "seal": {"number": 9, "colour": "red"}}
    assert send(office, "PATCH", "/stamps/1", {**sent, "name": "Seal"}) == {**stamp, "name": "Seal"}
