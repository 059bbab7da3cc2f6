"""What the plugin says when something is wrong: the request and the place, or one sentence that names the mistake."""

from __future__ import annotations

import own_vendor
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
        "E *AssertionError: grafana: there is no operation 'createReprot' (did you mean 'createReport'[?]); there are getReports, *",
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
        "@pytest.mark.mockserver: /fixture: there is no fixture 'nowhere'; there are *documented, empty, *",
        "@pytest.mark.mockserver: /readings/grafana/error-body: 'none' is no value of 'error-body'; it has *",
        '@pytest.mark.mockserver: /clock "yesterday" is not a "date-time"',
        "@pytest.mark.mockserver: grafana starts with no credential 'stranger'; it has documented, viewer, *",
        "@pytest.mark.mockserver: fixtures: no such argument; did you mean fixture?; there are fixture, profile, readings, frozen, *",
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


def test_a_variable_that_cannot_be_used_is_told_to_tests_that_need_a_server_and_to_no_others(suite: Suite) -> None:
    suite.write("def test_mine(): ...\n\n\ndef test_it(mock_grafana): ...")
    result = suite.run("-rN", MOCKSRV_PORT="abc")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["mockserver: MOCKSRV_PORT: 'abc': a whole number, zero or more, is expected"])


def test_own_vendors_that_a_variable_names_wrongly_are_told_to_tests_that_need_a_server(suite: Suite) -> None:
    suite.write("def test_mine(): ...\n\n\ndef test_it(mock_grafana): ...")
    result = suite.run("-rN", MOCKSRV_OWN="/nope")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["mockserver: MOCKSRV_OWN: '/nope': there is no such folder"])


DYING = """
import os
import re
import subprocess

import httpx
import pytest


def end(mock_grafana):
    line = subprocess.run(["pgrep", "-P", str(os.getpid()), "-f", "mockserver serve"], capture_output=True, text=True).stdout
    os.kill(int(line), {signal})


def test_a(mock_grafana):
    end(mock_grafana)
    for _ in range(100):
        httpx.get(f"{{mock_grafana.url}}/api/reports")


def test_b(mock_grafana): ...


def test_c(mock_world): ...
"""


def test_a_server_that_dies_is_told_in_one_sentence_by_the_tests_after_it(suite: Suite) -> None:
    suite.write(DYING.format(signal="9"))
    result = suite.run("-p", "no:randomly", "-rN")
    result.assert_outcomes(failed=1, errors=3)
    ended = "mockserver: the mock server at http://127.0.0.1:* has ended by SIGKILL; it said nothing"
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_a*", ended])
    for test in "bc":
        result.stdout.fnmatch_lines([f"*ERROR at setup of test_{test}*", ended], consecutive=True)
    result.stdout.fnmatch_lines(["*test_a*", "*ConnectError*", "*-- mockserver --*", ended])


def test_the_last_words_of_a_server_that_died_are_told(suite: Suite) -> None:
    folder = own_vendor.write(suite.path / "mine")
    module = folder / "vendors" / "parcels.py"
    module.write_text(module.read_text() + LAST_WORDS)
    suite.write("""
import httpx


def test_a(mock_parcels):
    with httpx.Client() as http:
        try:
            http.get(f"{mock_parcels.url}/parcels", headers=mock_parcels.headers)
        except httpx.TransportError:
            pass


def test_b(mock_parcels): ...
""")
    result = suite.run("-p", "no:randomly", "-rN", MOCKSRV_OWN="mine")
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines([
        "*ERROR at setup of test_b*",
        "mockserver: the mock server at * has ended with exit code 7; its last words: the roof is on fire",
    ], consecutive=True)  # fmt: skip


LAST_WORDS = """

def burn(call):
    import os

    os.write(2, b"the roof is on fire\\n")
    os._exit(7)


VENDOR.overrides["getParcels"] = burn
"""
