"""The commands of the command line, one per module; each gets what was given and the settings, and knows its exit codes."""

from __future__ import annotations

import sys

GOOD, FINDINGS, COULD_NOT_RUN = 0, 1, 2
NOT_EXECUTABLE, NO_SUCH_COMMAND = 126, 127
"""What `run` ends with, as shells do, if the command cannot be executed, and if there is none of this name."""


def complain(what: object) -> None:
    """Say what is wrong on standard error; it may quote a document or a server, of which a terminal obeys nothing."""
    from mockserver.masking import visible  # here, since the first moment of a command is to be short

    print(visible(f"mockserver: {what}", lines=True), file=sys.stderr)
