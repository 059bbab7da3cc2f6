"""What a command is: the settings it uses, its help in sections, what is said of a mistake; knows no command."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from mockserver.commands import complain
from mockserver.settings import FILE, PREFIX, Settings, as_text, flag_of, load, unknown_variables
from mockserver.settings.values import file as existing_file
from mockserver.settings.values import flag, folder, new_file
from mockserver.settings.values import own_folder as existing_folder
from mockserver.spelling import nearest
from mockserver.version import __version__
from mockserver.words import Switch, Word, complete_vendors, complete_words, name_of

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
PATHS = (folder, existing_file, new_file, existing_folder)
"""What reads a setting that is a place of the file system, which a shell can complete."""
_SECTION = re.compile(r"\n\n(Args|Returns|Raises|Yields|Attributes):\n")


class Help(click.Command):
    """What all help has in common."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The flag that shows the help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "show this help"
        return option


class Command(Help):
    """A command: its help has arguments, flags, and the settings it uses by what they are about."""

    def __init__(self, *, examples: Sequence[str] = (), beside: str = "", **options: Any) -> None:
        """Make one.

        Args:
            examples: command lines for the help.
            beside: what the words after `--` are, where the command takes some; they are its parameter `line`.
            options: as click has them.
        """
        super().__init__(options_metavar="[FLAGS]", context_settings=CONTEXT, **options)
        self.examples, self.beside = examples, beside

    def get_short_help_str(self, limit: int = 0) -> str:
        """What the list of commands says of it: its first sentence, however long."""
        return (self.help or "").partition("\n\n")[0].replace("\n", " ")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; those after `--` are no flags of ours where the command takes them."""
        if self.beside:
            end = args.index("--") if "--" in args else len(args)
            args, ctx.params["line"] = args[:end], args[end + 1 :]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The line that says how the command is called."""
        return [*super().collect_usage_pieces(ctx), *([f"-- {self.beside}"] if self.beside else [])]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write arguments and flags in sections, and examples."""
        for title, records in self.sections(ctx).items():
            with formatter.section(title):
                formatter.write_dl(records, col_max=34)
        if self.examples:
            with formatter.section("Examples"):
                for each in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{each}\n")

    def sections(self, ctx: click.Context) -> dict[str, list[tuple[str, str]]]:
        """What each argument and flag is, by the title of its section."""
        sections: dict[str, list[tuple[str, str]]] = {}
        titles = {each.name: each.metadata["section"] for each in fields(Settings)}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            kind = "Arguments" if isinstance(param, click.Argument) else "Flags"
            of_setting = getattr(param, "is_setting", False) and kind == "Flags"
            if record is not None:
                sections.setdefault(titles[param.name or ""] if of_setting else kind, []).append(record)
        first = [title for title in ("Arguments", "Flags") if title in sections]
        last = [title for title in dict.fromkeys(titles.values()) if title in sections]
        return {title: sections[title] for title in [*first, *last]}


def command(
    *,
    uses: Sequence[str] = (),
    defaults: Mapping[str, Any] | None = None,
    examples: Sequence[str] = (),
    beside: str = "",
    epilog: str = "",
) -> Callable[[Callable[..., int]], Command]:
    """Make a command of a function, whose docstring is the help; it gets the settings and whatever click reads for it.

    Args:
        uses: the settings it uses; it has flags for these and is not troubled by others. Without any it gets the defaults.
        defaults: settings that are otherwise than usual where nobody sets them.
        examples: command lines for the help.
        beside: what the words after `--` are, if it takes some; they are its parameter `line`.
        epilog: what the help ends with.
    """
    unusual = dict(defaults or {})

    def made(function: Callable[..., int]) -> Command:
        def carried_out(**given: Any) -> int:
            for line in unknown_variables():
                complain(line)
            flags = {name: given.pop(name) for name in uses}
            chosen = {name: value for name, value in flags.items() if value is not None and value != ()}
            if not uses:
                return function(Settings(), **given)
            settings = load(chosen, file=given.pop("config"), only=uses, defaults=unusual)
            return function(settings, **given)

        own = [*reversed(getattr(function, "__click_params__", []))]
        about = _SECTION.split(inspect.getdoc(function) or "")[0]
        return Command(
            name=function.__name__.replace("_", "-"),
            callback=carried_out,
            params=[*own, *_settings(uses, unusual), version()],
            help=about,
            examples=examples,
            beside=beside,
            epilog=epilog,
        )

    return made


def _settings(uses: Sequence[str], unusual: Mapping[str, Any]) -> list[click.Parameter]:
    """A flag for each setting that is used; the vendors are words."""
    if not uses:
        return []
    found: list[click.Parameter] = []
    for each in (each for each in fields(Settings) if each.name in uses):
        about, metadata = each.metadata["help"], each.metadata
        if each.name == "vendors":
            word = Word(
                ["vendors"], nargs=-1, metavar="[VENDOR|DOCUMENT]...", about=about, shell_complete=complete_vendors
            )
            found.append(word)
            continue
        default = as_text(each, unusual.get(each.name, each.default))
        help = f"{about} [{f'default: {default}; ' if default else ''}{PREFIX}{each.name.upper()}]"
        if metadata["parse"] is flag:
            name = f"{flag_of(each.name)}/{flag_of('no_' + each.name)}"
            found.append(Switch([name, each.name], is_flag=True, default=None, help=help))
        else:
            kind = click.Path() if metadata["parse"] in PATHS else click.STRING
            found.append(
                click.Option(
                    [flag_of(each.name), each.name],
                    metavar=metadata["metavar"],
                    multiple=metadata["many"],
                    help=help,
                    type=kind,
                    shell_complete=complete_words(metadata["parse"]),
                )
            )
    for param in found:
        param.is_setting = True  # type: ignore[attr-defined]
    config = click.Option(
        ["--config"], type=click.Path(path_type=Path), metavar="FILE", help=f"settings file [default: {FILE}, if it exists]"
    )  # fmt: skip
    return [*found, config]


def version(*, hidden: bool = True) -> click.Option:
    """What tells the version; every command has it, and only the program's help shows it."""

    def tell(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            print(f"mockserver {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, hidden=hidden, callback=tell, help="tell the version"
    )  # fmt: skip


def explain_error(error: click.UsageError) -> str:
    """What is wrong with a command line, with what was probably meant, and where to read on."""
    said = error.format_message().rstrip(".")
    if said[1:2].islower():
        said = said[:1].lower() + said[1:]
    if error.ctx is None:
        return f"mockserver: {said}"
    command, where = error.ctx.command, error.ctx.command_path
    if isinstance(error, click.NoSuchOption):
        known = [name for each in command.params for name in [*each.opts, *each.secondary_opts]]
        flags = [name for name in known if name.startswith("-")]
        said = f"there is no flag {error.option_name}{nearest(error.option_name, flags)}"
        if isinstance(command, click.Group) and "did you mean" not in said:
            said += " here; the command comes first, as in: mockserver serve --port 0"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        said = f"{' '.join(dict.fromkeys((name_of(error.param), error.param.metavar or '')))} is missing"
    usage = " ".join(["usage:", where, *command.collect_usage_pieces(error.ctx)])
    return f"{usage}\n{where} --help says more\n{where}: {said}"
