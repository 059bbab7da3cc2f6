"""How a peer is judged: what it reports of a broken server and not of the whole one; knows no peer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlsplit

from contract_tests.detection.askers import Told
from contract_tests.detection.breaking import WHOLE
from contract_tests.detection.defects import Defect, all_defects, operations
from contract_tests.detection.target import Broken

Reports = Callable[[Broken, str, str], frozenset[str]]
"""What a tool reports of the server with a defect about a vendor: the operation, a space, and what is wrong in words that do not vary."""


def news(reports: Reports, broken: Broken, vendor: str, name: str) -> Iterator[Told]:
    """What a tool reports of a broken server and does not report of the whole one."""
    defect = next(each for each in all_defects() if each.id == name)
    for each in sorted(reports(broken, vendor, name) - _usual(reports, broken, vendor)):
        yield told(each, defect)


def told(report: str, defect: Defect) -> Told:
    """A report as far as it blames; the operation is all that a peer has to name, since it calls places by other words."""
    operation, _, words = report.partition(" ")
    return Told(frozenset({operation}), f"{words} {defect.place}")


def operation_of(vendor: str, method: str, address: str) -> str:
    """The operation that a request was for, by its path or by the template of one."""
    path = re.sub(r"\(([^:)]+):[^)]*\)", "x", urlsplit(address).path)
    return next((each.id for each in operations(vendor) if each.fits(method, path)), "?")


@cache
def _usual(reports: Reports, broken: Broken, vendor: str) -> frozenset[str]:
    return reports(broken, vendor, WHOLE)
