"""Lists in the order that a query asks for, as documents spell it: a cellar of wines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_documents import NUMBER, TEXT, Serve, clients, create, listing, members, operation, path, query

from mockserver.engine.inference.inferring import infer
from mockserver.openapi.bare.document import formed

WINE = members("id", "name", id=NUMBER, name=TEXT, bottleCount=NUMBER, maker=members(town=TEXT), tags=listing(TEXT))
NEW = members("name", name=TEXT, bottleCount=NUMBER, maker=members(town=TEXT))
WINES = (("Merlot", 3, "Pauillac"), ("barbera", 12, "Asti"), ("Zinfandel", 3, "Lodi"), ("Arneis", None, "Alba"))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A client of a document with these paths; answers are held against it."""
    with clients(tmp_path) as served:
        yield served


def cellar(*parameters: Any, wine: Any = WINE) -> dict[str, Any]:
    return {
        "/wines": {"get": operation(listing(wine), query=parameters), "post": operation(wine, "201", NEW)},
        "/wines/{id}": {"parameters": [path("id", NUMBER)], "get": operation(wine)},
    }


def filled(client: httpx.Client) -> httpx.Client:
    for name, count, town in WINES:
        create(client, "/wines", name=name, maker={"town": town}, **({} if count is None else {"bottleCount": count}))
    return client


def names(client: httpx.Client, **asked: Any) -> str:
    """The first letters of the wines that are listed."""
    answer = client.get("/wines", params=asked)
    assert answer.status_code == 200, answer.text
    return "".join(each["name"][0] for each in answer.json())


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("name", "AbMZ"),
        ("+name", "AbMZ"),
        ("-name", "ZMbA"),
        ("name:desc", "ZMbA"),
        ("name asc", "AbMZ"),
        ("name DESC", "ZMbA"),
        ("name_desc", "ZMbA"),
        ("name,desc", "ZMbA"),
        ("bottle_count", "MZbA"),
        ("-bottleCount", "bMZA"),
        ("bottleCount,-name", "ZMbA"),
        ("bottleCount:desc, name:desc", "bZMA"),
        ("maker.town", "AbZM"),
        ("colour", "MbZA"),
        ("tags", "MbZA"),
        ("desc", "AZbM"),
    ],
)
def test_a_list_is_sorted_by_the_members_that_are_named(serve: Serve, asked: str, shown: str) -> None:
    assert names(filled(serve(cellar(query("sort")))), sort=asked) == shown


@pytest.mark.parametrize(
    ("by", "way"),
    [
        ("sort_by", "order"),
        ("sortBy", "direction"),
        ("order_by", "sort"),
        ("orderBy", "sort_order"),
        ("ordering", "sort_dir"),
    ],
)
def test_one_parameter_names_the_member_and_another_the_way(serve: Serve, by: str, way: str) -> None:
    ways = {"type": "string", "enum": ["asc", "desc"]}
    client = filled(serve(cellar(query(by), query(way, ways))))
    assert names(client, **{by: "name", way: "desc"}) == "ZMbA"
    assert names(client, **{by: "name"}) == "AbMZ"
    assert names(client, **{way: "desc"}) == "AZbM"
    assert names(client, **{by: "colour", way: "desc"}) == "MbZA"


def test_a_default_says_how_to_sort_where_a_part_of_that_is_sent(serve: Serve) -> None:
    down = {"type": "string", "enum": ["asc", "desc"], "default": "desc"}
    client = filled(serve(cellar(query("sort_by", {"type": "string", "default": "name"}), query("order", down))))
    assert names(client) == "MbZA"
    assert names(client, order="asc") == "AbMZ"
    assert names(client, sort_by="bottleCount") == "bMZA"


def test_several_members_may_be_listed_one_by_one(serve: Serve) -> None:
    client = filled(serve(cellar(query("sort", listing(TEXT)))))
    assert names(client, sort=["bottleCount", "-name"]) == "ZMbA"


def test_an_object_may_say_which_way_each_member_goes(serve: Serve) -> None:
    ways = {"type": "object", "additionalProperties": TEXT}
    client = filled(serve(cellar(query("sort_by", ways, style="deepObject", explode=True))))
    assert names(client, **{"sort_by[name]": "desc"}) == "ZMbA"


def test_what_a_document_does_not_list_is_refused(serve: Serve) -> None:
    client = filled(serve(cellar(query("sort", {"type": "string", "enum": ["name", "-name"]}))))
    assert names(client, sort="-name") == "ZMbA"
    assert client.get("/wines", params={"sort": "id"}).status_code == 400


def test_a_list_is_sorted_before_it_is_cut(serve: Serve) -> None:
    client = filled(serve(cellar(query("sort"), query("limit", NUMBER), query("offset", NUMBER))))
    assert names(client, sort="name", limit=2) == "Ab"
    assert names(client, sort="name", limit=2, offset=2) == "MZ"


def test_members_are_found_in_the_part_of_a_record_that_has_them(serve: Serve) -> None:
    wine = members("id", id=NUMBER, attributes=members(name=TEXT))
    client = serve(cellar(query("sort"), wine=wine))
    for name in ("Merlot", "Arneis"):
        create(client, "/wines", name=name)
    shown = client.get("/wines", params={"sort": "name"}).json()
    assert [each["attributes"]["name"] for each in shown] == ["Arneis", "Merlot"]


def test_a_member_that_is_called_like_a_way_of_sorting_still_filters(serve: Serve) -> None:
    wine = members("id", "name", id=NUMBER, name=TEXT, order=TEXT)
    document = cellar(query("order"), wine=wine)
    document["/wines"]["post"] = operation(wine, "201", members("name", name=TEXT, order=TEXT))
    client = serve(document)
    for name, order in (("Merlot", "a"), ("Arneis", "b")):
        create(client, "/wines", name=name, order=order)
    assert names(client, order="b") == "A"
    assert names(client, order="desc") == "AM"


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        (query("sort"), "sorted as `sort` says"),
        (query("sort", {"type": "string", "enum": ["newest", "name"]}), "sorted as `sort` says"),
        (query("sort", {"type": "string", "enum": ["newest", "best"]}), ""),
    ],
)
def test_routes_says_whether_a_list_is_sorted(parameter: Any, said: str) -> None:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": cellar(parameter)}
    explained = next(iter(infer(formed(Path("it.json"), raw).raw).lines()))
    assert said in explained
    assert bool(said) == ("sorted" in explained)
