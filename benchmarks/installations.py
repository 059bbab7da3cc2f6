"""Peers that are not in the development environment: Prism from npm, Flask in a virtual environment of its own.

Flask is kept apart because connexion imports it wherever it finds it, which would slow the start of the others.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.reports import ROOT
from benchmarks.progress import say

HERE = Path(__file__).parent
PRISM = HERE / "node_modules" / "@stoplight" / "prism-cli"
MOCKOON = HERE / "node_modules" / "@mockoon" / "cli"
PYTHON = HERE / ".venv" / "bin" / "python"
FLASK_VERSIONS = """
from importlib.metadata import version
import a2wsgi
print("connexion", version("connexion") + ", Flask", version("flask") + ", a2wsgi", version("a2wsgi"))
"""


@dataclass(frozen=True)
class Installation:
    """A peer as installed: how to run it and its versions; or why it is missing."""

    command: tuple[str, ...] = ()
    versions: str = ""
    missing: str = ""


def prism(*, set_up: bool) -> Installation:
    """Prism, in the version of package.json."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return Installation(missing="not installed (needs node and npm)")
    pinned = json.loads((HERE / "package.json").read_text())["dependencies"]["@stoplight/prism-cli"]
    if set_up and (_prism_version() != pinned or not MOCKOON.is_dir()):
        say(f"installing Prism {pinned} and Mockoon into benchmarks/node_modules")
        _run([npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"], HERE)
    if _prism_version() != pinned:
        return Installation(missing=f"not installed (npm install of Prism {pinned} is missing or failed)")
    running = _run([node, "--version"], HERE).strip()
    return Installation((node, str(PRISM / "dist" / "index.js")), f"Prism {pinned}, node {running}")


def mockoon(*, set_up: bool) -> Installation:
    """Mockoon, in the version of package.json; `prism` installs it, too."""
    node = shutil.which("node")
    if node is None or prism(set_up=set_up).missing:
        return Installation(missing="not installed (needs node and npm)")
    file = MOCKOON / "package.json"
    if not file.is_file():
        return Installation(missing="not installed (npm install of Mockoon is missing or failed)")
    version = json.loads(file.read_text())["version"]
    return Installation((node, str(MOCKOON / "bin" / "run.js")), f"Mockoon {version}")


def flask(*, set_up: bool) -> Installation:
    """connexion with its Flask extra, in the versions of constraints.txt."""
    if set_up and not (PYTHON.is_file() and _run([str(PYTHON), "-c", FLASK_VERSIONS], HERE)):
        say("installing connexion[flask] into benchmarks/.venv")
        _run([sys.executable, "-m", "venv", str(HERE / ".venv")], ROOT)
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        _run([*pip, "--constraint", "constraints.txt", "--editable", ".[bench]"], ROOT)
    versions = _run([str(PYTHON), "-c", FLASK_VERSIONS], HERE) if PYTHON.is_file() else ""
    if not versions:
        return Installation(missing="not installed (the extra `bench` is missing or failed to install)")
    return Installation((str(PYTHON),), versions.strip())


def _prism_version() -> str:
    file = PRISM / "package.json"
    return str(json.loads(file.read_text())["version"]) if file.is_file() else ""


def _run(command: Sequence[str], folder: Path) -> str:
    """What a command prints; nothing if it fails."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        say(f"{command[0]}: {error}")
        return ""
    if done.returncode:
        say(f"{' '.join(command[:4])}: {done.stderr.strip()[-400:]}")
    return "" if done.returncode else done.stdout
