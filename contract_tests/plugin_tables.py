"""The tables of the reference of the pytest plugin, made of the plugin itself: marker, options, settings, and what its objects can do."""

from __future__ import annotations

import inspect
from collections import ChainMap
from collections.abc import Iterator
from typing import Any

from mockserver import client, launching, pytest_options, testing

OBJECTS: dict[type, str] = {
    testing.MockVendor: "A vendor: `mock_<vendor>`, `mock_world.vendor(name)`",
    testing.MockWorld: "A world: `mock_world`, `server.world(name)`",
    testing.ReceivedCall: "A call that came in: `mock.requests`, what assertions return",
    testing.Matching: "What can be expected of a call: `assert_called`, `call`, `wait_for`",
    client.State: "What a vendor has: `mock.state`",
    client.Records: "A collection: `mock.state[name]`",
    client.Credentials: "Whom a vendor accepts: `mock.credentials`",
    client.Quotas: "How many calls are allowed: `mock.quota`",
    client.Choices: "Switches and readings: `mock.switches`",
    client.Faults: "What goes wrong: `mock.faults`",
    client.Clock: "Time: `mock_world.clock`",
    client.World: "The whole control plane of a world: `mock_world.handle`",
    client.Snapshot: "A moment: `mock_world.handle.snapshot()`",
    launching.Running: "The server: `mockserver_running`, `mockserver.running()`",
}
"""What a test gets into its hands, and how."""
SPOKEN = ("__getitem__", "__iter__")
"""Members of special names that a test uses."""


def pytest_plugin() -> Iterator[str]:
    """The marker, options and settings, and the objects of the fixtures."""
    yield "## The marker\n"
    yield "`@pytest.mark.mockserver(…)` says how the world of a test begins; of several markers the closest one decides.\n"
    yield "| argument | |\n| --- | --- |"
    yield from (f"| `{name}` | {_cell(says)} |" for name, says in pytest_options.MARKER.items())
    yield "\n## Options\n\n| option | |\n| --- | --- |"
    for name, how in pytest_options.OPTIONS.items():
        value = how.get("metavar") or "{" + ",".join(how.get("choices", ())) + "}"
        shown = name if how.get("action") == "store_true" else f"{name}={value}"
        yield f"| `{_cell(shown)}` | {_cell(how['help'])} |"
    yield "\n## Settings of pytest\n\n| key | kind | |\n| --- | --- | --- |"
    settings = pytest_options.SETTINGS.items()
    yield from (f"| `{name}` | {kind} | {_cell(says)} |" for name, (kind, says) in settings)
    for kind, title in OBJECTS.items():
        yield from (f"\n## {title}\n", *_members(kind))


def _members(kind: type) -> Iterator[str]:
    about, _, listed = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:")
    yield f"{_cell(about.strip())}\n"
    attributes = (each.partition(": ") for each in inspect.cleandoc(listed).splitlines() if ": " in each)
    rows = {name.strip(): (f"`.{name.strip()}`", says) for name, _, says in attributes}
    ours = [vars(each) for each in reversed(kind.__mro__) if each.__module__.startswith("mockserver.")]
    for name, member in dict(ChainMap(*reversed(ours))).items():
        told = name in rows or inspect.ismemberdescriptor(member)
        if member.__doc__ and (name in SPOKEN or not name.startswith("_")) and not told:
            rows[name] = _row(name, member)
    yield "| | |\n| --- | --- |"
    yield from (f"| {shown} | {_cell(says)} |" for shown, says in rows.values())


def _row(name: str, member: Any) -> tuple[str, str]:
    says = inspect.cleandoc(member.__doc__).partition("\n")[0]
    if not inspect.isfunction(member):
        return f"`.{name}`", says
    given = inspect.signature(inspect.unwrap(member))
    plain = [_plain(each) for each in given.parameters.values() if each.name != "self"]
    shown = str(given.replace(parameters=plain, return_annotation=given.empty))
    return {"__getitem__": f"`[{shown[1:-1]}]`", "__iter__": "`for … in`"}.get(name, f"`.{name}{shown}`"), says


def _plain(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter without its type; a default that is no value is left open."""
    nothing = type(parameter.default) is object
    return parameter.replace(annotation=parameter.empty, default=... if nothing else parameter.default)


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
