"""Explains a vendor, an operation or a field: what the document says, who states it, and how well; JSON values only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockserver.evidence.evidence import Evidence
from mockserver.evidence.statements import Label, Statement, strongest
from mockserver.evidence.support import Support, supported
from mockserver.evidence.vendor_spec import LabelledDocument, VendorSpec
from mockserver.openapi import pointers, tree
from mockserver.openapi.pointers import join

JSON = dict[str, Any]


class Unknown(LookupError):
    """There is nothing of that name to explain; the text lists what there is.

    Attributes:
        word: the name.
        known: what there is.
    """

    def __init__(self, text: str, word: str, known: Iterable[str]) -> None:
        super().__init__(text)
        self.word, self.known = word, [*known]


def explain(spec: VendorSpec, operation: str = "", field: str = "", readings: tuple[tuple[str, str], ...] = ()) -> JSON:
    """Explain as much as is asked for.

    Args:
        spec: the vendor's folder.
        operation: an operationId, or method and path (`POST /api/reports`); empty for the whole vendor.
        field: a dotted path in the operation's request body, parameters or responses (`schedule.frequency`, `[].id`).
        readings: those that change the document, as `VendorSpec.key` gives them; none for the default document.

    Raises:
        Unknown: no such operation or field.
    """
    labelled, evidence = spec.effective(readings), spec.evidence
    raw = labelled.document.raw
    support = supported(raw, evidence.under(readings))
    if not operation:
        return _vendor(spec, raw, support)
    found = tree.operations(raw)
    id = operation_named(spec.vendor, raw, operation)
    if field:
        return _field(raw, support, evidence, found[id], id, field)
    return _operation(evidence, labelled, support, found[id], id)


def operation_named(vendor: str, raw: JSON, name: str) -> str:
    """The id of an operation.

    Args:
        vendor: whose it is.
        raw: the document.
        name: its id, or its method and path; the path as the document writes it or as a request has it, with or without the
            vendor before it.

    Raises:
        Unknown: there is no such operation.
    """
    found = tree.operations(raw)
    if name in found:
        return name
    requests = {_request(place): id for id, place in found.items()}
    method, _, path = name.partition(" ")
    for each in (path, path.removeprefix(f"/{vendor}")):
        wanted = f"{method.upper()} {each.partition('?')[0]}"
        fitting = [request for request in requests if request == wanted or _fits(request, wanted)]
        if fitting:
            return requests[min(fitting, key=lambda request: (request != wanted, request.count("{")))]
    if path:
        raise Unknown(f"{vendor} has no {method.upper()} {path}; it has {', '.join(requests)}", name, requests)
    raise Unknown(f"{vendor} has no operation {name!r}; it has {', '.join(found)}", name, found)


def _fits(template: str, request: str) -> bool:
    """Whether method and path are those that a document writes with parameters."""
    written, sent = template.split("/"), request.split("/")
    return len(written) == len(sent) and all(
        one == other or ("{" in one and other != "") for one, other in zip(written, sent, strict=True)
    )


def _vendor(spec: VendorSpec, raw: JSON, support: Support) -> JSON:
    evidence = spec.evidence
    return {
        "vendor": spec.vendor,
        "title": evidence.title,
        "about": evidence.about,
        "pages": [
            {
                "page": page.id, "title": page.title, "address": page.url or page.source or "", "label": str(page.label),
                "statements": sum(len(section.statements) for section in page.sections),
            }
            for page in evidence.pages
        ],
        "operations": [
            {"operation": id, "request": _request(place), "label": _label(support, place)}
            for id, place in tree.operations(raw).items()
        ],
        "profiles": [
            {
                "profile": each.name, "about": each.about, "source": each.source, "readings": dict(each.readings),
                "switches": dict(each.switches),
            }
            for each in spec.profiles.values()
        ],
        "readings": _readings(evidence),
    }  # fmt: skip


def _operation(evidence: Evidence, labelled: LabelledDocument, support: Support, place: str, id: str) -> JSON:
    raw, labels = labelled.document.raw, labelled.labels
    node = pointers.at(raw, place)
    statuses = [
        {
            "status": pointers.last(each),
            "description": pointers.at(raw, pointers.target(raw, each)).get("description", ""),
            "label": _label(support, each),
            "schema": str(labels.schema.get((id, pointers.last(each)), Label.ASSUMED)),
            "stated": _sources(support, each),
        }
        for each in pointers.members(raw, place, "responses")
    ]
    return {
        "operation": id,
        "request": _request(place),
        "summary": node.get("summary", ""),
        "description": node.get("description", "").strip(),
        "label": _label(support, place),
        "stated": _sources(support, place),
        "parameters": [_parameter(raw, support, each) for each in tree.parameters(raw, place)],
        "body": [{"field": name, "label": _label(support, each)} for name, each in _body_fields(raw, place).items()],
        "statuses": statuses,
        "beside": _beside(evidence, support, place),
        "readings": [each for each in _readings(evidence) if each["built"]],
    }


def _body_fields(raw: JSON, operation: str) -> dict[str, str]:
    """The places of the fields of an operation's request body, by dotted path."""
    return tree.fields(raw, tree.schemas(raw, pointers.target(raw, operation + join("requestBody"))))


