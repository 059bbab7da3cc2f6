"""The figures of ThousandEyes' widgets: made up, always the same for the same widget, group, time and seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice, product
from math import prod
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.vendor import carries_out
from mockserver.state.store import Record
from mockserver.vendors.thousandeyes import ranges, reports, snapshots, widgets
from mockserver.vendors.thousandeyes.ranges import Range
from mockserver.vendors.thousandeyes.records import GROUPS

NOT_CONFIGURED = "Widget is not fully configured"
NO_DATA = "No data"
MOST_POINTS = 10_000
GROUPINGS = ("groupBy", "rowGroupBy", "columnGroupBy", "axisGroupBy")
SCALES = {
    "Availability": (95, 100),
    "Available Bandwidth": (20, 900),
    "Jitter": (0, 30),
    "Latency": (5, 250),
    "Loss": (0, 5),
    "Response Time": (80, 900),
}
"""Metric to the lowest and highest figure; others are between 0 and 100."""

Key = tuple[object, ...]
Within = Callable[[Record], Range]


@carries_out("values-deterministic")
def figure(call: Call, key: Key, metric: str, moment: object) -> float:
    """The figure of a series (widget, column or card, group) at a time: a level of its own, and some movement."""
    low, high = SCALES.get(metric, (0, 100))
    chance = call.world.chance
    level, movement = chance.fixed("level", *key), chance.fixed("movement", *key, moment)
    return round(low + (high - low) * (0.7 * level + 0.3 * movement), 3)


def data_points(call: Call, key: Key) -> int:
    """How many measurements stand behind one bin of a series."""
    return 12 + int(call.world.chance.fixed("count", *key) * 500)


def report_widget_data(call: Call) -> Any:
    """The data of a report's widget over the range that the request is about."""
    report = reports.get_or_404(call, call.path["reportId"])
    widget = widgets.find(call, report["widgets"])
    return data(call, report["reportId"], widget, lambda card: ranges.requested_range(call, widget, card))


def snapshot_widget_data(call: Call) -> Any:
    """The data of a snapshot's widget over the snapshot's own range."""
    snapshot = snapshots.get_or_404(call)
    widget = widgets.find(call, snapshot["widgets"])
    call.cite("snapshot-data-range")
    return data(call, snapshot["report"]["reportId"], widget, lambda card: ranges.of_snapshot(snapshot))


def data(call: Call, report: str, widget: Record, within: Within) -> dict[str, Any]:
    """The data of a widget, in the form that its type has."""
    call.cite("values-deterministic")
    return FORMS.get(widget["type"], of_series)(call, (report, widget["id"]), widget, within)


def groups(call: Call, widget: Record) -> list[Record]:
    """The properties by which a widget groups, with their labels; one that the world does not know gives none."""
    names = dict.fromkeys(widget[name] for name in GROUPINGS if name in widget)
    known = [call.store.collection(GROUPS.name).get(name) for name in names]
    if None in known:
        call.cite("unknown-group-property")
    return [each for each in known if each is not None]


def points(call: Call, key: Key, metric: str, span: Range, grouping: list[Record], most: int) -> list[dict[str, Any]]:
    """A point per bin and group, in order of time."""
    labels = [[(each["groupProperty"], label["groupId"]) for label in each["groupLabels"]] for each in grouping]
    series = [
        ((*key, *chosen), [{"groupProperty": name, "groupValue": value} for name, value in chosen])
        for chosen in islice(product(*labels), max(most, 1))
    ]
    bins = span.bins
    kept = bins[-max(most // max(len(series), 1), 1) :]
    if len(kept) < len(bins) or len(series) < prod(map(len, labels)):
        call.cite("points-bounded")
    counts = [data_points(call, own) for own, _ in series]
    return [
        {"timestamp": start, "numberOfDataPoints": count, "value": figure(call, own, metric, start), "groups": group}
        for start in kept
        for (own, group), count in zip(series, counts, strict=True)
    ]


def of_series(call: Call, key: Key, widget: Record, within: Within) -> dict[str, Any]:
    """The data of most widgets: points over the range."""
    span, grouping = ranges.cite_bins(call, within({})), groups(call, widget)
    found = points(call, key, widget["metric"], span, grouping, MOST_POINTS) if "metric" in widget else []
    answer = {**span.to_json(), "groupLabels": grouping, "binSize": span.bin, "data": {"points": found}}
    return answer | status(call, "metric" in widget, found)


def of_columns(call: Call, key: Key, widget: Record, within: Within) -> dict[str, Any]:
    """The data of a Multi Metric Table: points for each column."""
    span, grouping, columns = (
        ranges.cite_bins(call, within({})),
        groups(call, widget),
        widget.get("multiMetricColumns", []),
    )
    share = MOST_POINTS // max(len(columns), 1)
    found = []
    for column in columns:
        metric = column.get("metric")
        own = points(call, (*key, column["id"]), metric, span, grouping, share) if metric is not None else []
        lacking = status(call, metric is not None, own)
        found.append({"columnId": column["id"], "binSize": span.bin, "points": own} | lacking)
    answer = {**span.to_json(), "groupLabels": grouping, "data": {"columns": found}}
    return answer | (status(call, bool(columns), found) if not columns else {})


def of_cards(call: Call, key: Key, widget: Record, within: Within) -> dict[str, Any]:
    """The data of a Number: one figure over the whole range for each card."""
    cards = widget.get("numberCards", [])
    found = [card_data(call, (*key, card["id"]), card, ranges.cite_bins(call, within(card))) for card in cards]
    return {"groupLabels": [], "data": {"cards": found}} | (status(call, False, found) if not cards else {})


def card_data(call: Call, key: Key, card: Record, span: Range) -> dict[str, Any]:
    """The figure of one card; one that compares has that of the range before as well."""
    call.cite("card-timestamp")
    bins, metric = span.bins, card.get("metric", "")
    configured = "metric" in card and bool(bins)
    answer = {"cardId": card["id"], **span.to_json(), "binSize": span.bin}
    answer["timestamp"] = bins[-1] if bins else span.start // span.bin * span.bin
    answer["numberOfDataPoints"] = len(bins) * data_points(call, key) if configured else 0
    answer["value"] = figure(call, key, metric, span) if configured else 0.0
    if configured and card.get("compareToPreviousValue"):
        call.cite("previous-value", "previous-value-range")
        answer["previousValue"] = figure(call, key, metric, span.before)
    return answer | status(call, "metric" in card, bins)


def status(call: Call, configured: bool, found: Iterable[object]) -> dict[str, str]:
    """Why there are no figures, if there are none."""
    if not configured:
        call.cite("widget-not-configured")
        return {"status": NOT_CONFIGURED}
    if not found:
        call.cite("status-no-data", "status-without-figures")
        return {"status": NO_DATA}
    return {}


FORMS = {"Number": of_cards, "Multi Metric Table": of_columns}
"""Type of a widget to the form of its data, where it is not the usual one."""
