"""README and docs are true: every console session prints what is shown, every snippet runs, every table is current, every link leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import marked
import pytest
import sessions
import vendor_tables
from conftest import ROOT, Process

README = ROOT / "README.md"
LABELS = ROOT / "docs" / "explanation" / "labels.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.posix
@pytest.mark.parametrize("page", [each for each in PAGES if sessions.steps(text(each))], ids=name)
def test_the_console_sessions_print_what_is_shown(page: Path, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    found = sessions.steps(text(page))
    server = Process()
    try:
        printed = sessions.run(found, server.url.removeprefix("http://"), tmp_path, PATH)
    finally:
        server.stop()
    if request.config.getoption("--update-pages"):
        page.write_text(sessions.updated(text(page), printed), encoding="utf-8")
        return
    for step, really in zip(found, printed, strict=True):
        assert sessions.fits(step.shown, really), f"$ {step.command}\nshown:\n{step.shown}\nprinted:\n{really}"


TABLES = re.compile(r"^\| vendor \| (?:what|values in documented answers) \|.*?\n(?=\n|\Z)", re.MULTILINE | re.DOTALL)


def test_the_tables_of_support_and_of_what_is_compared_are_what_check_computes(request: pytest.FixtureRequest) -> None:
    command = [sys.executable, "-m", "mockserver", "check", "--only", "documents", "--markdown", "-"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    computed = TABLES.findall(printed)
    assert len(computed) == 2
    if request.config.getoption("--update-pages"):
        left = iter(computed)
        LABELS.write_text(TABLES.sub(lambda _: next(left), text(LABELS)), encoding="utf-8")
        return
    assert TABLES.findall(text(LABELS)) == computed


VENDORS = sorted((ROOT / "docs" / "vendors").glob("*.md"))


@pytest.mark.parametrize("page", VENDORS, ids=name)
def test_the_tables_of_a_vendor_say_what_document_and_evidence_say(page: Path, request: pytest.FixtureRequest) -> None:
    computed = vendor_tables.tables(page.stem)
    renewed = marked.renewed(text(page), computed)
    if request.config.getoption("--update-pages"):
        page.write_text(renewed, encoding="utf-8")
        return
    assert text(page) == renewed
    assert computed.keys() >= marked.names(text(page)) >= {"operations", "readings", "guesses"}


SNIPPETS = [
    pytest.param(block, id=f"{name(page)}:{block.split(chr(10), 1)[0][:40]}")
    for page in PAGES
    for block in re.findall(r"^```python\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize("block", SNIPPETS)
def test_a_python_example_can_be_pasted_and_passes(block: str, tmp_path: Path) -> None:
    (tmp_path / "test_pasted.py").write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:asyncio"]
    if "def test_" not in block:
        command = [sys.executable, "-W", "error", "test_pasted.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s#]*)(#[^)\s]*)?\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
WRITTEN = [*PAGES, *(ROOT / each for each in ("ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md")),
           *(ROOT / folder / "README.md" for folder in ("specs", "fixtures", "examples"))]  # fmt: skip


@pytest.mark.parametrize("page", WRITTEN, ids=name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = [match[0] or match[2] for match in LINK.findall(FENCED.sub("", text(page)))]
    inside = [each for each in targets if each and "://" not in each and not each.startswith("mailto:")]
    assert [each for each in inside if not (page.parent / each).exists()] == []


def test_the_readme_is_short_enough_to_be_read() -> None:
    lines = text(README).splitlines()
    assert len(lines) <= 200
    assert max(map(len, lines)) <= 160
