"""The table of defects: what each breaks, of which class it is, and whom a finding has to blame; reads files, breaks nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOM = Path(__file__).parent
PROJECT = ROOM.parents[1]
DOCUMENTS = {
    "toolshed": PROJECT / "examples" / "any_document" / "toolshed.yaml",
    "library": ROOM / "library.yaml",
}
"""The bare documents."""

CONTROL, STATE = "control", "state"
"""What some defects need: the control plane, or that whoever asks knows which records there are."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Operation:
    """One operation of a document, as far as a request shows it."""

    id: str
    method: str
    path: str

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is for it; a slash at the end does not matter."""
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", self.path.rstrip("/"))
        return method == self.method and re.fullmatch(pattern + r"(\.json)?/?", path) is not None

    def id_in(self, path: str) -> str:
        """What stands for the first parameter of the path; empty if it has none."""
        found = re.match(re.sub(r"\\\{[^}]+\\\}", "([^/]+)", re.escape(self.path), count=1).replace(r"\{", "{"), path)
        return found[1] if found and found.groups() else ""


@dataclass(frozen=True)
class Defect:
    """One broken promise.

    Attributes:
        id: its name; the server with it answers below it.
        vendor: whose promise.
        kind: its class.
        operation: the operation that is to be blamed.
        what: what is wrong, in words.
        blamed: further operations that may be blamed as well, since the outside cannot tell them apart.
        place: a word that a finding has to name beside the operation; empty for none.
        needs: what it takes to see it: `writes`, `second` (another credential),
            `control` (worlds, clock, quotas), `state` (which records there are).
        hits: the operations whose requests are broken.
        path: a pattern of paths that are broken, where it is no operation's.
        when: what a request is like that is broken.
        statuses: the statuses of answers that are broken; those of success if there are none.
        request: the changes of the request.
        again: the changes of the request before it is asked again.
        answer: the changes of the answer.
        instead: the answer, if nobody is asked.
        lifecycle: what is broken over several requests.
        known: the operations of the document.
    """

    id: str
    vendor: str
    kind: str
    operation: str
    what: str
    blamed: tuple[str, ...] = ()
    place: str = ""
    needs: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    path: str = ""
    when: Mapping[str, Any] = field(default_factory=dict, hash=False)
    statuses: tuple[int, ...] = ()
    request: Mapping[str, Any] = field(default_factory=dict, hash=False)
    again: Mapping[str, Any] = field(default_factory=dict, hash=False)
    answer: Mapping[str, Any] = field(default_factory=dict, hash=False)
    instead: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lifecycle: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    known: tuple[Operation, ...] = field(default=(), repr=False)


def document(vendor: str) -> Path:
    """The document of a vendor, or a bare one."""
    return DOCUMENTS.get(vendor, PROJECT / "specs" / vendor / "openapi.yaml")


def unseen(defect: Defect) -> bool:
    """Whether a defect cannot be seen over HTTP alone, of a server whose worlds and records nobody knows."""
    return CONTROL in defect.needs or STATE in defect.needs


@cache
def operations(vendor: str) -> tuple[Operation, ...]:
    """The operations of a document, literal paths before templates."""
    raw = yaml.load(document(vendor).read_text(encoding="utf-8"), yaml.CSafeLoader)
    found = [
        Operation(each["operationId"], method.upper(), path)
        for path, item in raw["paths"].items()
        for method, each in item.items()
        if method in METHODS
    ]
    return tuple(sorted(found, key=lambda each: each.path.count("{")))


@cache
def all_defects() -> tuple[Defect, ...]:
    """Every defect, file by file."""
    return tuple(each for file in sorted((ROOM / "defects").glob("*.yaml")) for each in _read(file))


def sample(size: int, seed: str | int, *, over_http: bool) -> list[Defect]:
    """Defects of every class and vendor, always the same under a seed.

    Args:
        over_http: only those that can be seen over HTTP alone.
    """
    chance = random.Random(seed)
    left = [each for each in all_defects() if not over_http or not unseen(each)]
    chance.shuffle(left)
    chosen: list[Defect] = []
    while len(chosen) < size:
        rare = min(left, key=lambda each: sum(each.kind == one.kind for one in chosen) + sum(each.vendor == one.vendor for one in chosen) / 2)  # fmt: skip
        left.remove(rare)
        chosen.append(rare)
    return chosen


def _read(file: Path) -> list[Defect]:
    rows = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [_defect(file.stem, row) for row in rows["defects"]]


def _defect(vendor: str, row: dict[str, Any]) -> Defect:
    given = {name.replace("class", "kind"): value for name, value in row.items()}
    for name in ("blamed", "needs", "hits", "statuses"):
        value = given.get(name, ())
        given[name] = tuple(value) if isinstance(value, list | tuple) else (value,)
    given["hits"] = given["hits"] or (given["operation"],)
    return Defect(**{**given, "id": f"{vendor}-{given['id']}", "vendor": vendor, "known": operations(vendor)})
