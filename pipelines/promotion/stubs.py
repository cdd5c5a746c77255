"""The mode of deleted objects of which only the stub is known: it does not say it, the account does.

A database knows its account from the first document that says its mode, which may come after the first stub. From
then on every row of a stub is written with it; those written before get it here, once.
"""

from psycopg2.extensions import cursor as Cursor

from pipelines.catalogue import StripeObject, promoted
from pipelines.promotion import statements

STUB = "stub"  # the name in meta.promoted_versions once the rows of stubs have their mode


def settle(cursor: Cursor, *, run_id: int) -> None:
    """Give the rows of stubs their mode where the account is known and they have not got it yet."""
    cursor.execute(
        "INSERT INTO meta.promoted_versions (object, transform_version, run_id)"
        " SELECT %s, 1, %s FROM meta.account AS account ON CONFLICT DO NOTHING",
        (STUB, run_id),
    )
    if not cursor.rowcount:
        return
    for entry in promoted():
        if entry.embedded is None and "livemode" in statements.stubs(statements.table_of(entry)):
            cursor.execute(with_their_mode(entry))


def with_their_mode(entry: StripeObject) -> str:
    """Give the rows of stubs of one type their mode."""
    return f"""
        UPDATE oltp.{entry.table} AS kept SET livemode = account.livemode, {statements.CHANGED}
        FROM meta.account AS account
        WHERE kept.row_state = 'deleted' AND kept.livemode IS NULL
    """
