"""One OpenAPI document, read, refused where it cannot be served, and compiled once; knows neither state nor HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockserver.openapi import operation, pointers
from mockserver.openapi.folding import Folding
from mockserver.openapi.operation import METHODS, Operation, methods
from mockserver.openapi.parameters import Unserved
from mockserver.openapi.schema import Schemas, Validator
from mockserver.openapi.sources import SourceError, read_yaml

_UNSERVED = {
    "oauth2": "the security scheme type oauth2 is not served",
    "openIdConnect": "the security scheme type openIdConnect is not served",
}


@dataclass(frozen=True)
class Document:
    """An OpenAPI document, ready to be served.

    Attributes:
        file: where it was read from.
        raw: its content as JSON values; never to be changed.
        operations: its operations by operationId, in the document's order.
        hosts: the vendor's host names, from `servers`.
        bare: whether it is somebody's own, taken as it is.
        bases: paths before which those of the document may stand too, from `servers`, the longest first.
        unserved: of a bare document, why an operation cannot be served, by operationId.
        asked: of those that cannot be served, those whose requests can be read, and refused where they are wrong.
        notes: of a bare document, what was passed over, by JSON pointer.
    """

    file: Path
    raw: dict[str, Any]
    operations: Mapping[str, Operation]
    schemas: Schemas
    hosts: tuple[str, ...]
    bare: bool = False
    bases: tuple[str, ...] = ("",)
    unserved: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Operation] = field(default_factory=dict)

    @cached_property
    def folding(self) -> Folding:
        """Its schemas, each folded into one when first looked at."""
        return self.schemas.folding

    def frames(self) -> Iterator[tuple[str, str, str]]:
        """Operation id, method and path of every operation, without compiling one."""
        for path, item in self.raw["paths"].items():
            yield from ((item[method]["operationId"], method.upper(), path) for method in methods(item))

    def schema(self, form: str | Mapping[str, Any]) -> Validator:
        """The response view of a schema.

        Args:
            form: the name of a schema of `components/schemas`, or a Schema Object that may refer to those.

        Raises:
            SourceError: if the document has no such schema.
        """
        if not isinstance(form, str):
            return self.schemas.inline("response", form)
        if form not in self.raw.get("components", {}).get("schemas", {}):
            raise SourceError(self.file, "/components/schemas", f"has no schema {form!r}")
        return self.schemas.compile("response", ["components", "schemas", form])


def load(file: Path) -> Document:
    """Read and compile a document.

    Raises:
        SourceError: if it cannot be read, or holds what cannot be served; names the JSON pointer and the reason.
    """
    return compiled(file, read_yaml(file))


def compiled(file: Path, raw: Any) -> Document:
    """Compile a document that was read already (an overlay may have been applied).

    Args:
        file: where it comes from, for messages.
        raw: its content; kept and never changed.

    Raises:
        SourceError: it holds what cannot be served.
    """
    refuse(file, raw)
    try:
        schemas = Schemas(raw)
    except ValueError as error:
        raise SourceError(file, "/components/schemas", str(error)) from None
    operations: dict[str, Operation] = {}
    for path, item in raw["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            place = pointers.join("paths", path, method)
            try:
                built = operation.build(raw, schemas, path, method)
            except Unserved as error:
                raise SourceError(file, error.place, error.reason) from None
            except (LookupError, ValueError, TypeError, AttributeError) as error:
                reason = f"leads nowhere: {error}" if isinstance(error, LookupError) else str(error)
                raise SourceError(file, place, reason) from None
            if built.id in operations:
                raise SourceError(file, f"{place}/operationId", f"{built.id!r} is used twice")
            operations[built.id] = built
    hosts = tuple(filter(None, (urlsplit(server.get("url", "")).hostname for server in raw.get("servers", []))))
    return Document(file, raw, operations, schemas, hosts)


_SHAPES: tuple[tuple[Any, ...], ...] = (
    ("components", dict),
    ("components", "schemas", dict),
    ("components", "schemas", "*", dict),
    ("components", "securitySchemes", dict),
    ("components", "securitySchemes", "*", dict),
    ("components", "securitySchemes", "*", "type", str),
    ("servers", list),
    ("servers", "*", dict),
    ("servers", "*", "url", str),
    ("security", list),
    ("security", "*", dict),
    ("paths", "*", "*", "security", list),
    ("paths", "*", "*", "security", "*", dict),
    ("paths", "*", "*", "operationId", str),
)
"""What stands where in a document's frame, if anything does; `*` is every member. The last of a row is its kind."""
_KINDS: dict[type, str] = {dict: "an object", list: "a list", str: "a text"}


def _refuse_shape(file: Path, node: Any, where: list[str], kind: type, place: str = "") -> None:
    if not where:
        if not isinstance(node, kind):
            raise SourceError(file, place, f"{_KINDS[kind]} is expected")
        return
    inner = node if isinstance(node, dict) else dict(enumerate(node)) if isinstance(node, list) else {}
    for name in inner if where[0] == "*" else inner.keys() & {where[0]}:
        _refuse_shape(file, inner[name], where[1:], kind, place + pointers.join(str(name)))


def refuse(file: Path, raw: Any) -> None:
    """Refuse, with its place, what this server does not serve.

    Raises:
        SourceError: with the JSON pointer and the reason.
    """
    if not isinstance(raw, dict) or not str(raw.get("openapi", "")).startswith("3.0."):
        raise SourceError(file, "/openapi", "only OpenAPI 3.0 documents are served")
    if not isinstance(raw.get("paths"), dict) or not raw["paths"]:
        raise SourceError(file, "/paths", "the document has no paths")
    for *where, kind in _SHAPES:
        _refuse_shape(file, raw, where, kind)
    for index, server in enumerate(raw.get("servers", [])):
        if urlsplit(server.get("url", "")).path.strip("/"):
            raise SourceError(file, f"/servers/{index}/url", "a server has no path here; write it into the path keys")
    for name, scheme in raw.get("components", {}).get("securitySchemes", {}).items():
        if scheme.get("type") in _UNSERVED:
            raise SourceError(file, f"/components/securitySchemes/{name}", _UNSERVED[scheme["type"]])
    for path, item in raw["paths"].items():
        _refuse_path(file, raw, path, item)


def _refuse_path(file: Path, raw: dict[str, Any], path: str, item: Any) -> None:
    place = pointers.join("paths", path)
    if not path.startswith("/") or not isinstance(item, dict):
        raise SourceError(file, place, "a path starts with a slash and holds operations")
    schemes = raw.get("components", {}).get("securitySchemes", {})
    for method, node in item.items():
        if method in METHODS:
            for member in ("operationId", "responses"):
                if not isinstance(node, dict) or not node.get(member):
                    raise SourceError(file, f"{place}/{method}", f"the operation has no {member}")
            for requirement in node.get("security", raw.get("security", [])):
                for name in requirement:
                    if name not in schemes:
                        raise SourceError(file, f"{place}/{method}/security", f"no security scheme is called {name!r}")
        elif method not in ("parameters", "summary", "description"):
            raise SourceError(file, f"{place}/{method}", "is not served")
