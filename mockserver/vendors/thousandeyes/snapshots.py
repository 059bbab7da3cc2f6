"""ThousandEyes' report snapshots: list, detail, create, delete; and when a snapshot is there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from mockserver.engine.call import Call
from mockserver.engine.ids import digits, new_id
from mockserver.engine.problems import Problem
from mockserver.engine.vendor import carries_out
from mockserver.openapi.violations import Violation
from mockserver.state.store import Record
from mockserver.vendors.thousandeyes import access, accounts, reports, times, widgets
from mockserver.vendors.thousandeyes.records import FROZEN, REPORTS, SNAPSHOT, SNAPSHOTS


@carries_out("permalink")
def permalink(id: str, aid: int) -> str:
    """Where a browser finds a snapshot."""
    return f"https://app.thousandeyes.com/reports/snapshots/{id}?__a={aid}"


def summary(call: Call, snapshot: Record) -> dict[str, Any]:
    """A snapshot as the list shows it."""
    call.cite("snapshot-links")
    report, api = snapshot["report"], reports.api(call)
    return {name: snapshot[name] for name in SNAPSHOT} | {
        "report": {**report, "apiLinks": reports.links(call, report["reportId"])},
        "apiLinks": [
            {"rel": "self", "href": f"{api}/report-snapshots/{snapshot['snapshotId']}"},
            {"rel": "report", "href": f"{api}/reports/{report['reportId']}"},
        ],
    }


@carries_out("snapshot-seconds")
def pending(call: Call, snapshot: Record) -> bool:
    """Whether a snapshot is still being generated, by the world's clock."""
    needed: int = call.switches["snapshotSeconds"]
    return times.now(call) < times.seconds(snapshot["createdDate"]) + needed


def get_or_404(call: Call, *, also_pending: bool = False) -> Record:
    """The snapshot that the path names, of the account group.

    Raises:
        Problem: `unknown-snapshot`.
    """
    found = accounts.one(call, SNAPSHOTS, call.path["snapshotId"])
    if found is None:
        raise Problem("unknown-snapshot", "use the id of a snapshot of this account group", status=404)
    if not also_pending and pending(call, found):
        call.cite("snapshot-seconds")
        raise Problem("unknown-snapshot", "it is being generated; advance the clock of the world", status=404)
    return found


@carries_out("snapshots-of-a-report")
def list_snapshots(call: Call) -> Any:
    """A page of the finished snapshots of the account group, perhaps of those of one report only."""
    wanted = call.query.get("reportId")
    known = accounts.list_visible(call, SNAPSHOTS)
    finished = [each for each in known if not pending(call, each)]
    if len(finished) < len(known):
        call.cite("snapshot-seconds")
    kept = [each for each in finished if wanted in (None, each["report"]["reportId"])]
    if wanted is not None and not kept and accounts.one(call, REPORTS, wanted) is None:
        call.cite("snapshots-of-unknown-report")
    return page(call, kept)


@carries_out("next-page")
def page(call: Call, found: list[Record]) -> Any:
    """The page that a request names, or the first, with the address of the next if there is one."""
    current, size = call.query.get("page", 1), call.switches["snapshotsPerPage"]
    start, end = (current - 1) * size, current * size
    if len(found) > 1 or start:
        call.cite("snapshot-pages", "list-order")
    shown = found[start:end]
    SNAPSHOTS.show(call, shown, {*SNAPSHOT, "report"})
    more = {"next": page_address(call, current + 1)} if end < len(found) else {}
    return {
        "pages": {"current": current, **more},
        "reportSnapshots": [summary(call, each) for each in shown],
    }


def check_page_size(size: int) -> None:
    """Refuse a switch `snapshotsPerPage` under which no page would hold anything.

    Raises:
        ValueError: it is zero.
    """
    if size < 1:
        raise ValueError("a page holds one snapshot or more")


def page_address(call: Call, number: int) -> str:
    """Where a page of the list that was asked for is."""
    asked = {name: call.query[name] for name in ("reportId", "aid") if name in call.query}
    return f"{reports.api(call)}/report-snapshots?{urlencode({**asked, 'page': number})}"


def get_snapshot(call: Call) -> Any:
    """One snapshot with the widgets of its report."""
    snapshot = get_or_404(call)
    SNAPSHOTS.show(call, [snapshot])
    address = f"{reports.api(call)}/report-snapshots/{snapshot['snapshotId']}"
    return summary(call, snapshot) | {"widgets": widgets.to_json(call, snapshot["widgets"], address)}


def refuse_empty_span(call: Call) -> None:
    """Refuse a time span that does not end after its start.

    Raises:
        Problem: `conflict`.
    """
    if times.seconds(call.body["from"]) >= times.seconds(call.body["to"]):
        call.cite("error-range-order")
        raise Problem("conflict", violations=(Violation("/to", "must be later than from"),))


CARRIED = {**dict.fromkeys(FROZEN, "report"), "widgets": "widgets"}
"""Members of a report to the members of its snapshot that hold them."""


@carries_out("snapshot-frozen")
def create_snapshot(call: Call) -> Any:
    """Freeze a report as it is now over a time span; only the id comes back."""
    report = reports.get_or_404(call, call.body["reportId"])
    id = new_id(call, SNAPSHOTS, digits)
    start, end = times.seconds(call.body["from"]), times.seconds(call.body["to"])
    snapshot = {
        "snapshotId": id,
        "snapshotName": call.body["displayName"],
        "createdDate": times.format_time(times.now(call)),
        "isScheduled": False,
        "isShared": False,
        "accountId": report["accountId"],
        "timeSpan": {"startDate": times.format_time(start), "duration": end - start},
        "permalink": permalink(id, report["accountId"]),
        "report": {name: report[name] for name in FROZEN},
        "widgets": report["widgets"],
    }
    REPORTS.carry(call, report, CARRIED)
    call.cite("snapshot-name", members=("snapshotName",))
    call.cite("snapshot-created-date", members=("isScheduled", "isShared"))
    call.cite("snapshot-time-span", members=("timeSpan",))
    SNAPSHOTS.store(call, snapshot)
    call.cite("snapshot-generated-later")
    return {"snapshotId": id}


def delete_snapshot(call: Call) -> Any:
    """Take a snapshot away, also one that is being generated; what counts is who created its report."""
    snapshot = get_or_404(call, also_pending=True)
    if pending(call, snapshot):
        call.cite("pending-snapshot-delete")
    report = snapshot["report"]
    access.refuse_stranger(call, report["reportId"], report["createdBy"], accounts.user(call)["userId"])
    SNAPSHOTS.remove(call, snapshot)
    return reports.gone(call)
