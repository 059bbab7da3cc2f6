"""Progress, on stderr."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """One line about what is going on."""
    print(text, file=sys.stderr, flush=True)
