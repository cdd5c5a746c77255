"""One Stripe account and one mode a database: ids that merchants choose repeat across both."""

from collections.abc import MutableMapping
from datetime import UTC, datetime

from psycopg2.extensions import connection as Connection

from pipelines.stripe_api.client import Client
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import AccountError, StripePermissionError, StripeUnknownEndpointError

Refusals = MutableMapping[str, StripePermissionError | StripeUnknownEndpointError]


def who_and_when(client: Client, refusals: Refusals | None = None) -> tuple[str | None, datetime]:
    """The id of the key's account (None when a restricted key may not say it), and Stripe's clock.

    ``refusals`` takes note that the key may not: nobody sees then that it is a key of another account.
    """
    try:
        answer = client.retrieve("/v1/account")
    except StripePermissionError as refusal:
        if refusals is not None:
            refusals["account"] = refusal
        return None, _clock(client)
    return read(answer.body).id, answer.observed_at


def _clock(client: Client) -> datetime:
    try:
        return next(client.pages("/v1/events")).observed_at
    except StripePermissionError:
        return datetime.now(UTC)


def check_account(connection: Connection, account_id: str | None, livemode: bool | None) -> None:
    """Refuse documents of another account or mode than the database holds; record them when it holds none. Commits.

    ``account_id`` None means unknown (files, or a key that may not say it); ``livemode`` None that nothing says it,
    which is never recorded. Raises AccountError.
    """
    compare_account(connection, account_id, livemode)
    if livemode is None:
        return
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meta.account (id, livemode, recorded_at) VALUES (%s, %s, now())"
            " ON CONFLICT (one_row) DO UPDATE SET id = coalesce(meta.account.id, excluded.id)",
            (account_id, livemode),
        )


def compare_account(
    connection: Connection, account_id: str | None, livemode: bool | None, *, files: bool = False
) -> None:
    """``check_account`` without recording anything; ``files`` when the documents do not come from Stripe itself."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT account.id, account.livemode FROM meta.account AS account")
        held = cursor.fetchone()
    if held is None:
        return
    held_id, held_livemode = held
    if livemode is not None and livemode != held_livemode:
        raise AccountError(
            f"{'The files hold' if files else 'STRIPE_API_KEY is a'} {_mode(livemode)} {'data' if files else 'key'}"
            f" but the database holds {_mode(held_livemode)} data (livemode={str(held_livemode).lower()})."
            " Use another database."
        )
    if account_id and held_id and account_id != held_id:
        raise AccountError(
            f"STRIPE_API_KEY belongs to account {account_id} but the database holds the data of {held_id}."
            " Use another database."
        )


def _mode(livemode: bool) -> str:
    return "live" if livemode else "test"
