"""What a document that nobody has explained does with state: one document of a harbour, one rule a test, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from lone_documents import fixtures

import mockserver
from mockserver.client import ControlError, World
from mockserver.launching import NoServer, Running

HARBOUR = """
openapi: 3.1.0
info: {title: Harbour, version: "1"}
paths:
  /boats:
    get:
      operationId: listBoats
      parameters:
        - {name: kind, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, default: 2}}
        - {name: cursor, in: query, schema: {type: string}}
      responses: {"200": {description: boats, content: {application/json: {schema: {$ref: "#/components/schemas/Boats"}}}}}
    post:
      operationId: addBoat
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/NewBoat"}}}}
      responses: {"201": {description: added, content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}}
  /boats/{boatId}:
    parameters: [{name: boatId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readBoat
      responses:
        "200": {description: a boat, content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}
        "404": {description: none, content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
    put:
      operationId: replaceBoat
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/NewBoat"}}}}
      responses: {"200": {description: a boat, content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}}
    patch:
      operationId: changeBoat
      requestBody:
        content:
          application/merge-patch+json: {schema: {type: object}}
          application/json-patch+json: {schema: {type: array}}
      responses: {"200": {description: a boat, content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}}
    delete: {operationId: removeBoat, responses: {"204": {description: gone}}}
  /boats/{boatId}/crew:
    parameters: [{name: boatId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: listCrew
      responses: {"200": {description: crew, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Sailor"}}}}}}
    post:
      operationId: addSailor
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Sailor"}}}}
      responses:
        "201": {description: added, content: {application/json: {schema: {$ref: "#/components/schemas/Sailor"}}}}
        "409": {description: known, content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
  /boats/{boatId}/crew/{name}:
    parameters:
      - {name: boatId, in: path, required: true, schema: {type: integer}}
      - {name: name, in: path, required: true, schema: {type: string}}
    get:
      operationId: readSailor
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Sailor"}}}}}
  /boats/{boatId}/logs:
    parameters: [{name: boatId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: listLogs
      responses: {"200": {description: logs, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Log"}}}}}}
    post:
      operationId: addLog
      responses: {"201": {description: added, content: {application/json: {schema: {$ref: "#/components/schemas/Log"}}}}}
  /boats/{boatId}/logs/{logId}:
    parameters:
      - {name: boatId, in: path, required: true, schema: {type: integer}}
      - {name: logId, in: path, required: true, schema: {type: integer}}
    get:
      operationId: readLog
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Log"}}}}}
  /piers:
    get:
      operationId: listPiers
      responses: {"200": {description: piers, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pier"}}}}}}
  /piers/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readPier
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Pier"}}}}}
    delete: {operationId: removePier, responses: {"204": {description: gone}}}
  /rules:
    get:
      operationId: readRules
      responses: {"200": {description: rules, content: {application/json: {schema: {$ref: "#/components/schemas/Rules"}}}}}
    patch:
      operationId: changeRules
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Rules"}}}}
      responses: {"200": {description: rules, content: {application/json: {schema: {$ref: "#/components/schemas/Rules"}}}}}
  /tides/{port}:
    parameters: [{name: port, in: path, required: true, schema: {type: string}}]
    post:
      operationId: reckonTide
      responses: {"200": {description: a tide, content: {application/json: {schema: {type: object, required: [port, high], properties: {port: {type: string}, high: {type: number}}}}}}}
components:
  schemas:
    NewBoat: {type: object, required: [name], properties: {name: {type: string}, kind: {type: string}, pin: {type: string, writeOnly: true}}}
    Boat:
      type: object
      required: [id, name, berth]
      additionalProperties: false
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        kind: {type: string}
        pin: {type: string, writeOnly: true}
        berth: {type: string, readOnly: true, pattern: "^[A-Z][0-9]{2}$"}
        addedAt: {type: string, format: date-time, readOnly: true}
        updatedAt: {type: string, format: date-time, readOnly: true}
    Boats:
      type: object
      required: [items, total]
      properties: {items: {type: array, items: {$ref: "#/components/schemas/Boat"}}, total: {type: integer}, nextCursor: {type: string}}
    Sailor: {type: object, required: [name], properties: {name: {type: string}, rank: {type: string}}}
    Log: {type: object, required: [id, boatId], properties: {id: {type: integer}, boatId: {type: integer}, createdAt: {type: string, format: date-time}}}
    Pier: {type: object, required: [id, length], properties: {id: {type: integer}, length: {type: number}}}
    Rules: {type: object, required: [speed], properties: {speed: {type: integer, example: 5}, quiet: {type: boolean}}}
    Error: {type: object, required: [status, message], properties: {status: {type: integer}, message: {type: string}}}
"""

server, world, harbour = fixtures("harbour", HARBOUR)


def add(harbour: httpx.Client, name: str, **more: Any) -> Any:
    answer = harbour.post("/boats", json={"name": name, **more})
    assert answer.status_code == 201
    return answer.json()


def test_keys_are_counted_and_never_used_twice(harbour: httpx.Client) -> None:
    assert [add(harbour, "A")["id"], add(harbour, "B")["id"]] == [1, 2]
    harbour.delete("/boats/2")
    assert add(harbour, "C")["id"] == 3


def test_what_is_missing_is_filled_and_what_must_not_be_shown_is_not(harbour: httpx.Client) -> None:
    boat = add(harbour, "A", kind="sloop", pin="1234")
    assert boat["kind"] == "sloop"
    assert boat["berth"]
    assert "pin" not in boat
    assert boat == harbour.get("/boats/1").json()


def test_records_say_when_by_the_worlds_clock(harbour: httpx.Client, world: World) -> None:
    assert add(harbour, "A")["addedAt"] == "2026-03-01T09:00:00.000Z"
    world.clock.advance(60)
    changed = harbour.put("/boats/1", json={"name": "B"}).json()
    assert (changed["addedAt"], changed["updatedAt"]) == ("2026-03-01T09:00:00.000Z", "2026-03-01T09:01:00.000Z")


def test_put_replaces_and_keeps_what_a_caller_cannot_send(harbour: httpx.Client) -> None:
    berth = add(harbour, "A", kind="sloop")["berth"]
    replaced = harbour.put("/boats/1", json={"name": "B"}).json()
    assert (replaced["id"], replaced["name"], replaced["berth"]) == (1, "B", berth)
    assert "kind" not in replaced


def test_patch_merges_or_applies_a_json_patch_by_its_media_type(harbour: httpx.Client) -> None:
    add(harbour, "A", kind="sloop")
    merge = {"Content-Type": "application/merge-patch+json"}
    assert "kind" not in harbour.patch("/boats/1", json={"kind": None}, headers=merge).json()
    steps = {"Content-Type": "application/json-patch+json"}
    added = harbour.patch("/boats/1", json=[{"op": "add", "path": "/kind", "value": "ketch"}], headers=steps)
    assert added.json()["kind"] == "ketch"
    assert harbour.patch("/boats/1", json=[{"op": "remove", "path": "/x"}], headers=steps).status_code == 400


def test_a_list_is_wrapped_counted_and_filtered_by_members(harbour: httpx.Client) -> None:
    boats = [add(harbour, "A", kind="sloop"), add(harbour, "B"), add(harbour, "C", kind="sloop")]
    assert harbour.get("/boats", params={"limit": 9}).json() == {"items": boats, "total": 3}
    assert harbour.get("/boats", params={"kind": "sloop"}).json() == {"items": [boats[0], boats[2]], "total": 2}


def test_a_list_is_cut_where_a_caller_asks_and_goes_on_from_its_cursor(harbour: httpx.Client) -> None:
    boats = [add(harbour, each) for each in "ABC"]
    page = harbour.get("/boats", params={"limit": 1}).json()
    assert (page["items"], page["total"]) == (boats[:1], 3)
    rest = harbour.get("/boats", params={"limit": 2, "cursor": page["nextCursor"]}).json()
    assert rest["items"] == boats[1:]
    assert "nextCursor" not in rest


def test_a_list_is_cut_as_the_document_says_where_a_caller_says_nothing(harbour: httpx.Client) -> None:
    boats = [add(harbour, each) for each in "ABC"]
    page = harbour.get("/boats").json()
    assert (page["items"], page["total"]) == (boats[:2], 3)
    assert page == harbour.get("/boats", params={"limit": 2}).json()
    rest = harbour.get("/boats", params={"cursor": page["nextCursor"]}).json()
    assert (rest["items"], rest.get("nextCursor")) == (boats[2:], None)


def test_what_is_not_there_is_refused_in_the_documents_words(harbour: httpx.Client) -> None:
    refused = harbour.get("/boats/7")
    assert refused.status_code == 404
    assert refused.json()["status"] == 404
    assert "there is no '7' at /boats" in refused.json()["message"]
    assert harbour.delete("/boats/7").headers["content-type"] == "application/problem+json"


def test_a_nested_collection_belongs_to_its_parent(harbour: httpx.Client) -> None:
    add(harbour, "A")
    add(harbour, "B")
    harbour.post("/boats/1/crew", json={"name": "ann"})
    assert harbour.get("/boats/1/crew").json() == [{"name": "ann"}]
    assert harbour.get("/boats/2/crew").json() == []
    assert harbour.get("/boats/2/crew/ann").status_code == 404
    assert harbour.post("/boats/7/crew", json={"name": "ann"}).status_code == 404


def test_records_that_are_made_up_belong_to_their_owner_and_are_as_old_as_the_world_says(
    harbour: httpx.Client, world: World
) -> None:
    kept = world.state("harbour")
    (boat,) = kept["boats"].add(name="A")
    assert (boat["addedAt"], boat["updatedAt"]) == ("2026-03-01T09:00:00.000Z",) * 2
    logs = kept[f"boats/{boat['id']}/logs"].add(2)
    assert [(each["boatId"], each["createdAt"]) for each in logs] == [(boat["id"], "2026-03-01T09:00:00.000Z")] * 2
    assert harbour.get(f"/boats/{boat['id']}/logs").json() == logs == kept[f"boats/{boat['id']}/logs"].all()


def test_a_name_that_stands_for_the_collections_of_all_owners_is_refused(world: World) -> None:
    several = world.state("harbour")["boats/{boatId}/logs"]
    for call in (several.all, several.add):
        with pytest.raises(ControlError, match=r"404 .* one for each owner: name one, such as boats/7/logs"):
            call()


def test_a_key_that_is_sent_is_kept_and_a_second_one_is_a_conflict(harbour: httpx.Client) -> None:
    add(harbour, "A")
    assert harbour.post("/boats/1/crew", json={"name": "ann", "rank": "mate"}).status_code == 201
    assert harbour.get("/boats/1/crew/ann").json() == {"name": "ann", "rank": "mate"}
    again = harbour.post("/boats/1/crew", json={"name": "ann"})
    assert (again.status_code, again.json()["status"]) == (409, 409)


def test_what_nobody_creates_is_there_and_stays(harbour: httpx.Client) -> None:
    piers = harbour.get("/piers").json()
    assert piers
    assert harbour.get(f"/piers/{piers[0]['id']}").json() == piers[0]
    assert harbour.get("/piers/77").json()["id"] == 77
    assert harbour.get("/piers").json() == piers


def test_what_nobody_creates_is_gone_once_it_is_deleted(harbour: httpx.Client) -> None:
    harbour.delete("/piers/77")
    assert harbour.get("/piers/77").status_code == 404


def test_what_there_is_one_of_is_changed_in_its_place(harbour: httpx.Client) -> None:
    assert harbour.get("/rules").json()["speed"] == 5
    assert harbour.patch("/rules", json={"speed": 7, "quiet": False}).json() == {"speed": 7, "quiet": False}
    assert harbour.get("/rules").json() == {"speed": 7, "quiet": False}


def test_what_has_no_state_says_what_the_path_says_and_always_the_same(harbour: httpx.Client) -> None:
    tide = harbour.post("/tides/oslo").json()
    assert tide["port"] == "oslo"
    assert harbour.post("/tides/oslo").json() == tide


def test_the_same_seed_gives_the_same_bytes(server: Running) -> None:
    def story(name: str) -> list[bytes]:
        server.admin.worlds.create(name, seed=5, clock="2026-03-01T09:00:00Z")
        with httpx.Client(base_url=server.url_of("harbour", name), trust_env=False) as client:
            add(client, "A")
            return [client.get(path).content for path in ("/boats", "/piers", "/rules", "/piers/9")]

    assert story("one") == story("two")


def test_a_reset_world_knows_nothing_of_what_was(harbour: httpx.Client, world: World) -> None:
    add(harbour, "A")
    harbour.patch("/rules", json={"speed": 7})
    world.reset()
    assert harbour.get("/boats").json()["items"] == []
    assert harbour.get("/rules").json()["speed"] == 5
    assert add(harbour, "B")["id"] == 1


def test_records_made_up_are_served(harbour: httpx.Client, world: World) -> None:
    made = world.state("harbour")["boats"].add(3, kind="sloop")
    assert harbour.get("/boats", params={"limit": 3}).json()["items"] == made
    assert {each["kind"] for each in made} == {"sloop"}
    assert add(harbour, "A")["id"] == 4


def test_a_collection_below_a_record_is_steered_by_its_address(harbour: httpx.Client, world: World) -> None:
    add(harbour, "A")
    crew = world.state("harbour")["boats/1/crew"]
    assert [each["rank"] for each in crew.add(2, rank="mate")] == ["mate", "mate"]
    crew.merge({"ann": {"name": "ann"}})
    assert [each["name"] for each in harbour.get("/boats/1/crew").json()][-1] == "ann"
    assert world.state("harbour").read()["collections"]["boats/1/crew"] == harbour.get("/boats/1/crew").json()


def test_what_a_world_of_a_document_shows_another_begins_with(
    harbour: httpx.Client, world: World, server: Running
) -> None:
    add(harbour, "A")
    harbour.post("/boats/1/crew", json={"name": "ann"})
    harbour.get("/piers")
    other = server.admin.worlds.create(data={"harbour": world.state("harbour").read()})
    url = server.url_of("harbour", other.name)
    for path in ("/boats", "/boats/1/crew", "/piers"):
        assert httpx.get(f"{url}{path}", trust_env=False).json() == harbour.get(path).json()


def test_the_users_own_decisions_stand_beside_the_document(tmp_path: Path) -> None:
    (tmp_path / "harbour.yaml").write_text(HARBOUR)
    (tmp_path / "harbour.mock.yaml").write_text("ignore: [/boats]")
    with mockserver.running(str(tmp_path / "harbour.yaml"), cache=False) as server:
        assert httpx.post(f"{server.url}/boats", json={"name": "A"}, trust_env=False).status_code == 201
        assert httpx.get(f"{server.url}/boats/77", trust_env=False).status_code == 200


def test_decisions_that_cannot_be_used_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "harbour.yaml").write_text(HARBOUR)
    (tmp_path / "harbour.mock.yaml").write_text("collections: {/boats: {keys: id}}")
    with (
        pytest.raises(NoServer, match=r"harbour\.mock\.yaml: /collections/~1boats/keys: is not one of"),
        mockserver.running(str(tmp_path / "harbour.yaml"), cache=False),
    ):
        pass
