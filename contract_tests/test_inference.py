"""What is inferred from a document that nobody has explained: one rule a test, on documents that show little else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.inference.decisions import Decision, Inference
from mockserver.engine.inference.inferring import infer
from mockserver.engine.inference.overrules import Misread, overrules
from mockserver.openapi.bare.document import formed

OBJECT = "object"
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def members(**named: Any) -> dict[str, Any]:
    return {"type": OBJECT, "properties": named}


def several(schema: Any) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def answers(schema: Any = None, status: str = "200", **more: Any) -> dict[str, Any]:
    content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
    return {"responses": {status: {"description": "", **content, **more}}}


def takes(schema: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def decided(paths: dict[str, Any], **more: Any) -> Inference:
    raw = {"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": paths, **more}
    return infer(formed(Path("a.yaml"), raw).raw)


def at(inference: Inference, method: str, path: str) -> Decision:
    return next(
        each for each in inference.decisions.values() if (each.outline.method, each.outline.path.text) == (method, path)
    )


PET = members(id=NUMBER, name=TEXT)


def pets(item: str = "/pets/{petId}", entity: Any = PET, listed: Any = None) -> dict[str, Any]:
    return {
        item.rpartition("/")[0]: {
            "get": answers(listed if listed is not None else several(entity)),
            "post": {**takes(entity), **answers(entity, "201")},
        },
        item: {"get": answers(entity), "patch": {**takes(members(name=TEXT)), **answers(entity)}, "delete": answers(status="204")},
    }  # fmt: skip


def test_method_and_path_make_a_collection() -> None:
    inference = decided(pets())
    told = {(each.outline.method, each.outline.path.text): each.title for each in inference.decisions.values()}
    assert told == {
        ("GET", "/pets"): "list pets",
        ("POST", "/pets"): "create pets",
        ("GET", "/pets/{petId}"): "read pets",
        ("PATCH", "/pets/{petId}"): "update pets",
        ("DELETE", "/pets/{petId}"): "delete pets",
    }


@pytest.mark.parametrize(
    ("parameter", "entity", "member"),
    [
        ("petId", members(id=NUMBER, name=TEXT), ("id",)),
        ("id", members(petId=NUMBER, name=TEXT), ("petId",)),
        ("username", members(id=NUMBER, username=TEXT), ("username",)),
        ("slug", members(id=NUMBER, slug=TEXT), ("slug",)),
        ("pet", members(name=TEXT, uuid=TEXT), ("uuid",)),
        ("name", members(kind=TEXT, metadata=members(name=TEXT)), ("metadata", "name")),
        ("id", members(id=NUMBER, owner=members(petId=NUMBER)), ("id",)),
    ],
)
def test_the_key_is_the_member_that_most_evidence_names(parameter: str, entity: Any, member: tuple[str, ...]) -> None:
    inference = decided(pets(f"/pets/{{{parameter}}}", entity))
    assert inference.collections["/pets"].key.member == member


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (NUMBER, "integer"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"type": "string", "pattern": "^p-[0-9]+$"}, "pattern"),
        (TEXT, "slug"),
    ],
)
def test_a_key_is_made_in_the_form_that_its_schema_asks_for(schema: Any, kind: str) -> None:
    assert decided(pets(entity=members(id=schema, name=TEXT))).collections["/pets"].key.kind == kind


@pytest.mark.parametrize(
    ("listed", "route"),
    [
        (several(PET), ()),
        (members(items=several(PET), total=NUMBER), ("items",)),
        (members(data=members(pets=several(PET))), ("data", "pets")),
        (members(errors=several(members(message=TEXT)), results=several(PET)), ("results",)),
    ],
)
def test_a_list_is_found_where_its_items_look_like_the_entity(listed: Any, route: tuple[str, ...]) -> None:
    view = at(decided(pets(listed=listed)), "GET", "/pets").view
    assert view is not None
    assert view.listed
    assert view.route == route


def test_a_list_may_be_an_object_by_key() -> None:
    view = at(decided(pets(listed={"type": OBJECT, "additionalProperties": PET})), "GET", "/pets").view
    assert view is not None
    assert view.by_key


def test_an_entity_wrapped_in_answers_and_bodies_is_found_inside() -> None:
    wrapped = members(pet=PET)
    paths = pets(entity=wrapped, listed=members(pets=several(PET)))
    paths["/pets"]["post"] = {**takes(members(pet=members(name=TEXT))), **answers(wrapped, "201")}
    inference = decided(paths)
    create = at(inference, "POST", "/pets")
    assert create.body == ("pet",)
    assert create.view is not None
    assert create.view.route == ("pet",)
    assert inference.collections["/pets"].key.member == ("id",)


def test_a_nested_collection_belongs_to_the_record_above() -> None:
    paths = {**pets(), **pets("/pets/{petId}/toys/{toyId}")}
    assert at(decided(paths), "GET", "/pets/{petId}/toys/{toyId}").parents == (("/pets", "petId", ("name",)),)
    assert at(decided(paths), "GET", "/pets/{petId}").parents == ()


def test_a_create_that_tells_nobody_the_key_is_stateless() -> None:
    paths = pets()
    paths["/pets"]["post"] = {**takes(members(colour=TEXT)), **answers(members(accepted={"type": "boolean"}), "202")}
    inference = decided(paths)
    assert at(inference, "POST", "/pets").kind == "stateless"
    assert not inference.collections["/pets"].closed


def test_a_location_header_tells_the_key() -> None:
    paths = pets()
    paths["/pets"]["post"] = {
        **takes(members(colour=TEXT)),
        **answers(status="201", headers={"Location": {"schema": TEXT}}),
    }
    assert at(decided(paths), "POST", "/pets").kind == "create"


def test_post_on_an_item_updates_where_nothing_else_does() -> None:
    paths = pets()
    paths["/pets/{petId}"].pop("patch")
    paths["/pets/{petId}"]["post"] = {**takes(members(name=TEXT)), **answers(PET)}
    assert at(decided(paths), "POST", "/pets/{petId}").kind == "update"


def test_a_question_that_several_records_answer_creates_nothing() -> None:
    paths = pets()
    paths["/pets"]["post"] = {**takes(members(wanted=several(TEXT))), **answers(members(result=several(PET)))}
    assert at(decided(paths), "POST", "/pets").kind == "stateless"


def test_what_is_read_and_replaced_at_one_address_is_a_singleton() -> None:
    settings = members(theme=TEXT)
    paths = {"/settings": {"get": answers(settings), "put": {**takes(settings), **answers(settings)}}}
    assert {each.kind for each in decided(paths).decisions.values()} == {"singleton"}


def test_every_decision_is_explained() -> None:
    lines = list(decided(pets(listed=members(items=several(PET)))).lines())
    assert lines[0].startswith("get_pets           GET /pets  list pets: key `id`, counted")
    assert "wrapped in `items`" in lines[0]
    assert len(lines) == 5


def test_the_users_own_decisions_go_first() -> None:
    raw = formed(
        Path("a.yaml"),
        {"openapi": "3.0.3", "info": {}, "paths": {**pets(), **pets("/toys/{toyId}")}},
    ).raw
    inference = infer(
        raw,
        overrules(
            {"collections": {"/pets": {"key": "name", "keep": "any"}}, "ignore": ["/toys"], "operations": {"nope": {}}}
        ),
    )
    assert inference.collections["/pets"].key.member == ("name",)
    assert not inference.collections["/pets"].closed
    assert at(inference, "POST", "/toys").kind == "stateless"
    assert inference.notes == ("operations: the document has no operation nope",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"collections": {"/pet": {"key": "id"}}}, "collections: the document has no collection at /pet; did you mean /pets?"),
        ({"collections": {"/pets": {"key": "nmae"}}}, "collections: /pets: its records have no member nmae; did you mean name?"),
        ({"collections": {"/pets": {"entity": "dta"}}}, "collections: /pets: the answer that shows a record has nothing at dta"),
        ({"collections": {"/pets": {"list": "pets"}}}, "collections: /pets: its list has nothing at pets"),
        ({"operations": {"raedPet": {}}}, "operations: the document has no operation raedPet; did you mean readPet?"),
        ({"operations": {"readPet": {"example": "cta"}}}, "operations: readPet has no example cta; did you mean cat?"),
        ({"ignore": ["/pets/{id}"]}, "ignore: /pets/{id} is no path or operationId here; did you mean /pets/{petId}?"),
    ],
    ids=["collection", "key", "entity", "list", "operation", "example", "path"],
)  # fmt: skip
def test_decisions_about_what_is_not_there_are_told_with_what_was_meant(given: dict[str, Any], said: str) -> None:
    paths = pets()
    read = paths["/pets/{petId}"]["get"]
    read["operationId"] = "readPet"
    read["responses"]["200"]["content"]["application/json"]["examples"] = {"cat": {"value": {"id": 1, "name": "Tom"}}}
    raw = formed(Path("a.yaml"), {"openapi": "3.0.3", "info": {}, "paths": paths}).raw
    assert infer(raw, overrules(given)).notes == (said,)


def test_a_path_of_items_that_is_ignored_keeps_nothing() -> None:
    raw = formed(Path("a.yaml"), {"openapi": "3.0.3", "info": {}, "paths": pets()}).raw
    inference = infer(raw, overrules({"ignore": ["/pets/{petId}"]}))
    assert at(inference, "GET", "/pets/{petId}").kind == "stateless"
    assert inference.notes == ()


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ([], ""),
        ({"collection": {}}, "/collection"),
        ({"collections": {"/pets": {"keys": "id"}}}, "/collections/~1pets/keys"),
        ({"collections": {"/pets": {"keep": "all"}}}, "/collections/~1pets/keep"),
        ({"ignore": "x"}, "/ignore"),
    ],
)
def test_decisions_that_cannot_be_read_are_refused_with_their_place(data: Any, place: str) -> None:
    with pytest.raises(Misread) as caught:
        overrules(data)
    assert caught.value.pointer == place
