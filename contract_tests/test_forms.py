"""The forms of our own files: editors can use them, every file of ours names its own and fits, and what does not is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from conftest import ROOT

from mockserver.evidence import forms
from mockserver.openapi.sources import SourceError, read_json, read_yaml

SCHEMAS = sorted(forms.FOLDER.glob("*.schema.json"))
FILES = [
    *ROOT.glob("specs/*/evidence.yaml"), *ROOT.glob("specs/*/profiles.yaml"), *ROOT.glob("specs/*/readings/*.yaml"),
    *ROOT.glob("specs/*/refusals.yaml"), *ROOT.glob("specs/*/behaviours.yaml"),
    ROOT / "mockserver/conformance/exceptions.yaml", ROOT / "mockserver/conformance/values.yaml",
]  # fmt: skip
NAMED = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda file: file.name)
def test_a_form_is_a_schema_that_says_what_it_is(schema: Path) -> None:
    form = json.loads(schema.read_text(encoding="utf-8"))
    jsonschema_rs.meta.validate(form)
    assert form["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert form["title"] and form["description"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_of_ours_names_its_form_and_fits_it(file: Path) -> None:
    found = NAMED.match(file.read_text(encoding="utf-8"))
    assert found is not None, "the first line names no form"
    form = (file.parent / found[1]).resolve()
    assert form in SCHEMAS
    assert forms.misfit(read_yaml(file), form.name.removesuffix(".schema.json")) is None


@pytest.mark.parametrize(
    "file", sorted(ROOT.glob("fixtures/*/*.json")), ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_a_fixture_fits_its_form(file: Path) -> None:
    assert forms.misfit(read_json(file), "fixture") is None


CREDENTIAL = {"id": "a", "scheme": "bearer", "secret": "b"}
REFUSAL = {"example": "a", "status": 404, "operations": ["all"]}
NEITHER = "needs either a reason or some of from, fixture, credential, values, headers, control, after"
RULE = {"operations": ["a"], "checks": ["ignored_auth"], "reason": "b", "test": "c"}


@pytest.mark.parametrize(
    ("form", "value", "pointer", "what"),
    [
        ("fixture", [], "", "must be an object"),
        ("fixture", {"next": {"a": 1.5}}, "/next/a", "must be a whole number"),
        ("fixture", {"collections": {"a": {}}}, "/collections/a", "must be a list"),
        ("fixture", {"collections": {"a/b": [1]}}, "/collections/a~1b/0", "must be an object"),
        ("fixture", {"switches": {}, "settings": {}}, "/settings", "stands beside 'switches', its name of today"),
        ("fixture", {"credentials": [{"id": "a", "scheme": "bearer"}]}, "/credentials/0", "member 'secret' is missing"),
        ("fixture", {"credentials": [{**CREDENTIAL, "scheme": "digest"}]}, "/credentials/0/scheme",
         "'digest' is none of bearer, basic, apiKey"),
        ("fixture", {"credentials": [{**CREDENTIAL, "scheme": "basic"}]}, "/credentials/0", "member 'user' is missing"),
        ("fixture", {"credentials": [{**CREDENTIAL, "permission": "*"}]}, "/credentials/0/permission",
         "is not one of id, scheme, secret, user, subject, permissions, expires, revoked; did you mean permissions?"),
        ("fixture", {"credentials": [{**CREDENTIAL, "permissions": "all"}]}, "/credentials/0/permissions",
         'must be actions with lists of scopes, or "*"'),
        ("exceptions", {"parcels": []}, "/parcels", "must be a list that is not empty"),
        ("exceptions", {"parcels": [{**RULE, "checks": ["ignored_aut"]}]}, "/parcels/0/checks/0",
         "'ignored_aut' is no check and no warning of schemathesis"),
        ("exceptions", {"parcels": [{**RULE, "operations": ["a", "b", "a"]}]}, "/parcels/0/operations/2",
         "'a' is given twice, first at /parcels/0/operations/0"),
        ("values", {"parcels": {"aid": 1}}, "/parcels/aid", "'aid' is no parameter: path, query, header or cookie, a dot and the name"),
        ("values", {"parcels": 1}, "/parcels", "must be an object"),
        ("refusals", {"refusals": [REFUSAL]}, "/refusals/0", NEITHER),
        ("refusals", {"refusals": [{**REFUSAL, "reason": "b", "after": ["c"]}]}, "/refusals/0", NEITHER),
        ("refusals", {"refusals": [{**REFUSAL, "control": [{"clock": {}}]}]}, "/refusals/0/control/0/clock",
         "must be a method and a path such as `PUT /clock`"),
        ("refusals", {"refusals": [{**REFUSAL, "control": [{}]}]}, "/refusals/0/control/0",
         "must be one member such as `PUT /clock` with what is sent"),
        ("overlay", {"overlay": "1.0.0", "actions": []}, "/actions", "must be a list that is not empty"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_form_is_told_with_its_place(form: str, value: Any, pointer: str, what: str) -> None:
    found = forms.misfit(value, form)
    assert found is not None
    assert (found.pointer, found.what) == (pointer, what)


def test_a_file_that_does_not_fit_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "values.yaml"
    file.write_text("parcels: {aid: 1}\n", encoding="utf-8")
    with pytest.raises(SourceError) as error:
        forms.read(file, "values")
    assert str(error.value).startswith(f"{file}: /parcels/aid: 'aid' is no parameter")
