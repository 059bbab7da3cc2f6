"""The client for asynchronous code: made of the other one, and used as a user's asynchronous tests would."""

from __future__ import annotations

import asyncio
import time

import asynchronous_client
import httpx
import pytest

import mockserver
from mockserver.asynchronous import Admin
from mockserver.client import ControlError
from mockserver.testing import MockVendor, MockWorld

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_it_is_what_the_other_client_makes_of_it(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-pages"):
        asynchronous_client.write()
    found = {each.name: each.read_text(encoding="utf-8") for each in asynchronous_client.ASYNCHRONOUS.glob("*.py")}
    assert found == asynchronous_client.made()


async def test_a_world_is_steered_without_waiting_for_the_answer(
    mock_world: MockWorld, mock_grafana: MockVendor
) -> None:
    async with mock_world.asynchronous() as world:
        await world.clock.freeze("2030-01-01T00:00:00Z")
        await world.faults.add("grafana", "getReports", status=503, first=1)
        assert [each["status"] async for each in world.faults] == [503]
        moment = await world.snapshot("before")
        (kept,) = await world.snapshots
        assert kept == moment
        reports = world.state("grafana")["reports"]
        await reports.merge({"2": None})
        assert [each["id"] async for each in reports] == [3, 6]
        await moment.restore()
        assert len(await reports.all()) == 3
        async with httpx.AsyncClient(base_url=mock_grafana.url, headers=mock_grafana.headers) as http:
            answers = await asyncio.gather(*(http.get("/api/reports") for _ in range(4)))
        assert sorted(each.status_code for each in answers) == [200, 200, 200, 503]
        assert await world.requests.count(operation="getReports") == 4
        with pytest.raises(ControlError, match="yesterday"):
            await world.clock.set("yesterday")


async def test_worlds_are_made_and_listed_on_a_server_without_sockets() -> None:
    with mockserver.in_process("grafana") as server:
        async with Admin("http://localhost", transport=mockserver.transport(server)) as admin:
            mine = await admin.worlds.create("mine", fixture="empty")
            assert [each.name async for each in admin.worlds] == ["default", "mine"]
            fork = await mine.fork("other")
            assert (await fork.read())["name"] == "other"
            await mine.delete()
            assert (await admin.health()) == {"status": "ok"}


async def test_a_call_is_waited_for_while_other_tasks_go_on(mock_grafana: MockVendor) -> None:
    async def later() -> float:
        await asyncio.sleep(0.2)
        async with httpx.AsyncClient() as http:
            await http.get(f"{mock_grafana.url}/api/reports", headers=mock_grafana.headers)
        return time.monotonic()

    task = asyncio.create_task(later())
    found = await mock_grafana.wait_for_async("getReports", status=200, timeout=10)
    assert found["path"] == "/api/reports"
    await task
    with pytest.raises(AssertionError, match=r"waited for 0\.1 seconds"):
        await mock_grafana.wait_for_async("createReport", timeout=0.1)
