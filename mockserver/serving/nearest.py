"""The address that a request which nobody answers may have meant; knows the documents' paths, and no world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from heapq import nlargest
from operator import eq

from mockserver.openapi.document import Document
from mockserver.serving.address import ADMIN

ALIKE = 0.6
"""How much two addresses must have in common (0 to 1)."""
SAME_METHOD, LONGER = 0.05, 0.1
"""What the same method adds, and what each segment too many takes away."""
COMPARED, LONGEST = 20, 200
"""How many addresses are looked at closely, and how long a path is that can be like one of them."""
_BEFORE = re.compile(r"\A/w/[^/]*(?=/)")


def nearest(documents: Mapping[str, Document], method: str, path: str, vendor: str = "") -> str:
    """The operation whose address is most like that of a request, as `GET /grafana/api/reports/{id}`; empty if none is.

    Args:
        documents: what each vendor serves.
        method: the method of the request, in capitals.
        path: its path.
        vendor: the vendor that it reached; then the path has no name of a vendor in it.
    """
    sent = _BEFORE.sub("", path).removesuffix("/").lower()
    if len(sent) > LONGEST:
        return ""
    best, found = ALIKE, ""
    for wanted, name, known in _closest(documents, sent, vendor):
        address = known if known.startswith(f"/{ADMIN}/") else f"/{name}{known}"
        likeness = max(_likeness(sent, each.lower()) for each in ({known} if vendor else {known, address}))
        likeness += SAME_METHOD if wanted == method and likeness else 0
        if likeness > best:
            best, found = likeness, f"{wanted} {address}"
    return found


def _closest(documents: Mapping[str, Document], sent: str, vendor: str) -> Iterator[tuple[str, str, str]]:
    """The addresses that are worth a closer look: those that share most letters in their places, seen from both ends."""
    known = (
        (method, name, path)
        for name, document in documents.items()
        if vendor in ("", name)
        for _, method, path in document.frames()
    )
    backwards = sent[::-1]

    def alike(address: tuple[str, str, str]) -> int:
        path = address[2].lower()
        same: int = sum(map(eq, sent, path)) + sum(map(eq, backwards, path[::-1]))
        return same - abs(len(sent) - len(path))

    yield from nlargest(COMPARED, known, alike)


def _likeness(sent: str, path: str) -> float:
    """How much a path that was sent is like one of a document, whose parameters are like anything."""
    ours, theirs = path.split("/"), sent.split("/")
    meant = [other if each.startswith("{") else each for each, other in zip(ours, theirs, strict=False)]
    alike = SequenceMatcher(None, "/".join([*meant, *ours[len(theirs) :]]), "/".join(theirs), autojunk=False)
    if alike.quick_ratio() < ALIKE:
        return 0.0
    return alike.ratio() - LONGER * abs(len(ours) - len(theirs))
