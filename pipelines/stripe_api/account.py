"""One Stripe account and one mode a database: ids that merchants choose repeat across both."""

from contextlib import suppress
from datetime import UTC, datetime

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import ACCOUNT, EVENT
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.errors import AccountError, StripePermissionError, StripeRequestError
from pipelines.stripe_api.shortfalls import Shortfalls


def who_and_when(client: Client, shortfalls: Shortfalls) -> tuple[str | None, datetime]:
    """The id of the key's account (None when nobody says it), and Stripe's clock.

    ``shortfalls`` takes note of why not: nobody sees then that it is a key of another account. Where asking failed
    already, it is not asked for again.
    """
    if ACCOUNT.name not in shortfalls.failures:
        try:
            answer = client.singleton(ACCOUNT.path or "", anew=True)
        except (StripePermissionError, StripeRequestError) as error:
            shortfalls.note(ACCOUNT.name, error)
        else:
            return read(answer.body).id, answer.observed_at
    return None, client.clock or _clock(client, shortfalls)


def _clock(client: Client, shortfalls: Shortfalls) -> datetime:
    """Stripe's clock when no answer told it yet; this machine's when none does."""
    with suppress(StripePermissionError, StripeRequestError):
        if not shortfalls.has(EVENT.name):
            return next(client.pages(EVENT.path or "")).observed_at
    return client.clock or datetime.now(UTC)


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
    connection: Connection, account_id: str | None, livemode: bool | None, *, place: str | None = None
) -> None:
    """``check_account`` without recording anything; ``place`` is where in files, when Stripe itself did not say it."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT account.id, account.livemode FROM meta.account AS account")
        held = cursor.fetchone()
    if held is None:
        return
    held_id, held_livemode = held
    if livemode is not None and livemode != held_livemode:
        raise AccountError(
            f"{f'{place}: this is' if place else 'STRIPE_API_KEY is a'} {_mode(livemode)} {'data' if place else 'key'}"
            f" but the database holds {_mode(held_livemode)} data (livemode={str(held_livemode).lower()})."
            " Use another database, or another STRIPE_OLTP_SCHEMA_PREFIX in this one."
        )
    if account_id and held_id and account_id != held_id:
        raise AccountError(
            f"STRIPE_API_KEY belongs to account {account_id} but the database holds the data of {held_id}."
            " Use another database, or another STRIPE_OLTP_SCHEMA_PREFIX in this one."
        )


def _mode(livemode: bool) -> str:
    return "live" if livemode else "test"
