"""The checks over one vendor's folder: document, evidence and readings hold together; serves nothing."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, ValidationError
from openapi_spec_validator import OpenAPIV30SpecValidator
from openapi_spec_validator.schemas import schema_v30
from referencing.exceptions import PointerToNowhere

from mockserver.conformance import completeness, examples, lint, refusals
from mockserver.conformance.finding import Finding
from mockserver.evidence import profiles
from mockserver.evidence.evidence import Evidence, load
from mockserver.evidence.vendor_spec import apply, overlay_files
from mockserver.openapi.pointers import JSON, has, join, members, split, target
from mockserver.openapi.sources import SourceError, read_yaml
from mockserver.openapi.tree import operations

QUESTIONS = ("source", "form", "lint", "examples", "evidence", "exchanges", "refusals", "readings", "profiles")
"""What is asked: can it be read, is it OpenAPI, is it sound, do its examples fit, is everything supported, and are the
exchanges, the refusals, the readings and the profiles those of the document; the `check` of every finding is one of them."""


class Default:
    """The document of the default readings, and what lacks support in it already."""

    def __init__(self, document: JSON, evidence: Evidence) -> None:
        self.document, self._evidence = document, evidence

    @cached_property
    def lacking(self) -> Mapping[str, str]:
        """The places that need support and have none."""
        return completeness.lacking(self.document, self._evidence)


def check(folder: Path) -> list[Finding]:
    """Apply every check to a vendor's folder.

    A document whose form OpenAPI refuses is not looked at further.

    Args:
        folder: holds `openapi.yaml`, `evidence.yaml` and perhaps `readings/` and `profiles.yaml`.
    """
    openapi = folder / "openapi.yaml"
    findings: list[Finding] = []
    document = _read(findings, openapi, read_yaml)
    evidence = _read(findings, folder / "evidence.yaml", load)
    if document is not None:
        findings += _document(document, openapi)
        if any(finding.check == "form" for finding in findings):
            return findings
    if document is not None and evidence is not None:
        findings += completeness.check(document, evidence, openapi)
        findings += _exchanges(document, evidence, [None])
        findings += _successes(document, evidence, [None], openapi, operations(document))
        findings += _refusals(folder, document)
    if evidence is not None:
        findings += _vendor(folder, evidence)
        default = None if document is None else Default(document, evidence)
        findings += _overlays(folder, evidence, default)
        findings += _profiles(folder, evidence, default)
    return findings


def _document(document: Any, file: Path) -> Iterator[Finding]:
    """Look at one document alone; the rules of our own are for a document in OpenAPI's form."""
    form = list(_form(document, file))
    yield from form
    if not form:
        yield from lint.check(document, file)
        yield from examples.check(document, file)


def _read(findings: list[Finding], file: Path, read: Any) -> Any:
    try:
        return read(file)
    except SourceError as error:
        findings.append(Finding("source", file, error.place, error.reason))
        return None


def _form(document: Any, openapi: Path) -> Iterator[Finding]:
    """Ask the validator of OpenAPI 3.0.

    It names a whole schema where one member is wrong, so its own schema is asked again, for the innermost place.
    """
    if not isinstance(document, dict):
        yield Finding("form", openapi, "", "must be an object")
        return
    try:
        errors: list[Any] = list(OpenAPIV30SpecValidator(document).iter_errors())
    except PointerToNowhere as nowhere:
        yield Finding("form", openapi, "", f"the reference #{nowhere.ref} leads nowhere")
        return
    inner = [_innermost(error) for error in Draft4Validator(dict(schema_v30)).iter_errors(document)] if errors else []
    for error in inner or errors:
        yield Finding("form", openapi, join(*error.absolute_path), error.message.splitlines()[0][:300])


def _innermost(error: ValidationError) -> ValidationError:
    """Go down to the branch that fits furthest; that something is no reference is never what is wrong."""
    while error.context:
        error = max(error.context, key=lambda each: (len(each.absolute_path), "'$ref'" not in each.message))
    return error


def _vendor(folder: Path, evidence: Evidence) -> Iterator[Finding]:
    if evidence.vendor != folder.name:
        yield Finding("evidence", evidence.file, "/vendor", f"is {evidence.vendor!r} in the folder {folder.name!r}")


def _exchanges(document: JSON, evidence: Evidence, readings: Collection[tuple[str, str] | None]) -> Iterator[Finding]:
    """Every exchange and every unreachable status is one of the document's.

    Args:
        document: the document that some readings make.
        evidence: what is said.
        readings: whose entries are looked at; None stands for those of the default document.
    """
    known = operations(document)
    for index, exchange in enumerate(evidence.exchanges):
        here = join("exchanges", index)
        if exchange.reading not in readings:
            continue
        if what := _missing(document, known, exchange.operation, str(exchange.status)):
            yield Finding("exchanges", evidence.file, here, what)
        elif not _has_example(document, known[exchange.operation], str(exchange.status), exchange.example):
            what = f"{exchange.operation} has no example {exchange.example!r} for {exchange.status}"
            yield Finding("exchanges", evidence.file, here, what)
    for index, unreachable in enumerate(evidence.unreachable):
        what = _missing(document, known, unreachable.operation, unreachable.status)
        if what and unreachable.reading in readings:
            yield Finding("exchanges", evidence.file, join("unreachable", index), what)


