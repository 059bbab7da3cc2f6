"""`mockserver mcp`: the control plane's main verbs for a coding agent, over standard input and output."""

from __future__ import annotations

import importlib.util
import os

import click

from mockserver.arguments import command
from mockserver.commands import GOOD
from mockserver.settings import PREFIX, BadSetting, Settings

EPILOG = (
    "An agent starts this program itself, as its configuration says: command `mockserver`, argument `mcp`. It needs the extra: pip "
    "install 'mocksrv[mcp]'."
)


@command(examples=("mockserver mcp", "mockserver mcp --url http://127.0.0.1:4280"), epilog=EPILOG)
@click.option(
    "--url", metavar="URL", help="use the server that runs there, and start none [default: none; MOCKSRV_URL]"
)
def mcp(settings: Settings, *, url: str | None) -> int:
    """Let a coding agent steer the mocks, over the Model Context Protocol.

    It speaks over standard input and output and listens nowhere. The agent can start a mock server for vendors or documents, make
    worlds, read and replace records, make things go wrong, set clocks, ask what came of requests and why, ask who says so, and
    let a server of its own be verified without writing there.
    """
    if importlib.util.find_spec("mcp") is None:
        raise BadSetting("mcp: the Model Context Protocol's SDK must be there: pip install 'mocksrv[mcp]'")

    from mockserver.agents.mock import Mock
    from mockserver.agents.protocol import server
    from mockserver.agents.tools import Tools
    from mockserver.launching import NoServer

    given = url or os.environ.get(f"{PREFIX}URL", "")
    try:
        mock = Mock(given, os.environ.get(f"{PREFIX}ADMIN_TOKEN", ""), os.environ.get(f"{PREFIX}CA_FILE", ""))
    except NoServer as error:
        raise BadSetting(str(error).removeprefix("mockserver: ")) from None
    try:
        server(Tools(mock)).run()
    finally:
        mock.close()
    return GOOD
