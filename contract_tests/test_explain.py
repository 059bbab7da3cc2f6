"""`mockserver explain`: who says what, as a person and as a program read it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from conftest import ROOT

import mockserver
from mockserver.client import Admin, ControlError


def explain(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mockserver", "explain", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_vendor_is_explained_by_its_pages_operations_and_contradictions():
    text = explain("grafana").stdout
    assert "documented  Reporting API – " in text
    assert "https://grafana.com/docs/grafana/latest/developers/http_api/reporting/" in text
    assert "documented  createReport        POST /api/reports" in text
    assert "assumed     unknown-dashboard=accept; can be bad-request, forbidden, not-found" in text


def test_an_operation_is_explained_by_the_sections_that_state_it_and_its_statuses():
    text = explain("grafana", "createReport").stdout
    assert text.startswith("createReport  POST /api/reports  [documented]\n")
    assert "stated in reporting-api › Create a report [documented]" in text
    assert "  vendor      401" in text
    assert "  assumed     413" in text
    assert "  documented  schedule.frequency" in text


def test_a_field_is_explained_value_by_value():
    text = explain("grafana", "createReport", "schedule.frequency").stdout
    assert '  documented  value "last"' in text
    assert '  inferred    value "never"' in text
    assert "  assumed     required true" in text
    assert "inferred    frequency-values=documented-and-never" in text


def test_an_operation_is_found_by_its_request_too():
    by_id = explain("grafana", "createReport").stdout
    assert explain("grafana", "POST", "/api/reports").stdout == by_id
    assert explain("grafana", "post", "/grafana/api/reports").stdout == by_id
    assert explain("grafana", "GET", "/api/reports/7").stdout.startswith("getReport  GET /api/reports/{id}  ")
    assert explain("grafana", "GET", "/api/reports/settings").stdout.startswith("getReportSettings  ")
    field = explain("grafana", "POST", "/api/reports", "schedule.frequency").stdout
    assert field == explain("grafana", "createReport", "schedule.frequency").stdout


TOOLSHED = str(ROOT / "examples" / "any_document" / "toolshed.yaml")


def test_of_a_document_alone_it_is_said_what_was_inferred_and_what_the_document_says():
    assert "delete tools: key `id`" in explain(TOOLSHED, "DELETE", "/tools/4").stdout
    assert "required true" in explain(TOOLSHED, "addTool", "name").stdout
    assert json.loads(explain(TOOLSHED, "addTool", "--json").stdout)["operation"] == "addTool"
    assert explain(TOOLSHED, "addTol").stderr.endswith("did you mean addTool?\n")


def test_the_control_plane_explains_an_operation_of_a_document_alone():
    with mockserver.running(TOOLSHED) as server:
        found = server.admin.explain("toolshed", "POST /tools")
    assert (found["operation"], {each["schema"] for each in found["statuses"]}) == ("addTool", {"assumed"})


def test_a_word_too_many_is_refused():
    ended = explain("grafana", "createReport", "name", "x")
    assert ended.stderr == "mockserver: explain: 'x' is a word too many after operation and field\n"


def test_the_same_is_there_as_json():
    found = json.loads(explain("grafana", "createReport", "schedule.frequency", "--json").stdout)
    values = {facet["value"]: facet["label"] for facet in found["uses"][0]["facets"] if facet["facet"] == "value"}
    assert values["weekly"] == "documented"
    assert values["never"] == "inferred"


def test_a_field_of_a_response_and_a_parameter_are_explained_too():
    assert "In the response 200" in explain("grafana", "getReport", "created").stdout
    assert "In the path parameter: integer  [documented]" in explain("grafana", "getReport", "id").stdout


def test_what_does_not_exist_is_one_line_that_lists_what_does_and_exit_code_2():
    for arguments, line in (
        (["nobody"], "vendor 'nobody': present are "),
        (["grafana", "nothing"], "grafana has no operation 'nothing'; it has getReports, "),
        (["grafana", "createReport", "x"], "createReport has no field 'x'; its request body has name, "),
    ):
        ended = explain(*arguments)
        assert ended.returncode == 2
        assert ended.stderr.startswith(f"mockserver: {line}")
        assert ended.stderr.count("\n") == 1


def test_the_control_plane_explains_the_same(server: str):
    with Admin(server) as admin:
        for words in ([], ["createReport"], ["createReport", "schedule.frequency"], ["getReport", "id"]):
            assert admin.explain("grafana", *words) == json.loads(explain("grafana", *words, "--json").stdout)


@pytest.mark.parametrize("words", [
    ("nothing",), ("createReport", "x"), ("nothing", "x"), (None, "x"),
])  # fmt: skip
def test_what_does_not_exist_is_not_found_and_the_text_lists_what_does(server: str, words: tuple[str | None, ...]):
    with Admin(server) as admin, pytest.raises(ControlError) as refused:
        admin.explain("grafana", *words)
    assert (refused.value.status, refused.value.kind) == (404, "not-found")
    listed = (
        "its request body has name, " if words[0] == "createReport" else "getReports, " if words[0] else "operation="
    )
    assert listed in refused.value.detail
