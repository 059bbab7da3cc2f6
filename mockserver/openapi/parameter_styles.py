"""What a document says of a parameter: the styles that are served, and the parameter compiled with its own; reads no text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.openapi import pointers
from mockserver.openapi.fields import Fields
from mockserver.openapi.parameters import MISSING, Parameter, Unserved
from mockserver.openapi.scalars import Types, all_types, resolved
from mockserver.openapi.schema import Schemas

STYLES: Mapping[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
"""Where a parameter stands, to the styles that are served there; the first is the default."""
CONTENT = ("json", "any")
"""The styles of parameters that have a media type: JSON, and any other where all is to be served."""


def compiled(document: dict[str, Any], schemas: Schemas, place: list[str], node: dict[str, Any]) -> Parameter:
    """Compile the parameter at a place of a document.

    Args:
        document: the document as plain JSON values.
        schemas: its schemas.
        place: where the parameter is written.
        node: what stands there, references followed.

    Raises:
        Unserved: its style is not served.
    """
    style, explode = _style(node, schemas.lazily)
    below = _schema_place(place, node)
    if "content" in node:
        style = _content_style(node, schemas.lazily)
    schema = resolved(document, pointers.get(document, below))
    types = all_types(document, schema)
    is_object = style not in CONTENT and _is_object(schema, types)
    if schemas.lazily and style == "deepObject" and not is_object and "array" not in types.own:
        style, explode = STYLES[node["in"]][0], True
    _refuse(pointers.join(*place), node, style, explode, is_object, "array" in types.own)
    return Parameter(
        node["name"],
        node["in"],
        node.get("required", False),
        style,
        explode,
        types,
        members={name: all_types(document, item) for name, item in _object(schema.get("properties")).items()},
        others=_other_types(document, schema.get("additionalProperties")),
        is_object=is_object,
        exploded_object=is_object and style == "form" and explode,
        default=schema.get("default", MISSING),
        validator=schemas.compile("request", below),
        pointer=pointers.join(*place),
        schema=pointers.join(*below),
        forgiving=schemas.lazily,
        repeatable=schemas.lazily and _is_credential(document, node),
        nested=_nested(schemas, node["name"], schema) if schemas.lazily and style == "deepObject" else None,
    )


def _style(node: dict[str, Any], lazily: bool) -> tuple[str, bool]:
    """The style of a parameter, and whether it is exploded; where all is to be served, an unknown style is the default."""
    usual = STYLES[node["in"]][0]
    style = node.get("style", usual)
    if lazily and style not in STYLES[node["in"]]:
        style = usual
    return style, node.get("explode", style == "form")


def _content_style(node: dict[str, Any], lazily: bool) -> str:
    """How a parameter is read that has a media type."""
    return "any" if lazily and not _media_type(node).lower().endswith("json") else "json"


def _media_type(node: dict[str, Any]) -> str:
    media_type: str = next(iter(node["content"]))
    return media_type


def _schema_place(place: list[str], node: dict[str, Any]) -> list[str]:
    """Where the document has the schema of a parameter."""
    return [*place, "content", _media_type(node), "schema"] if "content" in node else [*place, "schema"]


def _is_object(schema: dict[str, Any], types: Types) -> bool:
    """Whether a text is read as an object, as far as its schema says."""
    return "array" not in types.own and ("object" in types.own or ("properties" in schema and not types.own))


def _other_types(document: dict[str, Any], others: Any) -> Types | None:
    """What properties without a schema of their own are read as; None where there are none."""
    return all_types(document, others if isinstance(others, dict) else {}) if others else None


def _is_credential(document: dict[str, Any], node: dict[str, Any]) -> bool:
    """Whether a parameter is what a security scheme asks for, too: clients may send it once for each."""
    schemes = document.get("components", {}).get("securitySchemes", {}).values()
    return any(each.get("in") == node["in"] and each.get("name") == node["name"] for each in schemes)


def _nested(schemas: Schemas, name: str, schema: dict[str, Any]) -> Callable[[list[tuple[str, str]]], Any]:
    """A reader of `w[a][b]=1`, as deep as a client writes it; nothing where nothing is sent."""
    fields, whole = Fields(schemas.folding), {"type": "object", "properties": {name: schema}}
    return lambda pairs: fields.read(whole, pairs, {})[name] if pairs else {}


def _refuse(place: str, node: dict[str, Any], style: str, explode: bool, is_object: bool, is_list: bool) -> None:
    served = STYLES[node["in"]]
    if style == "any":
        return
    if style == "json":
        media_type = _media_type(node)
        if not media_type.lower().endswith("json"):
            raise Unserved(pointers.join(*pointers.split(place), "content"), f"{media_type} is not served; JSON is")
    elif style not in served:
        what = f"the style {style} is not served; of parameters in {node['in']}, {', '.join(served)} is"
        raise Unserved(f"{place}/style", what)
    elif style == "deepObject" and not is_object and not is_list:
        raise Unserved(f"{place}/style", "the style deepObject is served for objects and lists only")


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
