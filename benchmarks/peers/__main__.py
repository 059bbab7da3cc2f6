"""`python -m benchmarks.peers bare|AsyncApp|FlaskApp --port N`: one peer under uvicorn, as quick and quiet as uvicorn goes.

With `--our-protocol`, on the HTTP protocol of this project's server instead of uvicorn's own.
"""

from __future__ import annotations

import argparse
import logging
from typing import Any

import uvicorn


def application(name: str) -> Any:
    """A peer's application; only what it needs itself is imported."""
    if name == "bare":
        from benchmarks.peers.bare import Bare

        return Bare()
    from benchmarks.peers import stock

    return stock.application(name)


def protocol(ours: bool) -> Any:
    """What uvicorn is to take for HTTP."""
    if not ours:
        return "httptools"
    from mockserver.serving.protocol import Protocol

    return Protocol


parser = argparse.ArgumentParser()
parser.add_argument("name", choices=("bare", "AsyncApp", "FlaskApp"))
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--our-protocol", action="store_true")
given = parser.parse_args()
logging.basicConfig(level="ERROR")
uvicorn.run(
    application(given.name), port=given.port, log_level="error", access_log=False, server_header=False, loop="uvloop",
    http=protocol(given.our_protocol), date_header=not given.our_protocol,
    lifespan="off" if given.name == "bare" else "on", ws="none", proxy_headers=False,
)  # fmt: skip
