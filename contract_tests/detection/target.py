"""A server process that can be broken in every way of the table, and where it answers how; run as a module it is the process."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from contract_tests.detection.breaking import WHOLE, Breaking
from contract_tests.detection.defects import DOCUMENTS, PROJECT, all_defects

VENDORS = ("grafana", "thousandeyes", "strapi", "checkcentral")

CREDENTIALS = ("toolshed:bearer=shed-token", "library:apiKey=reading-room")
"""What the bare documents take, so that they refuse what nobody knows."""


@dataclass(frozen=True)
class Broken:
    """A running server.

    Attributes:
        url: where it answers; the name of a defect follows.
    """

    url: str

    def base(self, name: str = WHOLE) -> str:
        """Where the server with a defect, or the whole one, answers: its control plane and its vendors."""
        return f"{self.url}/{name}"

    def vendor(self, vendor: str, name: str = WHOLE, world: str = "") -> str:
        """Where a vendor answers, in the default world or in another one."""
        return f"{self.base(name)}{world and f'/w/{world}'}/{vendor}"


@contextlib.contextmanager
def running() -> Iterator[Broken]:
    """Run a server for the length of a block; nothing of the environment decides how it behaves."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MOCKSRV_")}
    with subprocess.Popen(
        [sys.executable, "-m", "contract_tests.detection.target"],
        cwd=PROJECT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http://"), "the server did not start"
            yield Broken(url)
        finally:
            process.stdin.close()
            process.terminate()


def main() -> None:
    """Serve until standard input ends."""
    from mockserver.assembly import server_of
    from mockserver.serving import process
    from mockserver.settings import from_options

    documents = [f"{name}={file}" for name, file in DOCUMENTS.items()]
    settings = from_options(
        vendors=(*VENDORS, *documents), credential=CREDENTIALS, max_worlds=100_000, end_with_stdin=True, cache=False
    )
    listening = process.listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = Breaking(server_of(settings), all_defects())
    process.run(app, listening, settings, lambda: print(url, flush=True))


if __name__ == "__main__":
    main()
