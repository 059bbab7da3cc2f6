"""The program that has the commands: every module beside this one whose function of its own name is a command."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import click

from mockserver import commands
from mockserver.arguments import CONTEXT, Help, version
from mockserver.settings import PREFIX
from mockserver.spelling import nearest

EXAMPLES = (
    ("mockserver serve", "every vendor, on http://127.0.0.1:4280"),
    ("mockserver serve petstore.yaml", "an API of your own, from its OpenAPI document"),
    ("mockserver run -- pytest", "a test suite with a server beside it"),
    ("mockserver explain grafana", "who says that it is so"),
)


class Program(Help, click.Group):
    """Finds its commands by looking; a command's module is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        names = (each.name.replace("_", "-") for each in pkgutil.iter_modules(commands.__path__))
        return [name for name in sorted(names) if self.get_command(ctx, name) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None if there is none."""
        name = cmd_name.replace("-", "_")
        if not name.isidentifier() or name not in (each.name for each in pkgutil.iter_modules(commands.__path__)):
            return None
        found = getattr(importlib.import_module(f"{commands.__name__}.{name}"), name, None)
        return found if isinstance(found, click.Command) and found is not self else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command that the first word names, and the words after it.

        Raises:
            UsageError: there is none of this name.
        """
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            raise click.UsageError(f"there is no command {args[0]}{nearest(args[0], self.list_commands(ctx))}", ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, and the flags that need none."""
        self.format_commands(ctx, formatter)
        records = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        with formatter.section("Flags"):
            formatter.write_dl([each for each in records if each is not None])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how to begin, and where settings come from."""
        with formatter.section("Examples"):
            formatter.write_dl(EXAMPLES)
        formatter.write_paragraph()
        formatter.write_text(
            f"mockserver COMMAND --help says more. Every setting has a flag, a variable {PREFIX}… and a key in "
            "mockserver.toml; a flag beats the variable, the variable beats the file."
        )


program = Program(
    name="mockserver",
    help="A stand-in for four vendors' reporting APIs, and for any other that has an OpenAPI document. "
    "It can show where each of its answers comes from.",
    params=[version(hidden=False)],
    context_settings=CONTEXT,
    subcommand_metavar="COMMAND [FLAGS] [WORDS]",
    options_metavar="",
    no_args_is_help=False,
)
