"""What was read of large documents, kept as JSON in a folder of the user's, by content; does without where that is not possible.

An entry is data only, is written whole or not at all, and is taken only while every file that went into it is as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORM = "1"
"""Counts the forms that entries have had; one of another form is no entry."""
LEAST = 100_000
"""Bytes from which on a document is worth an entry."""
MOST = 300_000_000
"""Bytes that all entries may take; the one that was not used for longest goes first."""


@dataclass(frozen=True)
class Cache:
    """A folder of entries, which need not be there and need not be writable."""

    folder: Path

    def get(self, file: Path, content: bytes) -> dict[str, Any] | None:
        """The document that a file of some content holds with all that it refers to; None where it has to be read."""
        entry = self._entry(content)
        try:
            kept = json.loads(entry.read_bytes())
            others, raw = kept["files"], kept["document"]
            fresh = isinstance(raw, dict) and all(
                _digest(_there(file, name)) == digest for name, digest in others.items()
            )
            if fresh:
                os.utime(entry)
                return dict(raw)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass
        return None

    def put(self, file: Path, files: Mapping[Path, bytes], raw: dict[str, Any]) -> None:
        """Keep a document.

        Args:
            files: every file that went into it, the document's own first.
        """
        (_, content), *others = files.items()
        if sum(map(len, files.values())) < LEAST:
            return
        with suppress(OSError, ValueError, TypeError):
            names = {os.path.relpath(other, file.resolve().parent): _digest(bytes) for other, bytes in others}
            self._write(self._entry(content), json.dumps({"files": names, "document": raw}).encode())
            self._forget()

    def _entry(self, content: bytes) -> Path:
        return self.folder / f"{_digest(FORM.encode() + content)}.json"

    def _write(self, entry: Path, data: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(number, "wb") as part:
                part.write(data)
            Path(name).replace(entry)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _forget(self) -> None:
        """Remove what has not been used for longest, until the rest is small enough."""
        entries = sorted(self._entries(), reverse=True)
        total = 0
        for _, size, entry in entries:
            total += size
            if total > MOST:
                entry.unlink(missing_ok=True)

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        for each in self.folder.iterdir():
            with suppress(OSError):
                yield each.stat().st_mtime, each.stat().st_size, each


def _there(file: Path, name: str) -> bytes:
    return (file.resolve().parent / name).read_bytes()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
