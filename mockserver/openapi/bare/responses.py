"""What the operations of somebody's document answer, in form: statuses, media types and headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mockserver.openapi.bare.contents import Contents
from mockserver.openapi.bare.lookup import JSON, Lookup, Lost, members

STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)\Z")


class Responses:
    """The answers of one document.

    Args:
        lookup: knows what stands where.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup, self._contents = lookup, Contents(lookup)

    def listed(self, given: Any, place: str) -> Iterator[tuple[str, JSON]]:
        """The answers by status; one that cannot be given is passed over, unless no other one is of success.

        Raises:
            Lost: the only success cannot be given.
        """
        successes = [written for written in members(given) if written.startswith("2")]
        for written, each in members(given).items():
            status = written.upper() if written.lower() != "default" else "default"
            if status != "default" and not STATUS.match(status):
                continue
            try:
                yield status, self._response(status, each, f"{place}/responses/{written}")
            except Lost as lost:
                if written in successes:
                    successes.remove(written)
                    if not successes:
                        raise
                self._lookup.notes[f"{place}/responses/{written}"] = lost.what

    def _response(self, status: str, given: Any, place: str) -> JSON:
        """An answer.

        Raises:
            Lost: it leads nowhere, or is a success in none of whose media types anything can be written.
        """
        node = members(self._lookup.resolved(given, place))
        made: JSON = {"description": node.get("description") if isinstance(node.get("description"), str) else ""}
        if isinstance(node.get("content"), dict) and node["content"]:
            content = self._contents.read(node["content"])
            unwritten = self._contents.unwritten(content)
            made["content"] = {name: entry for name, entry in content.items() if name not in unwritten}
            if not made["content"] and status[0] in "2d":
                raise Lost(f"{place}/content", f"nothing can be written in {', '.join(unwritten)}")
        if headers := dict(self._headers(node.get("headers"))):
            made["headers"] = headers
        if isinstance(node.get("links"), dict):
            made["links"] = node["links"]
        return made

    def _headers(self, given: Any) -> Iterator[tuple[str, JSON]]:
        for name, each in members(given).items():
            try:
                header = self._lookup.resolved(each, name)
            except Lost:
                continue
            if isinstance(header, dict) and name.lower() != "content-type":
                yield name, header
