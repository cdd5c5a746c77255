"""The versions of `history`, compared with those that the Python twins make of the same copies, one after the other.

Which copies count and their order are promotion's own (`pipelines/promotion/history`); what a copy shows, where a
version begins and where it ends are said here a second time. Of an object with a single copy, which the twin has read
for the row of `oltp` (`lone`), no document is read again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.checks.parity import lone
from pipelines.checks.parity.comparison import same
from pipelines.checks.parity.report import Parity, ParityTally
from pipelines.exact_json import parse
from pipelines.personal import Personal, current
from pipelines.promotion import loads, statements
from pipelines.promotion.history import seen, shown, spans
from pipelines.promotion.history.shown import Tables
from pipelines.promotion.select import Scope
from pipelines.promotion.writer import ObjectGroup
from pipelines.transformers import DocumentError, reader_of

OWNERS = 500  # objects at a time
Row = dict[str, Any]
Gap = tuple[datetime, datetime]
ShownRows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by their tables."""


@dataclass(frozen=True)
class Station:
    """A copy that counts: of which object, when, whether it says that it is gone, and what its document is."""

    owner: str
    at: datetime
    is_gone: bool
    is_event: bool
    is_first: bool
    bits: int | None
    text: str | None


@dataclass
class _Versions:
    """The versions of the rows of one table, of one object; ``gaps`` are times of which not all events were read."""

    gaps: Sequence[Gap]
    all: list[Row] = field(default_factory=list)
    last_at: datetime | None = None
    open: dict[str, Row] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def show(self, station: Station, rows: dict[str, Row], *, is_whole: bool, created: str | None) -> None:
        """Go on with what a copy shows."""
        for key, row in rows.items():
            known = self.open.get(key)
            if known is None or any(not same(known[column], value) for column, value in row.items()):
                self._begin(station, key, row, created)
            self.open[key]["observed_at"] = station.at
        for key in self.open.keys() - rows.keys() if is_whole else ():
            self.open.pop(key)["valid_to"] = station.at
        self.last_at = station.at

    def _begin(self, station: Station, key: str, row: Row, created: str | None) -> None:
        if known := self.open.get(key):
            known["valid_to"] = station.at
        self.numbers[key] += 1
        since, before = station.at, self.last_at
        is_exact = station.is_event and not (
            before and any(lost < since and found > before for lost, found in self.gaps)
        )
        if station.is_first:
            made = row[created] if created else None
            since, is_exact = min(made or since, since), is_exact and made == since
        source = "event" if station.is_event else "copy"
        span = {
            "version": self.numbers[key],
            "valid_from": since,
            "valid_to": None,
            "source": source,
            "exact": is_exact,
        }
        self.open[key] = row | span
        self.all.append(self.open[key])


def prepare(cursor: Cursor) -> None:
    """The temporary tables of all comparisons of one transaction."""
    seen.prepare(cursor)
    lone.prepare(cursor)


def check(
    connection: Connection, cursor: Cursor, entry: StripeObject, parity: Parity, *, are_rows_proved: bool
) -> None:
    """Compare all versions of a type and of its parts that the active transforms made.

    ``are_rows_proved`` says that the rows of all of them are what the twin reads in the copies in ``selected``.
    """
    group = ObjectGroup.of(entry).described(cursor)
    tables = [(of, transform) for of, transform in group.tables if of.keeps_history]
    versions = {of.history_name: transform.version for of, transform in tables}
    if not loads.is_active(cursor, versions) or loads.is_read_in_part(cursor, versions):
        return
    parity.history |= {of.name: ParityTally() for of, _ in tables}
    read = loads.read_by(entry.history_name, group.version)
    seen.take_in_events(cursor, [entry.name], f"IN ({read})")
    seen.fill(cursor, entry, Scope(everything=True, loads=read))
    if are_rows_proved:
        right = lone.compare(cursor, [of for of, _ in tables])
        for of, _ in tables:
            parity.history[of.name].rows += right[of.name]
            parity.history[of.name].values += right[of.name] * len(_names(of))
        if not seen.is_any(cursor):
            return
    seen.drop_embedded(cursor, entry, everything=True)
    shown.fill(cursor, tables, seen.put_in_order(cursor, entry))
    spans.find_line(cursor, tables, everything=True)
    treated, twin = current(cursor), reader_of(entry.name)
    cursor.execute("SELECT since, until FROM meta.event_gaps WHERE in_history")
    gaps = cursor.fetchall()
    owned = groupby(_stations(connection, tables), key=attrgetter("owner"))
    while objects := [
        (owner, [(station, _shown(twin, station, treated)) for station in stations])
        for owner, stations in islice(owned, OWNERS)
    ]:
        for of, _ in tables:
            made = {owner: _versions(entry, of, stations, gaps) for owner, stations in objects}
            known = {owner: versions for owner, versions in made.items() if versions is not None}
            _compare(cursor, of, list(known), [row for versions in known.values() for row in versions], parity)


