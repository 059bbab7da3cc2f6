"""Collections whose records nothing reads alone: a library lends books, and only its lists show what was lent."""

from __future__ import annotations

from typing import Any

import httpx
from lone_documents import fixtures

LIBRARY = """
openapi: 3.1.0
info: {title: Library, version: "1"}
paths:
  /members:
    get:
      operationId: listMembers
      responses: {"200": {description: members, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Member"}}}}}}
    post:
      operationId: addMember
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/NewMember"}}}}
      responses: {"201": {description: added, content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}}}
  /members/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readMember
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}}}
    delete: {operationId: removeMember, responses: {"204": {description: gone}}}
  /members/{id}/loans:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: listLoans
      parameters: [{name: book, in: query, schema: {type: string}}]
      responses: {"200": {description: loans, content: {application/json: {schema: {$ref: "#/components/schemas/Loans"}}}}}
    post:
      operationId: lend
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewLoan"}}}}
      responses:
        "201": {description: lent, content: {application/json: {schema: {$ref: "#/components/schemas/Loan"}}}}
        "400": {description: refused, content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
  /members/{id}/fines:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: listFines
      responses: {"200": {description: fines, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Fine"}}}}}}
    post:
      operationId: fine
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Fine"}}}}
      responses:
        "204": {description: fined}
        "404": {description: unknown}
  /wishes:
    get:
      operationId: listWishes
      responses: {"200": {description: wishes, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Wish"}}}}}}
    post:
      operationId: wish
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Wish"}}}}
      responses: {"201": {description: noted, content: {application/json: {schema: {$ref: "#/components/schemas/Wish"}}}}}
  /wishes/{wishId}/votes:
    parameters: [{name: wishId, in: path, required: true, schema: {type: string}}]
    get:
      operationId: listVotes
      responses: {"200": {description: votes, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Vote"}}}}}}
    post:
      operationId: vote
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Vote"}}}}
      responses: {"201": {description: counted, content: {application/json: {schema: {$ref: "#/components/schemas/Vote"}}}}}
  /holdings:
    get:
      operationId: listHoldings
      responses: {"200": {description: books, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}}}}
    post:
      operationId: searchHoldings
      requestBody: {content: {application/json: {schema: {type: object, properties: {words: {type: string}}}}}}
      responses: {"200": {description: books, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}}}}
components:
  schemas:
    NewMember: {type: object, required: [name], properties: {name: {type: string}}}
    Member: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
    NewLoan: {type: object, required: [book], properties: {book: {type: string}, note: {type: string}}}
    Loan:
      type: object
      required: [id, book, memberId, createdAt]
      properties: {id: {type: string, format: uuid}, book: {type: string}, note: {type: string}, memberId: {type: integer}, createdAt: {type: string, format: date-time}}
    Loans: {type: object, required: [loans], properties: {loans: {type: array, items: {$ref: "#/components/schemas/Loan"}}, total: {type: integer}}}
    Fine: {type: object, required: [name], properties: {name: {type: string}, amount: {type: number}}}
    Wish: {type: object, required: [title], properties: {title: {type: string}, name: {type: string}}}
    Vote: {type: object, required: [by], properties: {by: {type: string}}}
    Book: {type: object, required: [title], properties: {title: {type: string}, isbn: {type: string}}}
    Error: {type: object, required: [message], properties: {message: {type: string}}}
"""

server, world, library = fixtures("library", LIBRARY)


def member(library: httpx.Client, name: str = "Ann") -> int:
    return int(library.post("/members", json={"name": name}).json()["id"])


def lend(library: httpx.Client, to: int, book: str, **more: Any) -> Any:
    answer = library.post(f"/members/{to}/loans", json={"book": book, **more})
    assert answer.status_code == 201
    return answer.json()


def test_a_create_answers_what_was_sent(library: httpx.Client) -> None:
    loan = lend(library, member(library), "Emma", note="for Sunday")
    assert (loan["book"], loan["note"]) == ("Emma", "for Sunday")


def test_a_new_record_names_its_owner_and_its_time(library: httpx.Client) -> None:
    ann = member(library)
    loan = lend(library, ann, "Emma")
    assert (loan["memberId"], loan["createdAt"]) == (ann, "2026-03-01T09:00:00.000Z")


def test_the_list_shows_what_was_created_and_nothing_else(library: httpx.Client) -> None:
    ann = member(library)
    loans = [lend(library, ann, book) for book in ("Emma", "Ulysses")]
    assert library.get(f"/members/{ann}/loans").json() == {"loans": loans, "total": 2}


def test_the_list_of_one_owner_shows_nothing_of_another(library: httpx.Client) -> None:
    ann, bo = member(library), member(library, "Bo")
    lend(library, ann, "Emma")
    assert library.get(f"/members/{bo}/loans").json()["loans"] == []


def test_the_list_is_filtered_by_members(library: httpx.Client) -> None:
    ann = member(library)
    emma, _ = (lend(library, ann, book) for book in ("Emma", "Ulysses"))
    assert library.get(f"/members/{ann}/loans", params={"book": "Emma"}).json()["loans"] == [emma]


def test_a_name_is_no_key_where_nothing_asks_for_it(library: httpx.Client) -> None:
    fines = f"/members/{member(library)}/fines"
    for _ in range(2):
        assert library.post(fines, json={"name": "late", "amount": 2.5}).status_code == 204
    assert library.get(fines).json() == [{"name": "late", "amount": 2.5}] * 2


def test_no_address_is_told_where_there_is_none(library: httpx.Client) -> None:
    answer = library.post(f"/members/{member(library)}/loans", json={"book": "Emma"})
    assert "location" not in answer.headers


def test_below_an_owner_that_is_not_there_nothing_is_created(library: httpx.Client) -> None:
    refused = library.post("/members/77/fines", json={"name": "late"})
    assert refused.status_code == 404
    assert library.get("/members/77/fines").status_code == 404


def test_below_an_owner_that_is_not_there_a_create_is_refused_as_the_document_refuses(library: httpx.Client) -> None:
    refused = library.post("/members/77/loans", json={"book": "Emma"})
    assert refused.status_code == 400
    assert "there is no '77'" in refused.json()["message"]


def test_an_owner_whose_key_nobody_is_told_is_always_there(library: httpx.Client) -> None:
    library.post("/wishes", json={"title": "Emma"})
    assert library.post("/wishes/any/votes", json={"by": "Ann"}).json() == {"by": "Ann"}
    assert library.get("/wishes/any/votes").json() == [{"by": "Ann"}]


def test_a_question_that_is_answered_by_a_list_creates_nothing(library: httpx.Client) -> None:
    before = library.get("/holdings").json()
    library.post("/holdings", json={"words": "Emma"})
    assert library.get("/holdings").json() == before
