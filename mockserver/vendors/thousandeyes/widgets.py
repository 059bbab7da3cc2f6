"""ThousandEyes' widgets: from what was sent to what is stored and shown, and the rule of their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.ids import unused
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.pointers import join
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.thousandeyes.records import WIDGET

LOWER = "abcdefghijklmnopqrstuvwxyz"
GENERATED = LOWER + "0123456789"
EMBED = "https://embed.thousandeyes.com/e/"
MEASURE = ("type", "percentileValue")
MEASURED = ("dataSource", "metricGroup", "metric", "measure")
CARD = (
    "id", "description", *MEASURED, "filters", "compareToPreviousValue", "fixedTimespan", "minScale", "maxScale",
)  # fmt: skip
PARTS = {
    "multiMetricColumns": ("id", *MEASURED),
    "numberCards": CARD,
}
"""Member of a widget that holds parts with ids of their own, to the members of such a part."""

WIDGETS = ("widgets",)
"""The member of a report that its widgets are."""

OF_A_WIDGET = 3
"""Steps to the id of a widget; to that of a column or card there are more."""

Sent = Mapping[str, Any]


@carries_out("widget-id-alias")
def id_member(sent: Sent) -> str:
    """The member in which a widget was sent its id: `id` comes before its alias."""
    return "widgetId" if "widgetId" in sent and "id" not in sent else "id"


@carries_out("ids-over-columns-and-cards")
def ids(widgets: list[Sent]) -> Iterator[tuple[str, str]]:
    """Where the ids of a sent report are, and which: one space for widgets, columns and cards."""
    for index, widget in enumerate(widgets):
        member = id_member(widget)
        if member in widget:
            yield join("widgets", index, member), widget[member]
        for name in PARTS:
            for place, part in enumerate(widget.get(name, ())):
                if "id" in part:
                    yield join("widgets", index, name, place, "id"), part["id"]


@carries_out("widget-ids-unique")
def refuse_duplicates(call: Call) -> None:
    """Refuse an id that a report uses twice; upper and lower case differ.

    Raises:
        Problem: `conflict`.
    """
    seen: dict[str, str] = {}
    for place, id in ids(call.body.get("widgets", [])):
        if id in seen:
            call.cite("error-widget-id-duplicate")
            if max(each.count("/") for each in (place, seen[id])) > OF_A_WIDGET:
                call.cite("ids-over-columns-and-cards")
            raise Problem("conflict", violations=(Violation(place, f"duplicate id {id}"),))
        seen[id] = place


def stored(call: Call, sent: list[Sent], old: list[Record]) -> list[Record]:
    """The widgets of a report as they are kept; those that are there already keep what only the server writes."""
    taken = {id for _, id in ids(sent)}
    before = {widget["id"]: widget for widget in old}
    return [widget(call, each, taken, before) for each in sent]


@carries_out("unknown-members-dropped", "embed-url")
def widget(call: Call, sent: Sent, taken: set[str], before: Mapping[str, Record]) -> Record:
    """One widget: known members exactly as sent, with an id, a title and a visual mode."""
    call.cite("widget-as-sent", members=WIDGETS)
    kept = picked(call, sent, WIDGET)
    kept["id"] = sent[id_member(sent)] if id_member(sent) in sent else generated_id(call, taken)
    if "widgetId" in sent:
        call.cite("widget-id-alias", members=WIDGETS)
    if kept["id"] in before:
        call.cite("update-keeps-widget-id", members=WIDGETS)
    if "title" not in kept:
        call.cite("widget-title-default", members=WIDGETS)
    kept.setdefault("title", kept["type"])
    kept.setdefault("visualMode", "Full")
    kept.pop("embedUrl", None)
    if kept.get("isEmbedded"):
        old = before.get(kept["id"], {})
        kept["embedUrl"] = old.get("embedUrl") or EMBED + call.world.chance.text(LOWER, 10)
    for name in PARTS:
        if name in kept:
            kept[name] = [part(call, each, name, taken) for each in kept[name]]
    return kept


def part(call: Call, sent: Sent, name: str, taken: set[str]) -> Record:
    """One column or card, with an id."""
    kept = picked(call, sent, PARTS[name])
    return {"id": kept["id"] if "id" in kept else generated_id(call, taken), **kept}


def picked(call: Call, sent: Sent, members: tuple[str, ...]) -> dict[str, Any]:
    """The members that are known, in their usual order."""
    kept = {name: sent[name] for name in members if name in sent}
    if "measure" in kept:
        measure = kept["measure"]
        kept["measure"] = {name: measure[name] for name in MEASURE if name in measure}
    if isinstance(kept.get("filters"), list):
        kept["filters"] = merged(call, kept["filters"])
    return kept


def merged(call: Call, filters: list[Mapping[str, list[Any]]]) -> dict[str, list[Any]]:
    """Filters sent as an array of objects, as one object."""
    call.cite("filters-merged", members=WIDGETS)
    names = dict.fromkeys(name for each in filters for name in each)
    return {name: [id for each in filters for id in each.get(name, ())] for name in names}


@carries_out("widget-ids-generated", "generated-id-form")
def generated_id(call: Call, taken: set[str]) -> str:
    """An id that the report does not use yet."""
    id = unused(lambda: call.world.chance.text(GENERATED, 5), taken.__contains__)
    taken.add(id)
    return id


def to_json(call: Call, widgets: list[Record], address: str) -> list[dict[str, Any]]:
    """Widgets as answers show them, each with the address of its data."""
    if widgets:
        call.cite("widget-links")
    return [{**each, "apiLink": f"{address}/{each['id']}"} for each in widgets]


def find(call: Call, widgets: list[Record]) -> Record:
    """The widget that the path names; columns and cards are none.

    Raises:
        Problem: `unknown-widget`.
    """
    found = next((each for each in widgets if each["id"] == call.path["widgetId"]), None)
    if found is None:
        if any(
            part["id"] == call.path["widgetId"] for each in widgets for name in PARTS for part in each.get(name, ())
        ):
            call.cite("widget-is-not-a-column")
        raise Problem("unknown-widget", "use the id of one of its widgets")
    return found
