"""Writes what a team adopts: a profile with what was seen under it, and a starting state; decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from mockserver.adoption.adopting import Adoption
from mockserver.adoption.sightings import value_of
from mockserver.conformance.judging.promise import Promise
from mockserver.openapi.media_types import plain
from mockserver.openapi.pointers import has, join, last, members, split, target
from mockserver.openapi.tree import operations
from mockserver.traffic.exchanges import Exchange

HEADER = "# What one real server was seen to do. Take it with: mockserver serve --profile {vendor}={file}\n"


def profile(adoption: Adoption, promise: Promise, name: str, source: str) -> dict[str, Any]:
    """The content of a profile's file.

    Args:
        adoption: what was seen.
        promise: what it was held to, under the readings that were found.
        name: what the profile is called.
        source: where it was seen.
    """
    known = promise.spec.profiles.get(adoption.profile)
    chosen = {each.reading: each.value for each in adoption.choices}
    about = f"{promise.evidence.title} as {name} was seen to behave"
    content: dict[str, Any] = {
        "vendor": promise.name,
        "profiles": [
            {
                "profile": name,
                "about": f"{about}, beginning with the profile {adoption.profile}." if known else f"{about}.",
                "source": source,
                "readings": {**(known.readings if known else {}), **chosen},
                **({"switches": dict(known.switches)} if known and known.switches else {}),
            }
        ],
    }
    if adoption.facts:
        page = {"page": name, "title": f"What {name} answered", "source": source, "label": "observed"}
        content["pages"] = [{**page, "sections": adoption.facts}]
    actions = list(_actions(adoption, promise))
    if actions:
        content["overlay"] = {
            "overlay": "1.0.0",
            "info": {"title": f"Answers of {name}", "version": "1"},
            "actions": actions,
        }
    return content


def _actions(adoption: Adoption, promise: Promise) -> Iterator[dict[str, Any]]:
    """An example for each operation and status that was seen, which `Prefer: example=NAME` replays."""
    raw = promise.document.raw
    places = operations(raw)
    done = set()
    for (operation, status), (name, exchange) in adoption.examples.items():
        response = target(raw, places[operation] + join("responses", status))
        for media_type in members(raw, response, "content"):
            fits = plain(last(media_type)) == exchange.response.media_type
            body = _body(exchange) if fits else None
            if body is not None and media_type not in done and has(raw, media_type):
                done.add(media_type)
                example = {"summary": f"Seen as {exchange.method} {exchange.path}: {exchange.status}", "value": body}
                yield {"target": _path(media_type), "update": {"examples": {name: example}}}


def _body(exchange: Exchange) -> Any:
    if exchange.response.media_type.endswith("json"):
        return value_of(exchange)
    try:
        return (exchange.response.body or b"").decode("utf-8")
    except UnicodeDecodeError:
        return None


def _path(pointer: str) -> str:
    """A JSON pointer as a JSONPath."""
    return "$" + "".join(f"[{json.dumps(step)}]" for step in split(pointer))


def write_profile(file: Path, content: dict[str, Any]) -> None:
    """Write a profile's file.

    Raises:
        OSError: it cannot be written.
    """
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    file.write_text(HEADER.format(vendor=content["vendor"], file=file) + text, encoding="utf-8")


def write_fixture(file: Path, adoption: Adoption, about: str) -> None:
    """Write a starting state.

    Raises:
        OSError: it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"about": about, **adoption.fixture}
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
