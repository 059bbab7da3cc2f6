"""The four vendors: where each keeps its reports, what it calls their members, and how it wants to be asked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests

from .calls import Calls, Clock


@dataclass(frozen=True)
class Account:
    """Where a vendor is, and who the hub is there; without a secret it calls anonymously."""

    url: str
    secret: str = ""
    user: str = ""


@dataclass(frozen=True)
class Report:
    """A report as the hub tells of it."""

    vendor: str
    id: str
    name: str


@dataclass(frozen=True)
class Wish:
    """A report to be created. ThousandEyes and Strapi mail nothing and know no dashboards."""

    name: str
    recipients: tuple[str, ...] = ()
    dashboard: str = ""


class Grafana:
    def __init__(self, account: Account, session: requests.Session, clock: Clock) -> None:
        self.calls = Calls("grafana", account.url, session, clock, headers=_bearer(account))

    def list(self) -> list[Report]:
        return [self._report(each) for each in self.calls.get("/api/reports")]

    def read(self, id: str) -> Report:
        return self._report(self.calls.get(f"/api/reports/{quote(id, safe='')}"))

    def create(self, wish: Wish) -> Report:
        dashboards = [{"dashboard": {"uid": wish.dashboard}}] if wish.dashboard else []
        body = {"name": wish.name, "recipients": ",".join(wish.recipients), "dashboards": dashboards}
        created = self.calls.post("/api/reports", {**body, "schedule": {"frequency": "weekly"}})
        return Report("grafana", str(created["id"]), wish.name)

    def send(self, id: str) -> None:
        """Mail a report now, to its own recipients."""
        self.calls.post("/api/reports/email", {"id": id, "useEmailsFromReport": True})

    def _report(self, found: dict[str, Any]) -> Report:
        return Report("grafana", str(found["id"]), found["name"])


class ThousandEyes:
    def __init__(self, account: Account, session: requests.Session, clock: Clock) -> None:
        self.calls = Calls("thousandeyes", account.url, session, clock, headers=_basic(account), reset=_reset)

    def list(self) -> list[Report]:
        return [self._report(each) for each in self.calls.get("/v7/reports")]

    def read(self, id: str) -> Report:
        return self._report(self.calls.get(f"/v7/reports/{quote(id, safe='')}"))

    def create(self, wish: Wish) -> Report:
        created = self.calls.post("/v7/reports/create", {"title": wish.name})
        # The vendor's prose speaks of the report, its example shows an array with the report in it.
        return self._report(created[0] if isinstance(created, list) else created)

    def _report(self, found: dict[str, Any]) -> Report:
        return Report("thousandeyes", found["reportId"], found["title"])


class Strapi:
    def __init__(self, account: Account, session: requests.Session, clock: Clock) -> None:
        self.calls = Calls("strapi", account.url, session, clock, headers=_bearer(account))

    def list(self) -> list[Report]:
        return [self._report(each) for each in self.calls.get("/reports", _limit="-1")]

    def read(self, id: str) -> Report:
        return self._report(self.calls.get(f"/reports/{quote(id, safe='')}"))

    def create(self, wish: Wish) -> Report:
        return self._report(self.calls.post("/reports", {"referenceId": wish.name, "type": "reference"}))

    def _report(self, found: dict[str, Any]) -> Report:
        return Report("strapi", str(found["id"]), found["referenceId"] or "")


class CheckCentral:
    def __init__(self, account: Account, session: requests.Session, clock: Clock) -> None:
        params = {"apiToken": account.secret} if account.secret else {}
        quota = "today's calls are used up; try again tomorrow"  # 10,000 per method and day, and no header tells of it
        self.calls = Calls("checkcentral", account.url, session, clock, params=params, quota=quota)

    def list(self) -> list[Report]:
        return [self._report(each) for each in self.calls.get("/getReports/")["reports"]]

    def read(self, id: str) -> Report:
        return self._report(self.calls.get("/getReports/", reportId=id)["reports"][0])

    def create(self, wish: Wish) -> Report:
        dashboard = {"report_type": "dashboard", "content": {"dashboard": wish.dashboard}}
        kind = dashboard if wish.dashboard else {"report_type": "digest"}
        body = {"name": wish.name, "recipients": {"emails": list(wish.recipients)}, **kind}
        return self._report(self.calls.post("/createReport/", body)["report"])

    def _report(self, found: dict[str, Any]) -> Report:
        return Report("checkcentral", found["id"], found["name"])


Vendor = Grafana | ThousandEyes | Strapi | CheckCentral
KINDS: dict[str, Callable[[Account, requests.Session, Clock], Vendor]] = {
    "grafana": Grafana,
    "thousandeyes": ThousandEyes,
    "strapi": Strapi,
    "checkcentral": CheckCentral,
}


def connect(accounts: Mapping[str, Account], session: requests.Session, clock: Clock) -> dict[str, Vendor]:
    """The vendors that there are accounts for."""
    return {name: KINDS[name](account, session, clock) for name, account in accounts.items()}


def _bearer(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secret}"} if account.secret else {}


def _basic(account: Account) -> dict[str, str]:
    pair = b64encode(f"{account.user}:{account.secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"} if account.secret else {}


def _reset(response: requests.Response) -> float | None:
    """The second at which ThousandEyes' minute rolls over."""
    stated = response.headers.get("X-Organization-Rate-Limit-Reset", "")
    return float(stated) if stated.isdecimal() else None
