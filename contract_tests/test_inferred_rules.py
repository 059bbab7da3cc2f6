"""Rules by which documents of very different houses are understood: one small document a rule, asked in process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_documents import NUMBER, TEXT, Serve, answer, clients, create, gone, listing, members, operation, path, query

from mockserver.engine.inference.inferring import infer
from mockserver.openapi.bare.document import formed


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A client of a document with these paths; answers are held against it."""
    with clients(tmp_path) as served:
        yield served


BOOK = members("id", "title", id=NUMBER, title=TEXT, shelf=TEXT, tags=listing(TEXT))
NEW_BOOK = members("title", title=TEXT, shelf=TEXT, tags=listing(TEXT))
BOOKS = {
    "/books": {"get": operation(listing(BOOK)), "post": operation(BOOK, "201", NEW_BOOK)},
    "/books/{bookId}": {
        "parameters": [path("bookId", NUMBER)],
        "get": operation(BOOK),
        "put": operation(BOOK, body=NEW_BOOK),
        "delete": gone(),
    },
}


def test_several_records_are_created_by_one_list(serve: Serve) -> None:
    paths = {**BOOKS, "/books": {**BOOKS["/books"], "post": operation(listing(BOOK), "201", listing(NEW_BOOK))}}
    client = serve(paths)
    made = client.post("/books", json=[{"title": "A"}, {"title": "B"}])
    assert [(each["id"], each["title"]) for each in made.json()] == [(1, "A"), (2, "B")]
    assert client.get("/books").json() == made.json()
    assert client.get("/books/2").json()["title"] == "B"


def test_several_records_are_created_by_a_list_inside_a_body(serve: Serve) -> None:
    wrapped = members("books", books=listing(NEW_BOOK), shelf=TEXT)
    shown = members("created", created=listing(BOOK))
    paths = {**BOOKS, "/books": {**BOOKS["/books"], "post": operation(shown, "201", wrapped)}}
    client = serve(paths)
    made = create(client, "/books", books=[{"title": "A"}, {"title": "B"}], shelf="S")
    assert [each["title"] for each in made["created"]] == ["A", "B"]
    assert [(each["title"], each["shelf"]) for each in client.get("/books").json()] == [("A", "S"), ("B", "S")]


def test_a_body_that_may_be_one_or_several_makes_as_many_as_are_sent(serve: Serve) -> None:
    either = {"oneOf": [NEW_BOOK, listing(NEW_BOOK)]}
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "post": operation(BOOK, "201", either)}})
    client.post("/books", json=[{"title": "A"}, {"title": "B"}])
    create(client, "/books", title="C")
    assert [each["title"] for each in client.get("/books").json()] == ["A", "B", "C"]


def test_a_search_lists_the_records_that_it_describes(serve: Serve) -> None:
    client = serve({
        **BOOKS,
        "/books/findByShelf": {"get": operation(listing(BOOK), query=[query("shelf", required=True)])},
        "/books/findByTags": {"get": operation(listing(BOOK), query=[query("tags", listing(TEXT), required=True)])},
        "/books/search": {"get": operation(listing(BOOK), query=[query("q")])},
        "/books/recommended": {"get": operation(listing(BOOK))},
    })  # fmt: skip
    for title, shelf in (("Red moon", "a"), ("Blue sea", "b"), ("Red sea", "b")):
        create(client, "/books", title=title, shelf=shelf, tags=[shelf])

    def titles(where: str) -> list[str]:
        return [each["title"] for each in client.get(where).json()]

    assert titles("/books/findByShelf?shelf=b") == ["Blue sea", "Red sea"]
    assert titles("/books/findByTags?tags=a&tags=c") == ["Red moon"]
    assert titles("/books/search?q=sea") == ["Blue sea", "Red sea"]
    assert "Red sea" not in titles("/books/recommended")


@pytest.mark.parametrize("shown", [listing(BOOK), members("items", items=listing(BOOK), total=NUMBER)])
@pytest.mark.parametrize(
    ("first", "second", "last"),
    [
        ("limit=2&offset=0", "limit=2&offset=2", "limit=2&offset=4"),
        ("per_page=2&page=1", "per_page=2&page=2", "per_page=2&page=3"),
        ("limit=2", "limit=2&starting_after=2", "limit=2&starting_after=4"),
    ],
)
def test_full_pages_follow_each_other_without_gaps(
    serve: Serve, shown: Any, first: str, second: str, last: str
) -> None:
    asked = [query(name, NUMBER) for name in ("limit", "offset", "per_page", "page", "starting_after")]
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "get": operation(shown, query=asked)}})
    for number in range(4):
        create(client, "/books", title=str(number))

    def titles(part: str) -> list[str]:
        body = client.get(f"/books?{part}").json()
        return [each["title"] for each in (body if isinstance(body, list) else body["items"])]

    assert [titles(part) for part in (first, second, last)] == [["0", "1"], ["2", "3"], []]


