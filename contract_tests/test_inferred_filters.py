"""Lists that are filtered by a member in brackets, and what is asked of it: a market with offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_documents import NUMBER, TEXT, Serve, clients, create, listing, members, operation, path, query

OFFER = members(
    "id", "name", id=NUMBER, name=TEXT, price=NUMBER, made=TEXT, seller=members(town=TEXT), tags=listing(TEXT)
)
OFFERS: tuple[dict[str, Any], ...] = (
    {"name": "Apple", "price": 3, "made": "2026-01-05", "seller": {"town": "Bonn"}, "tags": ["red", "ripe"]},
    {"name": "Pear", "price": 5, "made": "2026-02-05", "seller": {"town": "Ulm"}, "tags": ["ripe"]},
    {"name": "Pineapple", "price": 12, "made": "2026-03-05", "seller": {"town": "Bonn"}},
)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A client of a document with these paths; answers are held against it."""
    with clients(tmp_path) as served:
        yield served


def market(serve: Serve, *parameters: Any, offer: Any = OFFER) -> httpx.Client:
    client = serve({
        "/offers": {"get": operation(listing(offer), query=parameters), "post": operation(offer, "201", offer | {"required": []})},
        "/offers/{id}": {"parameters": [path("id", NUMBER)], "get": operation(offer)},
    })  # fmt: skip
    for each in OFFERS if offer is OFFER else ():
        create(client, "/offers", **each)
    return client


def shown(client: httpx.Client, **asked: Any) -> list[str]:
    answer = client.get("/offers", params=asked)
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()]


@pytest.mark.parametrize(
    ("parameter", "value", "found"),
    [
        ("filter[name]", "Pear", ["Pear"]),
        ("filter[name]", "Pear,Apple", ["Apple", "Pear"]),
        ("filter[name][eq]", "Pear", ["Pear"]),
        ("filter[name][ne]", "Pear", ["Apple", "Pineapple"]),
        ("filter[name][in]", "Pear,Apple", ["Apple", "Pear"]),
        ("filter[name][contains]", "APPLE", ["Apple", "Pineapple"]),
        ("filter[name][starts_with]", "p", ["Pear", "Pineapple"]),
        ("filter[name][ends_with]", "ear", ["Pear"]),
        ("filter[price]", "5", ["Pear"]),
        ("filter[price][gt]", "5", ["Pineapple"]),
        ("price[gte]", "5", ["Pear", "Pineapple"]),
        ("price__lt", "5", ["Apple"]),
        ("price__lte", "nothing", []),
        ("made[after]", "2026-02-01", ["Pear", "Pineapple"]),
        ("filter[seller.town]", "Bonn", ["Apple", "Pineapple"]),
        ("filter[seller][town]", "Ulm", ["Pear"]),
        ("filter[tags]", "ripe", ["Apple", "Pear"]),
        ("tags[]", "red", ["Apple"]),
        ("filter[colour]", "red", ["Apple", "Pear", "Pineapple"]),
        ("fields[offer]", "name", ["Apple", "Pear", "Pineapple"]),
    ],
)
def test_a_list_is_filtered_by_the_member_in_brackets(
    serve: Serve, parameter: str, value: str, found: list[str]
) -> None:
    assert shown(market(serve, query(parameter)), **{parameter: value}) == found


def test_an_object_says_what_is_asked_of_several_members(serve: Serve) -> None:
    asked = query("filter", {"type": "object"}, style="deepObject", explode=True)
    client = market(serve, asked)
    assert shown(client, **{"filter[name]": "Apple"}) == ["Apple"]
    assert shown(client, **{"filter[price]": "12", "filter[name]": "Pineapple"}) == ["Pineapple"]


def test_an_object_that_is_called_like_a_member_says_what_is_asked_of_it(serve: Serve) -> None:
    asked = query("price", members(gte=NUMBER, lt=NUMBER), style="deepObject", explode=True)
    client = market(serve, asked)
    assert shown(client, **{"price[gte]": "4", "price[lt]": "12"}) == ["Pear"]


def test_pages_may_be_asked_for_by_an_object(serve: Serve) -> None:
    asked = query("page", members(number=NUMBER, size=NUMBER), style="deepObject", explode=True)
    client = market(serve, asked)
    assert shown(client, **{"page[number]": "2", "page[size]": "2"}) == ["Pineapple"]


def test_a_member_is_found_in_the_part_of_a_record_that_has_it(serve: Serve) -> None:
    offer = members("id", id=NUMBER, attributes=members(name=TEXT))
    client = market(serve, query("filter[name]"), offer=offer)
    for name in ("Apple", "Pear"):
        create(client, "/offers", attributes={"name": name})
    found = client.get("/offers", params={"filter[name]": "Pear"}).json()
    assert [each["attributes"]["name"] for each in found] == ["Pear"]
