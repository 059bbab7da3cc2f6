"""Values made for schemas: they fit, hold what is given as far as the schema allows, and are the same for the same seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.bare.document import formed
from mockserver.openapi.fields import Fields
from mockserver.openapi.folding import Folding
from mockserver.openapi.making.instances import Instances, first_fitting
from mockserver.openapi.making.ways import NOTHING, Unsatisfiable
from mockserver.state.chance import Chance

CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["cat"]}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["dog"]}, "tricks": {"type": "array"}}}
SCHEMAS: dict[str, Any] = {
    "Cat": CAT,
    "Dog": DOG,
    "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
    "Node": {"type": "object", "required": ["next"], "properties": {"next": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}},
    "Both": {"allOf": [{"required": ["a"], "properties": {"a": {"type": "string"}}}, {"properties": {"a": {"minLength": 5}}}]},
    "Either": {"oneOf": [{"properties": {"a": {"enum": ["x"]}}}, {"properties": {"a": {"enum": ["y"]}, "b": {"type": "string"}}}]},
    "Loop": {"type": "object", "required": ["loop"], "properties": {"loop": {"$ref": "#/components/schemas/Loop"}}},
    "Secret": {"type": "object", "required": ["id", "word"], "properties": {"id": {"type": "integer", "readOnly": True}, "word": {"type": "string", "writeOnly": True}}},
}  # fmt: skip


def made(schema: Any, given: Any = NOTHING, *, version: str = "3.0.3", seed: int = 1, **more: Any) -> Any:
    """A value for a schema, held against the compiled one."""
    paths = {
        "/a": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}}
    }
    document = formed(
        Path("a.yaml"), {"openapi": version, "info": {}, "paths": paths, "components": {"schemas": SCHEMAS}}
    )
    place = ["paths", "/a", "get", "responses", "200", "content", "application/json", "schema"]
    instances = Instances(Folding(document.raw))
    candidates = instances.candidates(schema, given, lambda: Chance(seed), **more)
    value, fits = first_fitting(candidates, document.schemas.compile("response", place).fits)
    assert fits, value
    return value


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name != "Loop"])
@pytest.mark.parametrize("rich", [False, True])
def test_a_value_fits_its_schema(name: str, rich: bool) -> None:
    made({"$ref": f"#/components/schemas/{name}"}, rich=rich)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"},
        {"type": "string", "pattern": r"^\p{L}+$", "minLength": 4},
        {"type": "string", "minLength": 40, "maxLength": 44},
        *({"type": "string", "format": each} for each in ("date-time", "date", "uuid", "email", "uri", "ipv6", "byte", "time")),
        {"type": "integer", "minimum": 10, "exclusiveMinimum": True, "multipleOf": 4},
        {"type": "number", "maximum": -3},
        {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "string"}},
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}},
        {"type": "object", "nullable": True, "required": ["x"], "additionalProperties": False, "properties": {"x": {}}},
    ],
)  # fmt: skip
def test_words_of_a_schema_are_kept_to(schema: Any) -> None:
    made(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["null", "string"], "minLength": 3},
        {"const": 7},
        {"type": "number", "exclusiveMinimum": 1.5, "exclusiveMaximum": 2.5},
        {"type": "array", "prefixItems": [{"const": 1}, {"const": "b"}], "minItems": 2},
        {"$ref": "#/components/schemas/Cat", "required": ["lives"]},
    ],
)
def test_newer_documents_speak_json_schema(schema: Any) -> None:
    made(schema, version="3.1.0")


def test_what_is_given_is_kept_where_the_schema_has_a_place() -> None:
    pet = {"$ref": "#/components/schemas/Pet"}
    assert made(pet, {"kind": "dog", "tricks": [1], "lives": 9}) == {"kind": "dog", "tricks": [1]}
    assert made({"type": "object", "properties": {"age": {"type": "integer"}}}, {"age": "7", "x": 1}) == {"age": 7}


def test_what_travels_the_other_way_is_left_out() -> None:
    assert "word" not in made({"$ref": "#/components/schemas/Secret"}, {"id": 1, "word": "x"})


def test_an_example_that_fits_is_shown_and_one_that_does_not_is_passed_over() -> None:
    assert made({"type": "string", "example": "Ada"}) == "Ada"
    assert made({"type": "integer", "example": "Ada"}) == 1


def test_the_same_seed_makes_the_same_value() -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}, "id": {"type": "string", "format": "uuid"}}}
    assert made(schema, seed=5, rich=True) == made(schema, seed=5, rich=True)
    assert made(schema, seed=5, rich=True) != made(schema, seed=6, rich=True)


def test_what_can_never_be_made_is_said_and_takes_no_time() -> None:
    with pytest.raises(Unsatisfiable):
        made({"$ref": "#/components/schemas/Loop"})


def test_a_member_that_is_demanded_twice_is_demanded_once() -> None:
    made({"type": "object", "required": ["a", "a"], "properties": {"a": {"type": "string"}}}, {"a": "x"})


def test_a_list_that_a_form_must_have_is_empty_where_it_is_left_out() -> None:
    schema = {
        "type": "object",
        "required": ["names", "two", "word"],
        "properties": {"names": {"type": "array"}, "two": {"type": "array", "minItems": 2}, "word": {"type": "string"}},
    }
    assert Fields(Folding({"openapi": "3.0.3"})).read(schema, [("word", "x")], {}) == {"names": [], "word": "x"}
