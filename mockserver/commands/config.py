"""`mockserver config`: which settings hold and where each was set; a settings file to begin with."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from mockserver.arguments import command
from mockserver.columns import table
from mockserver.commands import GOOD
from mockserver.masking import visible
from mockserver.settings import FILE, PREFIX, BadSetting, Settings, as_text, chosen, flag_of

SECRET = ("admin_token", "credential")
"""What is not shown, since what is printed may end in a log."""
HEAD = f"""\
# Settings of mockserver, which reads this file in the folder where it is started, or by --config.
# Each line shows a setting with its default; take the # away to change it.
# A flag beats a variable {PREFIX}…, the variable beats this file.
"""


@command(examples=("mockserver config", "mockserver config --init"))
@click.option("--init", is_flag=True, help="write a settings file that has every setting with its default, commented")
@click.option(
    "--config", type=click.Path(path_type=Path), metavar="FILE", help=f"settings file [default: {FILE}, if it exists]"
)
def config(settings: Settings, *, init: bool, config: Path | None) -> int:
    """Show the settings, or write a file to begin with.

    A line for each setting says its value and where it was set: by a variable, in the file, or nowhere.
    """
    if init:
        _write(config or Path(FILE))
    else:
        print(table([("setting", "value", "set by"), *_rows(chosen(file=config))]))
    return GOOD


def _rows(found: dict[str, tuple[Any, str]]) -> Iterator[tuple[str, str, str]]:
    for each in fields(Settings):
        value, where = found.get(each.name, (each.default, "default"))
        text = str(value) if isinstance(value, Path) else as_text(each, value)
        shown = "(not shown)" if each.name in SECRET and value else text or "none"
        yield flag_of(each.name).removeprefix("--"), visible(shown), visible(where)


def _write(file: Path) -> None:
    """Write the sample.

    Raises:
        BadSetting: there is such a file already, or none can be written there.
    """
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(sample())
    except FileExistsError:
        raise BadSetting(f"{file} is there already") from None
    except OSError as error:
        raise BadSetting(f"{file}: {error.strerror}") from None
    print(f"{file}  (mockserver config shows what holds)")


def sample() -> str:
    """A settings file in which every setting stands, commented, with its default; without the comment signs it can be read."""
    lines, section = [HEAD], ""
    for each in fields(Settings):
        if each.metadata["section"] != section:
            section = each.metadata["section"]
            lines.append(f"\n# == {section} ==")
        lines += ["", *textwrap.wrap(each.metadata["help"], 98, initial_indent="# ", subsequent_indent="# ")]
        lines.append(f"#{flag_of(each.name).removeprefix('--')} = {_toml(each)}")
    return "\n".join(lines) + "\n"


def _toml(setting: Field[Any]) -> str:
    """A setting's default in TOML; the name of what is expected where the default is a folder of this installation."""
    value, text = setting.default, as_text(setting, setting.default)
    if isinstance(value, bool | int) and text.isdigit() | isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, tuple):
        return json.dumps(list(value))
    return json.dumps(setting.metadata["metavar"] if isinstance(value, Path) and not text else text)
