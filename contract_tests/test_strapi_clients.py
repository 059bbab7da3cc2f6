"""Clients of Strapi from npm, and a browser's page, meet the mock as Strapi 3.6 is; skipped where they are not installed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from conftest import a_world

HERE = Path(__file__).parent / "javascript"

a_world_of = contextlib.contextmanager(a_world)

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed; clients from npm need it"),
    pytest.mark.skipif(
        not (HERE / "node_modules").is_dir(),
        reason="the clients from npm are not installed; `make test` does it where npm and its registry are",
    ),
]


@pytest.mark.parametrize("file", ["clients.test.mjs", "page.test.mjs"])
def test_clients_from_npm_work_unmodified(http: httpx.Client, server: str, file: str) -> None:
    with a_world_of(http, server, "npm") as real, a_world_of(http, server, "npm-default") as default:
        real.steer("PUT", "/profiles/strapi", {"profile": "3.6"})
        addresses = {"STRAPI_URL": real.url("strapi"), "DEFAULT_URL": default.url("strapi")}
        done = subprocess.run(
            ["node", "--test", HERE / file], env={**os.environ, **addresses}, capture_output=True, text=True, timeout=120, check=False
        )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert re.search(r"^(#|ℹ) pass [1-9]", done.stdout, re.MULTILINE)
