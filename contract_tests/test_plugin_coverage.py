"""Coverage of the contract by a user's suite: what was met, what never, as text, JSON and a page, and as a gate that can be met."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from suites import Suite

import mockserver
from mockserver.client import Admin
from mockserver.coverage.counts import Coverage, Outcome
from mockserver.coverage.gate import Gate
from mockserver.coverage.snippets import snippets
from mockserver.coverage.texts import as_json

TEST = """
import httpx
import pytest


def call(mock, method, path, **more):
    return httpx.request(method, mock.url + path, headers=mock.headers, **more).status_code


@pytest.mark.parametrize("number", range(3))
def test_reading(mock_grafana, number):
    assert call(mock_grafana, "GET", "/api/reports") == 200


def test_failing(mock_grafana):
    mock_grafana.fail(500, "getReport")
    assert call(mock_grafana, "GET", "/api/reports/2") == 500


def test_losing_the_way(mock_grafana, mock_world):
    assert call(mock_grafana, "GET", "/api/reprots") == 404
    mock_world.reset()


def test_hurrying(mock_checkcentral):
    for _ in range(2):
        assert httpx.get(f"{mock_checkcentral.url}/getChecks/", params=mock_checkcentral.params).status_code == 200
"""
SECTION = "* mockserver coverage of the contract *"


@pytest.fixture
def measured(suite: Suite) -> Suite:
    suite.write(TEST)
    return suite


def report(suite: Suite, *arguments: str) -> dict[str, Any]:
    suite.run("--mockserver-coverage-json", "found/coverage.json", *arguments).assert_outcomes(passed=6)
    found: dict[str, Any] = json.loads((suite.path / "found" / "coverage.json").read_text())
    return found


def test_it_is_printed_what_was_met_and_what_never(measured: Suite) -> None:
    result = measured.run("--mockserver-coverage")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines([
        SECTION,
        "checkcentral: 1 of * outcomes met (* %)",
        "  getChecks * 200×2  never: * 429*",
        "  not called: createReport, *",
        "grafana: 1 of 8 outcomes met (12.5 %)",
        "  getReports * 200×3  never: 401 403",
        "  getReport * never met  never: 200 400 401 403 404  injected: 500×1",
        "  no operation reached * not documented: 404×1",
        "  not called: createReport, *",
        "not used: strapi, thousandeyes",
    ])  # fmt: skip


def test_nothing_is_printed_or_measured_unasked(measured: Suite) -> None:
    measured.run().stdout.no_fnmatch_line(SECTION)


def test_the_file_has_every_documented_answer_with_its_count(measured: Suite) -> None:
    found = report(measured)
    grafana = found["vendors"]["grafana"]
    assert found["vendors"].keys() == {"checkcentral", "grafana"}
    assert grafana["operations"]["getReports"] == {"200": 3, "401": 0, "403": 0, "405": 0, "500": 0}
    assert grafana["operations"]["getReport"]["500"] == 0
    assert grafana["injected"] == {"getReport": {"500": 1}}
    assert grafana["never"] == {"getReports": ["401", "403"], "getReport": ["200", "400", "401", "403", "404"]}
    assert grafana["undocumented"] == {"": {"404": 1}}
    assert (grafana["met"], grafana["counted"], grafana["percent"]) == (1, 8, 12.5)
    assert found["vendors"]["checkcentral"]["operations"]["getChecks"]["429"] == 0


def test_it_is_the_same_with_the_workers_of_xdist(measured: Suite) -> None:
    assert report(measured, "-n", "2") == report(measured)


def test_too_little_fails_the_run_and_enough_does_not(measured: Suite) -> None:
    little = measured.run("--mockserver-coverage-fail-under", "50")
    assert little.ret == 1
    little.assert_outcomes(passed=6)
    little.stdout.fnmatch_lines([SECTION, "FAILED: * % met, 50 % required"])
    enough = measured.run("--mockserver-coverage-fail-under", "10", "-n", "2")
    assert enough.ret == 0
    enough.stdout.no_fnmatch_line(SECTION)


def test_a_suite_that_reaches_no_mock_has_covered_nothing(suite: Suite) -> None:
    suite.write("def test_it(mock_world): ...")
    result = suite.run("--mockserver-coverage-fail-under", "1")
    assert result.ret == 1
    result.stdout.fnmatch_lines([SECTION, "FAILED: 0.0 % met, 1 % required"])
    assert suite.run("--mockserver-coverage-fail-under", "1", "--collect-only").ret == 0


def test_a_file_that_cannot_be_written_is_told_in_one_line(suite: Suite) -> None:
    suite.write("def test_it(): ...")
    result = suite.run("--mockserver-coverage-json", ".")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*Exit: mockserver: --mockserver-coverage-json: *Is a directory: '.'"])
    result.stderr.no_fnmatch_line("*Traceback*")


def test_a_status_below_default_counts_as_default() -> None:
    coverage = Coverage()
    listed = ["200", "default"]
    coverage.know(
        {"name": "x", "operations": [{"id": "read", "statuses": listed, "reachable": listed, "unserved": None}]}
    )
    coverage.add([{"vendor": "x", "operation": "read", "status": 404, "count": 3, "injected": 1}])
    assert as_json(coverage, Gate())["vendors"]["x"]["operations"] == {"read": {"200": 0, "default": 2}}
    assert as_json(coverage, Gate())["percent"] == 50


def test_all_operations_count_on_demand(measured: Suite) -> None:
    found = report(measured, "--mockserver-coverage-scope", "all")
    assert found["vendors"]["grafana"]["counted"] == 44
    assert found["vendors"]["grafana"]["never"]["createReport"] == ["200", "400", "401", "403", "413"]


def test_a_vendor_and_an_operation_have_thresholds_of_their_own(measured: Suite) -> None:
    measured.write("[pytest]\nmockserver_coverage_fail_under = 5 grafana.getReports=33 checkcentral=10\n", "pytest.ini")
    good = measured.run("--mockserver-coverage")
    assert good.ret == 0
    good.stdout.fnmatch_lines(["reached: * % met"])
    bad = measured.run(
        "--mockserver-coverage-fail-under=grafana.getReports=34", "--mockserver-coverage-fail-under=strapii=1"
    )
    assert bad.ret == 1
    bad.stdout.fnmatch_lines([
        "FAILED: grafana.getReports: 33.3 % met, 34 % required",
        "FAILED: strapii=1: there is no vendor 'strapii' (did you mean 'strapi'[?]); there are *",
    ])  # fmt: skip


def test_what_is_ignored_for_a_reason_does_not_count(measured: Suite) -> None:
    measured.write("""
        [pytest]
        mockserver_coverage_ignore =
            grafana.* 403: our token may do everything
            grafana.getReport *: the list has it all
            grafana.getReprots 401: a slip
        """, "pytest.ini")  # fmt: skip
    result = measured.run("--mockserver-coverage")
    assert result.ret == 1
    result.stdout.fnmatch_lines([
        "grafana: 1 of 2 outcomes met (50 %)",
        "ignored: grafana.* 403: our token may do everything",
        "FAILED: grafana.getReprots 401 is ignored, but no document has it",
    ])  # fmt: skip
    measured.write("[pytest]\nmockserver_coverage_ignore = grafana.getReport 403\n", "pytest.ini")
    refused = measured.run("--mockserver-coverage")
    assert refused.ret == 4
    refused.stderr.fnmatch_lines(
        ["ERROR: mockserver: coverage: 'grafana.getReport 403': VENDOR.OPERATION STATUS: REASON is *"]
    )


def test_a_ratchet_remembers_what_was_met_and_refuses_less(measured: Suite) -> None:
    ratchet = "--mockserver-coverage-ratchet=met.json"
    first = measured.run(ratchet)
    first.assert_outcomes(passed=6)
    first.stdout.fnmatch_lines(["mockserver coverage: met.json: 2 more outcomes are remembered"])
    assert json.loads((measured.path / "met.json").read_text()) == {
        "checkcentral": {"getChecks": ["200"]}, "grafana": {"getReports": ["200"]},
    }  # fmt: skip
    assert measured.run(ratchet, "-n", "2").ret == 0
    less = measured.run(ratchet, "-k", "reading")
    assert less.ret == 1
    less.stdout.fnmatch_lines(["FAILED: checkcentral getChecks 200 was met before, and is no longer"])
    measured.write("[]", "met.json")
    assert measured.run(ratchet).ret == 4


def test_a_page_shows_what_was_never_met_with_a_test_that_meets_it(measured: Suite) -> None:
    measured.run("--mockserver-coverage-html=found/index.html").assert_outcomes(passed=6)
    page = (measured.path / "found" / "index.html").read_text()
    assert "grafana: 1 of 8 outcomes met (12.5 %)" in page
    snippets = [unescape(each) for each in re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)]
    assert len(snippets) >= 8
    measured.write("\n\n".join(snippets), "test_more.py")
    result = measured.run("--mockserver-coverage-json", "more.json", "test_more.py", "test_it.py")
    result.assert_outcomes(passed=6 + len(snippets))
    assert json.loads((measured.path / "more.json").read_text())["vendors"]["grafana"]["percent"] == 100


def test_every_vendor_has_tests_that_meet_most_of_what_can_be_met() -> None:
    with mockserver.running("grafana", "strapi") as server:
        for vendor in server.vendors:
            coverage, make = Coverage(), snippets(server.admin, vendor)
            coverage.know(server.admin.vendor(vendor))
            assert not [
                f"{operation} {status}"
                for operation, statuses in coverage.reachable[vendor].items()
                for status in statuses
                if not make(Outcome(vendor, operation, status))
            ]


def test_what_a_client_can_cause_of_a_bare_document_is_what_its_mock_answers() -> None:
    toolshed = ROOT / "examples" / "any_document" / "toolshed.yaml"
    with mockserver.in_process(str(toolshed)) as server:
        about = Admin("http://localhost", transport=mockserver.transport(server)).vendor("toolshed")
        for each in about["operations"]:
            assert set(each["reachable"]) <= set(each["statuses"])
            assert any(status.startswith("2") for status in each["reachable"])
            assert not [status for status in each["reachable"] if status.startswith("5")]


ISLANDS = """
openapi: 3.0.3
info: {title: Islands, version: "1"}
paths:
  /islands:
    get: {operationId: listIslands, responses: {"200": {description: All}}}
  /map:
    get: {operationId: getMap, responses: {"200": {$ref: '#/components/responses/Map'}, "404": {description: None}}}
