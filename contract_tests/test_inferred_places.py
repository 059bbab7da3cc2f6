"""Where answers hold records, and which creates make some: one small document a rule, asked in process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_documents import NUMBER, TEXT, Serve, clients, create, gone, listing, members, operation, path

BOAT = members("id", id=NUMBER, name=TEXT)
NEW = members("name", name=TEXT)
NOTHING_KNOWN = {"type": "object"}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A client of a document with these paths; answers are held against it."""
    with clients(tmp_path) as served:
        yield served


def boats(listed: Any, made: Any, read: Any, sent: Any = NEW, key: Any = NUMBER, **item: Any) -> dict[str, Any]:
    """What lists boats, makes one and reads one."""
    return {
        "/boats": {"get": operation(listed), "post": operation(made, body=sent)},
        "/boats/{id}": {"parameters": [path("id", key)], "get": operation(read), "delete": gone(), **item},
    }


def test_a_list_may_wrap_each_of_its_records(serve: Serve) -> None:
    boxed = members("boat", boat=BOAT)
    client = serve(boats(listing(boxed), boxed, boxed))
    made = create(client, "/boats", name="Ann")
    assert made == {"boat": {"id": 1, "name": "Ann"}}
    assert client.get("/boats").json() == [made]


def test_a_list_may_wrap_records_that_are_read_without(serve: Serve) -> None:
    crew = members("size", size=NUMBER)
    client = serve(boats(members("list", list=listing(members("boat", boat=BOAT, crew=crew))), BOAT, BOAT))
    made = create(client, "/boats", name="Ann")
    assert [each["boat"] for each in client.get("/boats").json()["list"]] == [made]


def test_a_list_shows_a_record_where_reading_it_does(serve: Serve) -> None:
    seat = members("boat", "row", boat=BOAT, row=TEXT, side=TEXT)
    client = serve(boats(listing(seat), BOAT, seat))
    first, second = (create(client, "/boats", name=name) for name in ("Ann", "Ben"))
    assert [each["boat"] for each in client.get("/boats").json()] == [first, second]
    assert client.get("/boats/2").json()["boat"] == second


def test_what_is_described_without_a_type_where_records_are_listed_is_listed(serve: Serve) -> None:
    untyped = {"properties": BOAT["properties"]}
    client = serve(boats(untyped, BOAT, BOAT))
    made = [create(client, "/boats", name=name) for name in ("Ann", "Ben")]
    assert client.get("/boats").json() == made


def test_an_answer_that_takes_any_object_shows_what_was_sent(serve: Serve) -> None:
    found = members("boat", boat=NOTHING_KNOWN)
    every = members("boats", boats=listing(NOTHING_KNOWN))
    client = serve(boats(every, None, found, sent=members("id", id=TEXT, name=TEXT), key=TEXT))
    assert client.post("/boats", json={"id": "ann", "name": "Ann"}).status_code == 200
    assert client.get("/boats/ann").json() == {"boat": {"id": "ann", "name": "Ann"}}
    assert client.get("/boats").json() == {"boats": [{"id": "ann", "name": "Ann"}]}


@pytest.mark.parametrize(
    ("create", "summary"),
    [
        ("createBoat", ""),
        ("boats_add", ""),
        ("createSailBoatName", ""),
        ("createSailboat", ""),
        ("x", "Create a boat"),
        ("x", "Registers a boat"),
    ],
)
def test_what_says_that_it_creates_makes_a_record_at_its_location_and_nothing_else_is_there(
    serve: Serve, create: str, summary: str
) -> None:
    document = boats(listing(BOAT), None, BOAT, sent=members(colour=TEXT))
    document["/boats"]["post"] |= {"operationId": create, "summary": summary}
    client = serve(document)
    made = client.post("/boats", json={"colour": "red"})
    assert client.get(made.headers["location"]).status_code == 200
    assert client.get("/boats/987").status_code == 404


@pytest.mark.parametrize(("name", "listed"), [("x", []), ("x", ["201"]), ("createRequest", [])])
def test_what_does_not_say_that_it_creates_makes_nothing(serve: Serve, name: str, listed: list[str]) -> None:
    document = boats(listing(BOAT), listing(BOAT), BOAT, sent=members(colour=TEXT))
    document["/boats"]["post"]["responses"] |= {each: {"description": ""} for each in listed}
    document["/boats"]["post"]["operationId"] = name
    client = serve(document)
    assert "location" not in client.post("/boats", json={"colour": "red"}).headers
    assert client.get("/boats/987").json()["id"] == 987


def test_a_create_makes_nothing_where_reading_never_shows_it(serve: Serve) -> None:
    document = boats(listing(BOAT), None, BOAT, sent=NEW)
    document["/boats/{id}"]["get"]["responses"] = {"404": {"description": ""}}
    document["/boats"]["get"]["responses"] = {"404": {"description": ""}}
    client = serve(document)
    client.post("/boats", json={"name": "Ann"})
    assert client.get("/boats/1").status_code == 404


