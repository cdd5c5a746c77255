"""The sandbox's SQLite store: every object as the JSON bytes that Stripe would send, what is still to happen, counters.

An object is kept rendered, so a page of a list is a join of bytes. ``parent`` is the id that its sub-list hangs on;
``listed`` is false for what Stripe serves by id alone (deleted customers, detached payment methods, inline prices).
"""

import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from oltp_schema.sql_files import sql_file


class Row(NamedTuple):
    """One object: its place in the order of creation, and its JSON."""

    seq: int
    created: int
    id: str
    body: bytes


class NewRow(NamedTuple):
    """An object to keep: its JSON, and where it is found."""

    id: str
    created: int
    parent: str | None
    listed: bool
    body: bytes


class Appointment(NamedTuple):
    """Something that is to happen: when, what, and to whom."""

    at: int
    seq: int
    act: str
    subject: str


class Store:
    """One connection behind one lock: answers are short, and Python runs one at a time anyway."""

    def __init__(self, path: Path | None) -> None:
        """Opens the file, or a store in memory (None)."""
        self.lock = RLock()
        self.connection = sqlite3.connect(
            str(path) if path else ":memory:", check_same_thread=False, isolation_level=None, timeout=60
        )
        weakref.finalize(self, self.connection.close)
        self.connection.text_factory = bytes
        # WAL without syncing: a killed process loses nothing that it committed, and a sandbox that is lost in a power
        # cut is made again from its seed. Large pages, because objects are: a list is read in half the time.
        self.connection.executescript(
            "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
        )
        self.counters: dict[str, int] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens inside, or nothing of it. Nests: the outermost one commits."""
        with self.lock:
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN IMMEDIATE")
            self.counters.clear()  # another process may have counted on
            try:
                yield
                self._keep_counters()
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise

    def create_tables(self) -> None:
        """Make the tables of an empty store, inside the caller's transaction."""
        for statement in sql_file(__package__, "store.sql").split(";"):
            self.connection.execute(statement)
        self.complete()

    def complete(self) -> None:
        """Make what stores of earlier sandboxes lack."""
        for statement in sql_file(__package__, "added_to_store.sql").split(";"):
            self.connection.execute(statement)

    def is_empty(self) -> bool:
        """Whether nothing was ever kept here."""
        return self.connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None

    def get(self, kind: str, object_id: str, only: str | None = None) -> bytes | None:
        """The JSON of one object; ``only`` is a condition on it, in the list code's own words."""
        sql = "SELECT body FROM objects WHERE object = ? AND id = ?" + (f" AND {only}" if only else "")
        found = self.connection.execute(sql, (kind, object_id)).fetchone()
        return found[0] if found else None

    def place(self, kind: str, object_id: str) -> tuple[int, int] | None:
        """Where an object stands in its list: (created, seq)."""
        found: tuple[int, int] | None = self.connection.execute(
            "SELECT created, seq FROM objects WHERE object = ? AND id = ?", (kind, object_id)
        ).fetchone()
        return found

    def add(self, kind: str, row: NewRow) -> None:
        """Keep a new object."""
        self.connection.execute(
            "INSERT INTO objects (object, id, created, parent, listed, body) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT))",
            (kind, *row),
        )

    def replace(self, kind: str, object_id: str, parent: str | None, listed: bool | None, body: bytes) -> None:
        """Keep an object's new state in its old place; ``listed=None`` leaves that as it was."""
        self.connection.execute(
            "UPDATE objects SET body = CAST(? AS TEXT), parent = ?, listed = coalesce(?, listed)"
            " WHERE object = ? AND id = ?",
            (body, parent, listed, kind, object_id),
        )

    def rewrite(self, kind: str, object_id: str, body: bytes) -> None:
        """Keep an object's new state, and where it is found as it was."""
        sql = "UPDATE objects SET body = CAST(? AS TEXT) WHERE object = ? AND id = ?"
        self.connection.execute(sql, (body, kind, object_id))

    def adopt(self, kind: str, object_id: str, parent: str) -> None:
        """Let an object hang on another one that it does not name."""
        sql = "UPDATE objects SET parent = ? WHERE object = ? AND id = ?"
        self.connection.execute(sql, (parent, kind, object_id))

    def show(self, kind: str, object_id: str) -> None:
        """Let lists show an object from now on."""
        self.connection.execute("UPDATE objects SET listed = 1 WHERE object = ? AND id = ?", (kind, object_id))

    def near(self, kind: str, moment: int) -> str | None:
        """The listed object of a type that was created at a moment or next after it, else the newest."""
        sql = "SELECT id FROM objects WHERE object = ? AND listed"
        listed = f"{sql} AND created >= ? ORDER BY created, seq LIMIT 1"
        found = self.connection.execute(listed, (kind, moment)).fetchone()
        if found is None:
            found = self.connection.execute(f"{sql} ORDER BY created DESC, seq DESC LIMIT 1", (kind,)).fetchone()
        return found[0].decode() if found else None

    def remove(self, kind: str, object_id: str) -> None:
        """Forget an object for good; only that it was there is remembered."""
        self.forget(kind, object_id)
        self.connection.execute("INSERT OR IGNORE INTO removed VALUES (?, ?)", (kind, object_id))

    def forget(self, kind: str, object_id: str) -> None:
        """Let nothing remain of an object of the sandbox's own."""
        self.connection.execute("DELETE FROM objects WHERE object = ? AND id = ?", (kind, object_id))

    def removed(self, kind: str) -> list[str]:
        """The ids of a type that were removed for good, in the order of the ids."""
        rows = self.connection.execute("SELECT id FROM removed WHERE object = ? ORDER BY id", (kind,))
        return [object_id.decode() for (object_id,) in rows]

    def remove_created_before(self, kind: str, moment: int) -> None:
        """Forget the objects of a type that are older than a moment."""
        self.connection.execute("DELETE FROM objects WHERE object = ? AND listed AND created < ?", (kind, moment))

    def children(self, kind: str, parent: str) -> list[bytes]:
        """The objects of a type that hang on a parent, oldest first, hidden ones too."""
        rows = self.connection.execute(
            "SELECT body FROM objects WHERE object = ? AND parent = ? ORDER BY seq", (kind, parent)
        )
        return [body for (body,) in rows]

    def invoice_of(self, payment_intent_id: str) -> str | None:
        """The invoice that a payment intent is to pay."""
        found = self.connection.execute(
            "SELECT parent FROM objects WHERE object = 'invoice_payment'"
            " AND json_extract(body, '$.payment.payment_intent') = ? ORDER BY seq DESC LIMIT 1",
            (payment_intent_id,),
        ).fetchone()
        return found[0].decode() if found else None

    def select(self, where: str, values: Sequence[object], order: str, limit: int) -> list[Row]:
        """Rows by a condition that the list code composed of its own words; every value is bound."""
        sql = f"SELECT seq, created, id, body FROM objects WHERE {where} ORDER BY {order} LIMIT ?"
        with self.lock:
            return [
                Row(seq, created, object_id.decode(), body)
                for seq, created, object_id, body in self.connection.execute(sql, (*values, limit))
            ]

    def sums(self, kind: str, groups: tuple[str, str], value: str) -> dict[tuple[str, str], int]:
        """The sum of a value of all objects of a type, for each pair of groups (JSON paths of the program's own)."""
        places = "json_extract(body, ?) AS part, json_extract(body, ?) AS other, sum(json_extract(body, ?))"
        sql = f"SELECT {places} FROM objects WHERE object = ? GROUP BY part, other ORDER BY part, other"
        with self.lock:
            rows = self.connection.execute(sql, (*groups, value, kind))
            return {(part.decode(), other.decode()): total for part, other, total in rows}

    def how_many(self, where: str, values: Sequence[object]) -> int:
        """The number of objects for which a condition holds."""
        with self.lock:
            return int(self.connection.execute(f"SELECT count(*) FROM objects WHERE {where}", values).fetchone()[0])

    @property
    def changes(self) -> int:
        """How many rows were written since the store was opened."""
        return self.connection.total_changes

    def count(self, name: str) -> int:
        """The next number of a counter, from 1."""
        value = self.counters.get(name)
        if value is None:
            found = self.connection.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
            value = found[0] if found else 0
        self.counters[name] = value + 1
        return value + 1

    def schedule(self, at: int, act: str, subject: str) -> None:
        """Put something on the agenda."""
        self.connection.execute("INSERT INTO agenda (at, act, subject) VALUES (?, ?, ?)", (at, act, subject))

    def next_appointment(self, until: int) -> Appointment | None:
        """Take the first thing on the agenda that is due by a moment."""
        found = self.connection.execute(
            "SELECT at, seq, act, subject FROM agenda WHERE at <= ? ORDER BY at, seq LIMIT 1", (until,)
        ).fetchone()
        if found is None:
            return None
        at, seq, act, subject = found
        self.connection.execute("DELETE FROM agenda WHERE seq = ?", (seq,))
        return Appointment(at, seq, act.decode(), subject.decode())

    def setting(self, name: str) -> str | None:
        """One of the store's own settings (seed, size, clock)."""
        found = self.connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return found[0].decode() if found else None

    def set(self, name: str, value: str) -> None:
        """Keep one of the store's own settings."""
        self.connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def answered(self, key: str) -> tuple[str, int, bytes] | None:
        """What was answered under an Idempotency-Key: the request it belonged to, the status, the body."""
        found = self.connection.execute(
            "SELECT request, status, body FROM idempotency WHERE key = ?", (key,)
        ).fetchone()
        return (found[0].decode(), found[1], found[2]) if found else None

    def remember_answer(self, key: str, request: str, status: int, body: bytes) -> None:
        """Keep an answer under its Idempotency-Key."""
        self.connection.execute(
            "INSERT INTO idempotency VALUES (?, ?, ?, CAST(? AS TEXT))", (key, request, status, body)
        )

    def close(self) -> None:
        """Close the file; an in-memory store is gone."""
        with self.lock:
            self.connection.close()

    def _keep_counters(self) -> None:
        self.connection.executemany(
            "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            self.counters.items(),
        )
