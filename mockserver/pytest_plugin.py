"""The pytest plugin: a server per test process, a world per test, a fixture per vendor; imports nothing heavy until used."""

from __future__ import annotations

import contextlib
import os
import pkgutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mockserver import pytest_marker as marker
from mockserver import pytest_options, settings
from mockserver.documents import variable
from mockserver.setting_values import own_folder

if TYPE_CHECKING:
    from mockserver.launching import Running
    from mockserver.testing import MockVendor, MockWorld

JOURNAL = 20
"""How many requests are printed of the world of a failed test."""
_WORLD = pytest.StashKey["MockWorld"]()
_FAILED = pytest.StashKey[bool]()
_SERVER = pytest.StashKey["Running"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options; all begin with --mockserver."""
    pytest_options.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, a fixture per vendor found, and what measures coverage."""
    config.addinivalue_line("markers", marker.MARKER)
    own = _own(config)
    folders = [str(Path(__file__).parent / "vendors"), *([str(own / "vendors")] if own else [])]
    names = sorted({module.name for module in pkgutil.iter_modules(folders)})
    config.pluginmanager.register(_vendor_fixtures([*names, *_document_names(config)]), "mockserver-vendors")
    _share(config)
    if pytest_options.measures(config):
        from mockserver.pytest_coverage import Measuring

        config.pluginmanager.register(Measuring(config, partial(_served, config)), "mockserver-coverage")


def _documents(config: pytest.Config) -> list[str]:
    """The documents that pytest's settings name, as the server finds them."""
    folder = config.inipath.parent if config.inipath else config.rootpath
    words = [word.rpartition("=") for word in config.getini("mockserver_documents")]
    return [f"{name}{equals}{folder / file}" for name, equals, file in words]


def _document_names(config: pytest.Config) -> list[str]:
    """What those documents are called.

    Raises:
        pytest.UsageError: there is no such document, or a name that is taken.
    """
    if not config.getini("mockserver_documents"):
        return []
    from mockserver.documents import told_apart

    try:
        return list(told_apart(_documents(config), ())[1])
    except settings.BadSetting as error:
        raise pytest.UsageError(f"mockserver_documents: {error}") from None


def _settings_file(config: pytest.Config) -> Path | None:
    file = config.rootpath / settings.FILE
    return file if file.is_file() else None


def _own(config: pytest.Config) -> Path | None:
    """The folder of the user's own vendors: from pytest's settings, or from where the server would take it.

    A setting that cannot be used is the business of the server, which says so to the tests that need one; a run whose
    tests need none is not disturbed by a variable that happens to be there.

    Raises:
        pytest.UsageError: pytest's settings name a folder that is not there.
    """
    given = config.getini("mockserver_own")
    if given:
        folder: Path = (config.inipath.parent if config.inipath else config.rootpath) / given
        try:
            own_folder(str(folder))
        except ValueError as error:
            raise pytest.UsageError(f"mockserver: vendors of your own: {folder}: {error}") from None
        return folder
    try:
        found = settings.load(file=_settings_file(config), only=("own",)).own
    except settings.BadSetting:
        return None
    return found and config.invocation_params.dir / found


def _vendor_fixtures(names: list[str]) -> Any:
    """An object with a fixture `mock_<vendor>` for each name, to be registered as a plugin."""

    def fixture(vendor: str) -> Any:
        def mock(
            self: Any, mockserver_running: Running, mock_world: MockWorld, request: pytest.FixtureRequest
        ) -> MockVendor:
            if vendor not in mockserver_running.vendors:
                served = ", ".join(mockserver_running.vendors)
                pytest.fail(f"{vendor} is not served by {mockserver_running.url}; served are {served}", pytrace=False)
            return mock_world.vendor(vendor)

        mock.__doc__ = (
            f"The vendor {vendor} in the test's world: `.url`, `.headers`, `.state`, `.requests`, `.fail(…)`, …"
        )
        return pytest.fixture(name=f"mock_{variable(vendor)}")(mock)

    return type("VendorFixtures", (), {f"mock_{variable(name)}": fixture(name) for name in names})()


def _share(config: pytest.Config) -> None:
    """Let the workers of pytest-xdist have one server; elsewhere nothing is needed."""
    if os.environ.get("MOCKSRV_URL"):
        return
    if "mockserver" in getattr(config, "workerinput", ()):
        from mockserver.pytest_workers import Follower

        config.pluginmanager.register(Follower(config), "mockserver-follower")
    elif getattr(config.option, "tx", None):
        from mockserver.pytest_workers import Leader

        config.pluginmanager.register(Leader(partial(_served, config)), "mockserver-leader")


@contextlib.contextmanager
def _served(config: pytest.Config) -> Iterator[Running]:
    """A server as pytest's settings want it; or the one that MOCKSRV_URL names, joined."""
    from mockserver.launching import NoServer, joined, running
    from mockserver.settings import BadSetting

    url = os.environ.get("MOCKSRV_URL")
    options: dict[str, Any] = {"own": _own(config), "config": _settings_file(config), "max_worlds": 10000}
    with contextlib.ExitStack() as stack:
        try:
            if url:
                server = stack.enter_context(
                    joined(url, *(os.environ.get(f"MOCKSRV_{name}", "") for name in ("ADMIN_TOKEN", "CA_FILE")))
                )
            else:
                server = stack.enter_context(
                    running(*config.getini("mockserver_vendors"), *_documents(config), **options)
                )
        except (NoServer, BadSetting) as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        yield server


@pytest.fixture(scope="session")
def mockserver_running(request: pytest.FixtureRequest) -> Iterator[Running]:
    """The server of this run, for all workers of pytest-xdist, started when first needed; or the one that MOCKSRV_URL names."""
    from mockserver.pytest_workers import shared

    with shared(request.config, partial(_served, request.config)) as server:
        yield server


@pytest.fixture
def mock_world(mockserver_running: Running, request: pytest.FixtureRequest) -> Iterator[MockWorld]:
    """A world of this test's own: isolated from all others, gone afterwards."""
    from mockserver import testing

    item = request.node
    marked = marker.read(item)
    start = {name: marked.get(name) for name in ("fixture", "profile", "readings", "seed", "data")}
    with _reached(mockserver_running), marker.plainly():
        marker.refuse_strangers(marked, mockserver_running)
        marker.refuse_silence(marked, mockserver_running, item)
        world = testing.claim(
            mockserver_running.admin, testing.world_name(item.nodeid), clock=marked.get("frozen"), **start
        )
        for vendor, credential in (marked.get("credentials") or {}).items():
            world.vendor(vendor).act_as(credential)
    item.stash[_WORLD], item.stash[_FAILED], item.stash[_SERVER] = world, False, mockserver_running
    yield world
    with _reached(mockserver_running):
        measuring = request.config.pluginmanager.get_plugin("mockserver-coverage")
        if measuring is not None:
            measuring.add(mockserver_running, world)
        if not (item.stash[_FAILED] and request.config.option.mockserver_keep_failed):
            testing.discard(world)


@contextlib.contextmanager
def _reached(server: Running) -> Iterator[None]:
    """A server that has ended, or that no longer answers, is told in one sentence."""
    import httpx

    try:
        yield
    except httpx.TransportError as error:
        told = server.end() or f"mockserver: the mock server at {server.url} no longer answers: {error}"
        raise pytest.fail.Exception(told, pytrace=False) from None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Fail a test that has passed and left a fault that never hit a call: what it was to show was not shown."""
    result = yield
    world = item.stash.get(_WORLD, None)
    if world is not None and (unused := _unused_faults(world)):
        several = "\n".join(f"  {each}" for each in unused)
        raise pytest.fail.Exception(
            f"mockserver: no call was hit by what this test made go wrong (unused_ok=True allows it):\n{several}",
            pytrace=False,
        )
    return result


def _unused_faults(world: MockWorld) -> list[str]:
    """Those of a world; none of one that is gone, or whose server is, which is told elsewhere."""
    import httpx

    from mockserver.client import ControlError

    try:
        return world.unused_faults()
    except (ControlError, httpx.TransportError):
        return []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Tell the world of the test's failure, before it would be deleted, and show the wire beside it."""
    report = yield
    world = item.stash.get(_WORLD, None)
    if world is not None and report.failed and call.when != "teardown":
        item.stash[_FAILED] = True
        if call.when == "call" and (end := item.stash[_SERVER].end()):
            report.sections.append(("mockserver", end))
        if not item.config.option.mockserver_no_journal:
            with contextlib.suppress(Exception):  # a server that is gone must not hide the failure itself
                report.sections.append(("mockserver journal", world.journal(JOURNAL)))
    return report
