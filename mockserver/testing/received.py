"""One call that came in, with its answer, as a test looks at it; asks nobody."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs


class ReceivedCall(dict[str, Any]):
    """A journal entry: its members are those of the control plane (`call["status"]`); what is in them is read here."""

    @property
    def json(self) -> Any:
        """The body that was sent, as JSON; None if it is none."""
        return _json(self.get("body"))

    @property
    def answered(self) -> Any:
        """The body that was answered, as JSON; None if it is none."""
        return _json(self.get("answer"))

    @property
    def params(self) -> dict[str, str | list[str]]:
        """The query: a text by name, or a list of texts where a name was sent more than once."""
        found = parse_qs(self.get("query") or "", keep_blank_values=True)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    @property
    def headers(self) -> dict[str, str]:
        """The headers that were sent, by name in small letters; several of one name are joined by commas."""
        found: dict[str, str] = {}
        for each in self.get("headers", ()):
            before = f"{found[each['name']]}, " if each["name"] in found else ""
            found[each["name"]] = before + each["value"]
        return found


def _json(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
