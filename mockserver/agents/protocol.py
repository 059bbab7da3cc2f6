"""The tools over the Model Context Protocol: its official SDK speaks it, over standard input and output only."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import httpx
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from mockserver.agents.mock import NoMock
from mockserver.agents.tools import Tools
from mockserver.client import ControlError
from mockserver.launching import NoServer
from mockserver.settings import BadSetting
from mockserver.version import __version__

LOOKS = ("vendors", "explain", "worlds", "records", "faults", "requests", "unmatched", "verify")
"""What changes nothing, neither in the mock server nor elsewhere."""
ACTS = (
    "start", "stop", "create_world", "reset_world", "delete_world", "replace_records", "add_records", "add_fault", "clear_faults",
    "clock",
)  # fmt: skip
INSTRUCTIONS = """\
A stateful mock of HTTP APIs: four vendors' reporting APIs (checkcentral, grafana, strapi, thousandeyes) and any API that has an OpenAPI document.
Begin with `start`, which answers each vendor's address and credentials. Send HTTP requests there, each test in a world of its own
(`create_world`; URL/w/WORLD/VENDOR/…), then ask `requests` what came of them and why. `explain` says who states what a vendor answers.
"""
EXPECTED = (ControlError, BadSetting, NoServer, NoMock, LookupError, ValueError, OSError, httpx.HTTPError)
"""What a call may go wrong with through no fault of ours; the agent is told its text."""


def server(tools: Tools) -> MCPServer:
    """What speaks the protocol, with a tool for each method that is listed here."""
    found = MCPServer("mockserver", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")
    for name in (*LOOKS, *ACTS):
        hints = ToolAnnotations(read_only_hint=name in LOOKS, open_world_hint=name == "verify")
        found.add_tool(_told(getattr(tools, name)), name=name, annotations=hints)
    return found


def _told(tool: Callable[..., Any]) -> Callable[..., Any]:
    """A tool whose expected failures are told in their own words."""

    @functools.wraps(tool)
    def told(**arguments: Any) -> Any:
        try:
            return tool(**arguments)
        except EXPECTED as error:
            raise ToolError(str(error)) from None

    return told
