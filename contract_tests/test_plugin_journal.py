"""The report of a failing test: what came in and went out of its world, what would have been right, and where it failed."""

from __future__ import annotations

from suites import Suite

FAILING = """
import httpx
import pytest


def call(mock, method, path, **more):
    return httpx.request(method, mock.url + path, headers=mock.headers, params=mock.params or None, **more)


def test_bad(mock_grafana, mock_checkcentral):
    call(mock_grafana, "POST", "/api/reports", json={"name": 3, "schedule": {"frequency": "yearly"}})
    call(mock_grafana, "GET", "/api/reprots")
    call(mock_grafana, "PATCH", "/api/reports/2")
    httpx.get(mock_grafana.url + "/api/reports", headers={"Authorization": "Bearer wrong-token"})
    mock_grafana.act_as("viewer")
    call(mock_grafana, "DELETE", "/api/reports/2")
    call(mock_checkcentral, "GET", "/getChecks/")
    assert False
"""


def test_the_journal_says_what_was_wrong_and_what_would_have_been_right(suite: Suite) -> None:
    suite.write(FAILING)
    result = suite.run("-p", "no:randomly")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([
        "* mockserver journal *",
        "world test_bad-* at http://*/w/test_bad-*/",
        "  test_bad-*-1: grafana POST /api/reports -> 400 (createReport, *)",
        "      /recipients is required",
        "      /name 3 is not of type*string*",
        '      /schedule/frequency "yearly" is not one of *',
        "      refused: invalid-body",
        "      right: recipients: string*, such as *example*",
        "      right: name: string*, such as *",
        '      right: schedule.frequency: string, one of "once"*',
        '      sent {"name":*3*',
        '      answered {"message":*}',
        "  test_bad-*-2: grafana GET /api/reprots -> 404 (no operation, *)",
        "      right: path: is not in the document; the nearest is GET /grafana/api/reports",
        "  test_bad-*-3: grafana PATCH /api/reports/2 -> 405 *",
        "      right: method: one of *GET*DELETE",
        "  test_bad-*-4: grafana GET /api/reports -> 401 *",
        "      right: credential: present one that this world accepts: documented (bearer), *",
        "  test_bad-*-5: grafana DELETE /api/reports/2 -> 403 *",
        "      right: credential: viewer lacks the permission reports:delete on *",
        "  test_bad-*-6: checkcentral GET /getChecks/?apiToken=[*][*]* -> 200 *",
    ])  # fmt: skip
    assert "wrong-token" not in result.stdout.str().rpartition("mockserver journal")[2]


def test_the_last_twenty_requests_are_shown_their_bodies_cut(suite: Suite) -> None:
    suite.write("""
import httpx


def test_bad(mock_grafana):
    sent = {"name": "x" * 5000}
    for _ in range(23):
        httpx.post(f"{mock_grafana.url}/api/reports", headers=mock_grafana.headers, json=sent)
    assert False
""")
    output = suite.run().stdout.str().rpartition("mockserver journal")[2]
    assert "  3 requests came before these" in output
    assert output.count("grafana POST") == 20
    sent = [line.strip() for line in output.splitlines() if line.strip().startswith("sent ")]
    assert {len(line) for line in sent} == {len("sent ") + 2048}


def test_it_can_be_left_out_and_good_tests_have_none(suite: Suite) -> None:
    suite.write(FAILING)
    suite.run("--mockserver-no-journal").stdout.no_fnmatch_line("*mockserver journal*")
    suite.write("def test_good(mock_grafana): ...")
    suite.run("-rA").stdout.no_fnmatch_line("*mockserver journal*")


def test_a_world_without_requests_says_so(suite: Suite) -> None:
    suite.write("def test_bad(mock_grafana):\n    assert False")
    suite.run().stdout.fnmatch_lines(["* mockserver journal *", "world test_bad-*", "  no request came in"])


def test_the_workers_of_xdist_show_it_as_well(suite: Suite) -> None:
    suite.write(FAILING)
    suite.run("-n", "1").stdout.fnmatch_lines(["* mockserver journal *", "*right: path: is not in the document*"])


def test_a_traceback_ends_in_the_users_own_code(suite: Suite) -> None:
    suite.write("""
def test_assertion(mock_grafana):
    mock_grafana.assert_called("getReports")


def test_order(mock_world, mock_grafana):
    mock_world.assert_order(mock_grafana.call("getReports"))


def test_nothing_else(mock_grafana):
    mock_grafana.assert_called("getReprots")


def test_waiting(mock_grafana):
    mock_grafana.wait_for("getReports", timeout=0.01)


def test_refusal(mock_world, mock_grafana):
    mock_world.clock.freeze("yesterday")


def test_fault(mock_grafana):
    mock_grafana.fail("rest")


def test_fault_with_a_member_that_there_is_not(mock_grafana):
    mock_grafana.fail(500, frist=1)
""")
    result = suite.run("-p", "no:randomly", "--mockserver-no-journal")
    result.assert_outcomes(failed=7)
    places = [line for line in result.stdout.lines if ".py:" in line and ": " in line and not line.startswith("FAILED")]
    assert [line.partition(":")[0] for line in places] == ["test_it.py"] * 7
