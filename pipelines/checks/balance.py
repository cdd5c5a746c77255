"""The balance: every landed id is promoted, in quarantine, or waits to be promoted, and a command proves it."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import PLAIN, Schemas, of
from pipelines.catalogue import CATALOGUE, StripeObject, children_of, partial_lists_of
from pipelines.promotion import elements, loads, select
from pipelines.raw.tables import COMPLETE_LOADS, SET_ASIDE, existing

Elements = tuple[int, int]  # in the lists of documents; of these, in documents that wait to be promoted


@dataclass(frozen=True)
class TypeBalance:
    """The balance of one object type.

    ``raw_ids`` are distinct ids in complete loads; for a child table, the elements of its parents' lists.
    ``promoted`` are the ids whose newest copy is in ``oltp`` (as a ``present`` or ``deleted`` row);
    ``quarantined`` those whose newest copy is refused, whether or not an older one is used; ``waiting`` all
    others of which a load has copies that no promotion has read. Beside them are the rows ``derived`` by older
    documents of another type; of ``incomplete`` rows Stripe sent a part of a list, the rest of which it still has.
    """

    raw_rows: int
    raw_ids: int
    promoted: int
    present: int
    deleted: int
    unresolved: int
    quarantined: int
    waiting: int
    derived: int
    incomplete: int
    transform: int | None

    @property
    def balanced(self) -> bool:
        """Distinct landed ids = promoted + quarantined + waiting."""
        return self.raw_ids == self.promoted + self.quarantined + self.waiting


@dataclass(frozen=True)
class DatabaseBalance:
    """The state of a database: whose data it is, and the balance of every type that was landed or has a table.

    ``landed_only`` counts the rows of raw tables that nothing promotes, ``set_aside`` the documents of which raw could
    hold no copy, or none that is verbatim: their exact bytes are in ``raw.set_aside``. ``schemas`` are the names of
    the schemas.
    """

    livemode: bool | None
    account: str | None
    objects: dict[str, TypeBalance] = field(default_factory=dict)
    landed_only: dict[str, int] = field(default_factory=dict)
    set_aside: int = 0
    schemas: Schemas = PLAIN

    @property
    def balanced(self) -> bool:
        """Whether every type balances."""
        return all(of_type.balanced for of_type in self.objects.values())

    @property
    def waiting(self) -> dict[str, int]:
        """How many ids wait to be promoted, by each type that has any."""
        return {name: of_type.waiting for name, of_type in self.objects.items() if of_type.waiting}

    def as_dict(self) -> dict[str, Any]:
        """The form of ``status --json``."""
        return {
            **told_of(self.livemode, self.account, self.schemas),
            "exact": True,
            "balanced": self.balanced,
            "objects": {name: asdict(of_type) for name, of_type in self.objects.items()},
            "landed_only": self.landed_only,
            "set_aside": self.set_aside,
        }


def told_of(livemode: bool | None, account: str | None, schemas: Schemas) -> dict[str, Any]:
    """Whose data a database holds, and where, in the form of ``status --json``."""
    names = {"raw": schemas.raw, "oltp": schemas.oltp, "meta": schemas.meta}
    return {"livemode": livemode, "account": account, "schemas": names}


def read(connection: Connection, objects: list[StripeObject] | None = None) -> DatabaseBalance:
    """Read the balance in one snapshot. ``objects`` None means all types."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = read_within(cursor, objects)
    connection.rollback()
    return found


def read_within(cursor: Cursor, objects: list[StripeObject] | None = None) -> DatabaseBalance:
    """Read the balance in a transaction that is to be rolled back: it makes temporary tables."""
    wanted = None if objects is None else {entry.name for entry in objects}
    livemode, account = whose(cursor)
    there = raw_tables(cursor)
    select.prepare(cursor)
    inside: dict[str, Elements] = {}
    balances = {entry.name: _of_type(cursor, entry, there, inside) for entry in counted_types(cursor, wanted)}
    landed_only = {table: _count_raw(cursor, table)[0] for table in only_landed(there) if wanted is None}
    set_aside = _count_raw(cursor, SET_ASIDE)[0] if there else 0
    return DatabaseBalance(livemode, account, balances, landed_only, set_aside, of(cursor))


def whose(cursor: Cursor) -> tuple[bool | None, str | None]:
    """The mode of the account (True: live) and its id, as far as they are known."""
    cursor.execute("SELECT livemode, id FROM meta.account")
    return cursor.fetchone() or (None, None)


def counted_types(cursor: Cursor, wanted: Collection[str] | None) -> list[StripeObject]:
    """The promoted types that there is something to count of; of those, the ``wanted`` ones and their parts."""
    return [
        entry
        for entry in CATALOGUE.values()
        if entry.table and (wanted is None or _named_by(entry) in wanted) and _is_counted(cursor, entry)
    ]


def only_landed(there: Collection[str]) -> list[str]:
    """The raw tables, of those that are there, that nothing promotes."""
    return sorted({*there} - {entry.plural for entry in CATALOGUE.values() if entry.table})


def with_balance(connection: Connection, objects: Iterable[StripeObject]) -> list[StripeObject]:
    """Those of which ``read`` counts: not an offered type of which nothing was landed. Ends the transaction."""
    with connection, connection.cursor() as cursor:
        return [entry for entry in objects if _is_counted(cursor, entry)]


def _is_counted(cursor: Cursor, entry: StripeObject) -> bool:
    return not entry.offered or select.raw_table_exists(cursor, entry)


def _named_by(entry: StripeObject) -> str:
    return entry.embedded.parent if entry.embedded else entry.name


