"""Which of the statuses that a document lists stands for success, and what it carries."""

from __future__ import annotations

from dataclasses import replace

from mockserver.engine.inference.outlines import Content, Outline, Response

CREATED = "201"
PREFERRED = {"POST": (201, 200, 202), "PUT": (200, 201, 202, 204), "DELETE": (204, 200, 202)}
USUAL = {"POST": 200, "DELETE": 204}
DOES_NOT_FIT = ("malformed-body", "invalid-path", "invalid-query", "invalid-header", "invalid-body")
"""Kinds of problems with what was sent."""


def success(outline: Outline, creates: bool = False) -> tuple[int, Response | None]:
    """The status of an operation's success, and what the document lists for it.

    Where it lists no success, a redirection; where there is none either, the usual status, which it does not list.
    """
    listed = {status: each for status, each in outline.responses.items() if status.startswith("2")}
    preferred = (201, 200, 202) if creates else PREFERRED.get(outline.method, (200,)) if not _one(listed) else ()
    if outline.method == "POST" and not creates:
        preferred = (200, 201, 202)
    for status in preferred:
        if str(status) in listed and not _empty_beside(outline, listed, str(status)):
            return status, listed[str(status)]
    for code, each in listed.items():
        if code.isdigit():
            return int(code), each
    if "2XX" in listed:
        return 201 if creates else 200, listed["2XX"]
    if "default" in outline.responses:
        return 200, outline.responses["default"]
    other = next((status for status in outline.responses if status[0] == "3" and status.isdigit()), None)
    if other is not None:
        return int(other), outline.responses[other]
    return 0, None


def ownerless(outline: Outline) -> int:
    """The status that refuses something new below a record that is not there: the first that the document lists.

    404 stands for itself where the document lists it, a range or a `default`, and where it lists no refusal of what is sent.
    """
    if outline.responses.keys() & {"404", "4XX", "default"}:
        return 404
    return next((int(each) for each in ("410", "422", "400") if each in outline.responses), 404)


def refused(outline: Outline | None, kind: str, status: int) -> int:
    """The status of a refusal: of what does not fit 422, where the document lists that and nothing that 400 falls under."""
    listed = set(outline.responses) if outline is not None else set()
    says_422 = "422" in listed and not listed & {"400", "4XX", "default"}
    return 422 if kind in DOES_NOT_FIT and says_422 else status


def parted(outline: Outline) -> tuple[Outline, Outline]:
    """An operation as if it listed no success but that something was created, and as if it listed all others, where it has some."""
    good = [status for status in outline.responses if status[0] == "2" and status != CREATED]
    created = {status: each for status, each in outline.responses.items() if status not in good}
    others = {status: each for status, each in outline.responses.items() if status != CREATED}
    return replace(outline, responses=created), replace(outline, responses=others) if good else outline


def only_error(outline: Outline) -> tuple[int, Response | None]:
    """What an operation answers that lists errors only and of which nothing is kept: that nothing is there, else the first."""
    listed = [status for status in outline.responses if status.isdigit() and int(status) >= 200]
    if not listed:
        return 200, outline.responses.get("200")
    status = "404" if "404" in listed else listed[0]
    return int(status), outline.responses[status]


def _one(listed: dict[str, Response]) -> bool:
    return len(listed) == 1


def _empty_beside(outline: Outline, listed: dict[str, Response], status: str) -> bool:
    """Whether a status carries nothing while another success shows something, so that the other one tells more."""
    return outline.method != "DELETE" and not listed[status].contents and any(each.contents for each in listed.values())


def listed(outline: Outline, status: int) -> Response | None:
    """What the document lists for a status, by itself or by its range."""
    return outline.responses.get(str(status)) or outline.responses.get(f"{status // 100}XX")


def content(response: Response | None) -> Content | None:
    """What an answer carries: JSON before anything else."""
    return response.best if response is not None else None
