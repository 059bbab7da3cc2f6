"""A request as a test writes it down, made of an example of the document; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pprint import pformat
from typing import Any

from mockserver.openapi.operation import Operation

WIDTH = 90


@dataclass(frozen=True)
class Sent:
    """A request as a test writes it: Python, but for the path.

    Attributes:
        mock: the fixture.
        operation: what is called.
        values: the example that it is made of.
        path: the path, filled in.
        options: further arguments, by name.
        collections: name and key of the vendor's collections.
        before: what the test does first, line by line.
    """

    mock: str
    operation: Operation
    values: Mapping[str, Any]
    path: str
    options: Mapping[str, str]
    collections: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()

    def but(self, **options: str) -> Sent:
        """The same with other arguments; an empty one is left out."""
        return replace(self, options={name: text for name, text in {**self.options, **options}.items() if text})

    def after(self, *lines: str) -> Sent:
        """The same after something else."""
        return replace(self, before=lines)

    def at(self, **values: Any) -> Sent:
        """The same with other values in the path."""
        return replace(self, path=path_of(self.operation, {**self.values, **values}))

    def call(self) -> list[str]:
        """The lines that send it."""
        options = [f"    {name}={text}," for name, text in self.options.items()]
        where = f'    f"{{{self.mock}.url}}{self.path}",'
        return ["httpx.request(", f'    "{self.operation.method}",', where, *options, ")"]


def valid(mock: str, operation: Operation, values: Mapping[str, Any]) -> Sent:
    """The request of an example, with the documented credential."""
    options = {"headers": f"{mock}.headers", "params": params_of(mock, values)}
    if "body" in values:
        options["json"] = literal(values["body"])
    return Sent(mock, operation, values, path_of(operation, values), options)


def path_of(operation: Operation, values: Mapping[str, Any]) -> str:
    """The path as part of an f-string: a parameter of which there is no value stands there as it is."""
    path = operation.path.replace("{", "{{").replace("}", "}}")
    for name, value in values.items():
        said = f"{{{{{name.removeprefix('path.')}}}}}"
        path = path.replace(said, str(value)) if name.startswith("path.") else path
    return path


def params_of(mock: str, values: Mapping[str, Any]) -> str:
    """The argument for the query of an example, beside what a caller needs."""
    query = {name.removeprefix("query."): value for name, value in values.items() if name.startswith("query.")}
    return f"{mock}.params | {literal(query)}" if query else f"{mock}.params"


def literal(value: Any) -> str:
    """A value as Python, as deep as arguments stand."""
    return pformat(value, width=WIDTH, sort_dicts=False).replace("\n", "\n" + " " * 8)


def headers_of(sent: Sent, **headers: str) -> str:
    """The argument for other headers, `_` for `-` in their names, beside the credential."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return f"{sent.mock}.headers | {literal(given)}"
