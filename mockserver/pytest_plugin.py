"""The pytest plugin: a server per test process, a world per test, a fixture per vendor; imports nothing heavy until used."""

from __future__ import annotations

import contextlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.coverage import Coverage
    from mockserver.running import Running
    from mockserver.testing import MockVendor, MockWorld

MARKER = (
    "mockserver(fixture=None, readings=None, frozen=None, credentials=None, seed=None, data=None): how the test's world "
    "begins: a fixture's name; readings as {vendor: {id: value}}; an instant at which the clock stands; per vendor the "
    "credential that `headers` presents"
)
_WORLD = pytest.StashKey["MockWorld"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options; all begin with --mockserver."""
    group = parser.getgroup("mockserver", "mocks of vendors' APIs")
    group.addoption(
        "--mockserver-keep-failed", action="store_true", help="keep the world of a failed test and print its journal"
    )
    group.addoption(
        "--mockserver-coverage", action="store_true", help="print which documented operations and statuses were met"
    )
    group.addoption(
        "--mockserver-coverage-fail-under", type=float, metavar="PERCENT", help="fail if less than that was met"
    )
    group.addoption("--mockserver-coverage-json", metavar="FILE", help="write the coverage as JSON")
    parser.addini("mockserver_vendors", "vendors to serve (all that are present)", type="args")
    parser.addini("mockserver_own", "folder with vendors of your own: vendors/, specs/ and fixtures/ in it")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, a fixture per vendor found, and what measures coverage."""
    config.addinivalue_line("markers", MARKER)
    own = _own(config)
    folders = [str(Path(__file__).parent / "vendors"), *([str(own / "vendors")] if own else [])]
    names = sorted({module.name for module in pkgutil.iter_modules(folders)})
    config.pluginmanager.register(_vendor_fixtures(names), "mockserver-vendors")
    if _measured(config):
        config.pluginmanager.register(Measuring(config), "mockserver-coverage")


def _measured(config: pytest.Config) -> bool:
    options = config.option
    return bool(
        options.mockserver_coverage
        or options.mockserver_coverage_json
        or options.mockserver_coverage_fail_under is not None
    )


def _own(config: pytest.Config) -> Path | None:
    given = config.getini("mockserver_own") or os.environ.get("MOCKSRV_OWN")
    return config.rootpath / given if given else None


def _vendor_fixtures(names: list[str]) -> Any:
    """An object with a fixture `mock_<vendor>` for each name, to be registered as a plugin."""

    def fixture(vendor: str) -> Any:
        def mock(self: Any, mock_world: MockWorld, request: pytest.FixtureRequest) -> MockVendor:
            found = mock_world.vendor(vendor)
            caller = (_marked(request.node).get("credentials") or {}).get(vendor)
            if caller:
                found.act_as(caller)
            return found

        mock.__doc__ = (
            f"The vendor {vendor} in the test's world: `.url`, `.headers`, `.state`, `.requests`, `.fail(…)`, …"
        )
        return pytest.fixture(name=f"mock_{vendor}")(mock)

    return type("VendorFixtures", (), {f"mock_{name}": fixture(name) for name in names})()


@pytest.fixture(scope="session")
def mock_server(request: pytest.FixtureRequest) -> Iterator[Running]:
    """The server of this test process, started when first needed; under `mockserver run`, the one that runs already."""
    from mockserver.running import joined, running

    config = request.config
    if os.environ.get("MOCKSRV_URL"):
        with joined(os.environ["MOCKSRV_URL"]) as server:
            yield server
        return
    own, settings = _own(config), config.rootpath / "mockserver.toml"
    options: dict[str, Any] = {"own": own, "config": settings if settings.is_file() else None, "max_worlds": 10000}
    with running(*config.getini("mockserver_vendors"), **options) as server:
        yield server


@pytest.fixture
def mock_world(mock_server: Running, request: pytest.FixtureRequest) -> Iterator[MockWorld]:
    """A world of this test's own: isolated from all others, gone afterwards."""
    from mockserver import testing

    marked = _marked(request.node)
    options = {name: marked.get(name) for name in ("fixture", "readings", "seed", "data")}
    world = testing.create(
        mock_server.admin, testing.world_name(request.node.nodeid), clock=marked.get("frozen"), **options
    )
    request.node.stash[_WORLD] = world
    yield world
    measuring = request.config.pluginmanager.get_plugin("mockserver-coverage")
    if measuring is not None:
        measuring.add(mock_server, world)
    kept = request.config.option.mockserver_keep_failed and getattr(request.node, "mockserver_failed", False)
    if not kept:
        testing.discard(world)


def _marked(item: Any) -> dict[str, Any]:
    """The arguments of the markers, the closest one to the test first in force.

    Raises:
        pytest.UsageError: an argument that the marker does not know.
    """
    found: dict[str, Any] = {}
    for marker in item.iter_markers("mockserver"):
        unknown = marker.kwargs.keys() - {"fixture", "readings", "frozen", "credentials", "seed", "data"}
        if unknown or marker.args:
            raise pytest.UsageError(
                f"@pytest.mark.mockserver: {', '.join(sorted(unknown)) or 'positional arguments'}: {MARKER}"
            )
        found = {**marker.kwargs, **found}
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Tell the world's end of the test's failure, and show what went wrong on the wire beside it."""
    report = yield
    world = item.stash.get(_WORLD, None)
    if report.failed and world is not None:
        item.mockserver_failed = True  # type: ignore[attr-defined]
        if call.when == "call" and item.config.option.mockserver_keep_failed:
            with contextlib.suppress(Exception):  # a server that is gone must not hide the failure itself
                report.sections.append(("mockserver journal", world.journal()))
    return report


class Measuring:
    """Collects the coverage of this process, and of the workers of pytest-xdist; reports it where the session is led."""

    def __init__(self, config: pytest.Config) -> None:
        from mockserver.coverage import Coverage

        self.config, self.coverage = config, Coverage()

    def add(self, server: Running, world: MockWorld) -> None:
        """Count what a world has seen."""
        coverage: Coverage = self.coverage
        for vendor in server.vendors:
            if vendor not in coverage.documented:
                coverage.know(server.admin.vendor(vendor))
        coverage.add(world.handle.call("GET", "coverage"))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over to the leading process, or judge."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output["mockserver_coverage"] = self.coverage.data()
            return
        file = self.config.option.mockserver_coverage_json
        if file:
            self.coverage.write(Path(file))
        least = self.config.option.mockserver_coverage_fail_under
        if least is not None and self.coverage.share() < least and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take what a worker of pytest-xdist has found."""
        found = getattr(node, "workeroutput", {}).get("mockserver_coverage")
        if found:
            self.coverage.merge(found)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the coverage at the end."""
        least = self.config.option.mockserver_coverage_fail_under
        share = self.coverage.share()
        if not self.config.option.mockserver_coverage and (least is None or share >= least):
            return
        terminalreporter.section("mockserver coverage of the contract")
        for text in self.coverage.lines() or ["no call reached a mock"]:
            terminalreporter.write_line(text)
        if least is not None:
            verdict = "reached" if share >= least else "FAILED"
            terminalreporter.write_line(f"{verdict}: {share:.1f} % met, {least:g} % required")
