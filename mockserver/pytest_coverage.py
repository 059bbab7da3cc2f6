"""Coverage of the contract under pytest: collected where tests run, reported where the session is led; imported only if asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.client import ControlError
from mockserver.coverage.counts import Coverage, Outcome, share
from mockserver.coverage.gate import BadRule, Gate, ignored, least
from mockserver.coverage.texts import as_json, lines

if TYPE_CHECKING:
    from mockserver.launching import Running
    from mockserver.testing import MockWorld


def gate_of(config: pytest.Config) -> Gate:
    """What the command line and pytest's settings ask for.

    Raises:
        pytest.UsageError: a rule that cannot be read.
    """
    option = config.option
    given = option.mockserver_coverage_fail_under or config.getini("mockserver_coverage_fail_under")
    scope = option.mockserver_coverage_scope or config.getini("mockserver_coverage_scope") or "used"
    ratchet = option.mockserver_coverage_ratchet
    try:
        if scope not in ("used", "all"):
            raise BadRule(f"mockserver_coverage_scope: {scope!r}: used or all is expected")
        left_out = tuple(map(ignored, config.getini("mockserver_coverage_ignore")))
        return Gate(scope == "all", tuple(map(least, given)), left_out, Path(ratchet) if ratchet else None)
    except BadRule as error:
        raise pytest.UsageError(f"mockserver: coverage: {error}") from None


class Measuring:
    """What this process has met; in the leading process of pytest-xdist, what all of its workers have.

    Args:
        config: pytest's.
        serve: starts a server like that of the tests, for the length of a block.
    """

    def __init__(self, config: pytest.Config, serve: Callable[[], AbstractContextManager[Running]]) -> None:
        self.config, self.serve = config, serve
        self.coverage, self.gate = Coverage(), gate_of(config)
        self.failures: list[str] = []
        self.news: list[str] = []

    def add(self, server: Running, world: MockWorld) -> None:
        """Count what a world has seen; nothing, if its test has deleted it."""
        for vendor in server.vendors:
            if vendor not in self.coverage.documented:
                self.coverage.know(server.admin.about(vendor))
        try:
            self.coverage.add(world.handle.coverage())
        except ControlError as error:
            if error.status != 404:
                raise

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over to the leading process; there, judge and write the files."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output["mockserver_coverage"] = self.coverage.data()
            return
        try:
            self.failures = self.gate.failures(self.coverage)
            self.write()
            if session.exitstatus == pytest.ExitCode.OK and not self.failures:
                self.remember()
        except BadRule as error:
            pytest.exit(f"mockserver: --mockserver-coverage-ratchet: {error}", pytest.ExitCode.USAGE_ERROR)
        if self.failures and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def write(self) -> None:
        """Write the reports that were asked for."""
        option = self.config.option
        for name, text in (("json", self._json), ("html", self._html)):
            file = getattr(option, f"mockserver_coverage_{name}")
            if file:
                try:
                    Path(file).parent.mkdir(parents=True, exist_ok=True)
                    Path(file).write_text(text(), encoding="utf-8")
                except OSError as error:
                    pytest.exit(f"mockserver: --mockserver-coverage-{name}: {error}", pytest.ExitCode.USAGE_ERROR)

    def _json(self) -> str:
        return json.dumps(as_json(self.coverage, self.gate), indent=2) + "\n"

    def _html(self) -> str:
        from mockserver.coverage.page import page
        from mockserver.coverage.snippets import snippets

        if not self.coverage.used():
            return page(self.coverage, self.gate, lambda outcome: "")
        with self.serve() as server:
            made = {
                vendor: snippets(server.admin, vendor) for vendor in self.coverage.used() if vendor in server.vendors
            }

            def snippet(outcome: Outcome) -> str:
                return made[outcome.vendor](outcome) if outcome.vendor in made else ""

            return page(self.coverage, self.gate, snippet)

    def remember(self) -> None:
        """Let the ratchet know what was met."""
        try:
            new = self.gate.raise_ratchet(self.coverage)
        except OSError as error:
            pytest.exit(f"mockserver: --mockserver-coverage-ratchet: {error}", pytest.ExitCode.USAGE_ERROR)
        if new:
            self.news.append(f"{self.gate.ratchet}: {new} more outcomes are remembered")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take what a worker of pytest-xdist has found."""
        found = getattr(node, "workeroutput", {}).get("mockserver_coverage")
        if found:
            self.coverage.merge(found)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print it at the end, if that was asked for or it was too little."""
        if self.config.option.mockserver_coverage or self.failures:
            terminalreporter.section("mockserver coverage of the contract")
            for text in [*lines(self.coverage, self.gate)] or ["no call reached a mock"]:
                terminalreporter.write_line(text)
            for text in self.failures:
                terminalreporter.write_line(f"FAILED: {text}")
            if self.gate.least and not self.failures:
                met = share(self.coverage, self.gate.counted(self.coverage))
                terminalreporter.write_line(f"reached: {met:.1f} % met")
        for text in self.news:
            terminalreporter.write_line(f"mockserver coverage: {text}")
