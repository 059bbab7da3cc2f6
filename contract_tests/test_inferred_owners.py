"""What is created and listed below an owner, and read at an address of its own: a laboratory with samples and their results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_documents import NUMBER, TEXT, Serve, clients, create, gone, listing, members, operation, path

from mockserver.engine.inference.inferring import infer
from mockserver.openapi.bare.document import formed

SAMPLE = members("id", "name", id=NUMBER, name=TEXT)
RESULT = members("id", "value", id=NUMBER, value=TEXT, unit=TEXT)
NEW = members("value", value=TEXT, unit=TEXT)
LABORATORY = {
    "/samples": {"get": operation(listing(SAMPLE)), "post": operation(SAMPLE, "201", members("name", name=TEXT))},
    "/samples/{id}": {"parameters": [path("id", NUMBER)], "get": operation(SAMPLE), "delete": gone()},
    "/samples/{id}/results": {
        "parameters": [path("id", NUMBER)],
        "get": operation(listing(RESULT)),
        "post": operation(RESULT, "201", NEW),
    },
    "/results/{resultId}": {
        "parameters": [path("resultId", NUMBER)],
        "get": operation(RESULT),
        "put": operation(RESULT, body=NEW),
        "delete": gone(),
    },
}
ALL = {"/results": {"get": operation(listing(RESULT))}}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A client of a document with these paths; answers are held against it."""
    with clients(tmp_path) as served:
        yield served


def results(client: httpx.Client, *values: str, of: int) -> list[Any]:
    return [create(client, f"/samples/{of}/results", value=each) for each in values]


def samples(client: httpx.Client) -> None:
    for name in ("A", "B"):
        create(client, "/samples", name=name)


def test_what_is_created_below_an_owner_is_read_changed_and_deleted_where_it_has_its_address(serve: Serve) -> None:
    client = serve(LABORATORY)
    samples(client)
    made = client.post("/samples/1/results", json={"value": "7", "unit": "mg"})
    where = made.headers["location"]
    assert where.endswith(f"/results/{made.json()['id']}")
    assert "samples" not in where
    assert client.get(where).json() == made.json()
    client.put(where, json={"value": "8"})
    assert client.get(where).json()["value"] == client.get("/samples/1/results").json()[0]["value"] == "8"
    client.delete(where)
    assert client.get(where).status_code == 404
    assert client.get("/samples/1/results").json() == []


def test_a_list_below_an_owner_shows_what_is_the_owner_s_and_the_whole_list_all(serve: Serve) -> None:
    client = serve({**LABORATORY, **ALL})
    samples(client)
    first, second = results(client, "7", "8", of=1)
    (third,) = results(client, "9", of=2)
    assert client.get("/samples/1/results").json() == [first, second]
    assert client.get("/samples/2/results").json() == [third]
    assert client.get("/results").json() == [first, second, third]


def test_below_an_owner_that_is_not_there_nothing_is_created_or_listed(serve: Serve) -> None:
    client = serve(LABORATORY)
    assert client.post("/samples/7/results", json={"value": "7"}).status_code == 404
    assert client.get("/samples/7/results").status_code == 404


def owned(**more: Any) -> dict[str, Any]:
    """The laboratory, whose results say of which sample they are."""
    said = members("id", "value", "sampleId", id=NUMBER, value=TEXT, sampleId=NUMBER)
    new = members("value", value=TEXT, sampleId=NUMBER)
    one = {**LABORATORY["/results/{resultId}"], "get": operation(said), "put": operation(said, body=new)}
    below = {**LABORATORY["/samples/{id}/results"], "get": operation(listing(said))}
    below["post"] = operation(said, "201", new)
    return {**LABORATORY, "/samples/{id}/results": below, "/results/{resultId}": one, **more}


def test_a_record_that_names_its_owner_is_listed_below_the_one_that_it_names(serve: Serve) -> None:
    client = serve(owned())
    samples(client)
    made = create(client, "/samples/1/results", value="7", sampleId=2)
    assert made["sampleId"] == 1
    client.put(f"/results/{made['id']}", json={"value": "7", "sampleId": 2})
    assert client.get("/samples/1/results").json() == []
    assert [each["sampleId"] for each in client.get("/samples/2/results").json()] == [2]


def test_a_list_below_an_owner_shows_of_what_is_created_elsewhere_what_names_the_owner(serve: Serve) -> None:
    paths = owned()
    below = paths["/samples/{id}/results"]
    paths["/results"] = {"get": below["get"], "post": below["post"]}
    paths["/samples/{id}/results"] = {"parameters": below["parameters"], "get": below["get"]}
    client = serve(paths)
    samples(client)
    first = create(client, "/results", value="7", sampleId=1)
    create(client, "/results", value="8", sampleId=2)
    assert client.get("/samples/1/results").json() == [first]


def test_what_was_deleted_and_made_again_for_another_owner_is_no_longer_the_first_one_s(serve: Serve) -> None:
    code = members("code", "value", code=TEXT, value=TEXT, unit=TEXT)
    below = {
        **LABORATORY["/samples/{id}/results"],
        "get": operation(listing(code)),
        "post": operation(code, "201", code),
    }
    item = {"parameters": [path("resultId")], "get": operation(code), "delete": gone()}
    client = serve({**LABORATORY, "/samples/{id}/results": below, "/results/{resultId}": item})
    samples(client)
    create(client, "/samples/1/results", code="x", value="7")
    client.delete("/results/x")
    made = create(client, "/samples/2/results", code="x", value="8")
    assert client.get("/samples/1/results").json() == []
    assert client.get("/samples/2/results").json() == [made]


def test_a_create_below_an_owner_that_answers_something_else_makes_no_such_record(serve: Serve) -> None:
    other = members("accepted", accepted={"type": "boolean"}, count=NUMBER)
    below = {**LABORATORY["/samples/{id}/results"], "post": operation(other, "202", members(rows=listing(TEXT)))}
    client = serve({**LABORATORY, "/samples/{id}/results": below})
    samples(client)
    assert "location" not in client.post("/samples/1/results", json={"rows": ["7"]}).headers


def test_what_nothing_creates_but_below_an_owner_exists_under_every_key_until_it_is_deleted_unless_decided_otherwise(
    serve: Serve, tmp_path: Path
) -> None:
    client = serve(LABORATORY)
    assert client.get("/results/99").json()["id"] == 99
    (tmp_path / "it.mock.yaml").write_text("collections: {/results: {keep: created}}")
    assert serve(LABORATORY).get("/results/99").status_code == 404


def test_routes_says_what_is_read_elsewhere() -> None:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {**LABORATORY, **ALL}}
    said = "\n".join(infer(formed(Path("it.json"), raw).raw).lines())
    assert "makes what /results/{resultId} reads" in said
    assert "lists of what /results/{resultId} reads what belongs to its owner" in said
