"""A bare document is kept to what it says of defaults and refusals, and every record that is made can be read."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

import mockserver
from contract_tests.detection.defects import DOCUMENTS

KEY = {"X-Library-Key": "reading-room"}
TOKEN = {"Authorization": "Bearer shed-token"}


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    server = mockserver.in_process(*(f"{name}={file}" for name, file in DOCUMENTS.items()))
    with httpx.Client(transport=mockserver.transport(server), base_url="http://mock") as client:
        yield client


def test_what_is_left_out_of_a_new_record_becomes_its_default(http: httpx.Client) -> None:
    book = http.post("/library/books", headers=KEY, json={"title": "A", "author": "B"}).json()
    assert (book["pages"], book["language"], book["tags"]) == (100, "de", [])


def test_what_is_left_out_of_a_replacement_becomes_its_default(http: httpx.Client) -> None:
    whole = {"title": "A", "author": "B", "pages": 7, "language": "en", "tags": ["x"]}
    id = http.post("/library/books", headers=KEY, json=whole).json()["id"]
    http.put(f"/library/books/{id}", headers=KEY, json={"title": "C", "author": "B"})
    book = http.get(f"/library/books/{id}", headers=KEY).json()
    assert (book["pages"], book["language"], book["tags"]) == (100, "de", [])


def test_a_refusal_is_the_example_of_its_status(http: httpx.Client) -> None:
    assert http.get("/library/books/9999", headers=KEY).json() == {"error": "not_found"}
    assert http.get("/library/books").json() == {"error": "unauthorized"}


def test_a_refusal_carries_the_headers_that_it_must_have(http: httpx.Client) -> None:
    assert http.get("/library/books").headers["www-authenticate"] == "ApiKey"


def test_every_record_with_a_made_up_key_can_be_read(http: httpx.Client) -> None:
    made = [
        http.post("/toolshed/tools", headers=TOKEN, json={"name": str(each), "kind": "saw"}).json()["id"]
        for each in range(12)
    ]
    assert len(set(made)) == 12
    assert {http.get(f"/toolshed/tools/{each}", headers=TOKEN).status_code for each in made} == {200}
