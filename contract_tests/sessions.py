"""Runs the console sessions of a Markdown page in one shell, and holds what is printed against what the page shows."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PUBLISHED = "127.0.0.1:4280"
MARK = "\x1e"
HERE = "<<'END'"


@dataclass(frozen=True)
class Step:
    """A command line of a page, and what the page says it prints."""

    command: str
    shown: str


def steps(page: str) -> list[Step]:
    """Every command of every console block, in order."""
    found = []
    for block in BLOCK.findall(page):
        command: list[str] = []
        shown: list[str] = []
        for text in [*block.splitlines(), "$ "]:
            if _goes_on(command):
                command.append(text)
            elif text.startswith("$ "):
                if command:
                    found.append(Step("\n".join(command), "".join(f"{line}\n" for line in shown)))
                command, shown = [text[2:]], []
            else:
                shown.append(text)
    return found


def _goes_on(command: list[str]) -> bool:
    """Whether the next line belongs to a command: after a backslash, and up to the END of a file that is written."""
    return bool(command) and (command[-1].endswith("\\") or (HERE in command[0] and command[-1] != "END"))


def run(found: list[Step], address: str, folder: Path, path: str) -> list[str]:
    """What each command prints, in one shell, with the published address in place of the real one.

    Args:
        address: host and port of the server.
        folder: where the shell works.
        path: the PATH of the shell.
    """
    script = "".join(f"{step.command.replace(PUBLISHED, address)}\nprintf '{MARK}'\n" for step in found)
    ended = subprocess.run(
        ["bash"], input=script, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False,
        env={"PATH": path, "LANG": "C.UTF-8", "HOME": str(folder), "PYTEST_ADDOPTS": "-p no:asyncio"},
    )  # fmt: skip
    printed = ended.stdout.replace(address, PUBLISHED).split(MARK)
    return [text if text.endswith("\n") or not text else f"{text}\n" for text in printed[: len(found)]]


def updated(page: str, printed: list[str]) -> str:
    """The page with what was really printed, where what it shows does not fit."""
    texts = iter(printed)

    def block(match: re.Match[str]) -> str:
        inside = "".join(f"$ {step.command}\n{_kept(step.shown, next(texts))}" for step in steps(match[0]))
        return f"```console\n{inside}```"

    return BLOCK.sub(block, page)


def _kept(shown: str, printed: str) -> str:
    return shown if fits(shown, printed) else printed


def fits(shown: str, printed: str) -> bool:
    """Whether what is shown is what was printed; `...` stands for anything, as in doctest."""
    pattern = ".*".join(re.escape(part) for part in shown.split("..."))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None
