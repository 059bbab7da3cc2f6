"""Keeps the worlds of a running server in a file: looks for what has changed between two requests, and writes it in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from mockserver.statefile.captures import Capture, signature
from mockserver.statefile.file import BadStateFile, StateFile
from mockserver.statefile.loading import digest, load
from mockserver.statefile.scribe import Scribe

if TYPE_CHECKING:
    from mockserver.serving.app import Server
    from mockserver.serving.served import ServedVendor

PERIOD = 0.5
"""Seconds between two looks; what happened since the last one is lost when the process is killed."""

AT_ONCE = 200
"""Worlds that are captured by one look, so that no request waits long; the others are by the next."""

logger = logging.getLogger(__name__)


class Job:
    """What is to be written at once.

    Attributes:
        gone: the worlds that are there no more, or have given way to another of the same name.
        changes: by world, what was last written of it, if it is to be relied on, and what it is now.
        documents: by vendor, what its document is, where the file has another.
        failure: why it could not be written; empty if it could.
        done: set by the thread when it has let go of all of this; whoever made it then lets go of it, since what counts
            the memory of records may be counted down by one thread only.
    """

    def __init__(
        self, gone: set[str], changes: dict[str, tuple[Capture | None, Capture]], documents: dict[str, str]
    ) -> None:
        self.gone, self.changes, self.documents = gone, changes, documents
        self.failure = ""
        self.done = threading.Event()


class Keeper:
    """Keeps the worlds of a server in a file, from when it is made; the server has those of the file then.

    Args:
        server: whose worlds they are; no request is served yet.
        path: the file.

    Raises:
        BadStateFile: the file cannot be used, or its worlds have no room.

    Attributes:
        notes: what of the file was left out, a line each.
    """

    def __init__(self, server: Server, path: Path) -> None:
        self.server, self.file = server, StateFile(path)
        try:
            loaded = load(self.file, server)
        except BaseException as error:
            self.file.close()
            if isinstance(error, (sqlite3.Error, LookupError, ValueError, TypeError)):
                raise BadStateFile(f"{path} is damaged: {error!r}; move it away, or name another file") from None
            raise
        self.notes = loaded.notes
        self.scribe = Scribe(self.file, server)
        self.scribe.held = loaded.held
        self.written = {
            world.name: Capture(world, None)
            for world in server.worlds
            if world.name in loaded.held and world.name not in loaded.rewritten
        }
        self.there = {*loaded.held}
        self._digested: dict[str, ServedVendor] = {}
        self.job: Job | None = None
        self.jobs: SimpleQueue[Job | None] = SimpleQueue()
        self.thread = threading.Thread(target=self._work, name="mockserver-state", daemon=True)

    def begin(self) -> None:
        """Look from now on, in the event loop that is running."""
        self.thread.start()
        self._again()

    def _again(self) -> None:
        self._take()
        if self.job is None and (job := self._look()) is not None:
            self.job = job
            self.jobs.put(job)
        asyncio.get_running_loop().call_later(PERIOD, self._again)

    def end(self) -> None:
        """Write what is left, and let go of the file; the loop has ended."""
        if self.thread.is_alive():
            self.jobs.put(None)
            self.thread.join()
        self._take()
        if (job := self._look(most=math.inf)) is not None:
            self._carry_out(job)
            self.job = job
            self._take()
        self.file.close()

    def _look(self, most: float = AT_ONCE) -> Job | None:
        """What has changed since it was last written, of so many worlds; nothing else happens meanwhile."""
        documents = self._new_documents()
        worlds = {world.name: world for world in self.server.worlds}
        gone = {name for name in self.there if name not in worlds}
        gone |= {name for name, before in self.written.items() if worlds.get(name) is not before.world}
        changes: dict[str, tuple[Capture | None, Capture]] = {}
        for name, world in worlds.items():
            before = None if name in gone else self.written.get(name)
            if before is None or documents or before.signature != signature(world):
                changes[name] = (before, Capture(world, before))
            if len(changes) >= most:
                break
        return Job(gone, changes, documents) if gone or changes or documents else None

    def _new_documents(self) -> dict[str, str]:
        served = {name: each for name, each in self.server.vendors.items() if self._digested.get(name) is not each}
        self._digested.update(served)
        return {name: digest(each) for name, each in served.items()}

    def _take(self) -> None:
        """See to what the thread has done."""
        job = self.job
        if job is None or not job.done.is_set():
            return
        self.job = None
        if job.failure:
            logger.warning("%s could not be written, and will be as a whole: %s", self.file.path, job.failure)
            self.written.clear()
            self.scribe.held.clear()
            self._digested.clear()
            return
        for name in job.gone:
            self.written.pop(name, None)
        self.written |= {name: after for name, (_, after) in job.changes.items()}
        self.there = (self.there - job.gone) | job.changes.keys()

    def _work(self) -> None:
        while (job := self.jobs.get()) is not None:
            self._carry_out(job)

    def _carry_out(self, job: Job) -> None:
        job.failure = self._write(job)
        job.done.set()

    def _write(self, job: Job) -> str:
        """Write all of it or nothing; why not, or the empty text."""
        try:
            with self.file.all_or_nothing():
                for vendor, what in job.documents.items():
                    self.file.put_document(vendor, what)
                for name in job.gone:
                    self.scribe.forget(name)
                for before, after in job.changes.values():
                    self.scribe.write(before, after)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""
