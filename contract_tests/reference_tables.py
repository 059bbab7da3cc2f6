"""The tables of the reference that are made of the program itself: commands, settings, calls of the control plane, laws."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import click
from plugin_tables import pytest_plugin

from mockserver.commands.program import program
from mockserver.conformance.laws.law import laws
from mockserver.conformance.laws.worlds import WORLD_LAWS
from mockserver.control.document import DOCUMENT
from mockserver.openapi.sources import read_yaml
from mockserver.settings import PREFIX, Settings, as_text, flag_of


def command_line() -> Iterator[str]:
    """Every command: how it is called, what it does, its flags, and the settings it uses."""
    above = click.Context(program, info_name="mockserver")
    for name in program.list_commands(above):
        command: Any = program.get_command(above, name)
        context = click.Context(command, info_name=name, parent=above)
        yield f"## {name}\n"
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        yield f"```text\n{usage}\n```\n"
        yield f"{_escaped(inspect.cleandoc(command.help))}\n"
        used = [each for each in command.params if getattr(each, "is_setting", False)]
        own = [each.get_help_record(context) for each in command.params if each not in used and each.name != "config"]
        arguments = [each.get_help_record(context) for each in used if isinstance(each, click.Argument)]
        rows = [record for record in [*arguments, *own] if record is not None]
        if rows:
            yield "| argument or flag | |\n| --- | --- |"
            yield from (f"| `{_in_cell(word)}` | {_in_cell(_escaped(about))} |" for word, about in rows)
            yield ""
        settings = [flag_of(each.name) for each in used if not isinstance(each, click.Argument)]
        if len(settings) > 20:
            without = [flag_of(each.name) for each in fields(Settings) if flag_of(each.name) not in settings]
            missing = [each for each in without if each != "--vendors"]
            but = f", but {', '.join(f'`{each}`' for each in missing)}" if missing else ""
            yield f"It uses every [setting](settings.md){but}.\n"
        elif settings:
            yield f"It uses the [settings](settings.md) {', '.join(f'`{each}`' for each in settings)}.\n"
        if command.epilog:
            yield f"{_escaped(command.epilog)}\n"
        if command.examples:
            yield "```sh\n" + "\n".join(command.examples) + "\n```\n"


def settings() -> Iterator[str]:
    """Every setting by what it is about, with its default and its variable."""
    section = ""
    for each in fields(Settings):
        if each.metadata["section"] != section:
            section = each.metadata["section"]
            yield f"\n## {section}\n\n| flag | variable | default | |\n| --- | --- | --- | --- |"
        default = as_text(each, each.default)
        cells = (
            "" if each.name == "vendors" else f"`{flag_of(each.name)}`", f"`{PREFIX}{each.name.upper()}`",
            f"`{default}`" if default else "", _in_cell(_escaped(each.metadata["help"])),
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"
    yield ""


def control_plane() -> Iterator[str]:
    """Every call of the control plane, by what it is about."""
    document = read_yaml(DOCUMENT)
    calls = [
        (operation["tags"][0], method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    ]
    for tag in document["tags"]:
        yield f"\n## {tag['description']}\n\n| call | operation | |\n| --- | --- | --- |"
        for _, method, path, operation in (call for call in calls if call[0] == tag["name"]):
            yield f"| `{method} {path}` | `{operation['operationId']}` | {_in_cell(_escaped(operation['summary']))} |"
    yield ""


def all_laws() -> Iterator[str]:
    """Every law by its group."""
    yield "| group | law | what holds | |\n| --- | --- | --- | --- |"
    rows = [(each.group, each.name, each.says, "writes" if each.writes else "") for each in laws()]
    worlds = [("worlds", each.name, each.says, "check only") for each in WORLD_LAWS]
    for group, name, says, what in (*rows, *worlds):
        yield f"| {group} | `{name}` | {_in_cell(_escaped(says))} | {what} |"
    yield ""


def _escaped(text: str) -> str:
    """A text in which Markdown means nothing."""
    return text.replace("*", r"\*").replace("<", r"\<")


def _in_cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": command_line,
    "settings": settings,
    "calls": control_plane,
    "plugin": pytest_plugin,
    "laws": all_laws,
}
"""What stands between `<!-- name -->` and `<!-- end -->`, and what makes it."""


def table(name: str) -> str:
    """What stands there."""
    return "\n".join(TABLES[name]()).strip() + "\n"
