"""What the plugin says when something is wrong: the request and the place, or one sentence that names the mistake."""

from __future__ import annotations

from suites import Suite


def test_violations_show_the_request_and_the_pointer(suite: Suite) -> None:
    suite.write("""
import httpx


def test_it(mock_grafana):
    sent = {"name": "x", "recipients": "a@example.com", "schedule": {"frequency": "fortnightly"}}
    httpx.post(f"{mock_grafana.url}/api/reports", headers=mock_grafana.headers, json=sent)
    httpx.get(f"{mock_grafana.url}/api/reports/seven", headers=mock_grafana.headers)
    assert not mock_grafana.violations
""")
    result = suite.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "E *assert not <POST /api/reports -> 400: /schedule/frequency *more requests: 1*>",
        "E *where <POST */schedule/frequency *> = <grafana in test_it-*>.violations",
    ])  # fmt: skip


def test_a_call_that_is_missing_shows_those_that_came(suite: Suite) -> None:
    suite.write("""
import httpx


def test_it(mock_grafana):
    httpx.post(f"{mock_grafana.url}/api/reports", headers=mock_grafana.headers, json={"name": 3})
    mock_grafana.assert_called("createReport", status=200)


def test_none(mock_grafana):
    mock_grafana.assert_called("createReprot", times=2)
""")
    result = suite.run("-p", "no:randomly")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines([
        "E *AssertionError: grafana createReport with 200: calls expected: at least 1, calls found: 0.",
        "E *Calls that came in:",
        "E *grafana POST /api/reports -> 400 (createReport, *)",
        'E */name 3 is not of type "string"',
        "test_it.py:7: AssertionError",
        "E *AssertionError: grafana createReprot: calls expected: 2, calls found: 0.",
        "E *There is no such operation; there are getReports, createReport, *",
        "E *No call came in at all.",
    ])  # fmt: skip


def test_what_a_marker_cannot_have_is_one_sentence(suite: Suite) -> None:
    suite.write("""
import pytest


@pytest.mark.mockserver(fixture="nowhere")
def test_fixture(mock_world): ...


@pytest.mark.mockserver(readings={"grafana": {"error-body": "none"}})
def test_reading(mock_world): ...


@pytest.mark.mockserver(frozen="yesterday")
def test_instant(mock_world): ...


@pytest.mark.mockserver(credentials={"grafana": "stranger"})
def test_credential(mock_grafana): ...


@pytest.mark.mockserver(fixtures="empty")
def test_argument(mock_world): ...


@pytest.mark.mockserver("empty")
def test_position(mock_world): ...
""")
    result = suite.run("-p", "no:randomly", "-rN")
    result.assert_outcomes(errors=6)
    result.stdout.fnmatch_lines([
        "@pytest.mark.mockserver: /fixture: there is no fixture of this name; there are *documented, empty, *",
        "@pytest.mark.mockserver: /readings/grafana/error-body: 'none' is no value of 'error-body'; it has *",
        '@pytest.mark.mockserver: /clock "yesterday" is not a "date-time"',
        "@pytest.mark.mockserver: grafana starts with no credential 'stranger'; it has documented, viewer, *",
        "@pytest.mark.mockserver: fixtures: no such argument; there are fixture, readings, frozen, *",
        "@pytest.mark.mockserver: 'empty': no such argument; there are fixture, *",
    ])  # fmt: skip
    result.stdout.no_fnmatch_line("*During handling*")


def test_a_server_that_cannot_start_says_why(suite: Suite) -> None:
    suite.write("def test_it(mock_world): ...")
    result = suite.run("-rN", MOCKSRV_FIXTURE="nowhere")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["mockserver: --fixture nowhere: there are *"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_server_that_cannot_be_joined_says_why(suite: Suite) -> None:
    suite.write("def test_it(mock_world): ...")
    result = suite.run("-rN", MOCKSRV_URL="http://127.0.0.1:9")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["mockserver: no control plane answers at http://127.0.0.1:9: *refused*"])


def test_a_vendor_that_is_not_served_is_named(suite: Suite) -> None:
    suite.write("def test_it(mock_strapi): ...")
    result = suite.run("-rN", "-o", "mockserver_vendors=grafana thousandeyes")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["strapi is not served by http://127.0.0.1:*; served are grafana, thousandeyes"])


def test_a_setting_that_cannot_be_used_stops_the_run(suite: Suite) -> None:
    suite.write("def test_it(): ...")
    result = suite.run(MOCKSRV_PORT="x")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: mockserver: MOCKSRV_PORT: 'x': a whole number, zero or more, is expected"])
