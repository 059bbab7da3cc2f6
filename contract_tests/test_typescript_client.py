"""The client for TypeScript: its types are those of the control plane's document, and its fixtures work in both test runners."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from mockserver.version import __version__

HERE = ROOT / "clients" / "typescript"

pytestmark = [
    pytest.mark.posix,
    pytest.mark.skipif(shutil.which("npx") is None, reason="npm is not installed; the client for TypeScript needs it"),
    pytest.mark.skipif(
        not (HERE / "node_modules").is_dir(),
        reason="what the client for TypeScript needs is not installed; `make test` does it where npm and its registry are",
    ),
]
RUN = [sys.executable, "-m", "mockserver", "run", "grafana", "checkcentral", "--"]


def npx(*words: str, before: tuple[str, ...] = (), **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of the client's folder, which fetches nothing."""
    return subprocess.run(
        [*before, "npx", "--no-install", *words], cwd=HERE, env={**os.environ, "CI": "1", "NO_COLOR": "1", **environ},
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def test_the_types_are_those_of_the_control_planes_document(tmp_path: Path) -> None:
    made = tmp_path / "control-plane.ts"
    document = ROOT / "mockserver" / "control" / "openapi.yaml"
    done = npx("openapi-typescript", str(document), "--empty-objects-unknown", "--output", str(made))
    assert done.returncode == 0, done.stdout + done.stderr
    assert made.read_text() == (HERE / "src" / "control-plane.ts").read_text(), "npm run generate makes them anew"


def test_everything_has_the_type_it_says() -> None:
    done = npx("tsc", "--noEmit")
    assert (done.returncode, done.stdout) == (0, "")


def test_vitest_has_a_server_of_its_own_and_a_world_for_each_test(tmp_path: Path) -> None:
    program = tmp_path / "mockserver"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m mockserver "$@"\n')
    program.chmod(0o755)
    done = npx("vitest", "run", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Tests +5 passed", done.stdout)


def test_playwrights_runner_uses_the_server_that_is_there() -> None:
    done = npx("playwright", "test", before=tuple(RUN))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_its_version_is_the_servers() -> None:
    assert json.loads((HERE / "package.json").read_text())["version"] == __version__
