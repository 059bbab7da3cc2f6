"""A refusal is worth no more than the constraint that was broken; under strict, one that rests on a guess is 501."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Api

from mockserver.openapi.document import compiled

REPORTS = "/api/reports"
THREE = {"name": "Mine", "recipients": "a@example.com", "schedule": {"frequency": "daily"}}
STRICT = {"Prefer": "evidence=strict"}
GUESSES: dict[str, tuple[str, str, Any, str]] = {
    "a required name": ("POST", REPORTS, {**THREE, "name": None}, "/components/schemas/CreateOrUpdateReport/properties/name/type"),
    "a name that is left out": ("POST", REPORTS, {name: each for name, each in THREE.items() if name != "name"},
                                "/components/schemas/CreateOrUpdateReport/required/0"),
    "a blank name": ("POST", REPORTS, {**THREE, "name": " "}, "/components/schemas/CreateOrUpdateReport/properties/name/pattern"),
    "no address": ("POST", REPORTS, {**THREE, "recipients": "nobody"},
                   "/components/schemas/CreateOrUpdateReport/properties/recipients/pattern"),
    "no schedule": ("PUT", f"{REPORTS}/2", {"name": "a", "recipients": "a@example.com"},
                    "/components/schemas/CreateOrUpdateReport/required/2"),
    "a negative amount": ("POST", REPORTS, {**THREE, "schedule": {"frequency": "daily", "intervalAmount": -1}},
                          "/components/schemas/ScheduleRequest/properties/intervalAmount/minimum"),
    "no branding": ("POST", f"{REPORTS}/settings", {}, "/components/schemas/ReportSettingsRequest/required/0"),
}  # fmt: skip


@pytest.mark.parametrize("case", [name for name in GUESSES if name != "a required name"])
def test_a_body_that_breaks_a_guess_is_refused_as_a_guess_and_not_under_strict(grafana: Api, case: str) -> None:
    method, path, body, constraint = GUESSES[case]
    answer = grafana.send(method, path, body)
    assert (answer.status_code, answer.headers["Mock-Evidence"]) == (400, "assumed")
    strict = grafana.send(method, path, body, headers=STRICT)
    assert strict.status_code == 501
    assert constraint in strict.json()["constraints"]


@pytest.mark.parametrize(("method", "path", "body"), [
    ("POST", REPORTS, {**THREE, "message": 5}),
    ("POST", REPORTS, {**THREE, "formats": ["txt"]}),
    ("POST", REPORTS, {**THREE, "schedule": {"frequency": "sometimes"}}),
    ("POST", f"{REPORTS}/email", {"useEmailsFromReport": True}),
    ("POST", f"{REPORTS}/settings", {"branding": {"emailFooterMode": "never"}}),
])  # fmt: skip
def test_a_body_that_breaks_what_is_stated_is_refused_as_surely_as_its_words(
    grafana: Api, method: str, path: str, body: Any
) -> None:
    answer = grafana.send(method, path, body, headers=STRICT)
    assert (answer.status_code, answer.headers["Mock-Evidence"]) == (400, "inferred")


def test_a_parameter_is_no_surer_than_its_limit(thousandeyes: Api) -> None:
    strict = thousandeyes.get("/v7/report-snapshots?page=0", headers=STRICT)
    assert strict.status_code == 501
    assert strict.json()["constraints"] == ["/paths/~1v7~1report-snapshots/get/parameters/1/schema/minimum"]


def test_a_forced_429_of_checkcentral_names_the_worlds_own_limit(checkcentral: Any) -> None:
    checkcentral.world.steer("PUT", "/quotas/checkcentral/getChecks", {"limit": 3})
    forced = checkcentral.send(
        "GET", "/getChecks/", params={"apiToken": checkcentral.token}, headers={"Prefer": "code=429"}
    )
    assert forced.json()["error"]["message"] == "The limit of 3 calls per day for getChecks is exceeded."
    for _ in range(4):
        real = checkcentral.get("getChecks")
    assert (real.status_code, real.json()) == (429, forced.json())
    assert real.headers["Mock-Evidence"] == forced.headers["Mock-Evidence"] == "assumed"


SCHEMAS = {
    "A": {"type": "object", "nullable": True, "required": ["y", "x"], "properties": {
        "x": {"nullable": True, "anyOf": [{"type": "string", "enum": ["a"]}, {"type": "integer", "minimum": 3}]},
        "y": {"allOf": [{"$ref": "#/components/schemas/B"}], "nullable": True},
        "z": {"type": "integer", "format": "int32"},
    }},
    "B": {"type": "object", "additionalProperties": False},
}  # fmt: skip


@pytest.mark.parametrize(("value", "broken"), [
    ({"y": None}, "/required/1"),
    ({"y": None, "x": "b"}, "/properties/x/anyOf/0/enum"),
    ({"y": None, "x": 2}, "/properties/x/anyOf/1/minimum"),
    ({"y": {"q": 1}, "x": "a"}, None),
    ({"y": None, "x": "a", "z": 2**40}, "/properties/z/format"),
    ({"y": None, "x": "a", "z": "1"}, "/properties/z/type"),
    (7, "/type"),
])  # fmt: skip
def test_a_violation_names_the_keyword_as_the_document_has_it(value: Any, broken: str | None, tmp_path: Any) -> None:
    paths = {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "x"}}}}}
    document = compiled(tmp_path, {"openapi": "3.0.3", "paths": paths, "components": {"schemas": SCHEMAS}})
    (violation,) = document.schema("A").violations(value)
    expected = f"/components/schemas/A{broken}" if broken else "/components/schemas/B/additionalProperties"
    assert violation.constraint == expected