@pytest.mark.parametrize(
    ("parameter", "parts"),
    [
        (query("page", {**NUMBER, "default": 0}), ("size=2", "size=2&page=0", "size=2&page=1", "size=2&page=2")),
        (query("startIndex", {**NUMBER, "minimum": 1}), ("size=2", *(f"size=2&startIndex={at}" for at in (1, 3, 5)))),
    ],
)
def test_pages_and_records_are_counted_from_what_the_document_begins_with(
    serve: Serve, parameter: Any, parts: tuple[str, ...]
) -> None:
    shown = members("items", "total", items=listing(BOOK), total=NUMBER, page=NUMBER, startIndex=NUMBER)
    asked = [query("size", {**NUMBER, "default": 2}), parameter]
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "get": operation(shown, query=asked)}})
    for number in range(4):
        create(client, "/books", title=str(number))
    bodies = [client.get(f"/books?{part}").json() for part in parts]
    assert [[each["title"] for each in body["items"]] for body in bodies] == [["0", "1"], ["0", "1"], ["2", "3"], []]
    assert client.get("/books").json() == bodies[0] == bodies[1]
    sent = [int(part.rpartition("=")[2]) for part in parts[1:]]
    assert [body[parameter["name"]] for body in bodies[1:]] == sent


def test_what_there_is_to_say_about_a_list_may_stand_in_an_object_beside_it(serve: Serve) -> None:
    about = members(
        "total", "hasNextPage", total=NUMBER, hasNextPage={"type": "boolean"}, endCursor={**TEXT, "nullable": True}
    )
    page = members("items", "page", items=listing(BOOK), page=about)
    asked = [query("limit", NUMBER), query("after")]
    client = serve({**BOOKS, "/books": {"get": operation(page, query=asked), "post": operation(BOOK, "201", NEW_BOOK)}})
    assert client.get("/books").json()["page"] == {"total": 0, "hasNextPage": False, "endCursor": None}
    for title in "ABC":
        create(client, "/books", title=title)
    first = client.get("/books", params={"limit": 2}).json()
    assert first["page"] == {"total": 3, "hasNextPage": True, "endCursor": "2"}
    rest = client.get("/books", params={"limit": 2, "after": first["page"]["endCursor"]}).json()
    assert ([each["title"] for each in rest["items"]], rest["page"]["hasNextPage"]) == (["C"], False)


def test_a_cursor_that_must_be_there_is_empty_at_the_end(serve: Serve) -> None:
    page = members("data", "next_cursor", data=listing(BOOK), next_cursor=TEXT)
    client = serve({**BOOKS, "/books": {"get": operation(page), "post": operation(BOOK, "201", NEW_BOOK)}})
    create(client, "/books", title="A")
    assert client.get("/books").json()["next_cursor"] == ""


def test_a_cursor_leads_through_all_pages_and_ends(serve: Serve) -> None:
    page = members("data", "has_more", data=listing(BOOK), has_more={"type": "boolean"}, next_cursor=TEXT)
    asked = [query("limit", NUMBER), query("cursor")]
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "get": operation(page, query=asked)}})
    for number in range(4):
        create(client, "/books", title=str(number))
    seen, cursor = [], ""
    for _ in range(2):
        body = client.get("/books", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [each["title"] for each in body["data"]]
        cursor = body.get("next_cursor", "")
    assert (seen, cursor, body["has_more"]) == (["0", "1", "2", "3"], "", False)


@pytest.mark.parametrize(
    ("following", "end"),
    [
        (TEXT, "absent"),
        ({**TEXT, "nullable": True}, None),
        (members(cursor=TEXT), "absent"),
        (members(after=TEXT), "absent"),
    ],
)
@pytest.mark.parametrize("parameter", ["cursor", "after", "starting_after", "page_token"])
def test_what_is_called_next_leads_on_with_the_parameter_that_is_a_cursor(
    serve: Serve, following: Any, end: Any, parameter: str
) -> None:
    page = members("data", data=listing(BOOK), has_more={"type": "boolean"}, next=following)
    asked = [query("limit", NUMBER), query(parameter)]
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "get": operation(page, query=asked)}})
    for title in "ABC":
        create(client, "/books", title=title)
    first = client.get("/books", params={"limit": 2}).json()
    after = first["next"] if isinstance(first["next"], str) else next(iter(first["next"].values()))
    rest = client.get("/books", params={"limit": 2, parameter: after}).json()
    assert [each["title"] for each in (*first["data"], *rest["data"])] == ["A", "B", "C"]
    assert (first["has_more"], rest["has_more"], rest.get("next", "absent")) == (True, False, end)


