"""The plugin beside others, without configuration: xdist, randomly, asyncio, anyio; and where usual ones are missing."""

from __future__ import annotations

import httpx
import pytest
from suites import Suite

MANY = """
import httpx
import pytest


@pytest.mark.parametrize("number", range(6))
def test_a_report_is_deleted(mock_grafana, mock_world, number):
    ids = [2, 3, 6]
    assert [each["id"] for each in mock_grafana.state["reports"]] == ids
    httpx.delete(f"{mock_grafana.url}/api/reports/2", headers=mock_grafana.headers).raise_for_status()
    assert [each["id"] for each in mock_grafana.state["reports"]] == ids[1:]
    assert mock_grafana.assert_called("deleteReport", times=1)["status"] == 200
    with open("servers.txt", "a") as servers:
        print(mock_world.admin.url, file=servers)
"""


def servers(suite: Suite) -> set[str]:
    file = suite.path / "servers.txt"
    found = set(file.read_text().split())
    file.unlink()
    return found


def test_all_workers_of_xdist_share_one_server(suite: Suite) -> None:
    suite.write(MANY)
    suite.run("-n", "2").assert_outcomes(passed=6)
    (url,) = servers(suite)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/__admin/health")


def test_workers_whose_tests_need_no_server_start_none(suite: Suite) -> None:
    suite.write("def test_it(): ...")
    suite.run("-n", "1", MOCKSRV_FIXTURE="nowhere").assert_outcomes(passed=1)


def test_a_server_that_cannot_start_is_told_by_the_workers(suite: Suite) -> None:
    suite.write(MANY)
    result = suite.run("-n", "2", MOCKSRV_FIXTURE="nowhere")
    result.assert_outcomes(errors=6)
    result.stdout.fnmatch_lines(["mockserver: --fixture nowhere: there are *"])


def test_workers_that_run_the_same_tests_on_one_server_do_not_meet(suite: Suite) -> None:
    suite.write("import mockserver\nwith mockserver.running() as server:\n    import pytest, os, sys\n"
                "    os.environ['MOCKSRV_URL'] = server.url\n    sys.exit(pytest.main(sys.argv[1:]))\n", "joined.py")  # fmt: skip
    suite.write(MANY)
    command = [str(suite.python), "joined.py", "-p", "no:schemathesis", "--dist", "each", "--tx", "2*popen"]
    suite.pytester.run(*command, timeout=60).assert_outcomes(passed=12)
    assert len(servers(suite)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["-p", "randomly", "-p", "no:xdist"],
        ["-p", "no:randomly", "-p", "no:cacheprovider"],
        ["-p", "no:asyncio", "-p", "no:anyio", "--import-mode=importlib"],
        ["-p", "no:terminal"],
        ["-W", "error", "-o", "asyncio_default_fixture_loop_scope=function"],
    ],
    ids=" ".join,
)
def test_it_is_right_with_and_without_others(suite: Suite, arguments: list[str]) -> None:
    suite.write(MANY)
    result = suite.run(*arguments)
    assert result.ret == 0
    if "error" in arguments:
        assert result.errlines == []
    if "no:terminal" not in arguments:
        result.assert_outcomes(passed=6)


def test_without_the_plugin_there_is_no_trace_of_it(suite: Suite) -> None:
    suite.write(MANY)
    suite.run("-p", "no:mockserver").assert_outcomes(errors=6)


def test_asynchronous_tests_use_it_like_all_others(suite: Suite) -> None:
    suite.write("""
import asyncio

import httpx
import pytest


async def created(mock):
    async with httpx.AsyncClient(base_url=mock.url, headers=mock.headers) as client:
        answers = await asyncio.gather(*(client.get("/api/reports") for _ in range(5)))
    return [answer.status_code for answer in answers]


@pytest.mark.asyncio
async def test_by_asyncio(mock_grafana):
    assert await created(mock_grafana) == [200] * 5
    mock_grafana.assert_called("getReports", times=5)


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
async def test_by_anyio(mock_grafana):
    assert await created(mock_grafana) == [200] * 5
    mock_grafana.assert_called("getReports", times=5)
""")
    suite.write("[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function\n", "pytest.ini")
    suite.run().assert_outcomes(passed=2)
