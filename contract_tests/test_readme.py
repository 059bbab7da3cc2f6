"""The README is true: every console session prints what is shown, every example test passes, every table is current."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sessions
from conftest import ROOT, Process

README = ROOT / "README.md"
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def test_the_console_sessions_print_what_is_shown(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    page = README.read_text(encoding="utf-8")
    found = sessions.steps(page)
    server = Process()
    try:
        printed = sessions.run(found, server.url.removeprefix("http://"), tmp_path, PATH)
    finally:
        server.stop()
    if request.config.getoption("--update-readme"):
        README.write_text(sessions.updated(page, printed), encoding="utf-8")
        return
    for step, text in zip(found, printed, strict=True):
        assert sessions.fits(step.shown, text), f"$ {step.command}\nshown:\n{step.shown}\nprinted:\n{text}"


TABLES = re.compile(r"^\| vendor \| (?:what|values in documented answers) \|.*?\n(?=\n|\Z)", re.MULTILINE | re.DOTALL)


def test_the_tables_of_support_and_of_what_is_compared_are_what_check_computes(request: pytest.FixtureRequest) -> None:
    command = [sys.executable, "-m", "mockserver", "check", "--only", "documents", "--markdown", "-"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    computed = TABLES.findall(printed)
    assert len(computed) == 2
    page = README.read_text(encoding="utf-8")
    if request.config.getoption("--update-readme"):
        left = iter(computed)
        README.write_text(TABLES.sub(lambda _: next(left), page), encoding="utf-8")
        return
    assert TABLES.findall(page) == computed


def python_blocks() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", python_blocks(), ids=lambda block: block.split("\n", 1)[0][:40])
def test_a_python_example_can_be_pasted_and_passes(block: str, tmp_path: Path) -> None:
    (tmp_path / "test_pasted.py").write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:asyncio"]
    if "def test_" not in block:
        command = [sys.executable, "-W", "error", "test_pasted.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
