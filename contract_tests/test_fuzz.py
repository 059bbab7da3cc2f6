"""schemathesis finds nothing in what is served, and finds something where something is wrong; `--deep` digs longer."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.conformance import exemptions, fuzz, subject
from mockserver.conformance.fuzz_settings import Auth
from mockserver.conformance.subject import Subject
from mockserver.conformance.target import Target, World
from mockserver.engine.discovery import present
from mockserver.openapi.sources import read_yaml

TESTS = Path(__file__).parent
CONTROL = TESTS.parent / "mockserver" / "control" / "openapi.yaml"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", [1, 2, 3] if metafunc.config.getoption("deep") else [1])


@pytest.fixture
def max_examples(request: pytest.FixtureRequest) -> int:
    return 200 if request.config.getoption("deep") else 10


@pytest.mark.parametrize("vendor", present())
def test_a_vendor_keeps_its_promises(target: Target, vendor: str, seed: int, max_examples: int) -> None:
    run = fuzz.fuzz_vendor(target, subject.load(vendor), seed=seed, max_examples=max_examples)
    assert run.good, str(run)


PROFILES = [(vendor, each) for vendor in present() for each in subject.load(vendor).variants() if each.profile]


@pytest.mark.parametrize(("vendor", "variant"), PROFILES, ids=[f"{vendor}={each.profile}" for vendor, each in PROFILES])
def test_a_vendor_keeps_its_promises_under_a_profile(
    target: Target, vendor: str, variant: Subject, max_examples: int
) -> None:
    run = fuzz.fuzz_vendor(target, variant, max_examples=max_examples)
    assert run.good, str(run)


def test_the_control_plane_keeps_its_promises(
    own_server: str, http: httpx.Client, seed: int, max_examples: int
) -> None:
    document = read_yaml(CONTROL)
    http.get(f"{own_server}/w/nightly-tests/grafana/api/reports")  # the request that the document's example reads
    run = fuzz.fuzz(
        document, own_server, auth={}, exemptions=exemptions.load("control"), seed=seed, max_examples=max_examples
    )
    assert run.good, str(run)


@pytest.fixture
def there(target: Target) -> Iterator[World]:
    """A world that other processes can reach."""
    with target.world() as world:
        yield world


def part(document: dict[str, Any], *paths: str) -> dict[str, Any]:
    """A document with some of its paths, and without links."""
    small = copy.deepcopy(document)
    small["paths"] = {path: small["paths"][path] for path in paths}
    for item in small["paths"].values():
        for operation in item.values():
            for response in operation.get("responses", {}).values() if isinstance(operation, dict) else ():
                response.pop("links", None)
    return small


def run_of(world: World, vendor: str, document: dict[str, Any], auth: Auth | None = None) -> fuzz.Run:
    """A short run over a document that is not quite the vendor's."""
    found = fuzz.auth(subject.load(vendor)) if auth is None else auth
    return fuzz.fuzz(document, world.url(vendor), auth=found, max_examples=3)


def test_a_broken_promise_is_found(there: World) -> None:
    document = part(subject.load("grafana").document.raw, "/api/reports/{id}")
    document["components"]["schemas"]["Report"]["properties"]["name"] = {"type": "integer"}
    del document["paths"]["/api/reports/{id}"]["delete"], document["paths"]["/api/reports/{id}"]["put"]
    run = run_of(there, "grafana", document)
    assert ("getReport", "response_schema_conformance") in [(each.operation, each.check) for each in run.failures]
    assert "unsupported_method" in [each.check for each in run.failures]
    assert run.failures[0].curl.startswith("curl -i -X ")


def test_a_run_in_which_nothing_succeeds_is_not_good(there: World) -> None:
    document = part(subject.load("grafana").document.raw, "/api/reports/settings")
    run = run_of(there, "grafana", document, {"bearer": {"bearer": "wrong"}})
    assert run.idle == ("getReportSettings", "saveReportSettings")
    assert not run.good


def test_a_bad_query_value_is_seen_beside_a_good_one(there: World) -> None:
    document = part(subject.load("checkcentral").document.raw, "/getActivities/")
    for parameter in document["paths"]["/getActivities/"]["get"]["parameters"]:
        if parameter.get("name") == "activityCount":
            parameter["schema"] = {"type": "integer", "minimum": 5, "maximum": 6}
        if parameter.get("name") == "matched":
            parameter["required"] = True
    run = run_of(there, "checkcentral", document)
    assert "query_negative_rejection" in {failure.check for failure in run.failures}


def test_the_same_seed_makes_as_many_requests(there: World) -> None:
    document = part(subject.load("grafana").document.raw, "/api/reports/settings")
    runs = [run_of(there, "grafana", document) for _ in range(2)]
    assert runs[0].cases == runs[1].cases > 20


@pytest.mark.parametrize("document", [
    {"paths": {}}, {"openapi": "3.0.3", "info": {"title": "Nothing", "version": "1"}, "paths": {}},
])  # fmt: skip
def test_a_run_that_cannot_begin_is_told(there: World, document: dict[str, Any]) -> None:
    with pytest.raises(fuzz.CannotFuzz):
        fuzz.fuzz(document, there.url("grafana"), auth={})


@pytest.mark.parametrize("vendor", exemptions.vendors())
def test_every_exception_has_a_test_of_the_same_property(vendor: str) -> None:
    assert vendor in (*present(), "control")
    for each in exemptions.load(vendor):
        file, _, name = each.test.partition("::")
        functions = ast.walk(ast.parse((TESTS / file).read_text(encoding="utf-8")))
        assert name in [node.name for node in functions if isinstance(node, ast.FunctionDef)], each.test


def test_an_exception_for_an_operation_that_is_not_there_is_refused() -> None:
    each = exemptions.Exemption(("nothing",), ("ignored_auth",), "for no reason", "x.py::y")
    with pytest.raises(LookupError, match="there is no operation 'nothing'"):
        exemptions.as_settings([each], ["something"])
