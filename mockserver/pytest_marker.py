"""The marker of the pytest plugin: what it may say, and what of it cannot be; imports nothing heavy until used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from mockserver import pytest_options
from mockserver.spelling import missing, nearest, variable

if TYPE_CHECKING:
    from mockserver.launching import Running

KNOWN = tuple(pytest_options.MARKER)
MARKER = (
    f"mockserver({', '.join(f'{each}=None' for each in KNOWN)}): how the test's world begins: "
    f"{'; '.join(f'{name}: {says}' for name, says in pytest_options.MARKER.items())}. Of several markers the one closest to the test decides."
)


def read(item: Any) -> dict[str, Any]:
    """The arguments of the markers, the closest one to the test first in force."""
    found: dict[str, Any] = {}
    for marker in item.iter_markers("mockserver"):
        unknown = [*map(repr, marker.args), *sorted(marker.kwargs.keys() - set(KNOWN))]
        if unknown:
            meant = nearest(unknown[0], KNOWN)
            pytest.fail(
                f"@pytest.mark.mockserver: {', '.join(unknown)}: no such argument{meant}; there are {', '.join(KNOWN)}",
                pytrace=False,
            )
        found = {**marker.kwargs, **found}
    return found


def refuse_strangers(marked: Mapping[str, Any], server: Running) -> None:
    """Refuse credentials for a vendor that is not there: the test would run with every permission.

    Raises:
        LookupError: with the nearest one.
    """
    for vendor in marked.get("credentials") or {}:
        if vendor not in server.vendors:
            raise LookupError(f"credentials: {missing('vendor', vendor, server.vendors)}")


def refuse_silence(marked: Mapping[str, Any], server: Running, item: Any) -> None:
    """Refuse a fixture that none of the vendors has which the test asks for: it would begin as without.

    Raises:
        LookupError: with the fixtures that they have.
    """
    fixture = marked.get("fixture")
    wanted = [name for name in server.vendors if f"mock_{variable(name)}" in item.fixturenames]
    if not isinstance(fixture, str) or "=" in fixture or not wanted:
        return
    known = {vendor: server.admin.about(vendor)["fixtures"] for vendor in wanted}
    if not any(fixture in known[vendor] for vendor in wanted):
        there = sorted({name for vendor in wanted for name in known[vendor]})
        raise LookupError(missing(f"fixture of {' or '.join(wanted)}", fixture, there))


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """What a marker asks for and cannot have is told in one sentence."""
    from mockserver.client import ControlError

    try:
        yield
    except (ControlError, LookupError, ValueError) as error:
        wrong = error.detail if isinstance(error, ControlError) else error.args[0]
        raise pytest.fail.Exception(f"@pytest.mark.mockserver: {wrong}", pytrace=False) from None