def test_a_change_reaches_what_the_record_shows_inside_an_object(serve: Serve) -> None:
    shown = members("id", id=NUMBER, attributes=members(name=TEXT, colour=TEXT))
    client = serve(boats(listing(shown), shown, shown, patch=operation(shown, body=members(name=TEXT))))
    create(client, "/boats", name="Ann")
    assert client.patch("/boats/1", json={"name": "Ben"}).json()["attributes"] == {"name": "Ben"}
    assert client.get("/boats/1").json() == {"id": 1, "attributes": {"name": "Ben"}}


def test_a_change_reaches_what_was_sent_in_an_object_of_another_name(serve: Serve) -> None:
    shown = members("id", id=NUMBER, owner=members(first=TEXT, last=TEXT))
    sent = members(boatOwner=members(first=TEXT, last=TEXT))
    client = serve(boats(listing(shown), shown, shown, sent=sent, put=operation(shown, body=sent)))
    create(client, "/boats", boatOwner={"first": "Ann"})
    client.put("/boats/1", json={"boatOwner": {"first": "Ben"}})
    assert client.get("/boats/1").json()["owner"] == {"first": "Ben"}


def test_an_id_that_must_be_there_but_is_not_described_is_the_key_as_well(serve: Serve) -> None:
    shown = members("_id", "id", _id=TEXT, name=TEXT)
    client = serve(boats(listing(shown), shown, shown, key=TEXT))
    made = create(client, "/boats", name="Ann")
    assert made["id"] == made["_id"]


def test_a_schema_of_the_document_goes_before_what_an_example_looks_like(serve: Serve) -> None:
    read = operation(BOAT)
    described = read["responses"]["200"]["content"].pop("application/json")
    read["responses"]["200"]["content"] = {
        "application/json": {"example": {"id": 5, "width": 2}},
        "application/json; charset=utf-8": described,
    }
    document = boats(listing(BOAT), BOAT, BOAT)
    document["/boats/{id}"]["get"] = read
    client = serve(document)
    made = create(client, "/boats", name="Ann")
    assert client.get("/boats/1").json() == made


def test_where_no_text_is_a_key_everywhere_the_address_says_what_one_is_like(serve: Serve) -> None:
    long = {"type": "string", "minLength": 64, "maxLength": 64}
    short = {"type": "string", "minLength": 6, "maxLength": 6}
    client = serve(boats(listing(NEW), members(id=TEXT), members(id=long, name=TEXT), key=short))
    made = client.post("/boats", json={"name": "Ann"})
    assert client.get(made.headers["location"]).json()["name"] == "Ann"


def test_of_several_forms_of_a_record_the_one_is_shown_that_has_a_place_for_what_was_sent(serve: Serve) -> None:
    sunk = members("id", "sunk", id=NUMBER, sunk={"type": "boolean", "enum": [True]})
    whole = members("id", "colour", "length", "width", id=NUMBER, name=TEXT, colour=TEXT, length=NUMBER, width=NUMBER)
    client = serve(boats(listing(whole), whole, {"anyOf": [sunk, whole]}, sent=members("name", name=TEXT, crew=TEXT)))
    create(client, "/boats", name="Ann", crew="Ben")
    assert client.get("/boats/1").json()["name"] == "Ann"


def test_a_record_that_has_a_member_of_its_own_name_is_still_taken_out_of_its_wrapper(serve: Serve) -> None:
    link = members("id", id=TEXT, url=TEXT, label=TEXT)
    sent = members("url", url=members(url=TEXT, label=TEXT))
    client = serve({
        "/urls": {"get": operation(members("urls", urls=listing(link))), "post": operation(members("url", url=link), body=sent)},
        "/urls/{id}": {"parameters": [path("id")], "get": operation(members("url", url=link))},
    })  # fmt: skip
    made = create(client, "/urls", url={"label": "A", "url": "b"})["url"]
    assert (made["label"], made["url"]) == ("A", "b")
    assert client.get(f"/urls/{made['id']}").json() == {"url": made}


@pytest.mark.parametrize("boxes", [False, True])
def test_a_list_may_hold_lists_of_records(serve: Serve, boxes: bool) -> None:
    ship = members("id", id=NUMBER, name=TEXT, colour=TEXT)
    row = members("boats", boats=listing(ship)) if boxes else listing(ship)
    client = serve(boats(listing(row), ship, ship))
    made = [create(client, "/boats", name=name) for name in ("Ann", "Ben")]
    listed = client.get("/boats").json()
    assert [each["boats"] if boxes else each for each in listed] == [[each] for each in made]


