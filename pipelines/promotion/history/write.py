"""Bring the tables of `history` to the versions that were made: rows that stay as they are, are not written."""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject
from pipelines.promotion import statements
from pipelines.promotion.history.spans import columns_of, made_of


def write(cursor: Cursor, own: StripeObject, entry: StripeObject, *, everything: bool) -> None:
    """Write the versions of one type: those of ids made again as a whole, of others those that are new or ended."""
    if everything:
        cursor.execute(f"SELECT NOT EXISTS (SELECT FROM history.{entry.table})")
        if cursor.fetchone() == (True,):
            cursor.execute(inserted(entry, fresh=True))
            return
    for statement in written(own, entry, everything=everything):
        cursor.execute(statement)


def written(own: StripeObject, entry: StripeObject, *, everything: bool) -> list[str]:
    """The statements: what is no version any more, what changed (most often its end), what is new."""
    owner = "id" if entry is own else statements.owner_of(entry)
    again = "TRUE" if everything else f"kept.{owner} IN (SELECT renewed.id FROM renewed)"
    key, *others = columns_of(entry)
    kept, made = (", ".join(f"{side}.{column}" for column in others) for side in ("kept", "made"))
    changed = ", ".join(f"{column} = made.{column}" for column in others if column != "version")
    of_another = f"""
        DELETE FROM history.{entry.table} AS kept USING {made_of(entry)} AS made
        WHERE made.{key} = kept.{key} AND made.{owner} < kept.{owner}"""
    return [
        *([] if entry is own else [of_another]),
        f"""
        DELETE FROM history.{entry.table} AS kept WHERE {again} AND NOT EXISTS (
            SELECT FROM {made_of(entry)} AS made
            WHERE made.{key} = kept.{key} AND made.version = kept.version AND made.{owner} = kept.{owner}
        )""",
        f"""
        UPDATE history.{entry.table} AS kept SET {changed}, {statements.CHANGED}
        FROM {made_of(entry)} AS made
        WHERE made.{key} = kept.{key} AND made.version = kept.version AND made.{owner} = kept.{owner}
            AND ({kept}) IS DISTINCT FROM ({made})""",
        inserted(entry),
    ]


def inserted(entry: StripeObject, *, fresh: bool = False) -> str:
    """Insert what is new. Of a part that two objects hold, the versions of one count."""
    columns = ", ".join(columns_of(entry))
    new = f"""WHERE NOT EXISTS (
            SELECT FROM history.{entry.table} AS kept WHERE kept.id = made.id AND kept.version = made.version
        )"""
    return f"""
        INSERT INTO history.{entry.table} ({columns})
        SELECT {columns} FROM {made_of(entry)} AS made
        {"" if fresh else new}
        ON CONFLICT DO NOTHING
    """
