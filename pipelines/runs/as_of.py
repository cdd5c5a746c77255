"""Build the database as it stood at a moment: an installation beside the one that it is made of, with a prefix."""

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema import migrate
from oltp_schema.errors import SchemaPrefixError
from oltp_schema.schemas import LONGEST, SCHEMAS, Schemas
from pipelines import settings as environment
from pipelines.catalogue import promotable
from pipelines.checks import freshness
from pipelines.database import connect
from pipelines.errors import UsageError
from pipelines.locks import run_lock
from pipelines.promotion import Promotion, promote
from pipelines.promotion.history import seen
from pipelines.promotion.transforms import install_functions
from pipelines.raw import past
from pipelines.runs import ledger
from pipelines.runs.database import reading
from pipelines.runs.watch import Watch, unwatched
from pipelines.settings import Settings

MARK = "stripe-oltp: as it stood at "  # the comment on the schema meta of what was built so
CARRIED = ("account", "event_gaps", "personal_columns")  # whose data it is, and what becomes of it


@dataclass(frozen=True)
class AsOf:
    """What was built: the moment, the names of its schemas, and what the promotion did.

    ``is_told_only`` says that no list of Stripe's had been read by then, so that it has what events told of alone;
    ``until`` is when what is known ends, by Stripe's clock, where that is before the moment.
    """

    moment: datetime
    schemas: Schemas
    promotion: Promotion
    is_told_only: bool
    until: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """The form of ``replay --as-of --json``."""
        objects = {name: counts.rows_in for name, counts in self.promotion.objects.items()}
        names = {name: f"{self.schemas.prefix}{name}" for name in SCHEMAS}
        return {
            "as_of": self.moment.isoformat(),
            "until": self.until,
            "told_only": self.is_told_only,
            "schemas": names,
            "rows": objects,
            "quarantined": self.promotion.quarantined,
        }


def replay_as_of(
    moment: datetime, name: str, settings: Settings | None = None, objects: Sequence[str] | None = None,
    *, watch: Watch = unwatched,
) -> AsOf:  # fmt: skip
    """Build, in the schemas ``<name>_oltp`` and so on, what raw says of the time up to ``moment`` (UTC if naive).

    What was built there before is replaced. Raises UsageError where something else has these schemas, of a name that
    cannot be theirs and of a moment that is yet to come, and as ``promote``.
    """
    configuration = settings or environment.load()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    names = _names(name)
    with reading(configuration) as database:
        if names == database.names:
            raise UsageError(f"{names.oltp} is the schema of the tables themselves. Take another name.")
        until = _known_until(database.connection, moment)
        _make_room(database.connection, names)
        migrate.upgrade(database.url, names=names)
        with closing(connect(database.url, names)) as connection, run_lock(connection):
            _mark(connection, names, moment)
            install_functions(connection)
            with ledger.run(connection, "replay") as run, watch("promote") as report:
                with connection.cursor() as cursor:
                    was_read = _fill(cursor, database.names, moment)
                chosen = promotable(objects)
                promotion = promote(connection, chosen, run_id=run.id, on_progress=report)
                ledger.record(run, promotion, {})
                connection.commit()
    return AsOf(moment, names, promotion, not was_read, until)


def _names(name: str) -> Schemas:
    """Those of a name, which may be given with the underscore that ends a prefix."""
    with suppress(SchemaPrefixError):
        if name:
            return Schemas(f"{name.removesuffix('_')}_")
    raise UsageError(
        f"{name or 'An empty name'} cannot begin the names of schemas. Take up to {LONGEST - 1} lower-case letters,"
        " digits and underscores, not beginning with a digit or pg_: past gives past_oltp."
    )


def _known_until(connection: Connection, moment: datetime) -> datetime | None:
    """When what is known ends, where that is before the moment. Nobody knows what is yet to come, by any clock."""
    with connection, connection.cursor() as cursor:
        until = freshness.in_step_until(cursor)
        cursor.execute("SELECT greatest(now(), max(mark.planned_until), %s) FROM meta.watermarks AS mark", (until,))
        (latest,) = cursor.fetchone()
    if moment > latest:
        asked, known = (f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" for at in (moment, latest))
        raise UsageError(f"{asked} is yet to come: what can be known ends with {known}.")
    return until if until and until < moment else None


def _make_room(connection: Connection, names: Schemas) -> None:
    """Drop what was built under these names before."""
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = ANY (%s)",
            ([f"{names.prefix}{name}" for name in SCHEMAS],),
        )
        found = dict(cursor.fetchall())
        if found and not str(found.get(names.meta)).startswith(MARK):
            raise UsageError(
                f"The schema {min(found)} is there already, and no replay of a past made it. Take another name."
            )
        for schema in found:
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def _mark(connection: Connection, names: Schemas, moment: datetime) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA {names.meta} IS '{MARK}{moment.isoformat()}'")


def _fill(cursor: Cursor, source: Schemas, moment: datetime) -> bool:
    """Land what is known of the time until then; says whether anything but events was read by then."""
    for table in CARRIED:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
            f" WHERE attrelid = 'meta.{table}'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        (columns,) = cursor.fetchone()
        cursor.execute(f'INSERT INTO meta.{table} ({columns}) SELECT {columns} FROM "{source.meta}".{table}')
    was_read = past.fill(cursor, source, moment)
    seen.prepare(cursor)
    seen.take_in_events(cursor, [entry.name for entry in past.told_of()])
    for entry in past.told_of():
        past.land_told(cursor, entry)
    cursor.execute("DROP TABLE told, seen")
    return was_read
