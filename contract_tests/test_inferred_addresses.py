"""Addresses of other pages in the answers of lists, as documents have them: a gallery of pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_documents import NUMBER, TEXT, Serve, clients, create, listing, members, operation, path, query

PICTURE = members("id", "title", id=NUMBER, title=TEXT, room=TEXT)
NEW = members("title", title=TEXT, room=TEXT)
ADDRESS = {"type": "string", "format": "uri"}
NULLABLE = {**ADDRESS, "nullable": True}
OFFSETS = (query("limit", NUMBER), query("offset", NUMBER), query("room"), query("sort"))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A client of a document with these paths; answers are held against it."""
    with clients(tmp_path) as served:
        yield served


def gallery(serve: Serve, parameters: Any, *required: str, at: str = "/pictures", **beside: Any) -> httpx.Client:
    """Five pictures, two of them in the hall."""
    shown = members("items", *required, items=listing(PICTURE), **beside)
    client = serve({
        at: {"get": operation(shown, query=parameters), "post": operation(PICTURE, "201", NEW)},
        f"{at.rstrip('/')}/{{id}}": {"parameters": [path("id", NUMBER)], "get": operation(PICTURE)},
    })  # fmt: skip
    for title, room in zip("ABCDE", ("hall", "attic", "hall", "attic", "attic"), strict=True):
        create(client, at, title=title, room=room)
    return client


def walked(client: httpx.Client, start: str, *way: str) -> list[str]:
    """The titles on each page, from address to address."""
    pages: list[str] = []
    following: Any = start
    while following:
        body = client.get(following).json()
        pages.append("".join(each["title"] for each in body["items"]))
        following = body
        for step in way:
            following = (following or {}).get(step)
    return pages


NEXT = [
    ("next", {"next": NULLABLE}),
    ("next", {"next": TEXT}),
    ("next_page_url", {"next_page_url": TEXT}),
    ("nextLink", {"nextLink": ADDRESS}),
    ("@odata.nextLink", {"@odata.nextLink": TEXT}),
    ("links next", {"links": members(next=TEXT, prev=TEXT)}),
    ("_links next href", {"_links": members(next=members("href", href=TEXT))}),
    ("meta pagination links next", {"meta": members(pagination=members(links=members(next=ADDRESS)))}),
    ("next", {"next": {**TEXT, "example": "/pictures?offset=5"}}),
]


@pytest.mark.parametrize(("way", "beside"), NEXT)
def test_the_address_of_the_next_page_leads_through_all_of_them(serve: Serve, way: str, beside: Any) -> None:
    client = gallery(serve, OFFSETS, **beside)
    assert walked(client, "/pictures?limit=2", *way.split()) == ["AB", "CD", "E"]


@pytest.mark.parametrize(
    "parameters",
    [
        (query("per_page", NUMBER), query("page", NUMBER)),
        (query("per_page", NUMBER), query("page", {"type": "integer", "minimum": 0, "default": 0})),
        (query("per_page", NUMBER), query("after")),
        (query("per_page", NUMBER), query("startIndex", {"type": "integer", "minimum": 1})),
        (query("per_page", NUMBER), query("page", members(number=NUMBER), style="deepObject", explode=True)),
    ],
)
def test_it_turns_the_page_with_the_parameter_that_the_list_has_for_that(serve: Serve, parameters: Any) -> None:
    assert walked(gallery(serve, parameters, next=NULLABLE), "/pictures?per_page=2", "next") == ["AB", "CD", "E"]


def test_it_keeps_what_the_request_asked_besides(serve: Serve) -> None:
    client = gallery(serve, OFFSETS, next=NULLABLE)
    first = client.get("/pictures?room=attic&limit=2&sort=-title").json()
    assert httpx.URL(first["next"]).params == httpx.QueryParams("room=attic&limit=2&sort=-title&offset=2")
    assert walked(client, "/pictures?room=attic&limit=2&sort=-title", "next") == ["ED", "B"]


@pytest.mark.parametrize(
    ("required", "schema", "end"),
    [((), NULLABLE, None), ((), ADDRESS, "absent"), (("next",), NULLABLE, None), (("next",), TEXT, "")],
)
def test_on_the_last_page_there_is_none(serve: Serve, required: Any, schema: Any, end: Any) -> None:
    client = gallery(serve, OFFSETS, *required, next=schema)
    assert client.get("/pictures").json().get("next", "absent") == end


def test_the_pages_before_the_first_and_the_last_have_addresses_too(serve: Serve) -> None:
    links = members(self=TEXT, first=TEXT, prev=TEXT, next=TEXT, last=TEXT)
    client = gallery(serve, OFFSETS, links=links)
    found = client.get("/pictures?limit=2&offset=2").json()["links"]
    asked = {name: httpx.URL(each).params.get("offset") for name, each in found.items()}
    assert asked == {"self": "2", "first": None, "prev": "0", "next": "4", "last": "4"}
    assert "prev" not in client.get("/pictures?limit=2").json()["links"]


def test_an_address_is_whole_and_of_the_world_that_was_asked(serve: Serve) -> None:
    client = gallery(serve, (query("limit", {"type": "integer", "default": 2}), OFFSETS[1]), next=ADDRESS)
    assert client.get("/pictures").json()["next"] == "http://it.localhost/pictures?offset=2"
    other = client.get("http://localhost/it/pictures").json()["next"]
    assert other == "http://localhost/it/pictures?offset=2"


def test_a_path_stays_a_path(serve: Serve) -> None:
    client = gallery(serve, OFFSETS, next={**TEXT, "example": "/pictures?offset=5"})
    assert client.get("/pictures?limit=2").json()["next"] == "/pictures?limit=2&offset=2"


def test_a_list_that_cannot_be_turned_has_no_next_page(serve: Serve) -> None:
    client = gallery(serve, (query("limit", NUMBER),), next=NULLABLE)
    assert client.get("/pictures?limit=2").json()["next"] is None


def test_an_address_ends_as_the_path_does(serve: Serve) -> None:
    client = gallery(serve, OFFSETS, at="/pictures/", next=NULLABLE)
    assert client.get("/pictures/?limit=2").json()["next"] == "http://it.localhost/pictures/?limit=2&offset=2"
