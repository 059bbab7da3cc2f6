"""What an answer has beside its list: totals, cursors, addresses of other pages; looks at schemas only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.engine.inference import pages, shapes
from mockserver.engine.inference.addresses import ENDS, LEADING
from mockserver.engine.inference.outlines import Outline
from mockserver.engine.inference.pages import ABOUT, Member
from mockserver.engine.inference.paths import letters
from mockserver.openapi.acceptance import scalar
from mockserver.openapi.folding import Folding, Schema, nullable, required, types
from mockserver.openapi.making.ways import NOTHING

DEEPEST = 3
"""So many objects in each other are looked into: `meta.pagination.links`."""
ADDRESSES = frozenset(["uri", "url", "uri-reference", "iri", "iri-reference"])
"""The formats of addresses."""


def beside(folding: Folding, schema: Any, outline: Outline) -> Mapping[str, Member]:
    """The members of an answer that lists something, as lists look at them."""
    goes_on = any(place == "query" and letters(name) in pages.CURSORS for place, name in outline.parameters)
    return _members(folding, schema, DEEPEST, {"next"} if goes_on else set(), linking=False, page="")


def _members(
    folding: Folding, schema: Any, deeper: int, leading: set[str], *, linking: bool, page: str
) -> Mapping[str, Member]:
    """The members of an object, and those of the objects in it that are about the list.

    Args:
        leading: what members are called that hold what a parameter of the list goes on from.
        linking: whether the object holds links.
        page: of which page it is the link, if it is one.
    """
    demanded = required(folding.fold(schema))
    found: dict[str, Member] = {}
    for name, inner in shapes.members(folding, schema).items():
        plain, folded = letters(name), folding.fold(inner)
        end = _end(folded, name in demanded)
        to = LEADING.get(plain, "") if not page else page if plain in ENDS else ""
        leads = name in leading and not linking and _leads(folded)
        if "object" in types(folded) and deeper and (plain in ABOUT or to or leads):
            within = leading | {"after"} if name in leading else leading
            links = plain in ("links", "link")
            found[name] = Member(_members(folding, inner, deeper - 1, within, linking=links, page=to), end, leads)
        elif to and not leads and _addresses(plain, folded, sure=linking or bool(page)):
            found[name] = Member({}, end, page=to, path=str(folded.get("example", ""))[:1] == "/")
        else:
            found[name] = Member({}, end, leads)
    return found


def _addresses(plain: str, schema: Schema, *, sure: bool) -> bool:
    """Whether a member that is called like a page holds its address.

    Args:
        sure: whether it stands among links.
    """
    if not {*types(schema)} <= {"string", "null"}:
        return False
    if schema.get("format") in ADDRESSES or "://" in (example := str(schema.get("example", ""))) or example[:1] == "/":
        return True
    return (
        "format" not in schema
        and not example
        and (sure or plain.endswith(ENDS) or plain in ("next", "prev", "previous"))
    )


def _leads(schema: Schema) -> bool:
    """Whether a member called `next` may hold a cursor: an object that holds it, or a text that is no address."""
    address = "format" in schema or "://" in str(schema.get("example", ""))
    return "object" in types(schema) or ("string" in types(schema) and not address)


def _end(schema: Schema, demanded: bool) -> Any:
    """What a member is that says what comes next, where nothing does."""
    if nullable(schema):
        return None
    return "" if demanded and "string" in types(schema) and scalar(schema, "") else NOTHING
