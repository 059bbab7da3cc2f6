"""`python -m benchmarks.peers bare|AsyncApp|FlaskApp --port N`: one peer under uvicorn, as quick and quiet as uvicorn goes."""

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


parser = argparse.ArgumentParser()
parser.add_argument("name", choices=("bare", "AsyncApp", "FlaskApp"))
parser.add_argument("--port", type=int, required=True)
given = parser.parse_args()
logging.basicConfig(level="ERROR")
uvicorn.run(
    application(given.name), port=given.port, log_level="error", access_log=False, server_header=False, loop="uvloop",
    http="httptools",
    lifespan="off" if given.name == "bare" else "on", ws="none", proxy_headers=False,
)  # fmt: skip