def raw_tables(cursor: Cursor) -> set[str]:
    """The raw tables that hold documents; before the first load there is none."""
    return existing(cursor) if select.anything_landed(cursor) else set()


def _of_type(cursor: Cursor, entry: StripeObject, there: set[str], inside: dict[str, Elements]) -> TypeBalance:
    """The balance of a type; ``inside`` has what was counted of types inside others, and gets what was not."""
    raw_rows, raw_ids = _count_raw(cursor, entry.plural) if entry.plural in there else (0, 0)
    owner = CATALOGUE[entry.embedded.parent].owner_column if entry.embedded else "id"
    owner_type = _named_by(entry)
    waiting = found = find_waiting(cursor, CATALOGUE[owner_type], there)
    if entry.embedded:
        if entry.name not in inside:
            inside |= _count_elements(cursor, CATALOGUE[owner_type], there)
        raw_ids, waiting = inside[entry.name]
    derived = "kept.derived" if entry.derived else "FALSE"
    lists = [f"NOT kept.{field}_complete" for field in partial_lists_of(entry)]
    cursor.execute(
        f"SELECT count(*) FILTER (WHERE kept.row_state = 'present'),"
        f" count(*) FILTER (WHERE kept.row_state = 'deleted'),"
        f" count(*) FILTER (WHERE kept.row_state = 'unresolved'),"
        f" count(*) FILTER (WHERE kept.row_state <> 'unresolved' AND quarantined.id IS NULL AND touched.id IS NULL"
        f" AND {derived} IS NOT TRUE),"
        f" count(*) FILTER (WHERE {derived}), "
        f" count(*) FILTER (WHERE kept.row_state <> 'deleted' AND ({' OR '.join(lists) or 'FALSE'}))"
        f" FROM oltp.{entry.table} AS kept"
        f" LEFT JOIN meta.quarantine AS quarantined ON quarantined.object = %s AND quarantined.id = kept.{owner}"
        f" LEFT JOIN touched ON touched.id = kept.{owner}",
        (owner_type,),
    )
    present, deleted, unresolved, promoted, derived_rows, incomplete = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM meta.quarantine AS quarantined WHERE quarantined.object = %s", (entry.name,))
    (quarantined,) = cursor.fetchone()
    if found:
        cursor.execute("TRUNCATE touched")
    counts = (raw_rows, raw_ids, promoted, present, deleted, unresolved, quarantined, waiting, derived_rows, incomplete)
    return TypeBalance(*counts, entry.transform)


def find_waiting(cursor: Cursor, entry: StripeObject, there: set[str]) -> int:
    """Fill ``touched`` with the ids whose copies, or elements, wait to be read, and count them."""
    if entry.plural not in there:
        return 0
    cursor.execute(loads.unread_by(entry.name))
    unread = [load_id for (load_id,) in cursor.fetchall()]
    if not unread or not select.touch(cursor, entry, unread):
        return 0
    cursor.execute(
        "DELETE FROM touched USING meta.quarantine AS quarantined"
        " WHERE quarantined.object = %s AND quarantined.id = touched.id",
        (entry.name,),
    )
    cursor.execute("SELECT count(*) FROM touched")
    return int(cursor.fetchone()[0])


def _count_raw(cursor: Cursor, table: str) -> tuple[int, int]:
    """The rows of complete loads and their distinct ids, from the indexes alone unless a killed load left rows."""
    cursor.execute(
        f"SELECT count(*), count(*) FILTER (WHERE landed._dlt_load_id NOT IN ({COMPLETE_LOADS}))"
        f" FROM raw.{table} AS landed"
    )
    rows, orphans = cursor.fetchone()
    complete = f"landed._dlt_load_id IN ({COMPLETE_LOADS})" if orphans else "TRUE"
    cursor.execute(
        f"SELECT count(*) FROM (SELECT DISTINCT landed.id FROM raw.{table} AS landed WHERE {complete}) AS ids"
    )
    (ids,) = cursor.fetchone()
    return rows - orphans, ids


def _count_elements(cursor: Cursor, parent: StripeObject, there: set[str]) -> dict[str, Elements]:
    """By type, the elements in the lists of a parent's selected documents, without those in quarantine.

    All lists at once: to select the documents, and to open them, costs far more than to count one list more.
    """
    children = children_of(parent)
    if parent.plural not in there:
        return {child.name: (0, 0) for child in children}
    select.select_copies(cursor, parent, select.Scope(everything=True))
    numbers = [
        f"{elements.number('opened.document', child.embedded)} AS of_{place}"
        for place, child in enumerate(children)
        if child.embedded
    ]
    sums = [
        f"coalesce(sum(counted.of_{place}){among}, 0)"
        for place, _ in enumerate(children)
        for among in ("", " FILTER (WHERE touched.id IS NOT NULL)")
    ]
    # OFFSET 0: fetch each document by its place on disk, and decompress it once. A join would hash all payloads.
    opened = (
        "SELECT coalesce(selected.completed, landed.payload) || '{}' AS document"
        f" FROM raw.{parent.plural} AS landed WHERE landed.ctid = selected.copy OFFSET 0"
    )
    cursor.execute(
        f"SELECT {', '.join(sums)} FROM selected"
        f" CROSS JOIN LATERAL (SELECT {', '.join(numbers)} FROM ({opened}) AS opened OFFSET 0) AS counted"
        " LEFT JOIN touched ON touched.id = selected.id"
        " WHERE NOT EXISTS (SELECT FROM meta.quarantine AS quarantined"
        " WHERE quarantined.object = %s AND quarantined.id = selected.id)",
        (parent.name,),
    )
    found = [int(number) for number in cursor.fetchone()]
    return {child.name: (found[2 * place], found[2 * place + 1]) for place, child in enumerate(children)}
