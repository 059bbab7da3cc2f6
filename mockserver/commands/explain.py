"""`mockserver explain`: who says so, as text for a terminal; the explaining itself is in `evidence/explanation.py`."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from mockserver.arguments import command
from mockserver.commands import GOOD
from mockserver.documents import in_own, is_document, named, not_present
from mockserver.masking import visible
from mockserver.settings import BadSetting, Settings
from mockserver.spelling import nearest
from mockserver.words import Word, complete_operations, complete_vendors

JSON = dict[str, Any]
WIDTH = 110


@command(
    uses=("own", "specs", "cache", "profile", "reading"),
    examples=(
        "mockserver explain grafana",
        "mockserver explain grafana createReport",
        "mockserver explain grafana createReport schedule.frequency",
        "mockserver explain grafana POST /api/reports",
    ),
)
@click.argument("vendor", metavar="VENDOR|DOCUMENT", cls=Word, about="whose answers", shell_complete=complete_vendors)
@click.argument(
    "what", nargs=-1, metavar="[OPERATION|METHOD PATH] [FIELD]", cls=Word, shell_complete=complete_operations,
    about="an operationId such as createReport, or a request such as POST /api/reports; and a field such as schedule.frequency",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def explain(settings: Settings, *, vendor: str, what: Sequence[str], as_json: bool) -> int:
    """Say where an answer comes from.

    Of a whole vendor, of an operation (its parameters, members and statuses), or of a field (its constraints): what the document
    says, who states it, how well, and what is contradictory; under the profile and the readings that are chosen.
    """
    operation, field = _asked(what)
    from mockserver.engine.discovery import present
    from mockserver.evidence import explanation, vendor_spec
    from mockserver.serving.choices import adopting, chosen_at_start

    known = present(settings.own)
    own = in_own(settings.own, known)
    try:
        if vendor in own or is_document(vendor, known):
            from mockserver.serving.documents import serve

            name, file = (vendor, own[vendor]) if vendor in own else named(vendor)
            served = serve(name, file, settings)
            if not as_json and not field:
                print(visible("\n".join(_inferred(served, operation)), lines=True))
                if not served.spec.evidence.statements:
                    return GOOD
                print()
            found = explanation.explain(served.spec, operation, field)
        elif vendor not in known:
            raise not_present(vendor, settings, known, own)
        else:
            spec = adopting(vendor_spec.load(settings.specs_of(vendor)), settings)
            chosen = chosen_at_start(spec, settings)
            readings = spec.readings(chosen.profile, chosen.readings)
            found = explanation.explain(spec, operation, field, spec.key(readings))
    except explanation.Unknown as error:
        raise BadSetting(f"{error}{nearest(error.word, error.known)}") from None
    print(json.dumps(found, ensure_ascii=False, indent=2) if as_json else visible("\n".join(lines(found)), lines=True))
    return GOOD


def _asked(what: Sequence[str]) -> tuple[str, str]:
    """The operation and the field that some words name, either of them perhaps empty.

    Raises:
        BadSetting: there is a word too many.
    """
    request = len(what) > 1 and what[1].startswith("/")
    operation = " ".join(what[: 2 if request else 1])
    field, *more = [*what[2 if request else 1 :], ""]
    if any(more):
        raise BadSetting(f"explain: {more[0]!r} is a word too many after operation and field")
    return operation, field


def lines(explanation: JSON) -> Iterator[str]:
    """The lines that a person reads."""
    if "field" in explanation:
        yield from _field(explanation)
    elif "operation" in explanation:
        yield from _operation(explanation)
    else:
        yield from _vendor(explanation)


def _vendor(it: JSON) -> Iterator[str]:
    yield f"{it['title']} ({it['vendor']})"
    yield from _wrapped(it["about"])
    yield ""
    yield "Pages"
    for page in it["pages"]:
        yield f"  {page['label']:<11} {page['title']} – {page['statements']} statements"
        if page["address"]:
            yield f"  {'':<11} {page['address']}"
    yield ""
    yield "Operations"
    width = max(len(each["operation"]) for each in it["operations"])
    for each in it["operations"]:
        yield f"  {each['label']:<11} {each['operation']:<{width}}  {each['request']}"
    if it["profiles"]:
        yield ""
        yield "Profiles that can be chosen"
    for each in it["profiles"]:
        chosen = {**each["readings"], **each["switches"]}
        yield f"  {each['profile']}: {', '.join(f'{name}={value}' for name, value in chosen.items())}"
        yield from _wrapped(f"{each['about']} {each['source']}", indent=14)
    yield from _readings("Contradictions and gaps, with the reading that holds by default", it["readings"])


def _operation(it: JSON) -> Iterator[str]:
    yield f"{it['operation']}  {it['request']}  [{it['label']}]"
    yield from _wrapped(it["summary"])
    yield from _wrapped(it["description"])
    yield from _stated(it["stated"])
    for each in it["parameters"]:
        yield ""
        yield f"Parameter {each['parameter']} ({each['in']})  [{each['label']}]"
        yield from _stated(each["stated"])
    if it["body"]:
        yield ""
        yield "Members of the body"
        yield from (f"  {each['label']:<11} {each['field']}" for each in it["body"])
    yield ""
    yield "Statuses"
    for each in it["statuses"]:
        body = "" if each["schema"] == each["label"] else f", its body [{each['schema']}]"
        yield f"  {each['label']:<11} {each['status']:<8} {each['description'].partition(chr(10))[0].rstrip('.')}{body}"
        yield from _stated(each["stated"], indent=14)
    if it["beside"]:
        yield ""
        yield "Stated beside it"
        for each in it["beside"]:
            yield from _wrapped(f"{each['label']:<11} {each['states']} ({each['behaviour']})", hanging=14)
    yield from _readings("Readings that can be chosen", it["readings"])


def _field(it: JSON) -> Iterator[str]:
    yield f"{it['operation']}  {it['field']}"
    for use in it["uses"]:
        yield ""
        yield f"In the {use['in']}: {use['type'] or 'any type'}  [{use['label']}]"
        yield from _wrapped(use["description"])
        yield from _stated(use["stated"])
        for facet in use["facets"]:
            value = json.dumps(facet["value"], ensure_ascii=False)
            yield f"  {facet['label']:<11} {facet['facet']} {value}".rstrip()
    yield from _readings("What the sources say differently", it["readings"])


def _readings(title: str, readings: Iterable[JSON]) -> Iterator[str]:
    for number, each in enumerate(readings):
        if number == 0:
            yield ""
            yield title
        choices = ", ".join(each["alternatives"])
        built = f"; can be {choices}" if each["built"] and choices else f"; not built: {choices}" if choices else ""
        yield f"  {each['label']:<11} {each['reading']}={each['default']}{built}"
        yield from _wrapped(each["about"], indent=14)


def _stated(sources: Iterable[JSON], indent: int = 2) -> Iterator[str]:
    places = dict.fromkeys(f"{each['page']} › {each['section']} [{each['label']}]" for each in sources)
    for number, place in enumerate(places):
        yield " " * indent + ("stated in " if number == 0 else "      and ") + place


def _wrapped(text: str, indent: int = 2, hanging: int | None = None) -> Iterator[str]:
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        after = " " * (indent if hanging is None else hanging)
        yield from textwrap.wrap(paragraph, WIDTH, initial_indent=" " * indent, subsequent_indent=after)


def _inferred(served: Any, operation: str) -> Iterator[str]:
    """What a document's operations do and why, or one of them with what it lists; who else says so is not told here.

    Raises:
        Unknown: the document has no such operation.
    """
    from mockserver.evidence import explanation

    document = served.spec.labelled.document
    asked = explanation.operation_named(served.vendor.name, document.raw, operation) if operation else ""
    for id, method, path in document.frames():
        if asked in ("", id):
            reason = document.unserved.get(id)
            yield f"{id}  {method} {path}"
            yield f"  {f'not served: {reason}' if reason else served.inference.explain(id)}"
            listed = document.raw["paths"][path][method.lower()]["responses"]
            labels = (
                ""
                if served.spec.evidence.statements
                else "; documented where an example of the document is answered, else assumed"
            )
            yield f"  lists {', '.join(listed)}{labels}"
