"""What an agent can do: each method is a tool, its docstring what the agent reads of it; knows no protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from mockserver.agents.mock import Mock
from mockserver.settings import PREFIX

JSON = dict[str, Any]
MOST = 50
"""Findings of `verify` that are told at most."""


class Tools:
    """The tools, on one mock server."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock

    def start(
        self,
        serve: list[str] | None = None,
        fixture: str | None = None,
        profile: list[str] | None = None,
        reading: list[str] | None = None,
        credential: list[str] | None = None,
    ) -> JSON:
        """Start a mock server on a free port of this machine, in place of the one started before.

        serve: vendors (checkcentral, grafana, strapi, thousandeyes) and OpenAPI documents (files, NAME=FILE); all vendors if left out.
        fixture: where worlds start (documented, empty). profile: VENDOR=NAME. reading: VENDOR.ID=VALUE.
        credential: NAME:SCHEME=SECRET, for a document that is to take no other.
        Answers the server's address, and each vendor's with its credentials.
        """
        given = {"fixture": fixture, "profile": profile, "reading": reading, "credential": credential}
        self.mock.start(serve or [], {name: value for name, value in given.items() if value is not None})
        return self.vendors()

    def stop(self) -> JSON:
        """End the mock server that was started."""
        self.mock.stop()
        return {"stopped": True}

    def vendors(self) -> JSON:
        """What is served: each vendor's address, operations, profiles and credentials.

        In a world named W a vendor's address is URL/w/W/VENDOR; the world `default` needs no prefix.
        """
        server = self.mock.running
        return {"url": server.url, "vendors": [self._vendor(name) for name in server.vendors]}

    def _vendor(self, name: str) -> JSON:
        about = self.mock.admin.vendor(name)
        operations = [
            {member: each[member] for member in ("id", "method", "path", "label")} for each in about["operations"]
        ]
        credentials = [
            {member: each[member] for member in ("id", "scheme", "user", "secret")} for each in about["credentials"]
        ]
        return {
            "name": name, "url": self.mock.running.url_of(name), "collections": [each["name"] for each in about["collections"]],
            "profiles": [each["name"] for each in about["profiles"]], "fixtures": about["fixtures"],
            "credentials": credentials, "operations": operations,
        }  # fmt: skip

    def explain(self, vendor: str, operation: str | None = None, field: str | None = None) -> JSON:
        """Say who states what a vendor answers, and how well it is known.

        operation: an operationId, or a request such as `POST /api/reports`; the whole vendor if left out.
        field: a dotted path in the operation, such as `schedule.frequency`.
        """
        return self.mock.admin.explain(vendor, operation, field)

    def worlds(self) -> list[JSON]:
        """List the worlds: isolated copies of everything, one for each test."""
        return self.mock.admin.worlds.all()

    def create_world(
        self,
        name: str | None = None,
        fixture: str | None = None,
        clock: str | None = None,
        seed: int | None = None,
        profile: dict[str, str | None] | None = None,
        readings: dict[str, dict[str, str]] | None = None,
    ) -> JSON:
        """Make a world. clock: freezes its time at an instant such as 2030-01-01T12:00:00Z; seed: makes its chance."""
        world = self.mock.admin.worlds.create(
            name, fixture=fixture, clock=clock, seed=seed, profile=profile, readings=readings
        )
        return {"name": world.name, "urls": {each: world.url(each) for each in self.mock.running.vendors}}

    def reset_world(self, world: str) -> JSON:
        """Let everything in a world be as it was when the world was made."""
        self.mock.world(world).reset()
        return {"reset": world}

    def delete_world(self, world: str) -> JSON:
        """Let a world go with everything in it."""
        self.mock.world(world).delete()
        return {"deleted": world}

    def records(self, vendor: str, collection: str, world: str = "default") -> list[JSON]:
        """Read the records that a vendor has in a world."""
        return self.mock.world(world).state(vendor)[collection].all()

    def replace_records(self, vendor: str, collection: str, records: list[JSON], world: str = "default") -> list[JSON]:
        """Put other records in their place, all or none; each must fit the vendor's document."""
        return self.mock.world(world).state(vendor)[collection].replace(records)

    def add_records(
        self, vendor: str, collection: str, count: int = 1, members: JSON | None = None, world: str = "default"
    ) -> list[JSON]:
        """Make records up that fit the vendor's document, each with these members."""
        return self.mock.world(world).state(vendor)[collection].add(count, **(members or {}))

    def faults(self, world: str = "default") -> list[JSON]:
        """List what goes wrong in a world, with what it hit so far."""
        return self.mock.world(world).faults.all()

    def add_fault(
        self,
        vendor: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        delay: float | None = None,
        first: int | None = None,
        every: int | None = None,
        probability: float | None = None,
        effect: JSON | None = None,
        world: str = "default",
    ) -> JSON:
        """Make something go wrong from now on.

        vendor, operation: what it hits, everything if left out. status: answered in the vendor's own words; delay: seconds.
        first: only the first so many calls; every: each so manieth; probability: from 0 to 1. effect: any other member that
        POST faults takes in the control plane's document.
        """
        found = self.mock.world(world).faults.add(
            vendor, operation, first=first, every=every, probability=probability,
            **{"status": status, "delay": delay, **(effect or {})},
        )  # fmt: skip
        return dict(found)

    def clear_faults(self, world: str = "default") -> JSON:
        """Take all faults of a world away."""
        self.mock.world(world).faults.clear()
        return {"cleared": world}

    def clock(
        self, freeze_at: str | None = None, advance: float | None = None, run: bool = False, world: str = "default"
    ) -> JSON:
        """Read a world's time, or change it first: freeze it at an instant, advance it by seconds, or let it run."""
        clock = self.mock.world(world).clock
        if freeze_at is not None:
            clock.freeze(freeze_at)
        if advance is not None:
            clock.advance(advance)
        if run:
            clock.run()
        return clock.read()

    def requests(
        self,
        world: str = "default",
        vendor: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        violated: bool | None = None,
        limit: int = 20,
    ) -> list[JSON]:
        """What came in and went out of a world, oldest first: each with its verdict, what it broke, and what would have been right.

        violated: only those that broke (or did not break) the vendor's document.
        """
        filters = {"vendor": vendor, "operation": operation, "status": status, "violated": violated}
        wanted = {name: value for name, value in filters.items() if value is not None}
        return self.mock.world(world).requests.all(limit=limit, advice=True, **wanted)

    def unmatched(self) -> list[JSON]:
        """The last requests that no vendor, or no path of a vendor, was there for, each with the nearest address."""
        return self.mock.admin.unmatched()

    def verify(self, subject: str, base_url: str, credential: str | None = None, time_limit: int = 60) -> JSON:
        """Ask a server that is not the mock whether it keeps what a vendor's or your OpenAPI document says; nothing is written there.

        subject: a vendor, or an OpenAPI document. base_url: where the paths of the document begin.
        credential: NAME:SCHEME=SECRET, NAME being the subject's. time_limit: in seconds.
        """
        command = [
            sys.executable, "-m", "mockserver", "verify", "--base-url", base_url, "--time-limit", str(time_limit), "--json", "-",
            "--", subject,
        ]  # fmt: skip
        given = {f"{PREFIX}CREDENTIAL": credential} if credential else {}
        done = subprocess.run(
            command, env={**os.environ, **given}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if not done.stdout.startswith("{"):
            raise ValueError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "verify said nothing")
        return _told(json.loads(done.stdout))


def _told(report: JSON) -> JSON:
    """What a report of `verify` says that an agent can use: the verdict, what was not asked, and what was found."""
    found = [
        {"law": each["name"], "findings": each["findings"], "breaches": each["breaches"]}
        for vendor in report["vendors"]
        for each in vendor["points"]
        if each["findings"] or each["breaches"]
    ]
    asked = [{member: each[member] for member in ("vendor", "requests", "not_run")} for each in report["vendors"]]
    return {"verdict": report["verdict"], "asked": asked, "found": found[:MOST], "more": max(0, len(found) - MOST)}
