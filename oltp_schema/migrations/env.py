"""How alembic runs here: inside the transaction of the connection it was given, one process at a time."""

from alembic import context
from sqlalchemy import text

import oltp_schema.autogenerate
import oltp_schema.control
import oltp_schema.models  # noqa: F401  (they fill the metadata and teach alembic)
from oltp_schema import adoption, analysts
from oltp_schema.base import CONTROL_SCHEMA, DATA_SCHEMA, HISTORY_SCHEMA, Base
from oltp_schema.schemas import of
from oltp_schema.session import rely

settings = context.config.attributes
connection = settings["connection"]
names = of(connection.connection.driver_connection)  # the SQL of revisions has the plain ones

rely(connection.connection.cursor(), local=True)
# Another process may be migrating: that is worth waiting for.
connection.execute(text("SET LOCAL lock_timeout = '60s'"))
connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": names.lock_key(settings["lock"])})
connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": settings["lock_timeout"]})
connection.execute(text("SET LOCAL statement_timeout = '15min'"))
# Alembic writes its version table before the first migration runs.
if connection.scalar(text(f"SELECT to_regnamespace('{CONTROL_SCHEMA}') IS NULL")):  # IF NOT EXISTS asks for more rights
    connection.execute(text(f"CREATE SCHEMA {CONTROL_SCHEMA}"))


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out other schemas of the database: no model describes raw, whose tables no release can list."""
    return kind != "schema" or name in {DATA_SCHEMA, CONTROL_SCHEMA, HISTORY_SCHEMA}


cursor = connection.connection.cursor()
tell = settings.get("tell", lambda _: None)
with adoption.adopted(cursor, settings["known"], tell):
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table_schema=names.meta,
        include_schemas=True,
        include_name=ours,
        compare_server_default=True,
        raw_tables=settings.get("raw_tables"),
    )
    # The views are those of the newest tables.
    with context.begin_transaction(), analysts.made_again(cursor, tell, anew=settings.get("to_head", True)):
        context.run_migrations()
