"""The file itself: an embedded SQLite database of worlds, moments, vendors and records; knows none of what they mean."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson

APPLICATION = 0x6D6F636B
"""What SQLite keeps in the file's head to say whose it is: `mock`."""
FORMAT = 1
"""The form of the tables and of what is in them; a file of another form is refused."""

TABLES = """
CREATE TABLE documents (vendor TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE worlds (world TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE moments (world TEXT, moment TEXT, json TEXT NOT NULL, PRIMARY KEY (world, moment)) WITHOUT ROWID;
CREATE TABLE vendors (world TEXT, moment TEXT, vendor TEXT, json TEXT NOT NULL,
  PRIMARY KEY (world, moment, vendor)) WITHOUT ROWID;
CREATE TABLE records (world TEXT, moment TEXT, vendor TEXT, collection TEXT, key TEXT,
  place INTEGER NOT NULL, json TEXT, decided TEXT,
  PRIMARY KEY (world, moment, vendor, collection, key)) WITHOUT ROWID
"""
"""A record without JSON is one that was removed: its key is not given again."""
KEYED: dict[str, tuple[str, ...]] = {
    "worlds": ("world",),
    "moments": ("world", "moment"),
    "vendors": ("world", "moment", "vendor"),
    "records": ("world", "moment", "vendor", "collection"),
}
"""Table to the columns by which rows are taken away."""


AT_ONCE = 100
"""Records that are written by one statement."""
PUT_RECORDS = "INSERT INTO records VALUES {} ON CONFLICT DO UPDATE SET json = excluded.json, decided = excluded.decided"
FORGET_RECORDS = """
DELETE FROM records WHERE world = ? AND moment = ? AND vendor = ? AND collection = ? AND key IN (SELECT value FROM json_each(?))
"""


class BadStateFile(Exception):
    """The file cannot be used; one line that says why, and what to do."""


class Row(NamedTuple):
    """A record as it is kept; removed ones have no text."""

    key: str
    place: int
    json: str | None
    decided: str | None


def text(value: Any) -> str:
    """A JSON value as text."""
    try:
        return orjson.dumps(value, default=dict).decode()
    except TypeError:  # an integer beyond 64 bits, or half of a surrogate pair
        return json.dumps(value, default=dict, separators=(",", ":"))


class StateFile:
    """An open file, which no other server can use meanwhile. Whatever is changed within `all_or_nothing` is there as a whole or not at all.

    Args:
        path: where it is, or will be.

    Raises:
        BadStateFile: it is no state of a mockserver, of another form, in use, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        except sqlite3.OperationalError as error:
            locked = "is in use by another server" if "locked" in str(error) else f"cannot be used: {error}"
            raise BadStateFile(f"{path} {locked}") from None
        except sqlite3.DatabaseError as error:
            raise BadStateFile(f"{path} is no state of a mockserver, or is damaged: {error}; move it away") from None

    def _prepare(self) -> None:
        db = self._db
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        application, form = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
        empty = not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        db.execute("COMMIT")
        if not empty and application != APPLICATION:
            raise BadStateFile(f"{self.path} is no state of a mockserver; name another file")
        if not empty and form != FORMAT:
            raise BadStateFile(
                f"{self.path} has the form {form}, this version of mockserver reads {FORMAT}; move it away, or name another file"
            )
        if empty:
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA journal_size_limit = 8388608")
        if empty:
            with self.all_or_nothing():
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {FORMAT}")
                for table in TABLES.split(";"):
                    db.execute(table)
        db.execute("PRAGMA incremental_vacuum")

    @contextlib.contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Make the changes of a block one."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def documents(self) -> dict[str, str]:
        """Vendor to the digest of the document under which its records were written."""
        return dict(self._db.execute("SELECT vendor, digest FROM documents"))

    def put_document(self, vendor: str, digest: str) -> None:
        """Say under which document a vendor's records are written from here on."""
        self._db.execute("REPLACE INTO documents VALUES (?, ?)", (vendor, digest))

    def worlds(self) -> dict[str, Any]:
        """World to what is known of it, in the order in which they were made."""
        found = {name: json.loads(data) for name, data in self._db.execute("SELECT world, json FROM worlds")}
        return dict(sorted(found.items(), key=lambda each: str(each[1]["created"])))

    def moments(self, world: str) -> dict[str, Any]:
        """Moment of a world to what it says."""
        rows = self._db.execute("SELECT moment, json FROM moments WHERE world = ?", (world,))
        return {moment: json.loads(data) for moment, data in rows}

    def vendors(self, world: str, moment: str) -> dict[str, Any]:
        """Vendor to what is known of it at a moment."""
        rows = self._db.execute("SELECT vendor, json FROM vendors WHERE world = ? AND moment = ?", (world, moment))
        return {vendor: json.loads(data) for vendor, data in rows}

    def records(self, *where: str) -> list[Row]:
        """The records of a world, a moment, a vendor and a collection, in order; removed ones first."""
        asked = "SELECT key, place, json, decided FROM records WHERE world = ? AND moment = ? AND vendor = ? AND collection = ? ORDER BY place"
        return [Row(*row) for row in self._db.execute(asked, where)]

    def last_place(self, *where: str) -> int:
        """The place of the last record of a world, a moment, a vendor and a collection; -1 if there is none."""
        asked = "SELECT coalesce(max(place), -1) FROM records WHERE world = ? AND moment = ? AND vendor = ? AND collection = ?"
        return int(self._db.execute(asked, where).fetchone()[0])

    def put(self, table: str, *values: Any) -> None:
        """Write a row of `worlds`, `moments` or `vendors`, in place of the one of the same name."""
        self._db.execute(f"REPLACE INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608

    def put_records(self, where: tuple[str, str, str, str], rows: Iterable[Row]) -> None:
        """Write records of a world, a moment, a vendor and a collection; one that is there keeps its place.

        SQLite writes many at once, and other threads go on meanwhile: after each row by itself it would wait for them.
        """
        left = iter(rows)
        while some := list(islice(left, AT_ONCE)):
            values = ",".join(["(?,?,?,?,?,?,?,?)"] * len(some))
            self._db.execute(PUT_RECORDS.format(values), [value for row in some for value in (*where, *row)])

    def forget_records(self, where: tuple[str, str, str, str], keys: Iterable[str]) -> None:
        """Take records away by their keys."""
        if found := [*keys]:
            self._db.execute(FORGET_RECORDS, (*where, text(found)))

    def forget(self, *where: str) -> None:
        """Take away everything of a world, or only of a moment of it, of a vendor then, of a collection of that."""
        for table, columns in KEYED.items():
            if len(columns) >= len(where):
                asked = " AND ".join(f"{column} = ?" for column in columns[: len(where)])
                self._db.execute(f"DELETE FROM {table} WHERE {asked}", where)  # noqa: S608

    def forget_served(self, world: str, vendors: Iterable[str]) -> None:
        """Take a world away, but for what it has of other vendors than these."""
        for table in ("worlds", "moments"):
            self._db.execute(f"DELETE FROM {table} WHERE world = ?", (world,))  # noqa: S608
        for table in ("vendors", "records"):
            asked = f"DELETE FROM {table} WHERE world = ? AND vendor = ?"  # noqa: S608
            self._db.executemany(asked, ((world, vendor) for vendor in vendors))

    def close(self) -> None:
        """Let go of it."""
        self._db.close()
