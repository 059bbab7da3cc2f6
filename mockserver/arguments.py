"""Reads a command line and says of a word that it does not know which one was probably meant; knows no command."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Collection, Sequence
from typing import Any, NoReturn

_CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")


def nearest(word: str, known: Collection[str]) -> str:
    """A question whether a known word was meant; empty if none is like it."""
    near = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {near[0]}?" if near else ""


class Parser(argparse.ArgumentParser):
    """argparse's parser; its sub-commands get the same one, and speak for their own flags."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._flags: list[str] = []
        super().__init__(*args, **options)

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """Add an argument, and remember the flags for it."""
        action = super().add_argument(*names, **options)
        self._flags += action.option_strings
        return action

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Read the words; those that nobody knows are refused where the flags are known."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            flag = next((each.partition("=")[0] for each in rest if each.startswith("-")), "")
            self.error(f"unrecognized arguments: {' '.join(rest)}{nearest(flag, self._flags)}")
        return found, rest

    def error(self, message: str) -> NoReturn:
        """End with the usage and one line that says what is wrong."""
        if choice := _CHOICE.search(message):
            message += nearest(choice[1], re.findall(r"[\w-]+", choice[2]))
        super().error(message)
