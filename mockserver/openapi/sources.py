"""Reads the files of a vendor's folder into plain JSON values; knows nothing of what they mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mockserver.openapi.strict_json import unrepeated
from mockserver.openapi.yaml_values import YamlError, values


class SourceError(Exception):
    """A file that cannot be used: one line that names file, place and reason."""

    def __init__(self, file: Path | str, place: str, reason: str) -> None:
        self.file, self.place, self.reason = Path(file), place, reason
        super().__init__(f"{file}: {place}: {reason}" if place else f"{file}: {reason}")


def read_yaml(file: Path) -> Any:
    """Read one YAML file with JSON's scalars.

    Returns:
        Plain dicts (keys are always text), lists and scalars.

    Raises:
        SourceError: if the file is missing, is not UTF-8 or is not such YAML; names line and column.
    """
    try:
        return values(text_of(file))
    except YamlError as error:
        raise SourceError(file, f"line {error.line}, column {error.column}" if error.line else "", str(error)) from None


def read_json(file: Path) -> Any:
    """Read one JSON file.

    Raises:
        SourceError: if the file is missing, is not UTF-8, is not JSON or repeats a member; names line and column.
    """
    try:
        return json.loads(text_of(file), object_pairs_hook=unrepeated, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise SourceError(file, f"line {error.lineno}, column {error.colno}", error.msg) from None
    except (ValueError, RecursionError) as error:
        raise SourceError(file, "", str(error)) from None


def text_of(file: Path) -> str:
    """The text of a file.

    Raises:
        SourceError: it is missing or not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(file, f"byte {error.start}", "not UTF-8") from None
    except OSError as error:
        raise SourceError(file, "", error.strerror or str(error)) from None


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
