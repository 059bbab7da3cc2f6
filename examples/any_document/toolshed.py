"""A client of the tool shed, as anybody would write one: it knows an address and a token."""

from __future__ import annotations

from typing import Any

import requests


class Toolshed:
    """The shed's tools.

    Args:
        url: where the API is.
        token: what it asks for.
    """

    def __init__(self, url: str, token: str) -> None:
        self.url, self.session = url, requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def add(self, name: str, kind: str) -> dict[str, Any]:
        """Put a tool into the shed."""
        return self._json("POST", "/tools", json={"name": name, "kind": kind})

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """The tools of one kind."""
        found: list[dict[str, Any]] = self._json("GET", "/tools", params={"kind": kind})["tools"]
        return found

    def rename(self, tool: str, name: str) -> dict[str, Any]:
        """Give a tool another name."""
        headers = {"Content-Type": "application/merge-patch+json"}
        return self._json("PATCH", f"/tools/{tool}", json={"name": name}, headers=headers)

    def lend(self, tool: str, borrower: str) -> dict[str, Any]:
        """Lend a tool to somebody."""
        return self._json("POST", f"/tools/{tool}/loans", json={"borrower": borrower})

    def remove(self, tool: str) -> bool:
        """Take a tool away; whether it was there."""
        answer = self.session.delete(f"{self.url}/tools/{tool}", timeout=10)
        return answer.status_code == 204

    def _json(self, method: str, path: str, **how: Any) -> Any:
        answer = self.session.request(method, f"{self.url}{path}", timeout=10, **how)
        answer.raise_for_status()
        return answer.json()
