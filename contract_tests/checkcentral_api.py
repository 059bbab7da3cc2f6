"""CheckCentral's methods as the tests call them: by name, with a token, in a world that can be started otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx
    from conftest import World

FIXTURE = Path(__file__).parent.parent / "fixtures" / "checkcentral" / "documented.json"
READ, WRITE, USER = ("0" * 31 + digit for digit in "123")
BACKUP, DISK = "8ff951c2-7ea8-41ca-a094-6288d6afede6", "22222222-2222-4222-8222-222222222222"
BACKUPS = "11111111-1111-4111-8111-111111111111"
DASHBOARD = "d45deb0a-1752-4441-b822-52b88d7c7de1"
PERSON, OPERATORS = "33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"
PERMISSION = "55555555-5555-4555-8555-555555555555"
NOBODY = "99999999-9999-4999-8999-999999999999"
NOON = "2025-01-15T12:00:00Z"

Refusal = tuple[int, str, str]


class Methods:
    """CheckCentral in one world, called with one token unless a call names another."""

    def __init__(self, world: World, token: str = WRITE) -> None:
        self.world, self.token = world, token

    def by(self, token: str) -> Methods:
        """The same world, called by somebody else."""
        return Methods(self.world, token)

    def send(self, verb: str, path: str, **arguments: Any) -> httpx.Response:
        """Send one request just as it is told."""
        return self.world.call("checkcentral", verb, path, **arguments)

    def get(self, method: str, **query: Any) -> httpx.Response:
        """Call a get method."""
        return self.send("GET", f"/{method}/", params={"apiToken": self.token, **query})

    def post(self, method: str, body: Any, **arguments: Any) -> httpx.Response:
        """Call a create method."""
        return self.send("POST", f"/{method}/", params={"apiToken": self.token}, json=body, **arguments)

    def rows(self, method: str, **query: Any) -> list[dict[str, Any]]:
        """The only member of a list method's answer."""
        answer = self.get(method, **query)
        assert answer.status_code == 200, answer.text
        (rows,) = answer.json().values()
        return list(rows)

    def create(self, **members: Any) -> dict[str, Any]:
        """Create a report, a digest unless told otherwise, and return it as answered."""
        answer = self.post("createReport", {"name": "Report", "report_type": "digest", **members})
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()["report"]
        return report

    def happen(self, **members: Any) -> dict[str, Any]:
        """Create one activity and return it as answered."""
        answer = self.post(
            "createActivities", {"activities": [{"title": "It happened", "status": "success", **members}]}
        )
        assert answer.status_code == 200, answer.text
        (activity,) = answer.json()["activities"]
        return dict(activity)

    def start(self, *, clock: str = NOON, readings: dict[str, str] | None = None, **changes: Any) -> Methods:
        """Start the world anew: at an instant, under some readings, with members of the fixture's parts replaced."""
        data = json.loads(FIXTURE.read_text(encoding="utf-8"))
        for part, change in changes.items():
            data[part] = {**data[part], **change} if isinstance(change, dict) else [*data[part], *change]
        self.world.begin(clock=clock, data={"checkcentral": data}, readings={"checkcentral": readings or {}})
        return self

    def at(self, instant: str) -> Methods:
        """Let the world's clock stand at an instant."""
        self.world.freeze(instant)
        return self


def refused(answer: httpx.Response) -> Refusal:
    """Status, id and message of an error."""
    body = answer.json()
    assert list(body) == ["error"], body
    assert list(body["error"]) == ["id", "message"], body
    return answer.status_code, body["error"]["id"], body["error"]["message"]


def ids(rows: list[dict[str, Any]]) -> list[str]:
    """The ids of some records."""
    return [row["id"] for row in rows]