def _parameter(raw: JSON, support: Support, place: str) -> JSON:
    node = pointers.at(raw, pointers.target(raw, place))
    return {
        "parameter": node["name"], "in": node["in"], "label": _label(support, place), "stated": _sources(support, place),
    }  # fmt: skip


def _field(raw: JSON, support: Support, evidence: Evidence, place: str, id: str, field: str) -> JSON:
    uses = []
    holders = {"request": [place + join("requestBody")]}
    for response in pointers.members(raw, place, "responses"):
        holders[f"response {pointers.last(response)}"] = [response]
    for use, owners in holders.items():
        for schema in tree.schemas(raw, pointers.target(raw, owners[0])):
            owned, nodes = tree.field(raw, schema, field)
            for node in dict.fromkeys(nodes):
                uses.append({"in": use, **_facets(raw, support, owned, node)})
    for each in tree.parameters(raw, place):
        where = pointers.target(raw, each)
        if pointers.at(raw, where)["name"] == field:
            uses.append({"in": f"{pointers.at(raw, where)['in']} parameter", **_facets(raw, support, [], where)})
    if not uses:
        known = list(_body_fields(raw, place))
        listed = ", ".join(known) or "no request body"
        raise Unknown(f"{id} has no field {field!r}; its request body has {listed}", field, known)
    return {"operation": id, "field": field, "uses": uses, "readings": _about(evidence, field)}


def _facets(raw: JSON, support: Support, owners: Iterable[str], node: str) -> JSON:
    facets = [
        {"facet": name, "value": value, "label": _label(support, here), "stated": _sources(support, here)}
        for here, name, value in _constraints(raw, owners, node)
    ]
    written = pointers.at(raw, pointers.target(raw, node))
    return {
        "pointer": node, "type": written.get("type", written.get("schema", {}).get("type", "")),
        "description": written.get("description", "").strip(), "label": _label(support, node),
        "stated": _sources(support, node), "facets": facets,
    }  # fmt: skip


def _constraints(raw: JSON, owners: Iterable[str], node: str) -> Iterable[tuple[str, str, Any]]:
    """Every constraint on a field that the evidence speaks about: place, name, value."""
    for owner in owners:
        for entry in pointers.members(raw, owner, "required"):
            if pointers.at(raw, entry) == pointers.last(node):
                yield entry, "required", True
    for part in tree.parts(raw, pointers.target(raw, node)):
        for schema in (part, part + join("schema")):
            found = pointers.at(raw, schema)
            for name, value in found.items() if isinstance(found, dict) else ():
                if name == "enum":
                    for entry in pointers.members(raw, schema, "enum"):
                        yield entry, "value", pointers.at(raw, entry)
                elif name not in _NO_FACETS and not isinstance(value, dict | list):
                    yield schema + join(name), name, value


_NO_FACETS = ("description", "name", "in", "title")


def _beside(evidence: Evidence, support: Support, place: str) -> list[JSON]:
    """The behaviours stated in the sections that state this operation or one of its statuses."""
    about = {
        (each.page, each.section)
        for pointer, statements in support.statements.items()
        if pointer == place or pointer.startswith(place + "/")
        for each in statements
    }
    return [
        {"behaviour": each.id, "states": each.states, "label": str(each.label), "stated": [_source(each.statement)]}
        for each in evidence.behaviours.values()
        if (each.statement.page, each.statement.section) in about
    ]


def _readings(evidence: Evidence) -> list[JSON]:
    return [
        {
            "reading": each.id, "about": each.about, "default": each.default, "label": str(each.label),
            "alternatives": dict(each.alternatives), "built": each.built,
        }
        for each in evidence.readings.values()
    ]  # fmt: skip


def _about(evidence: Evidence, field: str) -> list[JSON]:
    """The readings that name a field's last step, written in any of the usual ways."""
    word = field.rpartition(".")[2].replace("[]", "").lower()
    return [
        each
        for each in _readings(evidence)
        if word and word in f"{each['reading']} {each['about']}".replace("-", "").lower()
    ]


def _request(place: str) -> str:
    path, method = place.rpartition("/")[::2]
    return f"{method.upper()} {pointers.last(path)}"


def _label(support: Support, place: str) -> str:
    found = support.statements.get(place)
    return str(strongest(each.label for each in found)) if found else "not stated"


def _sources(support: Support, place: str) -> list[JSON]:
    return [_source(each) for each in support.statements.get(place, ())]


def _source(statement: Statement) -> JSON:
    return {
        "page": statement.page,
        "section": statement.section,
        "label": str(statement.label),
        "states": statement.states,
    }