def test_owner_and_item_are_two_parameters_in_turn(serve: Serve) -> None:
    client = serve({
        "/notes": {"get": operation(listing(BOOK))},
        "/notes/{owner}": {
            "parameters": [path("owner")],
            "get": operation(members("values", values=listing(BOOK))), "post": operation(BOOK, "201", NEW_BOOK),
        },
        "/notes/{owner}/{noteId}": {
            "parameters": [path("owner"), path("noteId", NUMBER)], "get": operation(BOOK), "delete": gone(),
        },
    })  # fmt: skip
    made = create(client, "/notes/ann", title="A")
    assert client.get(f"/notes/ann/{made['id']}").json() == made
    assert client.get("/notes/ann").json()["values"] == [made]
    assert client.get("/notes/bob").json()["values"] == []
    client.delete(f"/notes/ann/{made['id']}")
    assert client.get(f"/notes/ann/{made['id']}").status_code == 404


def test_what_every_path_begins_with_is_there(serve: Serve) -> None:
    realm = members("realm", realm=TEXT)
    client = serve({
        "/": {"get": operation(listing(realm)), "post": operation(realm, "201", realm)},
        "/{realm}": {"parameters": [path("realm")], "get": operation(realm)},
        "/{realm}/books": {"parameters": [path("realm")], **BOOKS["/books"]},
        "/{realm}/books/{bookId}": {"parameters": [path("realm"), path("bookId", NUMBER)], "get": operation(BOOK)},
    })  # fmt: skip
    assert client.get("/any/books").json() == []
    assert create(client, "/any/books", title="A")["title"] == "A"


def test_a_key_fits_all_paths_that_go_through_it(serve: Serve) -> None:
    client = serve({
        **BOOKS, "/books/{bookId}": {"parameters": [path("bookId")], "get": operation(BOOK)},
        "/books/{id}/chapters": {"parameters": [path("id", NUMBER)], "get": operation(listing(TEXT))},
    })  # fmt: skip
    made = create(client, "/books", title="A")
    assert client.get(f"/books/{made['id']}").json() == made
    assert client.get(f"/books/{made['id']}/chapters").status_code == 200


FILM = members("uri", "name", uri={"type": "string", "example": "/films/7"}, name=TEXT)


def test_a_record_without_its_key_shows_its_address(serve: Serve) -> None:
    client = serve({
        "/films": {"get": operation(listing(FILM)), "post": operation(FILM, "201", members("name", name=TEXT))},
        "/films/{filmId}": {"parameters": [path("filmId", NUMBER)], "get": operation(FILM)},
    })  # fmt: skip
    made = create(client, "/films", name="Moon")
    assert (made["name"], made["uri"]) == ("Moon", "/films/1")
    assert client.get(made["uri"]).json() == made


def test_a_create_that_answers_an_address_leads_to_its_record(serve: Serve) -> None:
    where = members("location", location={"type": "string", "format": "uri"})
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "post": operation(where, "201", NEW_BOOK)}})
    made = client.post("/books", json={"title": "A"})
    assert made.json()["location"] == made.headers["location"]
    assert client.get(made.json()["location"]).json()["title"] == "A"


def test_a_create_that_answers_another_key_makes_nothing_that_could_be_read(serve: Serve) -> None:
    person = members("username", username=TEXT, email=TEXT)
    invited = members("token", token=TEXT, email=TEXT)
    client = serve({
        "/people": {"get": operation(listing(person)), "post": operation(invited, "201", members(email=TEXT))},
        "/people/{username}": {"parameters": [path("username")], "get": operation(person)},
    })  # fmt: skip
    create(client, "/people", email="a@example.com")
    assert client.get("/people/ann").json()["username"] == "ann"


