"""One thing that is wrong in a vendor's folder, as a person wants to read it; may not know any check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    """What a check found.

    Attributes:
        check: the name of the check.
        file: the file in which it is to be mended.
        pointer: where, as a JSON pointer into the file.
        message: what is wrong.
    """

    check: str
    file: Path
    pointer: str
    message: str

    def __str__(self) -> str:
        """The finding on one line, file and place first."""
        return f"{self.file}#{self.pointer}: {self.message}"
