"""Reads the files of a vendor's folder into plain JSON values; knows nothing of what they mean."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import yaml

from mockserver.openapi.strict_json import unrepeated


class SourceError(Exception):
    """A file that cannot be used: one line that names file, place and reason."""

    def __init__(self, file: Path | str, place: str, reason: str) -> None:
        self.file, self.place, self.reason = Path(file), place, reason
        super().__init__(f"{file}: {place}: {reason}" if place else f"{file}: {reason}")


class _JsonScalars(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML whose plain scalars are JSON's: no dates, no `no`, no octal, no merge keys."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


_JsonScalars.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_JsonScalars.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_JsonScalars.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_JsonScalars.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"),
    list("-0123456789"),
)


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    """Build a mapping with text keys, refusing a key that is given twice."""
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None or key in result:
            what = "a key must be plain text" if key is None else f"duplicate key {key!r}"
            raise yaml.constructor.ConstructorError(None, None, what, key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_JsonScalars.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(file: Path) -> Any:
    """Read one YAML file with JSON's scalars.

    Returns:
        Plain dicts (keys are always text), lists and scalars.

    Raises:
        SourceError: if the file is missing, is not UTF-8 or is not such YAML; names line and column.
    """
    try:
        return yaml.load(_text(file), Loader=_JsonScalars)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise SourceError(file, place, " ".join(str(error.problem or error.context).split())) from None
    except yaml.YAMLError as error:
        raise SourceError(file, "", " ".join(str(error).split())) from None


def read_json(file: Path) -> Any:
    """Read one JSON file.

    Raises:
        SourceError: if the file is missing, is not UTF-8, is not JSON or repeats a member; names line and column.
    """
    try:
        return json.loads(_text(file), object_pairs_hook=unrepeated, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise SourceError(file, f"line {error.lineno}, column {error.colno}", error.msg) from None
    except (ValueError, RecursionError) as error:
        raise SourceError(file, "", str(error)) from None


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(file, f"byte {error.start}", "not UTF-8") from None
    except OSError as error:
        raise SourceError(file, "", error.strerror or str(error)) from None


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