def test_of_two_paths_that_differ_by_name_alone_the_one_answers_whose_parameter_takes_the_text(serve: Serve) -> None:
    uuid = {"type": "string", "format": "uuid"}
    client = serve({
        "/files/{id}": {"parameters": [path("id", uuid)], "get": operation(members("id", id=TEXT))},
        "/files/{name}": {"parameters": [path("name")], "get": operation(members("name", name=TEXT))},
    })  # fmt: skip
    assert list(client.get("/files/3fa85f64-5717-4562-b3fc-2c963f66afa6").json()) == ["id"]
    assert list(client.get("/files/a.png").json()) == ["name"]


def test_what_an_answer_is_about_stands_before_what_it_says_beside_it(serve: Serve) -> None:
    task = members("id", "command", id={"type": "integer", "example": 42}, command=TEXT)
    shown = members("action", "book", action=task, book=BOOK)
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "post": operation(shown, "201", NEW_BOOK)}})
    made = create(client, "/books", title="A")
    assert (list(made), made["book"]["id"]) == (["book", "action"], 1)


def test_a_schema_that_leads_nowhere_matters_only_where_something_is_sent(serve: Serve) -> None:
    lost = {"$ref": "#/components/schemas/Lost"}
    client = serve({**BOOKS, "/bin": {"delete": operation(lost, "204"), "get": operation(lost)}})
    assert (client.delete("/bin").status_code, client.get("/bin").status_code) == (204, 501)


def test_a_request_is_refused_also_where_its_answer_could_not_be_served(serve: Serve) -> None:
    lost = operation({"$ref": "#/components/schemas/Lost"}, body=members("title", title=TEXT))
    client = serve({**BOOKS, "/bin": {"post": lost}})
    refused, unserved = client.post("/bin", json={}), client.post("/bin", json={"title": "A"})
    assert (refused.status_code, unserved.status_code) == (400, 501)
    assert "Lost leads nowhere" in unserved.json()["detail"]


def test_a_create_that_answers_the_keys_alone_in_a_list_makes_records_that_can_be_read(serve: Serve) -> None:
    reader = members("id", id=TEXT, mail=TEXT)
    stored = members("count", "kept_readers", count=NUMBER, kept_readers=listing(TEXT), errors=listing(TEXT))
    client = serve({
        "/readers": {"get": operation(members("readers", readers=listing(reader))),
                     "post": operation(stored, "201", listing(members("mail", mail=TEXT)))},
        "/readers/{reader_id}": {"parameters": [path("reader_id")], "get": operation(reader), "delete": gone()},
    })  # fmt: skip
    one = client.post("/readers", json=[{"mail": "a"}]).json()["kept_readers"]
    two = client.post("/readers", json=[{"mail": "b"}, {"mail": "c"}]).json()["kept_readers"]
    assert [client.get(f"/readers/{each}").json()["mail"] for each in (*one, *two)] == ["a", "b", "c"]
    assert client.get("/readers/nobody").status_code == 404


def test_the_key_of_the_caller_may_be_a_parameter_as_well(serve: Serve) -> None:
    schemes = {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}}
    client = serve(
        {"/it": {"get": operation(BOOK, query=[query("key"), query("page", NUMBER)])}},
        components=schemes, security=[{"key": []}],
    )  # fmt: skip
    assert client.get("/it?key=a&key=a").status_code == 200
    assert client.get("/it").status_code == 401
    assert client.get("/it?key=a&page=1&page=2").status_code == 400


RANGE = members(gte=NUMBER, lt=NUMBER)
DEEP = members(range=RANGE, items=listing(members("price", price=TEXT, quantity=NUMBER)))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("w[range][gte]=3&w[items][0][price]=p&w[items][0][quantity]=2", 200),
        ("w[range][gte]=three", 400),
        ("w[items][0][quantity]=2", 400),
        ("plain=now", 200),
        ("any=%7B%22a%22%3A1%7D&more=text", 200),
    ],
)
def test_parameters_are_read_however_deep_they_are_written(serve: Serve, sent: str, status: int) -> None:
    asked = [
        query("w", DEEP, style="deepObject", explode=True),
        query("plain", {"anyOf": [NUMBER, TEXT]}, style="deepObject", explode=True),
        {"name": "any", "in": "query", "content": {"*/*": {"schema": {"type": "object"}}}},
        {"name": "more", "in": "query", "content": {"text/plain": {"schema": TEXT}}},
    ]
    assert serve({"/it": {"get": operation(BOOK, query=asked)}}).get(f"/it?{sent}").status_code == status