"""
SAILING = """
import httpx


def test_listing(mock_islands):
    assert httpx.get(mock_islands.url + "/islands").status_code == 200


def test_looking_at_the_map(mock_islands):
    assert httpx.get(mock_islands.url + "/map").status_code == 501
    mock_islands.assert_called("getMap", status=501)
"""


@pytest.fixture
def sailing(suite: Suite) -> Suite:
    suite.write(ISLANDS, "islands.yaml")
    suite.write("[pytest]\nmockserver_documents = islands.yaml\n", "pytest.ini")
    suite.write(SAILING)
    return suite


def test_what_cannot_be_served_does_not_count_and_is_said_apart(sailing: Suite) -> None:
    result = sailing.run(
        "--mockserver-coverage", "--mockserver-coverage-scope=all", "--mockserver-coverage-html=page.html"
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines([
        "islands: 1 of 1 outcomes met (100 %)",
        "  listIslands  200×1",
        "  getMap       not documented: 501×1",
        "  cannot be served: 1 (getMap)",
    ])  # fmt: skip
    assert "<code>getMap</code>: " in (sailing.path / "page.html").read_text()
    result = sailing.run("--mockserver-coverage-fail-under=islands.getMap=50", "-n", "2")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAILED: islands.getMap=50: getMap cannot be served: *"])


def test_a_suite_that_only_loses_its_way_has_met_nothing(sailing: Suite) -> None:
    sailing.write(
        "import httpx\n\n\ndef test_it(mock_islands):\n    assert httpx.get(mock_islands.url + '/x').is_error\n"
    )
    result = sailing.run("--mockserver-coverage")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["islands: 0 of 0 outcomes met*", "  no operation reached  not documented: 404×1"])


def test_an_operation_that_was_called_is_not_said_to_be_never_called(sailing: Suite) -> None:
    size = "{name: size, in: query, schema: {type: integer}}"
    beach = f'  /beach: {{get: {{operationId: getBeach, parameters: [{size}], responses: {{"200": {{description: It}}}}}}}}\n'
    sailing.write(ISLANDS + beach, "islands.yaml")
    sailing.write("""
        import httpx


        def test_it(mock_islands):
            assert httpx.get(mock_islands.url + "/beach", params={"size": "long"}).status_code == 400
    """)
    result = sailing.run("--mockserver-coverage")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["  getBeach  never met  never: 200", "  getBeach  not documented: 400×1"])


HARBOURS = """
openapi: 3.0.3
info: {title: Harbours, version: "1"}
paths:
  /harbours:
    post:
      operationId: addHarbour
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Harbour'}}}}
      responses:
        "201": {description: It, content: {application/json: {schema: {$ref: '#/components/schemas/Harbour'}}}}
        "400": {description: No}
  /harbours/{harbourId}:
    parameters: [{name: harbourId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getHarbour
      responses:
        "200": {description: It, content: {application/json: {schema: {$ref: '#/components/schemas/Harbour'}}}}
        "404": {description: None}
    delete: {operationId: closeHarbour, responses: {"204": {description: Gone}, "404": {description: None}}}
components:
  schemas:
    Harbour:
      type: object
      required: [id, name, depth]
      properties: {id: {type: integer, readOnly: true}, name: {type: string}, depth: {type: number, minimum: 1}}
"""


def test_a_document_without_examples_has_tests_that_meet_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "harbours.yaml"
    file.write_text(HARBOURS)
    with mockserver.running(str(file), cache=False) as server:
        coverage, make = Coverage(), snippets(server.admin, "harbours")
        coverage.know(server.admin.vendor("harbours"))
        wanted = [
            Outcome("harbours", id, each) for id, listed in coverage.reachable["harbours"].items() for each in listed
        ]
        assert len(wanted) == 6
        assert [str(each) for each in wanted if not make(each)] == []
