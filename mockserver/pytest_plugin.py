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
from mockserver import pytest_options, pytest_server
from mockserver.spelling import variable

if TYPE_CHECKING:
    from mockserver.launching import Running
    from mockserver.server_process import ServerProcess
    from mockserver.testing import MockVendor, MockWorld

JOURNAL = 20
"""How many requests are printed of the world of a failed test."""
_FILE = "mockserver.toml"
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
    pytest_server.register(config, partial(_begin, config))
    if pytest_options.measures(config):
        from mockserver.pytest_coverage import Measuring

        measuring = Measuring(config, partial(pytest_server.shared, config))
        config.pluginmanager.register(measuring, "mockserver-coverage")


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
    from mockserver.settings import BadSetting

    try:
        return list(told_apart(_documents(config), ())[1])
    except BadSetting as error:
        raise pytest.UsageError(f"mockserver_documents: {error}") from None


def _settings_file(config: pytest.Config) -> Path | None:
    file = config.rootpath / _FILE
    return file if file.is_file() else None


def _own(config: pytest.Config) -> Path | None:
    """The folder of the user's own vendors: from pytest's settings, or from where the server would take it.

    A setting that cannot be used is the business of the server, which says so to the tests that need one; a run whose
    tests need none is not disturbed by a variable that happens to be there.

    Raises:
        pytest.UsageError: pytest's settings name a folder that is not there.
    """
    given = config.getini("mockserver_own")
    file = _settings_file(config)
    if not (given or file or Path(_FILE).is_file() or "MOCKSRV_OWN" in os.environ):  # nothing more has to be imported
        return None
    from mockserver import settings
    from mockserver.settings.values import own_folder

    if given:
        folder: Path = (config.inipath.parent if config.inipath else config.rootpath) / given
        try:
            own_folder(str(folder))
        except ValueError as error:
            raise pytest.UsageError(f"mockserver: vendors of your own: {folder}: {error}") from None
        return folder
    try:
        found = settings.load(file=file, only=("own",)).own
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


def _begin(config: pytest.Config) -> ServerProcess:
    """Begin a server as pytest's settings want it.

    Raises:
        BadSetting: a value that cannot be used.
    """
    from mockserver.server_process import ServerProcess

    served = [*config.getini("mockserver_vendors"), *_documents(config)]
    return ServerProcess(*served, own=_own(config), config=_settings_file(config), max_worlds=10000)


@pytest.fixture(scope="session")
def mockserver_running(request: pytest.FixtureRequest) -> Iterator[Running]:
    """The server of this run, for all workers of pytest-xdist, started when first needed; or the one that MOCKSRV_URL names."""
    with pytest_server.shared(request.config) as server:
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


def _journal(world: MockWorld) -> str:
    """What came in and went out; why it cannot be shown where it cannot: a server that is gone must not hide the failure itself."""
    try:
        return world.journal(JOURNAL)
    except Exception as error:
        return f"cannot be shown: {error}"


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
            report.sections.append(("mockserver journal", _journal(world)))
    return report