ADDRESS = members("street", "zip", street=TEXT, zip={"type": "string", "pattern": "^[0-9]{5}$"})
SHOP = members(
    "id", "name", "serial", "address", "branches",
    id=NUMBER, name=TEXT, serial={"type": "string", "format": "uuid"}, address=ADDRESS,
    branches=listing(members("name", "address", name=TEXT, address=ADDRESS)),
)  # fmt: skip


def test_what_is_missing_inside_is_filled_and_what_is_of_its_own_differs(serve: Serve) -> None:
    loose = members("name", name=TEXT, address=members(street=TEXT), branches=listing(members(name=TEXT)))
    client = serve({
        "/shops": {"get": operation(listing(SHOP)), "post": operation(SHOP, "201", loose)},
        "/shops/{id}": {"parameters": [path("id", NUMBER)], "get": operation(SHOP)},
    })  # fmt: skip
    first = create(client, "/shops", name="A", address={"street": "High"}, branches=[{"name": "B"}])
    second = create(client, "/shops", name="A")
    assert first["address"]["street"] == "High"
    assert first["branches"][0]["name"] == "B"
    assert first["branches"][0]["address"]["zip"]
    assert first["serial"] != second["serial"]
    assert client.get("/shops").json() == [first, second]


def test_a_list_shows_every_change_at_once(serve: Serve) -> None:
    client = serve(BOOKS)
    assert client.get("/books").json() == []
    made = create(client, "/books", title="A")
    assert client.get("/books").json() == [made]
    changed = client.put("/books/1", json={"title": "B"}).json()
    assert client.get("/books").json() == [changed]
    client.delete("/books/1")
    assert client.get("/books").json() == []


def test_a_record_whose_name_stands_inside_it_is_shown_whole_by_every_answer(serve: Serve) -> None:
    about = members("name", name=TEXT, labels=TEXT)
    thing = {"$ref": "#/components/schemas/Thing"}
    wrapped = members("thing", thing=thing, namespace=TEXT)
    client = serve(
        {
            "/things/{namespace}": {
                "parameters": [path("namespace")],
                "get": operation(members("items", items=listing(thing))), "post": operation(thing, body=wrapped),
            },
            "/things/{namespace}/{name}": {
                "parameters": [path("namespace"), path("name")], "get": operation(thing),
                "put": operation(thing, body=wrapped), "delete": gone(),
            },
        },
        components={"schemas": {"Thing": members(metadata=about, spec=members(size=NUMBER), status=TEXT)}},
    )  # fmt: skip
    made = create(client, "/things/n", thing={"metadata": {"name": "a"}, "spec": {"size": 1}})
    assert (made["metadata"]["name"], made["spec"]) == ("a", {"size": 1})
    changed = client.put("/things/n/a", json={"thing": {"metadata": {"name": "a"}, "spec": {"size": 2}}}).json()
    assert changed["spec"] == {"size": 2}
    assert client.get("/things/n/a").json() == changed


def test_a_record_that_holds_another_of_its_kind_is_not_taken_for_that(serve: Serve) -> None:
    full = members("id", "title", id=NUMBER, title=TEXT, shelf=TEXT, tags=listing(TEXT), translation_of=BOOK)
    item = {"parameters": [path("bookId", NUMBER)], "get": operation(full)}
    client = serve(
        {**BOOKS, "/books": {**BOOKS["/books"], "post": operation(full, "201", NEW_BOOK)}, "/books/{bookId}": item}
    )
    made = create(client, "/books", title="A")
    assert (made["title"], "translation_of" in made) == ("A", False)
    assert client.get(f"/books/{made['id']}").json() == made


