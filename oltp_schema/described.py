"""COMMENTs of what no model describes, after each migration: tables of `raw`, columns of the views of `oltp`."""

from psycopg2.extensions import cursor as Cursor

from oltp_schema import raw, view_comments


def describe(cursor: Cursor) -> None:
    """Say what each of these is, in a database that is at this release's revision."""
    from oltp_schema import views  # noqa: PLC0415 -- imports SQLAlchemy, which only what migrates has already

    raw.describe(cursor)
    made = list(view_comments.statements("oltp", views.texts(), view_comments.known(cursor)))
    if made:
        cursor.execute(";\n".join(made))
