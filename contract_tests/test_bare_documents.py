"""Bare documents as they are read: every version, any number of files, and what is broken in them; nothing is served here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.bare.cache import Cache
from mockserver.openapi.bare.document import load
from mockserver.openapi.document import Document
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.schema import Validator
from mockserver.openapi.sources import SourceError
from mockserver.settings import cache_folder

SWAGGER = """
swagger: "2.0"
info: {title: Boats, version: no}
host: boats.example
basePath: /v1
consumes: [application/json]
paths:
  /boats/{id}:
    parameters: [{name: id, in: path, required: true, type: integer}]
    put:
      parameters:
        - {name: boat, in: body, required: true, schema: {$ref: '#/definitions/Boat'}}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      responses: {200: {description: ok, schema: {$ref: '#/definitions/Boat'}, examples: {application/json: {name: Ada}}}}
    post:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: sail, in: formData, type: string, required: true}]
      responses: {204: {description: done}}
definitions:
  Boat: {type: object, required: [name], properties: {name: {type: string, x-nullable: true}, next: {$ref: '#/definitions/Boat'}}}
securityDefinitions: {key: {type: apiKey, name: X-Key, in: header}}
"""


def written(folder: Path, text: str | dict[str, Any], name: str = "boats.yaml") -> Document:
    (folder / name).write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return load(folder / name)


def document(paths: dict[str, Any], version: str = "3.0.3", **rest: Any) -> dict[str, Any]:
    return {"openapi": version, "info": {"title": "Boats", "version": "1"}, "paths": paths, **rest}


def answering(schema: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def test_swagger_says_the_same_in_newer_words(tmp_path: Path) -> None:
    boats = written(tmp_path, SWAGGER)
    put, post = boats.operations["put_boats_id"], boats.operations["post_boats_id"]
    assert boats.raw["info"]["version"] == "no"
    assert (boats.bases, boats.hosts) == (("/v1", ""), ("boats.example",))
    assert put.body_required
    assert put.body["application/json"].fits({"name": None, "next": {"name": "Bea"}})
    assert not put.body["application/json"].fits({"next": {}})
    assert put.responses["200"].examples == {"example": ("application/json", {"name": "Ada"})}
    assert put.parameters[0].read(["7"], {}) == 7
    assert put.parameters[1].read(["a|b"], {}) == ["a", "b"]
    assert list(post.body) == ["application/x-www-form-urlencoded"]
    assert boats.raw["components"]["securitySchemes"]["key"]["in"] == "header"


def test_a_document_may_stand_in_several_files(tmp_path: Path) -> None:
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths" / "boats.yaml").write_text(
        "get:\n  responses:\n    '200': {$ref: '../shared.json#/responses/Boats'}\n"
    )
    schema = {"type": "array", "items": {"$ref": "#/schemas/Boat"}}
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    boat = {"type": "object", "required": ["name"], "properties": {"crew": {"$ref": "shared.json#/schemas/Boat"}}}
    (tmp_path / "shared.json").write_text(json.dumps({"responses": {"Boats": answer}, "schemas": {"Boat": boat}}))
    boats = written(tmp_path, document({"/boats": {"$ref": "paths/boats.yaml"}}))
    validator = boats.operations["get_boats"].responses["200"].media_types["application/json"]
    assert validator is not None
    assert validator.fits([{"name": "Ada", "crew": {"name": "Bea"}}])
    assert not validator.fits([{"name": "Ada", "crew": {}}])


@pytest.mark.parametrize(("version", "fits"), [("3.0.3", True), ("3.1.0", False), ("3.2.0", False)])
def test_beside_a_reference_older_versions_look_at_nothing(tmp_path: Path, version: str, fits: bool) -> None:
    schemas = {"Name": {"type": "string"}}
    read = {"get": answering({"$ref": "#/components/schemas/Name", "maxLength": 3})}
    boats = written(tmp_path, document({"/name": read}, version, components={"schemas": schemas}))
    validator = boats.operations["get_name"].responses["200"].media_types["application/json"]
    assert validator is not None
    assert validator.fits("Ada")
    assert validator.fits("Adriana") is fits


def test_newer_documents_have_json_schema_s_words(tmp_path: Path) -> None:
    schema = {"type": ["object", "null"], "properties": {"kind": {"const": "boat"}}, "unevaluatedProperties": False}
    validator = written(tmp_path, document({"/boat": {"get": answering(schema)}}, "3.1.0")).schema(schema)
    assert validator.fits(None)
    assert not validator.fits({"kind": "car"})
    assert not validator.fits({"kind": "boat", "colour": "red"})


def test_members_that_do_not_travel_are_not_demanded_wherever_they_are_flagged(tmp_path: Path) -> None:
    schemas = {
        "Base": {
            "type": "object",
            "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
        },
        "Boat": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["id", "name"]}]},
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}
    create = {"requestBody": {"content": content}, "responses": {"201": {"description": "", "content": content}}}
    made = written(tmp_path, document({"/boats": {"post": create}}, components={"schemas": schemas})).operations[
        "post_boats"
    ]
    asked, answered = made.body["application/json"], made.responses["201"].media_types["application/json"]
    assert asked is not None
    assert answered is not None
    assert asked.fits({"name": "Ada"})
    assert not asked.fits({})
    assert not answered.fits({"name": "Ada"})


def test_what_is_of_the_wrong_kind_counts_as_absent(tmp_path: Path) -> None:
    schema = {
        "type": "object", "required": True, "minProperties": "many",
        "properties": {"a": {"type": "sausage"}, "b": {"pattern": "(", "type": "string"}, "c": {"enum": None}},
    }  # fmt: skip
    item = {
        "get": {**answering(schema), "operationId": 7, "parameters": [{"in": "query"}, "rubbish"], "security": "none"}
    }
    boats = written(tmp_path, document({"/boats/{id}": item, "no-path": {}}, servers=[{"url": 5}]))
    operation = boats.operations["get_boats_id"]
    validator = operation.responses["200"].media_types["application/json"]
    assert [(each.name, each.place) for each in operation.parameters] == [("id", "path")]
    assert validator is not None
    assert validator.fits({"a": 1, "b": "x", "c": True})
    assert not validator.fits([])
    assert "/paths/no-path" in boats.notes


def test_operations_have_names_of_their_own(tmp_path: Path) -> None:
    twice = {"operationId": "same", **answering({})}
    boats = written(tmp_path, document({"/a": {"get": twice, "put": twice}, "/b/{c}": {"get": answering({})}}))
    assert list(boats.operations) == ["same", "put_a", "get_b_c"]


def test_a_reference_that_leads_nowhere_concerns_its_own_operation_only(tmp_path: Path) -> None:
    lost = {"$ref": "#/components/schemas/Lost"}
    paths = {
        "/whole": {"get": answering(lost)},
        "/within": {"get": answering({"type": "object", "required": ["a"], "properties": {"a": lost}})},
        "/elsewhere": {"get": {"responses": {"200": {"$ref": "https://boats.example/answers.yaml#/ok"}}}},
        "/fine": {"get": answering({"type": "integer"})},
    }
    boats = written(tmp_path, document(paths))
    assert set(boats.unserved) == {"get_whole", "get_elsewhere"}
    assert (
        "#/components/schemas/Lost leads nowhere" in boats.unserved["get_whole"]
        or "Lost" in boats.unserved["get_whole"]
    )
    assert "#/components/schemas/Lost" in boats.notes
    with pytest.raises(Unserved):
        boats.operations["get_whole"]
    within = boats.operations["get_within"].responses["200"].media_types["application/json"]
    assert within is not None
    assert within.fits({"a": object.__name__})
    assert not within.fits({})


def test_an_error_that_leads_nowhere_takes_no_operation_away(tmp_path: Path) -> None:
    responses = {**answering({})["responses"], "404": {"$ref": "#/components/responses/Lost"}}
    assert not written(tmp_path, document({"/boats": {"get": {"responses": responses}}})).unserved


@pytest.mark.parametrize(
    "text", ["[]", "openapi: 3.0.3", "{", "paths: {}", "a: &a [*a]", "\0", "swagger: 1.2\npaths: {}"]
)
def test_what_is_no_document_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match=r"boats\.yaml: "):
        written(tmp_path, text)


def test_aliases_that_stand_for_millions_of_values_are_refused(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
    )
    with pytest.raises(SourceError, match="its aliases stand for more than"):
        written(tmp_path, bomb)


def holding_each_other(folder: Path, count: int = 40, size: int = 7_500) -> Document:
    """A document of schemas each of which has a member for every one; large enough that they are compiled one by one."""
    names = [f"S{number}" for number in range(count)]
    every = {name: {"$ref": f"#/components/schemas/{name}"} for name in names}
    long = {"type": "string", "enum": ["x" * size]}
    parts = {"type": "object", "properties": every, "required": [], "patternProperties": {"^x": long}}
    schemas = {name: {**parts, "title": name, "required": ["S0"] if name == "S9" else []} for name in names}
    paths = {f"/{name}": {"get": answering({"$ref": f"#/components/schemas/{name}"})} for name in names}
    return written(folder, document(paths, components={"schemas": schemas}))


def answer_of(document: Document, name: str) -> Validator:
    found = document.operations[f"get_{name}"].responses["200"].media_types["application/json"]
    assert found is not None
    return found


def test_schemas_that_hold_each_other_are_compiled_one_by_one(tmp_path: Path) -> None:
    boats = holding_each_other(tmp_path)
    first = answer_of(boats, "S1")
    assert first.fits({"S2": {"S9": {"S0": {}}}})
    assert not first.fits({"S2": {"S9": {}}})
    assert [(each.pointer, each.what) for each in first.violations({"S2": {"S9": {}, "S3": 1}})] == [
        ("/S2/S3", '1 is not of type "object"'), ("/S2/S9/S0", "is required"),
    ]  # fmt: skip
    assert len(boats.schemas._kept) <= 5


def test_schemas_that_hold_each_other_and_are_few_are_compiled_as_a_whole(tmp_path: Path) -> None:
    boats = holding_each_other(tmp_path, count=10, size=10)
    assert not answer_of(boats, "S1").fits({"S2": {"S9": {}}})
    assert len(boats.schemas._kept) == 1


def test_a_value_that_fits_several_alternatives_where_one_is_meant_is_told(tmp_path: Path) -> None:
    either = {"oneOf": [{"type": "integer"}, {"type": "number"}, {"type": "string"}]}
    document_ = written(tmp_path, document({"/it": {"get": answering(either)}}))
    validator = document_.operations["get_it"].responses["200"].media_types["application/json"]
    assert validator is not None
    assert ["more than one" in each.what for each in validator.violations(1)] == [True]


def test_only_so_much_stays_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.openapi.weights.KEPT", 100_000)
    boats = holding_each_other(tmp_path)
    for number in range(40):
        assert answer_of(boats, f"S{number}").fits({"S0": {}, "S1": {"S2": {}}})
        assert not answer_of(boats, f"S{number}").fits({"S1": 1})
    assert boats.schemas._kept.size <= 100_000
    assert len(boats.schemas._kept) < 40


def boats_of(folder: Path, count: int = 2000) -> Path:
    """A document in two files, large enough to be kept."""
    (folder / "shared.yaml").write_text("Boat: {type: string, maxLength: 3}\n")
    names = "".join(f"    S{number}: {{type: string, description: {'x' * 60}}}\n" for number in range(count))
    reference = "content: {application/json: {schema: {$ref: 'shared.yaml#/Boat'}}}"
    paths = f"paths:\n  /boat:\n    get:\n      responses:\n        '200': {{description: '', {reference}}}\n"
    (folder / "boats.yaml").write_text(
        f"openapi: 3.0.3\ninfo: {{title: Boats, version: '1'}}\n{paths}components:\n  schemas:\n{names}"
    )
    return folder / "boats.yaml"


def longest(document: Document) -> int:
    """How long the name of a boat may be."""
    validator = document.operations["get_boat"].responses["200"].media_types["application/json"]
    assert validator is not None
    return max(length for length in range(10) if validator.fits("x" * length))


def test_what_was_read_is_kept_until_one_of_the_files_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, cache = boats_of(tmp_path), Cache(tmp_path / "cache")
    assert longest(load(file, cache)) == 3
    (entry,) = cache.folder.iterdir()
    with monkeypatch.context() as patched:
        patched.setattr("mockserver.openapi.bare.document.bundle", None)
        assert longest(load(file, cache)) == 3
    (tmp_path / "shared.yaml").write_text("Boat: {type: string, maxLength: 5}\n")
    assert longest(load(file, cache)) == 5
    entry.write_bytes(entry.read_bytes()[:-7])
    assert longest(load(file, cache)) == 5


def test_a_document_is_read_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    assert longest(load(boats_of(tmp_path), Cache(tmp_path / "taken"))) == 3


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.openapi.bare.cache.MOST", 500_000)
    cache = Cache(tmp_path / "cache")
    for count in range(2000, 2010):
        load(boats_of(tmp_path, count), cache)
    assert 1 <= len(list(cache.folder.iterdir())) < 5


@pytest.mark.parametrize(("platform", "environ", "folder"), [
    ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/mocksrv"),
    ("linux", {"XDG_CACHE_HOME": "relative"}, "HOME/.cache/mocksrv"),
    ("linux", {}, "HOME/.cache/mocksrv"),
    ("darwin", {}, "HOME/Library/Caches/mocksrv"),
    ("win32", {"LOCALAPPDATA": "/l"}, "/l/mocksrv"),
])  # fmt: skip
def test_the_cache_is_where_the_platform_has_it(platform: str, environ: dict[str, str], folder: str) -> None:
    assert str(cache_folder(environ, platform)) == folder.replace("HOME", str(Path.home()))


def test_an_operation_that_stands_elsewhere_is_served_and_demands_nothing(tmp_path: Path) -> None:
    inner = {
        "operationId": "addBoat",
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
            {"name": "dry", "in": "query", "required": True, "schema": {"type": "boolean"}},
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
        **answering({"type": "object"}),
    }
    given = document({"/boats/{id}": {"put": {"$ref": "#/components/x-operations/add"}}})
    given["components"] = {"x-operations": {"add": inner}}
    found = written(tmp_path, given)
    operation = found.operations["addBoat"]
    assert not operation.body_required
    assert not [each for each in operation.parameters if each.required and each.place != "path"]
    assert "nothing is demanded" in found.notes["/paths/~1boats~1{id}/put"]
