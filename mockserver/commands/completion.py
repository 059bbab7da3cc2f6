"""`mockserver completion`: what makes a shell complete commands, flags, vendors and operations; the completing is click's."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from mockserver.arguments import command
from mockserver.commands import GOOD
from mockserver.settings import Settings
from mockserver.words import Choice, Word

VARIABLE = "_MOCKSERVER_COMPLETE"
"""By which a shell asks what could come next."""
SHELLS = ("bash", "zsh", "fish")


@command(
    examples=(
        'eval "$(mockserver completion bash)"                                   # in ~/.bashrc',
        'eval "$(mockserver completion zsh)"                                    # in ~/.zshrc, after compinit',
        "mockserver completion fish > ~/.config/fish/completions/mockserver.fish",
    )
)
@click.argument("shell", metavar="bash|zsh|fish", cls=Word, type=Choice(SHELLS), about="your shell")
def completion(settings: Settings, *, shell: str) -> int:
    """Print what makes a shell complete what you type."""
    from mockserver.commands.program import program

    made = get_completion_class(shell)
    assert made is not None
    print(made(program, {}, "mockserver", VARIABLE).source())
    return GOOD
