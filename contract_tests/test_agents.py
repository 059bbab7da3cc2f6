"""A coding agent's client starts `mockserver mcp` and steers mocks by it, over standard input and output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from conftest import ROOT

import mockserver

pytest.importorskip("mcp", reason="the SDK of the Model Context Protocol is not installed; the extra `mcp` has it")

from mcp import Client, StdioServerParameters

TOOLS = {
    "start", "stop", "vendors", "explain", "worlds", "create_world", "reset_world", "delete_world", "records", "replace_records",
    "add_records", "faults", "add_fault", "clear_faults", "clock", "requests", "unmatched", "verify",
}  # fmt: skip


class Agent:
    """What an agent does with the tools."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def use(self, tool: str, **arguments: Any) -> Any:
        """What a tool answers."""
        result = await self.client.call_tool(tool, arguments)
        assert not result.is_error, result.content
        answer = result.structured_content
        return answer["result"] if answer is not None and set(answer) == {"result"} else answer

    async def refusal(self, tool: str, **arguments: Any) -> str:
        """What a tool says that refuses."""
        result = await self.client.call_tool(tool, arguments)
        assert result.is_error
        return "".join(getattr(each, "text", "") for each in result.content)


def with_agent(talk: Callable[[Agent], Coroutine[Any, Any, None]], *flags: str, **environ: str) -> None:
    """Let an agent talk to the program, which it starts as its configuration says."""
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "mockserver", "mcp", *flags], env={**os.environ, **environ}, cwd=str(ROOT)
    )

    async def session() -> None:
        async with Client(parameters, read_timeout_seconds=60) as client:
            await talk(Agent(client))

    anyio.run(session)


def test_an_agent_finds_tools_with_words_and_hints() -> None:
    async def talk(agent: Agent) -> None:
        found = {each.name: each for each in (await agent.client.list_tools()).tools}
        assert found.keys() == TOOLS
        assert all(each.description and len(each.description) > 20 for each in found.values())
        assert found["requests"].annotations.read_only_hint
        assert not found["add_fault"].annotations.read_only_hint
        assert found["verify"].annotations.open_world_hint

    with_agent(talk)


def test_an_agent_starts_a_vendor_sees_why_a_request_was_refused_and_lets_it_fail() -> None:
    async def talk(agent: Agent) -> None:
        served = await agent.use("start", serve=["grafana"])
        token = next(each["secret"] for each in served["vendors"][0]["credentials"] if each["id"] == "documented")
        world = await agent.use("create_world", name="try", clock="2030-01-01T12:00:00Z")
        url, headers = world["urls"]["grafana"], {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(headers=headers) as http:
            bad = {"name": "R", "recipients": "a@b", "schedule": {"frequency": "yearly"}}
            assert (await http.post(f"{url}/api/reports", json=bad)).status_code == 400
            (told,) = await agent.use("requests", world="try", violated=True)
            assert "/schedule/frequency" in json.dumps(told["violations"])
            await agent.use("add_fault", vendor="grafana", status=503, first=1, world="try")
            assert (await http.get(f"{url}/api/reports")).status_code == 503
            assert len(await agent.use("faults", world="try")) == 1
            await agent.use("replace_records", vendor="grafana", collection="reports", records=[], world="try")
            await agent.use("add_records", vendor="grafana", collection="reports", count=2, world="try")
            assert len((await http.get(f"{url}/api/reports")).json()) == 2
            assert len(await agent.use("records", vendor="grafana", collection="reports", world="try")) == 2
            assert (await agent.use("clock", advance=60, world="try"))["now"] == "2030-01-01T12:01:00Z"
            await agent.use("reset_world", world="try")
            assert await agent.use("requests", world="try") == []
            assert (await http.get(f"{served['url']}/grafana/api/report")).status_code == 404
            assert (await agent.use("unmatched"))[-1]["path"] == "/api/report"
        explained = await agent.use(
            "explain", vendor="grafana", operation="POST /api/reports", field="schedule.frequency"
        )
        assert explained["operation"] == "createReport"
        await agent.use("delete_world", world="try")
        assert "try" not in [each["name"] for each in await agent.use("worlds")]
        await agent.use("stop")
        async with httpx.AsyncClient() as http:
            with pytest.raises(httpx.ConnectError):
                await http.get(served["url"])

    with_agent(talk)


def test_an_agent_serves_a_document_and_verifies_a_server_without_writing_there(tmp_path: Path) -> None:
    document = ROOT / "examples" / "any_document" / "toolshed.yaml"
    with mockserver.running(str(document), credential="toolshed:bearer=key") as target:

        async def talk(agent: Agent) -> None:
            served = await agent.use("start", serve=[str(document)])
            assert [each["name"] for each in served["vendors"]] == ["toolshed"]
            report = await agent.use(
                "verify", subject=str(document), base_url=target.url_of("toolshed"), credential="toolshed:bearer=key"
            )
            assert report["verdict"] in ("good", "findings")
            assert report["asked"][0]["requests"] > 0

        with_agent(talk)
        asked = target.admin.world().requests.all(limit=10000)
        assert asked
        assert {each["method"] for each in asked} <= {"GET", "HEAD", "OPTIONS", "TRACE"}


def test_what_cannot_be_is_refused_in_words_that_help() -> None:
    async def talk(agent: Agent) -> None:
        assert "no server runs yet" in await agent.refusal("vendors")
        assert "did you mean grafana?" in await agent.refusal("start", serve=["grafanna"])
        await agent.use("start", serve=["grafana"])
        assert "createReport" in await agent.refusal("explain", vendor="grafana", operation="creatReport")
        assert "404" in await agent.refusal("records", vendor="grafana", collection="reports", world="nowhere")
        assert "there is no such file" in await agent.refusal(
            "verify", subject="nowhere.yaml", base_url="http://127.0.0.1:1"
        )

    with_agent(talk)


def test_an_agent_uses_the_server_that_is_there_and_its_guards_hold() -> None:
    with mockserver.running("grafana", admin_token="hush") as there:

        async def talk(agent: Agent) -> None:
            assert (await agent.use("vendors"))["url"] == there.url
            assert "is used as it is" in await agent.refusal("start", serve=["strapi"])
            await agent.use("stop")
            assert there.admin.health() == {"status": "ok"}

        with_agent(talk, "--url", there.url, MOCKSRV_ADMIN_TOKEN="hush")
        with pytest.raises(Exception):  # noqa: B017  # whatever the client makes of a program that ends
            with_agent(talk, "--url", there.url, MOCKSRV_ADMIN_TOKEN="wrong")
