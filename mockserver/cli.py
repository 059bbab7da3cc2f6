"""The command line: finds the commands by looking, knows the exit codes, and ends without a traceback.

What takes its time is imported inside functions, so that an interruption is told in one line from the first moment on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from mockserver.commands import COULD_NOT_RUN, GOOD, complain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 all good, 1 findings, 2 could not run; what `run` runs ends as it will.
    """
    try:
        try:
            return _carry_out(list(sys.argv[1:] if arguments is None else arguments))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever reads, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        print("mockserver: interrupted", file=sys.stderr)
        return COULD_NOT_RUN


def _carry_out(words: list[str]) -> int:
    import click

    from mockserver.arguments import explain_error
    from mockserver.commands.completion import VARIABLE
    from mockserver.commands.program import program
    from mockserver.masking import visible
    from mockserver.openapi.sources import SourceError
    from mockserver.settings import BadSetting

    if VARIABLE in os.environ:
        program.main(words, prog_name="mockserver", complete_var=VARIABLE)
    try:
        with program.make_context("mockserver", words) as context:
            if not words:
                print(context.get_help(), file=sys.stderr)
                return COULD_NOT_RUN
            return int(program.invoke(context))
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.UsageError as error:
        print(visible(explain_error(error), lines=True), file=sys.stderr)
    except (BadSetting, SourceError) as error:
        complain(error)
    return COULD_NOT_RUN
