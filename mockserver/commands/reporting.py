"""What commands that report have in common: where reports go, how far it is, how the exit code comes about; asks nothing."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from mockserver.commands import COULD_NOT_RUN, FINDINGS, GOOD
from mockserver.conformance.results import Progress
from mockserver.masking import visible
from mockserver.settings import BadSetting

STDOUT = "-"
CODES = {"good": GOOD, "findings": FINDINGS, "could not run": COULD_NOT_RUN}
_OPTIONS = (
    ("json", "write a report in JSON; - is standard output"),
    ("junit", "write a report in JUnit XML; - is standard output"),
    ("markdown", "write a report in Markdown, as for a CI summary"),
    ("sarif", "write a report in SARIF, as code hosts show it"),
)


def report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command a flag for each kind of report."""
    for name, help in reversed(_OPTIONS):
        function = click.option(f"--{name}", type=click.Path(), metavar="FILE", help=help)(function)
    return function


def printable() -> None:
    """Let nothing that is printed fail for a character that the terminal does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def writable(files: Mapping[str, str]) -> None:
    """Refuse reports that could not be written, before anything runs.

    Raises:
        BadSetting: one of them.
    """
    for name, file in files.items():
        if file != STDOUT and (not Path(file).parent.is_dir() or Path(file).is_dir()):
            raise BadSetting(f"--{name} {file}: no file can be written there")
    if [*files.values()].count(STDOUT) > 1:
        raise BadSetting("only one report can go to standard output")


def write(file: str, text: str) -> None:
    """Write a report.

    Raises:
        BadSetting: it cannot be written.
    """
    try:
        if file == STDOUT:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            Path(file).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise BadSetting(f"{file}: {error.strerror}") from None


def hand_out(report: Any, files: Mapping[str, str], more: Sequence[str] = ()) -> int:
    """Write the reports that were asked for, and tell a reader.

    Args:
        report: what a run came to.
        files: the kind of each report, and its file.
        more: lines for the reader beside it.

    Returns:
        The exit code.

    Raises:
        BadSetting: a report cannot be written.
    """
    from mockserver.conformance import reports

    for name, file in files.items():
        write(file, reports.FORMATS[name](report))
    out = sys.stderr if STDOUT in files.values() else sys.stdout
    print(f"\n{reports.text(report)}", file=out)
    print(visible("\n".join(more), lines=True), end="\n" if more else "", file=out)
    return CODES[report.verdict]


def listener() -> Progress:
    """Whom to tell how far it is: a person at a terminal, or a log."""
    return Terminal() if sys.stderr.isatty() else Lines()


class Lines(Progress):
    """A line on standard error for each check that has come to its end: for a log."""

    def done(self, text: str) -> None:
        """What a check came to."""
        print(visible(text, lines=True), file=sys.stderr, flush=True)


class Terminal(Lines):
    """The same, and below it a line that is rewritten: for a person who waits."""

    def now(self, text: str) -> None:
        """What is under way."""
        print(f"\r\x1b[K{visible(text)}", end="", file=sys.stderr, flush=True)

    def done(self, text: str) -> None:
        """What a check came to."""
        self.now("")
        super().done(text)
