"""What stands on a command line: words, choices, numbers, switches, and how a shell completes them; knows no command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from mockserver.settings import Settings
from mockserver.settings.values import within
from mockserver.spelling import nearest


class Word(click.Argument):
    """An argument that has its line in the help."""

    def __init__(self, declarations: Sequence[str], *, about: str = "", **options: Any) -> None:
        super().__init__(declarations, **options)
        self.about = about

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """What the help says of it."""
        return self.metavar or self.human_readable_name, self.about


class Choice(click.Choice):  # type: ignore[type-arg]  # click 8.1 has no arguments for it
    """One of some words; of another it says which was probably meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word.

        Raises:
            UsageError: it is none of them.
        """
        if value not in self.choices:
            known = ", ".join(self.choices)
            raise click.UsageError(
                f"{name_of(param)}: {value!r} is none of {known}{nearest(str(value), self.choices)}", ctx
            )
        return str(value)


class Whole(click.ParamType):  # type: ignore[type-arg]  # likewise
    """A whole number; what is none is told with the flag.

    Attributes:
        least: the smallest that is taken.
    """

    name = "whole number"

    def __init__(self, least: int) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number.

        Raises:
            UsageError: it is none, or too small.
        """
        try:
            return within(self.least, 10**9)(str(value))
        except ValueError as error:
            raise click.UsageError(f"{name_of(param)}: {value!r}: {error}", ctx) from None


class Switch(click.Option):
    """A flag with a twin that says no: `--tls` and `--no-tls`."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """What the help says of both."""
        return f"--[no-]{self.opts[0].removeprefix('--')}", self.help or ""


def complete_words(parse: Any) -> Any:
    """What completes the words of a setting that are known beforehand; nothing for any other."""
    words = getattr(parse, "words", None)
    if words is None:
        return None
    return lambda ctx, param, incomplete: [each for each in words if each.startswith(incomplete)]


def complete_vendors(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The vendors that are present; files, where none of them begins so."""
    from mockserver.engine.discovery import present

    given = ctx.params.get("own")
    known = present(Path(given) if given and Path(given).is_dir() else None)
    items = [CompletionItem(each) for each in known if each.startswith(incomplete)]
    return items or [CompletionItem(incomplete, type="file")]


def complete_operations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The operations of the vendor that stands before."""
    from mockserver.evidence import vendor_spec
    from mockserver.openapi import tree

    try:
        raw = vendor_spec.load(Settings().specs_of(ctx.params["vendor"])).effective(()).document.raw
    except (ValueError, OSError, LookupError):
        return []
    return [id for id in tree.operations(raw) if id.startswith(incomplete)]


def name_of(param: click.Parameter | None) -> str:
    """A parameter as the user writes it."""
    return "" if param is None else param.opts[0] if isinstance(param, click.Option) else param.human_readable_name