def test_schemas_that_hold_each_other_are_served(serve: Serve) -> None:
    def ref(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    schemas = {
        "Charge": members("id", "customer", id=TEXT, amount=NUMBER, customer={"anyOf": [TEXT, ref("Customer")]}),
        "Customer": members("id", "charges", id=TEXT, charges=members("data", data=listing(ref("Charge")))),
    }
    client = serve(
        {
            "/charges": {"get": operation(members("data", data=listing(ref("Charge")))),
                         "post": operation(ref("Charge"), body=members("amount", amount=NUMBER, customer=TEXT))},
            "/charges/{charge}": {"parameters": [path("charge")], "get": operation(ref("Charge"))},
            "/customers/{customer}": {"parameters": [path("customer")], "get": operation(ref("Customer"))},
        },
        components={"schemas": schemas},
    )  # fmt: skip
    made = create(client, "/charges", amount=5, customer="c1")
    assert (made["amount"], made["customer"]) == (5, "c1")
    assert client.get("/charges").json()["data"] == [made]
    assert client.get("/customers/c1").json()["id"] == "c1"


def test_of_two_forms_of_an_answer_the_one_with_a_schema_is_shown(serve: Serve) -> None:
    shown = operation(BOOK, "201", NEW_BOOK)
    content = shown["responses"]["201"]["content"]
    shown["responses"]["201"]["content"] = {
        "application/json": {"examples": {"one": {"value": {"id": 9, "title": "Always"}}}},
        "application/json; charset=utf-8": content["application/json"],
    }
    client = serve({**BOOKS, "/books": {**BOOKS["/books"], "post": shown}})
    made = create(client, "/books", title="A")
    assert (made["id"], made["title"]) == (1, "A")
    assert client.get("/books/1").json() == made


def test_an_item_that_is_read_as_a_list_of_one_is_found_in_it(serve: Serve) -> None:
    wrapped = {"$ref": "#/components/schemas/Crews"}
    client = serve(
        {
            "/Crews": {"get": operation(wrapped), "post": operation(wrapped, body=wrapped)},
            "/Crews/{CrewID}": {
                "parameters": [path("CrewID")], "get": operation(wrapped), "post": operation(wrapped, body=wrapped),
            },
            "/Crews/{Number}": {"parameters": [path("Number")], "get": operation(members(never=NUMBER))},
        },
        components={"schemas": {"Crew": members(CrewID=TEXT, Name=TEXT),
                                "Crews": members(Crews=listing({"$ref": "#/components/schemas/Crew"}))}},
    )  # fmt: skip
    made = client.post("/Crews", json={"Crews": [{"Name": "A"}]}).json()["Crews"][0]
    assert client.get(f"/Crews/{made['CrewID']}").json() == {"Crews": [{**made, "Name": "A"}]}
    changed = client.post(f"/Crews/{made['CrewID']}", json={"Crews": [{"Name": "B"}]}).json()
    assert changed == {"Crews": [{**made, "Name": "B"}]}
    assert client.get("/Crews").json() == changed


def house(
    item: Any, made: Any, sent: Any, listed: Any = None, parameter: str = "id", key: Any = TEXT
) -> dict[str, Any]:
    """Records with an item, and what their create takes and answers."""
    return {
        "/houses": {
            "get": operation(listing(item) if listed is None else listed),
            "post": operation(made, "201", sent),
        },
        f"/houses/{{{parameter}}}": {"parameters": [path(parameter, key)], "get": operation(item), "delete": gone()},
    }


def test_an_id_with_a_word_before_it_that_says_nothing_is_the_key(serve: Serve) -> None:
    item = members(entity_id=TEXT, proxy_id=TEXT, credentials=members(username=TEXT))
    client = serve(house(item, item, members(credentials=members(username=TEXT))))
    made = create(client, "/houses", credentials={"username": "ann"})
    assert made["credentials"] == {"username": "ann"}
    assert client.get(f"/houses/{made['entity_id']}").json() == made


def test_the_name_of_something_inside_a_record_is_not_its_key(serve: Serve) -> None:
    item = {"$ref": "#/components/schemas/House"}
    schemas = {"House": members(label=TEXT, owner=members(login=TEXT, id=NUMBER))}
    client = serve(house(item, item, item), components={"schemas": schemas})
    made = client.post("/houses", json={"label": "A", "owner": {"login": "ann", "id": 7}})
    assert made.json() == {"label": "A", "owner": {"login": "ann", "id": 7}}


def test_a_name_that_was_sent_is_kept_where_keys_are_of_another_form(serve: Serve) -> None:
    item = members(name=TEXT)
    client = serve(house(item, item, item, key={"type": "string", "format": "uuid"}))
    made = client.post("/houses", json={"name": "A"})
    assert made.json() == {"name": "A"}
    assert client.get(made.headers["location"]).json() == {"name": "A"}
    assert client.get("/houses").json() == [{"name": "A"}]


def test_a_key_of_its_own_in_the_body_is_the_key_though_records_do_not_show_it(serve: Serve) -> None:
    item = members(id=NUMBER, name=TEXT)
    client = serve(house(item, item, members(name=TEXT, key=TEXT), parameter="house_key"))
    made = create(client, "/houses", name="A", key="a")
    assert made == {"id": 1, "name": "A"}
    assert [client.get(f"/houses/{each}").json() for each in ("a", 1, "A")] == [made] * 3


def test_a_list_tells_the_key_of_what_a_create_answers_nothing_about(serve: Serve) -> None:
    item = members("id", id=NUMBER, name=TEXT)
    client = serve(house(item, None, members(name=TEXT), key=NUMBER))
    assert client.post("/houses", json={"name": "A"}).status_code == 201
    (made,) = client.get("/houses").json()
    assert made == {"id": 1, "name": "A"}
    assert client.get("/houses/1").json() == made
    assert client.get("/houses/2").status_code == 404


def test_what_is_created_is_listed_also_where_nothing_tells_its_key(serve: Serve) -> None:
    item = members("colour", colour=TEXT, floors=NUMBER)
    client = serve(house(item, members(accepted={"type": "boolean"}), item))
    made = client.post("/houses", json={"colour": "red", "floors": 2})
    assert client.get("/houses").json() == [{"colour": "red", "floors": 2}]
    assert client.get(made.headers["location"]).json() == {"colour": "red", "floors": 2}
    assert client.get("/houses/any").status_code == 404


def test_a_list_of_the_keys_alone_shows_what_was_created(serve: Serve) -> None:
    item = members("houseId", houseId=TEXT, colour=TEXT)
    keys = members("houseIds", houseIds=listing(TEXT))
    client = serve(house(item, item, members(colour=TEXT), keys, parameter="houseId"))
    made = [create(client, "/houses", colour=each)["houseId"] for each in ("red", "blue")]
    assert client.get("/houses").json() == {"houseIds": made}


VAN = {"id": "van-7", "name": "North", "seats": 3, "seenAt": "2020-01-01T00:00:00Z", "crew": [{"name": "Ann"}]}
"""What an answer is like whose schema says nothing of it."""


def vans() -> dict[str, Any]:
    one, many = {"example": VAN}, {"examples": {"two": {"value": [VAN, {**VAN, "id": "van-8"}]}}}
    return {
        "/vans": {
            "get": {"responses": answer(listing({"type": "object"}), **many)},
            "post": {**operation(body=members(name=TEXT)), "responses": answer({"type": "object"}, "201", **one)},
        },
        "/vans/{vanId}": {
            "parameters": [path("vanId")],
            "get": {"responses": answer({"type": "object"}, **one)},
            "delete": gone(),
        },
    }


def test_where_a_schema_says_nothing_its_example_shows_what_a_record_is_like(serve: Serve) -> None:
    client = serve(vans())
    first, second = (create(client, "/vans", name=each) for each in ("East", "West"))
    assert (first["name"], first["seats"], type(first["id"])) == ("East", 3, str)
    assert client.get("/vans").json()[-2:] == [first, second]
    assert client.get(f"/vans/{first['id']}").json() == first
    assert client.delete(f"/vans/{first['id']}").status_code == 204
    assert client.get(f"/vans/{first['id']}").status_code == 404


def test_a_time_in_an_example_is_a_time(serve: Serve) -> None:
    assert create(serve(vans()), "/vans", name="East")["seenAt"] > VAN["seenAt"]


def test_an_example_that_no_record_is_made_of_is_answered_as_it_is(serve: Serve) -> None:
    answered = serve({"/best-van": {"post": vans()["/vans/{vanId}"]["get"]}}).post("/best-van")
    assert (answered.json(), answered.headers["mock-evidence"]) == (VAN, "documented")


@pytest.mark.parametrize(
    ("listed", "status"), [(["422"], 422), (["422", "400"], 400), (["422", "4XX"], 400), ([], 400)]
)
def test_what_does_not_fit_is_refused_with_422_where_the_document_lists_that_and_not_400(
    serve: Serve, listed: list[str], status: int
) -> None:
    wrong = members("detail", detail=listing(members("loc", "msg", loc=listing(TEXT), msg=TEXT)))
    made = operation(members(id=NUMBER), "201", body=members("name", name=TEXT))
    made["responses"] |= {each: answer(wrong, each)[each] for each in listed}
    client = serve({"/boats": {"post": made}})
    broken = client.post("/boats", content=b"{", headers={"Content-Type": "application/json"})
    for refused in (client.post("/boats", json={}), broken):
        assert refused.status_code == status
        assert ("detail" in refused.json()) or not listed
    assert client.post("/boats", json={"name": "Ann"}).status_code == 201


def test_a_success_that_somebody_asks_for_has_a_body_as_the_document_promises(serve: Serve) -> None:
    boat = members("id", id=NUMBER, name=TEXT)
    make = operation(boat, "201", body=members("name", name=TEXT))
    make["responses"] |= answer(members("job", job=TEXT), "202")
    client = serve({"/boats": {"get": operation(listing(boat)), "post": make}})
    for status, member in (("201", "id"), ("202", "job")):
        shown = client.post("/boats", json={"name": "Ann"}, headers={"Prefer": f"code={status}"})
        assert (str(shown.status_code), member in shown.json()) == (status, True)
        assert shown.headers["Mock-Evidence"] == "assumed"
    assert client.get("/boats").json() == []


def test_what_is_made_at_the_root_has_an_address_there(serve: Serve) -> None:
    paths = {
        "/": {"post": operation(BOOK, "201", NEW_BOOK)},
        "/{bookId}": {"parameters": [path("bookId", NUMBER)], "get": operation(BOOK)},
    }
    books = serve(paths)
    made = books.post("/", json={"title": "Tides"})
    assert made.headers["location"] == f"http://it.localhost/{made.json()['id']}"
    assert books.get(made.headers["location"]).json() == made.json()


@pytest.mark.parametrize(("also", "status"), [({}, 201), ({"204": {"description": ""}}, 204), (answer(BOOK), 200)])
def test_put_that_lists_201_creates_what_is_not_there(serve: Serve, also: Any, status: int) -> None:
    placing = {**operation(BOOK, "201", NEW_BOOK), "responses": {**answer(BOOK, "201"), **also}}
    client = serve({**BOOKS, "/books/{bookId}": {**BOOKS["/books/{bookId}"], "put": placing}})
    made = client.put("/books/7", json={"title": "Seven"})
    assert (made.status_code, made.json()["id"], made.json()["title"]) == (201, 7, "Seven")
    assert client.get("/books/7").json() == made.json() == client.get("/books").json()[0]
    again = client.put("/books/7", json={"title": "Eight"})
    assert (again.status_code, client.get("/books/7").json()["title"]) == (status, "Eight")
    client.delete("/books/7")
    assert client.put("/books/7", json={"title": "Nine"}).status_code == 201
    assert client.get("/books/7").json()["title"] == "Nine"


def test_routes_says_that_put_creates_what_is_not_there() -> None:
    placing = {**operation(BOOK, "201", NEW_BOOK), "responses": {**answer(BOOK, "201"), **answer(BOOK)}}
    paths = {**BOOKS, "/books/{bookId}": {**BOOKS["/books/{bookId}"], "put": {"operationId": "putBook", **placing}}}
    document = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}
    said = infer(formed(Path("a.json"), document).raw).explain("putBook")
    assert "creates what is not there, with 201; answers 200" in said, said


