"""Shells complete commands, flags, vendors and operations; asked as bash asks, and as the other shells do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_command_line import run

COMPLETE = """
eval "$(mockserver completion bash)"
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_mockserver_completion mockserver
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def completed(tmp_path: Path, words: str) -> list[str]:
    """What bash offers for the last of some words."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    program = tmp_path / "mockserver"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m mockserver "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        [bash, "--norc", "-c", COMPLETE.format(words=words)],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.posix
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("mockserver ro", {"routes"}),
        ("mockserver serve gra", {"grafana"}),
        ("mockserver serve --fixt", {"--fixture", "--fixtures"}),
        ("mockserver serve --log-level d", {"debug"}),
        ("mockserver check --only ex", {"exchanges"}),
        ("mockserver explain grafana getReportS", {"getReportSettings"}),
    ],
)
def test_bash_offers_what_could_come_next(tmp_path: Path, words: str, offered: set[str]) -> None:
    assert set(completed(tmp_path, words)) == offered


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_in_their_own_form(shell: str) -> None:
    script = run("completion", shell).stdout
    assert f"_MOCKSERVER_COMPLETE={shell}_complete" in script
    words = {"zsh": "mockserver serve gra", "fish": "mockserver serve gra"}[shell]
    current = {"zsh": "2", "fish": "gra"}[shell]
    environ = {"_MOCKSERVER_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": current}
    assert "grafana" in run(**environ).stdout


def test_a_shell_that_is_not_known_is_refused() -> None:
    assert run("completion", "fsh").stderr.endswith("'fsh' is none of bash, zsh, fish; did you mean fish?\n")
