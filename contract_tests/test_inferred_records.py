"""What a record of a document that nobody has explained gets that nobody sent: found out once, and never what was right elsewhere."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
from lone_documents import fixtures

import mockserver
from mockserver.client import World
from mockserver.launching import Running

PIER = """
openapi: 3.1.0
info: {title: Pier, version: "1"}
paths:
  /berths:
    get: {responses: {"200": {description: all, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Berth"}}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}}
  /berths/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}}}
    put:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}}
components:
  schemas:
    Berth:
      type: object
      required: [id, depth, seal, place, moorings, created_at, updated_at]
      properties:
        id: {type: integer}
        depth: {type: integer, minimum: 1, maximum: 1000000000}
        seal: {type: string, format: uuid}
        note: {type: string}
        place: {type: object, required: [quay, number], properties: {quay: {type: string}, number: {type: integer}}}
        moorings: {type: array, items: {type: object, required: [rope, length], properties: {rope: {type: string}, length: {type: integer}}}}
        created_at: {type: string, format: date-time}
        updated_at: {type: string, format: date-time}
"""
server, world, client = fixtures("pier", PIER)


def test_what_nobody_sends_is_the_same_in_all_records_of_a_world_but_for_what_tells_them_apart(
    client: httpx.Client,
) -> None:
    one, other = (client.post("/berths", json={"note": "n"}).json() for _ in range(2))

    told_apart = {name for name in one if one[name] != other[name]}
    assert told_apart == {"id", "seal"}


def test_what_nobody_sends_is_made_of_the_seed_of_the_world_that_is_asked(server: Running) -> None:
    bodies = []
    for name, seed in (("one", 1), ("other", 2), ("once-more", 1)):
        server.admin.worlds.create(name, seed=seed, clock="2026-03-01T09:00:00Z")
        bodies.append(httpx.post(server.url_of("pier", name) + "/berths", json={}).text)

    assert bodies[0] == bodies[2] != bodies[1]


def test_each_set_of_members_that_is_sent_is_made_whole_by_itself(client: httpx.Client) -> None:
    whole = client.post("/berths", json={}).json()
    for sent in ({"depth": 7}, {"place": {"quay": "North"}}, {"depth": 9, "place": {"number": 4}}, {"note": "deep"}):
        made = client.post("/berths", json=sent).json()

        assert made["depth"] == sent.get("depth", whole["depth"])
        assert made["place"] == {**whole["place"], **sent.get("place", {})}
        assert made.get("note") == sent.get("note", whole.get("note"))


def test_every_item_of_a_list_is_made_whole_and_keeps_what_was_sent(client: httpx.Client) -> None:
    sent = [{"rope": "hemp"}, {"rope": "steel", "length": 30}, {"length": 5}]
    made = client.post("/berths", json={"moorings": sent}).json()["moorings"]

    assert [{name: each[name] for name in given} for given, each in zip(sent, made, strict=True)] == sent
    assert all(each.keys() == {"rope", "length"} for each in made)


def test_a_record_that_lacks_nothing_is_kept_as_it_was_sent(client: httpx.Client) -> None:
    whole = client.post("/berths", json={"moorings": [{"rope": "hemp", "length": 3}]}).json()
    again = client.put(f"/berths/{whole['id']}", json=whole).json()

    assert again == whole


def test_times_are_those_of_the_call_although_the_rest_is_known(client: httpx.Client, world: World) -> None:
    first = client.post("/berths", json={"note": "a"}).json()
    world.clock.advance(3600)
    second = client.post("/berths", json={"note": "b"}).json()
    changed = client.put(f"/berths/{first['id']}", json={"note": "c"}).json()

    assert first["created_at"] == "2026-03-01T09:00:00.000Z"
    assert second["created_at"] == second["updated_at"] == "2026-03-01T10:00:00.000Z"
    assert (changed["created_at"], changed["updated_at"]) == ("2026-03-01T09:00:00.000Z", "2026-03-01T10:00:00.000Z")


def test_what_was_sent_of_one_record_is_in_no_other(client: httpx.Client) -> None:
    """Parts that lack nothing are kept without a copy: a change of one record must not show in another."""
    place = {"quay": "North", "number": 1}
    one, other = (client.post("/berths", json={"place": place}).json() for _ in range(2))
    client.put(f"/berths/{one['id']}", json={**one, "place": {"quay": "South", "number": 2}})

    assert client.get(f"/berths/{other['id']}").json()["place"] == place


def test_a_document_that_is_read_again_makes_what_it_says_now(tmp_path: Path) -> None:
    file = tmp_path / "pier.yaml"
    file.write_text(PIER)
    with (
        mockserver.running(str(file), cache=False, watch=True) as server,
        httpx.Client(base_url=server.url, trust_env=False) as client,
    ):
        assert client.post("/berths", json={}).json()["depth"] != 12
        file.write_text(PIER.replace("minimum: 1, maximum: 1000000000", "enum: [12]"))
        deadline = time.monotonic() + 20
        while client.post("/berths", json={}).json()["depth"] != 12:
            assert time.monotonic() < deadline
            time.sleep(0.1)
