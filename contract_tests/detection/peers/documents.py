"""Copies of the documents with which Dredd and Specmatic can run: one example each, one security scheme, ids that exist.

Both get the same concessions: what these documents hold in `examples` stands in the place where the tool looks, path parameters are
those of records that are there, and the security scheme is the one whose credential is given.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.detection.askers import credentials
from contract_tests.detection.defects import METHODS, document
from mockserver.authorization import kind_of, schemes_of
from mockserver.openapi.sources import read_yaml

NAME = "one"
"""What the one example of a request and of its answer is called, so that they belong together."""


def for_dredd(vendor: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """The copy for Dredd: `example` in place of `examples`, no optional parameters, a key in the query as a parameter.

    It has no refusals: Dredd sends the same request for every answer that is listed, and can provoke none of them.
    """
    copied = _copy(vendor, ids)
    given = credentials(vendor)[0]
    key = next((each for each in schemes_of(copied).values() if kind_of(each) == given.scheme), {})
    for operation in _operations(copied):
        answers = operation["responses"]
        operation["responses"] = {status: each for status, each in answers.items() if str(status).startswith("2")}
        if key.get("in") == "query":
            schema = {"type": "string"}
            told = {"name": key["name"], "in": "query", "required": True, "schema": schema, "example": given.secret}
            operation.setdefault("parameters", []).append(told)
        for holder in _holders(operation):
            holder.update({"example": _first(holder)} if "examples" in holder else {})
            holder.pop("examples", None)
        for each in operation.get("parameters", []):
            if not each.get("required"):
                each.pop("example", None)
    return copied


def for_specmatic(vendor: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """The copy for Specmatic: one example of a body and of its success, of one name; none of optional parameters and refusals.

    Alternatives of a schema with a type of its own are left out: Specmatic 2.55 takes each for the whole, and refuses the examples.
    """
    copied = _plain(_copy(vendor, ids))
    for operation in _operations(copied):
        body = [*operation.get("requestBody", {}).get("content", {}).values()]
        good = [each for status, each in operation.get("responses", {}).items() if str(status).startswith("2")]
        answers = [media for each in good for media in each.get("content", {}).values()]
        named = [each for each in [*body[:1], *answers[:1]] if "examples" in each or "example" in each]
        for holder in _holders(operation):
            value = _first(holder)
            holder.pop("examples", None)
            holder.pop("example", None)
            if any(holder is each for each in named) and len(named) == len([*body[:1], *answers[:1]]):
                holder["examples"] = {NAME: {"value": value}}
        for each in operation.get("parameters", []):
            if each["in"] == "path":
                each["examples"] = {NAME: {"value": each["schema"]["enum"][0]}} if "enum" in each["schema"] else {}
    return copied


def _copy(vendor: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """A copy without references outside of schemas, whose path parameters have a value and whose security is one scheme."""
    raw = read_yaml(document(vendor))
    copied = copy.deepcopy(raw)
    copied["servers"] = [{"url": "/"}]
    given = credentials(vendor)[0]
    kept = [name for name, each in schemes_of(copied).items() if kind_of(each) == given.scheme]
    for path, item in copied["paths"].items():
        shared = item.pop("parameters", [])
        for method in METHODS:
            if method in item:
                item[method] = _flat(_unreferred(item[method], raw), shared, raw)
                _pin(path, item[method], _id_of(path, method, ids))
                item[method]["security"] = _secured(item[method].get("security", raw.get("security", [])), kept)
    return copied


def _flat(operation: dict[str, Any], shared: list[Any], raw: Any) -> dict[str, Any]:
    parameters = [*(_unreferred(each, raw) for each in shared), *operation.get("parameters", [])]
    return {**operation, "parameters": parameters}


def _unreferred(node: Any, raw: Any) -> Any:
    """A node with what its references mean, but for those to schemas."""
    if isinstance(node, list):
        return [_unreferred(each, raw) for each in node]
    if not isinstance(node, dict):
        return node
    target = node.get("$ref")
    if isinstance(target, str) and not target.startswith("#/components/schemas/"):
        found = raw
        for key in target.removeprefix("#/").split("/"):
            found = found[key.replace("~1", "/").replace("~0", "~")]
        return _unreferred(found, raw)
    return {key: _unreferred(value, raw) for key, value in node.items()}


def _plain(node: Any) -> Any:
    """A node whose schemas have no alternatives beside a type, and the first of them where they have none."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(value) for key, value in node.items()}
    for key in ("anyOf", "oneOf"):
        if isinstance(plain.get(key), list):
            first = plain.pop(key)[0]
            plain = plain if {"type", "properties", "allOf"} & set(plain) else {**first, **plain}
    plain.pop("not", None)
    return plain


def _secured(security: list[Any], kept: list[str]) -> list[Any]:
    return [each for each in security if set(each) & set(kept)][:1] or ([] if not security else [{kept[0]: []}])


def _id_of(path: str, method: str, ids: Mapping[str, str]) -> str:
    """The id of a record at a path: one of its own for what deletes."""
    collection = path.partition("/{")[0]
    deletes = method == "delete" or path.endswith("/delete")
    return ids.get(f"{collection} deleted" if deletes else collection, "") if path.count("{") == 1 else ""


def _pin(path: str, operation: dict[str, Any], id: str) -> None:
    """Let the parameters of a path have one value: the id that is given, or their first example."""
    for each in operation["parameters"]:
        if each["in"] != "path":
            continue
        value = id or _first(each)
        number = each.get("schema", {}).get("type") == "integer"
        value = int(value) if number and str(value).isdigit() else value
        each.pop("examples", None)
        each["example"] = value
        each["schema"] = {"type": "integer" if number else "string", "enum": [value]}


def _first(holder: Mapping[str, Any]) -> Any:
    examples = holder.get("examples", {})
    return next((each.get("value") for each in examples.values()), holder.get("example"))


def _operations(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in raw["paths"].values():
        yield from (item[method] for method in METHODS if method in item)


def _holders(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parameters and contents of an operation, which may have examples."""
    yield from operation.get("parameters", [])
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for answer in operation.get("responses", {}).values():
        yield from answer.get("content", {}).values()
        yield from answer.get("headers", {}).values()
