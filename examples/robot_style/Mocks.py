"""Keywords: what the hub is asked, and what the mocks of its vendors do and have seen."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # where the hub is

from report_hub import create_app
from report_hub.calls import Clock
from report_hub.vendors import Account

import mockserver
from mockserver.testing import world_name


class Mocks:
    ROBOT_LIBRARY_SCOPE = "GLOBAL"
    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self) -> None:
        self.ROBOT_LIBRARY_LISTENER = self
        self.suite, self.test = ExitStack(), ExitStack()

    def _start_suite(self, data: Any, result: Any) -> None:
        self.server = self.suite.enter_context(mockserver.running())

    def _start_test(self, data: Any, result: Any) -> None:
        self.world = self.test.enter_context(self.server.world(world_name(f"{data.source}::{data.name}")))

    def _end_test(self, data: Any, result: Any) -> None:
        self.test.close()

    def _end_suite(self, data: Any, result: Any) -> None:
        self.suite.close()

    def create_report(self, vendor: str, name: str) -> int:
        mock = self.world.vendor(vendor)
        clock = Clock(now=lambda: self.world.clock.now().timestamp(), sleep=self.world.clock.advance)
        hub = create_app({vendor: Account(mock.url, mock.secret, mock.user)}, clock=clock).test_client()
        new = {"vendor": vendor, "name": name, "recipients": ["ann@example.com"]}
        return hub.post("/reports", json=new).status_code

    def vendor_fails(self, vendor: str, status: int, **how: int) -> None:
        self.world.vendor(vendor).fail(status, **how)

    def vendor_was_called(self, vendor: str, operation: str, times: int) -> None:
        self.world.vendor(vendor).assert_called(operation, times=times)

    def log_journal(self) -> None:
        print(self.world.journal(last=20))
