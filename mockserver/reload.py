"""Documents, fixtures and modules of the user's own read again while the server runs; worlds keep the records that still fit."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.assembly import server_of
from mockserver.documents import SUFFIXES
from mockserver.engine import fixtures
from mockserver.engine.discovery import OWN
from mockserver.openapi.sources import SourceError
from mockserver.settings import BadSetting, Settings

if TYPE_CHECKING:
    from mockserver.serving.app import Server
    from mockserver.serving.served import ServedVendor
    from mockserver.state.world import World

PERIOD = 0.5
"""Seconds between two looks at the files."""
MOST = 5000
"""Files that are looked at."""

Seen = dict[Path, tuple[int, int]]
"""Files with the time of their last change and their size."""


class Reload:
    """Looks at the files behind a server, and has it take over what they have become.

    Args:
        server: what runs; it takes over between two requests.
        settings: what it was put together from.
    """

    def __init__(self, server: Server, settings: Settings) -> None:
        self.server, self.settings = server, settings
        self.seen = self._look()

    def start(self) -> None:
        """Look from time to time, for as long as the process lives."""
        threading.Thread(target=self._watch, name="mockserver-watch", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(PERIOD):
            seen = self._look()
            if seen != self.seen:
                self.seen = seen
                self._read()

    def _look(self) -> Seen:
        found: Seen = {}
        for file in self._files():
            if len(found) >= MOST:
                break
            try:
                stat = file.stat()
            except OSError:
                continue
            found[file] = (stat.st_mtime_ns, stat.st_size)
        return found

    def _files(self) -> Iterator[Path]:
        """What stands beside and below the documents, and in the user's own folder."""
        if self.settings.own is not None:
            yield from (each for each in self.settings.own.rglob("*") if each.suffix in (*SUFFIXES, ".py"))
        for served in self.server.vendors.values():
            document = served.spec.labelled.document
            if served.spec.adopted is not None:
                yield served.spec.adopted.file
            if document.bare:
                yield from (each for each in document.file.parent.rglob("*") if each.suffix.lower() in SUFFIXES)

    def _read(self) -> None:
        """Put another server together; what cannot be used is told, and the old one goes on."""
        for name in [each for each in sys.modules if each.startswith(OWN)]:
            del sys.modules[name]
        try:
            new = server_of(self.settings)
        except (BadSetting, SourceError) as error:
            print(f"mockserver: not reloaded: {error}", file=sys.stderr, flush=True)
            return
        self.server.pending = lambda: self._take_over(new)

    def _take_over(self, new: Server) -> None:
        """Serve what the new server would, in the worlds of the old one."""
        dropped = [line for world in self.server.worlds for line in _moved(world, new)]
        self.server.vendors, self.server.addresses = new.vendors, new.addresses
        what = "; ".join(dropped) or "every record still fits"
        print(f"mockserver: reloaded {', '.join(new.vendors)}: {what}", file=sys.stderr, flush=True)


def _moved(world: World, new: Server) -> Iterator[str]:
    """Give a world what the new vendors start with, and let it keep its records that fit; what it had to drop."""
    for states in (world.vendor_states, world.origin.vendor_states):
        for gone in states.keys() - new.vendors.keys():
            del states[gone]
    for name, served in new.vendors.items():
        fixture = new.settings.fixture_for(name, world.fixture)
        world.origin.vendor_states[name] = served.vendor_state(fixture)
        if name not in world.vendor_states:
            world.vendor_states[name] = served.vendor_state(fixture).share(world.budget)
            continue
        count = sum(_fit(world, served, collection) for collection in list(world.vendor_states[name].store.collections))
        if count:
            yield f"{count} record{'s' * (count > 1)} of {name} dropped in the world {world.name}"


def _fit(world: World, served: ServedVendor, name: str) -> int:
    """Take the records of a collection away that do not fit any more; how many they were."""
    rows = world.vendor_states[served.vendor.name].store.collection(name)
    fits = fixtures.fitting(served.vendor, served.spec.labelled.document, name)
    wrong = [key for key in list(rows.keys()) if not fits(rows.get(key))]
    for key in wrong:
        rows.remove(key)
    return len(wrong)