def _successes(
    document: JSON, evidence: Evidence, readings: Collection[tuple[str, str] | None], file: Path, of: Collection[str]
) -> Iterator[Finding]:
    """Every example of a success of some operations is one of an exchange."""
    replayed = {
        (each.operation, str(each.status), each.example) for each in evidence.exchanges if each.reading in readings
    }
    for id, operation in operations(document).items():
        for response in members(document, operation, "responses"):
            status = split(response)[-1]
            if id not in of or not status.startswith("2"):
                continue
            for name, place in examples.named(document, response):
                if (id, status, name) not in replayed:
                    yield Finding("exchanges", file, place, f"no exchange of {evidence.file.name} replays the example")


def _refusals(folder: Path, document: JSON) -> Iterator[Finding]:
    """Every entry speaks of error examples that there are."""
    file = folder / refusals.FILE
    try:
        entries = refusals.load(folder)
    except SourceError as error:
        yield Finding("refusals", error.file, error.place, error.reason)
        return
    known = operations(document)
    for entry in entries:
        having = {
            id for id, operation in known.items()
            if entry.example in dict(examples.named(document, operation + join("responses", entry.status)))
        }  # fmt: skip
        named = set() if entry.operations == (refusals.ALL,) else set(entry.operations)
        if not having or named - having:
            who = ", ".join(sorted(named - having)) or "no operation"
            yield Finding("refusals", file, entry.place, f"{who} has an example {entry.example!r} for {entry.status}")


def _missing(document: JSON, known: dict[str, str], operation: str, status: str) -> str:
    if operation not in known:
        return f"there is no operation {operation!r}"
    listed = has(document, known[operation] + join("responses", status))
    return "" if listed else f"{operation} has no status {status}"


def _has_example(document: JSON, operation: str, status: str, name: str) -> bool:
    """Tell whether the response has the example; one without a body has none, and then needs none."""
    response = target(document, operation + join("responses", status))
    content = members(document, response, "content")
    return not content or any(has(document, media_type + join("examples", name)) for media_type in content)


def _overlays(folder: Path, evidence: Evidence, default: Default | None) -> Iterator[Finding]:
    """Every overlay belongs to an alternative of a reading that can be chosen, and makes a sound document."""
    for file in sorted((folder / "readings").glob("*")):
        name, _, value = file.name.removesuffix(".yaml").partition("=")
        reading = evidence.readings.get(name)
        if file.suffix != ".yaml" or not value:
            yield Finding("readings", file, "", "must be called <reading>=<value>.yaml")
        elif reading is None or not reading.built:
            yield Finding("readings", file, "", f"there is no built reading {name!r}")
        elif value not in reading.alternatives:
            yield Finding("readings", file, "", f"{value!r} is no alternative of {name!r}")
        elif default is not None:
            yield from _effective(file, evidence, default, {(name, value): file})
    for statement in evidence.statements:
        if statement.reading and not (folder / "readings" / f"{'='.join(statement.reading)}.yaml").exists():
            what = f"the reading {'='.join(statement.reading)} has no overlay"
            yield Finding("readings", evidence.file, statement.place, what)


def _profiles(folder: Path, evidence: Evidence, default: Default | None) -> Iterator[Finding]:
    """Every profile chooses what there is, and its overlays make a sound document together."""
    file = folder / profiles.FILE
    try:
        found = profiles.load(file, evidence)
    except SourceError as error:
        yield Finding("profiles", error.file, error.place, error.reason)
        return
    for profile in found.values():
        overlays = {
            pair: overlay for pair, overlay in overlay_files(folder).items() if pair in profile.readings.items()
        }
        if default is not None and len(overlays) > 1:
            yield from _effective(file, evidence, default, overlays)


def _effective(
    file: Path, evidence: Evidence, default: Default, overlays: Mapping[tuple[str, str], Path]
) -> Iterator[Finding]:
    """Look at the document that overlays make; a place is one in that document."""
    changed = copy.deepcopy(default.document)
    try:
        for overlay in overlays.values():
            apply(overlay, read_yaml(overlay), changed, alone=len(overlays) == 1)
    except SourceError as error:
        yield Finding("readings", error.file, error.place, error.reason)
    else:
        yield from _document(changed, file)
        yield from completeness.check_overlay(default.lacking, changed, evidence, file, overlays)
        yield from _exchanges(changed, evidence, overlays)
        new = set(operations(changed)) - set(operations(default.document))
        yield from _successes(changed, evidence, overlays, file, new)