def test_a_list_of_texts_that_only_an_example_shows_lists_keys(serve: Serve) -> None:
    document = boats(BOAT, BOAT, BOAT, key=TEXT)
    document["/boats"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {"example": ["a", "b"]}
    client = serve(document)
    create(client, "/boats", name="Ann")
    assert client.get("/boats").json() == ["1"]


def test_what_a_create_answers_is_no_other_key_where_records_have_it_too(serve: Serve) -> None:
    client = serve(boats(listing(NEW), NEW, NEW, key=NUMBER))
    made = client.post("/boats", json={"name": "Ann"})
    assert client.get(made.headers["location"]).json() == {"name": "Ann"}
    assert client.get("/boats/987").status_code == 404


def test_a_key_may_be_called_by_the_last_words_of_the_parameter(serve: Serve) -> None:
    client = serve({
        "/fleets": {"get": operation(listing(NEW)), "post": operation(members(listId=TEXT, token=TEXT), body=NEW)},
        "/fleets/{sentListId}": {"parameters": [path("sentListId")], "get": operation(members(listId=TEXT, name=TEXT))},
    })  # fmt: skip
    made = create(client, "/fleets", name="Ann")
    assert client.get(f"/fleets/{made['listId']}").json() == {"listId": made["listId"], "name": "Ann"}


def test_a_record_is_read_from_a_list_of_its_kind_inside_a_wrapper(serve: Serve) -> None:
    box = members("data", data=members("boats", boats=listing(members("id", "name", id=NUMBER, name=TEXT, crew=TEXT))))
    client = serve(boats(box, box, box))
    made = create(client, "/boats", name="Ann")["data"]["boats"]
    assert [each["name"] for each in made] == ["Ann"]
    assert client.get("/boats/1").json()["data"]["boats"] == made
    assert client.get("/boats").json()["data"]["boats"] == made


def test_a_list_shows_any_object_where_reading_one_does_with_its_key(serve: Serve) -> None:
    box = {"properties": {"infos": NOTHING_KNOWN, "items": NOTHING_KNOWN, "version": TEXT}}
    client = serve(boats(listing(box), None, box, sent=members(id=TEXT, name=TEXT), key=TEXT))
    client.post("/boats", json={"name": "Ann"})
    client.post("/boats", json={"name": "Ben", "id": "ben"})
    assert [each["items"]["name"] for each in client.get("/boats").json()] == ["Ann", "Ben"]
    assert client.get("/boats/ben").json()["items"] == client.get("/boats").json()[1]["items"]


def test_a_record_whose_key_nothing_tells_is_found_by_what_was_sent_too(serve: Serve) -> None:
    warm = members(ip=TEXT, started=TEXT)
    client = serve({
        "/warmups": {"get": operation(listing(warm)), "post": operation(listing(warm), body=members(ip=TEXT))},
        "/warmups/{address}": {"parameters": [path("address")], "get": operation(warm)},
    })  # fmt: skip
    made = client.post("/warmups", json={"ip": "1.2.3.4"})
    assert [client.get(each).json()["ip"] for each in (made.headers["location"], "/warmups/1.2.3.4")] == ["1.2.3.4"] * 2
    assert client.get("/warmups/5.6.7.8").status_code == 404


@pytest.mark.parametrize("several", [False, True])
def test_a_key_that_is_sent_in_an_object_of_which_nothing_is_said_is_kept(serve: Serve, several: bool) -> None:
    sent = listing(NOTHING_KNOWN) if several else NOTHING_KNOWN
    document = boats(listing(NOTHING_KNOWN), members(job=NUMBER), NOTHING_KNOWN, sent=sent, key=TEXT)
    document["/boats"]["post"]["summary"] = "Add boats"
    client = serve(document)
    boat = {"id": "ann", "crew": 3}
    client.post("/boats", json=[boat] if several else boat)
    assert client.get("/boats/ann").json() == boat
    assert client.get("/boats").json() == [boat]


def test_what_nobody_reads_alone_can_be_deleted_by_any_key(serve: Serve) -> None:
    document = boats(listing(NEW), None, NEW, sent=members(names=listing(TEXT)))
    document["/boats"]["post"]["summary"] = "Add boats"
    del document["/boats/{id}"]["get"]
    client = serve(document)
    client.post("/boats", json={"names": ["ann"]})
    assert client.delete("/boats/7").status_code == 204


def test_a_list_that_is_described_as_one_record_is_no_list_of_what_is_a_part_of_that(serve: Serve) -> None:
    part = members("id", id=NUMBER, plank=TEXT, wood=TEXT)
    whole = {"allOf": [members("id", "name", id=NUMBER, name=TEXT, crew=TEXT), members(parts=listing(part))]}
    either = {"oneOf": [members("id", "name", "kind", id=NUMBER, name=TEXT, kind={"enum": ["raft"]}), whole]}
    sent = members("name", name=TEXT, sails=TEXT, paint=TEXT, keel=TEXT, deck=TEXT)
    client = serve(boats(either, BOAT, either, sent=sent))
    assert create(client, "/boats", name="Ann", deck="oak") == {"id": 1, "name": "Ann"}
    assert client.get("/boats/1").json()["name"] == "Ann"
    assert isinstance(client.get("/boats").json(), dict)
    client.delete("/boats/1")
    assert client.get("/boats/1").status_code == 404


def test_an_object_that_holds_an_id_alone_names_another_thing_than_what_is_sent(serve: Serve) -> None:
    dock = members("id", id=NUMBER)
    shown = members("id", id=NUMBER, name=TEXT, dock=dock)
    sent = members("name", name=TEXT, dock=dock, paint=TEXT, sails=TEXT)
    client = serve(boats(listing(shown), shown, shown, sent=sent))
    assert create(client, "/boats", name="Ann", dock={"id": 7}) == {"id": 1, "name": "Ann", "dock": {"id": 7}}