def test_put_creates_nothing_where_it_lists_no_201_or_the_owner_is_missing(serve: Serve) -> None:
    placing = operation(BOOK, "201", NEW_BOOK)
    halls = {"/halls": BOOKS["/books"], "/halls/{hallId}": BOOKS["/books/{bookId}"]}
    below = {
        "/halls/{hallId}/books": {"parameters": [path("hallId", NUMBER)], **BOOKS["/books"]},
        "/halls/{hallId}/books/{bookId}": {
            "parameters": [path("hallId", NUMBER), path("bookId", NUMBER)],
            "get": operation(BOOK),
            "put": placing,
        },
    }
    client = serve({**halls, **below})
    assert client.put("/halls/7", json={"title": "H"}).status_code == 404
    assert client.put("/halls/7/books/1", json={"title": "B"}).status_code == 404
    create(client, "/halls", title="H")
    assert client.put("/halls/1/books/1", json={"title": "B"}).status_code == 201
    assert client.get("/halls/1/books/1").json()["title"] == "B"
    assert create(client, "/halls/1/books", title="C")["id"] == 2


def test_a_key_that_was_put_is_that_of_the_path_whatever_the_body_says(serve: Serve) -> None:
    placing = operation(BOOK, "201", members("title", id=NUMBER, title=TEXT))
    client = serve({**BOOKS, "/books/{bookId}": {**BOOKS["/books/{bookId}"], "put": placing}})
    assert client.put("/books/7", json={"id": 3, "title": "Seven"}).json()["id"] == 7
    assert [each["id"] for each in client.get("/books").json()] == [7]
