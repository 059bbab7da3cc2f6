"""The address that a request which nobody answers may have meant; knows the vendors' paths, and no world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from mockserver.serving.served import ServedVendor
from mockserver.state.verdicts import Verdict

ALIKE = 0.6
"""How much two addresses must have in common (0 to 1)."""
SAME_METHOD, LONGER = 0.05, 0.1
"""What the same method adds, and what each segment too many takes away."""
_BEFORE = re.compile(r"\A/w/[^/]*(?=/)")


def nearest(vendors: Mapping[str, ServedVendor], request: Verdict) -> str:
    """The operation whose address is most like that of a request, as `GET /grafana/api/reports/{id}`; empty if none is."""
    best, found = ALIKE, ""
    for method, vendor, path in _addresses(vendors, request.vendor):
        likeness = max(
            _likeness(request.path, each) for each in ({path} if request.vendor else {path, f"/{vendor}{path}"})
        )
        likeness += SAME_METHOD if method == request.method and likeness else 0
        if likeness > best:
            best, found = likeness, f"{method} /{vendor}{path}"
    return found


def _addresses(vendors: Mapping[str, ServedVendor], only: str) -> Iterator[tuple[str, str, str]]:
    for name, served in vendors.items():
        if not only or name == only:
            for each in served.spec.labelled.document.operations.values():
                yield each.method, name, each.path


def _likeness(sent: str, path: str) -> float:
    """How much a path that was sent is like one of a document, whose parameters are like anything."""
    ours, theirs = path.split("/"), _BEFORE.sub("", sent).removesuffix("/").split("/")
    meant = [other if each.startswith("{") else each for each, other in zip(ours, theirs, strict=False)]
    alike = SequenceMatcher(
        None, "/".join([*meant, *ours[len(theirs) :]]).lower(), "/".join(theirs).lower(), autojunk=False
    )
    if alike.quick_ratio() < ALIKE:
        return 0.0
    return alike.ratio() - LONGER * abs(len(ours) - len(theirs))
