"""Reports: listed, counted, read, made, changed and deleted, each to_json with its user; knows tables, not their users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.engine.actions import Records
from mockserver.engine.call import Call
from mockserver.engine.ids import digits, new_id
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.state.store import Record
from mockserver.vendors.strapi import filters, instants, queries, shapes, users, writing
from mockserver.vendors.strapi.fields import FIELDS, LINK
from mockserver.vendors.strapi.ids import exists, id_to_json, order
from mockserver.vendors.strapi.members import AUTHORS, MEMBERS, published_at, stored
from mockserver.vendors.strapi.records import STORED_REPORT
from mockserver.vendors.strapi.server import paging

PAGING = ("_limit", "_start", "_sort")


# How a report is to_json


def to_json(call: Call, report: Record) -> dict[str, Any]:
    """A report as it is answered."""
    return list_to_json(call, [report])[0]


@carries_out("user-reports", "no-timestamps")
def list_to_json(call: Call, reports: list[Record]) -> list[dict[str, Any]]:
    """Reports as they are answered; every user knows all his reports, those that are not asked for included."""
    REPORTS.show(call, reports)
    if shapes.observed(call):
        return [{**shapes.report(call, each), LINK: link_to_json(call, each[LINK])} for each in reports]
    linked: dict[str, list[str]] = {report[LINK]: [] for report in reports if report[LINK] is not None}
    if linked:
        for each in call.store.collection("reports"):
            if each[LINK] in linked:
                linked[each[LINK]].append(each["id"])
    populated = {id: populate(call, id, reports) for id, reports in linked.items()}
    return [
        {
            "id": id_to_json(call, report["id"]),
            **{name: report[name] for name in MEMBERS},
            LINK: populated.get(report[LINK]),
        }
        for report in reports
    ]


def link_to_json(call: Call, link: str | None) -> Any:
    """The user of a report as the real server shows him."""
    return None if link is None else populate(call, link, [])


def populate(call: Call, id: str, reports: list[str]) -> dict[str, Any] | None:
    """The user behind a link; nobody is an empty object, and who was deleted has left no link."""
    known = call.store.collection("users")
    user = known.get(id) if exists(call, id) else None
    if user is not None:
        return users.nested(call, user, reports)
    deleted = known.used(id) and known.get(id) is None
    call.cite("deleted-user-is-null" if deleted else "unknown-user-is-empty")
    return None if deleted else {}


# Make, change, delete


@carries_out(
    "create-is-never-404", "no-member-required", "update-is-partial", "id-counters", "integer-id-counters",
    "ids-never-used-again",
)  # fmt: skip
def make_report(call: Call, old: Record | None) -> Record:
    """A new report, or an old one with the members that were sent."""
    now = instants.stamp(call.now())
    sent = stored(call, call.body)
    if old is not None:
        return {**old, **sent, "updated_at": now if writing.changes(call, old, sent) else old["updated_at"]}
    cite_omissions(call, writing.object_of(call))
    empty: dict[str, Any] = dict.fromkeys(MEMBERS)
    if "published_at" not in sent:
        empty["published_at"] = published_at(call, "published_at", now)
    return {"id": new_id(call, REPORTS, digits), **empty, "created_at": now, "updated_at": now, **sent}


@carries_out("processed-omitted-is-null", "published-at-default")
def cite_omissions(call: Call, body: Mapping[str, Any]) -> None:
    """Say what comes of what a new report does not say, or says in vain."""
    left_out = [name for name in MEMBERS if name not in body]
    call.cite("create-stores-known-members", members=[name for name in left_out if name != "published_at"])
    if {*body} - {*MEMBERS, *AUTHORS}:
        call.cite("create-stores-known-members")
    processed = "create-stores-known-members" if writing.observed(call) else "processed-omitted-is-null"
    for name, said in (("processed", processed), ("published_at", "published-at-default")):
        call.cite(said, members=(name,) if name in left_out else ())


REPORTS = Records("reports", schema=STORED_REPORT, created_by="createReport")


def create_report(call: Call) -> Any:
    """Store a new report and answer it."""
    report = make_report(call, None)
    REPORTS.store(call, report)
    call.cite("create-answers-200")
    return to_json(call, report)


def get_or_404(call: Call) -> Record:
    """The report that the path names, drafts as well.

    Raises:
        Problem: there is none.
    """
    id = call.path["id"]
    found = queries.by_id(call, id) if queries.observed(call) else None
    return REPORTS.get_or_404(call, id if found is None else found["id"])


def update_report(call: Call) -> Any:
    """Change a report and answer it."""
    report = make_report(call, get_or_404(call))
    REPORTS.store(call, report)
    return to_json(call, report)


@carries_out("delete-answers-the-report")
def delete_report(call: Call) -> Any:
    """Take a report away and answer it as it was; drafts are reached."""
    report = get_or_404(call)
    answer = to_json(call, report)
    REPORTS.remove(call, report)
    return answer


# Find


@carries_out("publication-state", "drafts-are-hidden")
def visible(call: Call, report: Record) -> bool:
    """Whether the caller sees a report: a draft only in a preview."""
    return report["published_at"] is not None or call.query["_publicationState"] == "preview"


def get_report(call: Call) -> Any:
    """Answer one report.

    Raises:
        Problem: `not-found`.
    """
    if queries.observed(call):
        return to_json(call, queries.one(call, call.path["id"]))
    if queries.parameters(call).keys() - {"_publicationState"}:
        call.cite("get-looks-at-the-state-only")
    report = REPORTS.get_or_404(call, call.path["id"])
    if not visible(call, report):
        call.cite("drafts-are-hidden")
        raise Problem("not-found", "this report is a draft; ask for it with _publicationState=preview")
    return to_json(call, report)


def find_matching(call: Call, query: Mapping[str, list[str]]) -> list[Record]:
    """The reports that fit a query, in the order in which they came."""
    conditions = filters.conditions(call, query)
    if call.query.get("_q"):
        call.cite("search")
        conditions.append(filters.search(call, call.query["_q"]))
    reports = call.store.collection(REPORTS.name)
    return [each for each in reports if visible(call, each) and all(fits(each) for fits in conditions)]


@carries_out("sort", "sort-nulls", "sort-default", "sort-deep")
def ordered(call: Call, reports: Iterable[Record], by: str) -> list[Record]:
    """Sort reports; those without a value come first ascending and last descending, equal ones by their ids."""
    rows = sorted(reports, key=lambda report: order(report["id"]))
    for key in reversed(by.split(",")):
        name, _, direction = key.partition(":")
        field = FIELDS[name]
        descending = direction.lower() == "desc"
        rows.sort(key=lambda report: _nulls_first(field.value(call, report)), reverse=descending)
    return rows


def _nulls_first(value: Any) -> tuple[bool, Any]:
    return (False, 0) if value is None else (True, value)


@carries_out("limit", "start")
def list_reports(call: Call) -> Any:
    """Answer the reports that fit, in order, a page of them."""
    if queries.observed(call):
        return list_to_json(call, queries.find_reports(call))
    rows = ordered(call, find_matching(call, filters.given(call)), call.query["_sort"])
    start, limit = call.query["_start"], call.query["_limit"]
    return list_to_json(call, rows[start:] if limit == -1 else rows[start : start + limit])


@carries_out("count-ignores-paging")
def count_reports(call: Call) -> Any:
    """Answer how many reports fit; a _limit and a _start are of no use, but must be such.

    Raises:
        Problem: `bad-query-value`.
    """
    if queries.observed(call):
        return queries.counted(call)
    given = filters.given(call)
    page = {name: texts[0] if len(texts) == 1 else texts for name, texts in given.items() if name in PAGING[:2]}
    queries.answered(lambda: paging.read(page))
    query = {name: texts for name, texts in given.items() if name not in PAGING}
    return len(find_matching(call, query))