def _stations(connection: Connection, tables: Tables) -> Iterator[Station]:
    documents = shown.documents(tables, ("0", "(SELECT max(stations.position) FROM stations)"))
    with connection.cursor(name=f"history_{tables[0][0].plural}") as stream:
        stream.execute(
            "SELECT line.owner_id, line.observed_at, line.is_gone, line.is_event, line.is_first, document.bits,"
            f" document.text FROM line LEFT JOIN ({documents}) AS document ON document.station = line.position"
            " ORDER BY line.position"
        )
        for row in stream:
            yield Station(*row)


def _versions(
    entry: StripeObject,
    of: StripeObject,
    stations: Sequence[tuple[Station, ShownRows | None]],
    gaps: Sequence[Gap],
) -> list[Row] | None:
    """The versions; None where the twin refuses a document for what is in tables that keep no history."""
    versions = _Versions(gaps)
    bit = next((1 << bit for bit, child in enumerate(shown.complete_of(entry).values()) if child is of), 0)
    key = "id" if of is entry else entry.owner_column
    for station, rows in stations:
        if rows is None:
            return None
        # The document bears a number instead of its object's id.
        own = {row["id"]: row for row in ({**row, key: station.owner} for row in rows.get(str(of.table), ()))}
        is_whole = station.is_gone or not bit or bool((station.bits or 0) & bit)
        versions.show(station, own, is_whole=is_whole, created=of.created)
    return versions.all


def _shown(twin: Callable[[dict[str, Any]], ShownRows], station: Station, treated: Personal) -> ShownRows | None:
    """The rows that a document shows, by table; None where the twin refuses it."""
    if not station.text:
        return {}
    try:
        return treated.rows(twin(parse(station.text)))
    except DocumentError:
        return None


def _compare(cursor: Cursor, of: StripeObject, owners: list[str], expected: list[Row], parity: Parity) -> None:
    tally, names = parity.history[of.name], _names(of)
    owner = statements.owner_of(of) if of.embedded else "id"
    cursor.execute(
        f"SELECT {', '.join(lone.compared_columns(of))} FROM history.{of.table} WHERE {owner} = ANY (%s)", (owners,)
    )
    rows = (dict(zip(names, values, strict=True)) for values in cursor.fetchall())
    found = {(row["id"], row["version"]): row for row in rows}
    taken = _taken(cursor, of, owner, expected) if of.embedded else set()
    wanted = {(row["id"], row["version"]): row for row in expected if (row["id"], row[owner]) not in taken}
    for stripe_id, version in found.keys() ^ wanted.keys():
        what = "no copy shows it" if (stripe_id, version) in found else "it is missing"
        parity.differ_in_history(of, f"{stripe_id} version {version}", "id", what)
    for key in found.keys() & wanted.keys():
        tally.rows += 1
        tally.values += len(names)
        for name in names:
            if not same(found[key][name], wanted[key][name]):
                parity.differ_in_history(of, f"{key[0]} version {key[1]}", name, "SQL and Python disagree")


def _names(of: StripeObject) -> list[str]:
    return [column.strip('"') for column in lone.compared_columns(of)]


def _taken(cursor: Cursor, of: StripeObject, owner: str, expected: list[Row]) -> set[tuple[str, str]]:
    """The parts, each with its object, that are those of another object with a smaller id."""
    held = {(row["id"], row[owner]) for row in expected}
    cursor.execute(
        f"SELECT id, min({owner}) FROM history.{of.table} WHERE id = ANY (%s) GROUP BY id", ([key for key, _ in held],)
    )
    first = dict(cursor.fetchall())
    return {(key, holder) for key, holder in held if first.get(key, holder) < holder}
