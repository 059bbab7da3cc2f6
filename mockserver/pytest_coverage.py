"""Coverage of the contract under pytest: collected where tests run, reported where the session is led; imported only if asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.client import ControlError
from mockserver.coverage import Coverage

if TYPE_CHECKING:
    from mockserver.launching import Running
    from mockserver.testing import MockWorld


class Measuring:
    """What this process has met; in the leading process of pytest-xdist, what all of its workers have."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.coverage = config, Coverage()

    @property
    def least(self) -> float | None:
        """The share that is required, in percent."""
        given: float | None = self.config.option.mockserver_coverage_fail_under
        return given

    @property
    def enough(self) -> bool:
        """Whether it was reached."""
        return self.least is None or self.coverage.share() >= self.least

    def add(self, server: Running, world: MockWorld) -> None:
        """Count what a world has seen; nothing, if its test has deleted it."""
        for vendor in server.vendors:
            if vendor not in self.coverage.documented:
                self.coverage.know(server.admin.vendor(vendor))
        try:
            self.coverage.add(world.handle.coverage())
        except ControlError as error:
            if error.status != 404:
                raise

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over to the leading process; there, write the file and judge."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output["mockserver_coverage"] = self.coverage.data()
            return
        file = self.config.option.mockserver_coverage_json
        if file:
            try:
                self.coverage.write(Path(file))
            except OSError as error:
                pytest.exit(f"mockserver: --mockserver-coverage-json: {error}", pytest.ExitCode.USAGE_ERROR)
        if not self.enough and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take what a worker of pytest-xdist has found."""
        found = getattr(node, "workeroutput", {}).get("mockserver_coverage")
        if found:
            self.coverage.merge(found)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print it at the end, if that was asked for or it was too little."""
        if not self.config.option.mockserver_coverage and self.enough:
            return
        terminalreporter.section("mockserver coverage of the contract")
        for text in self.coverage.lines() or ["no call reached a mock"]:
            terminalreporter.write_line(text)
        if self.least is not None:
            verdict = "reached" if self.enough else "FAILED"
            terminalreporter.write_line(f"{verdict}: {self.coverage.share():.1f} % met, {self.least:g} % required")
