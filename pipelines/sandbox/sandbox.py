"""The sandbox: a store with an account in it, its clock, and the server in front of it."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.sandbox import agenda
from pipelines.sandbox.account import Account
from pipelines.sandbox.business import books, catalogue, coupons, reports, tax_ids, taxes
from pipelines.sandbox.chance import Chance
from pipelines.sandbox.clocked import NOW, Clocked
from pipelines.sandbox.errors import SandboxStoreError
from pipelines.sandbox.objects.account import new_account
from pipelines.sandbox.server.gate import Gate
from pipelines.sandbox.server.serving import Serving, serve
from pipelines.sandbox.store import Store
from pipelines.sandbox.truth import truth
from pipelines.sandbox.versions.known import NEWEST, VERSIONS

BEGAN = 1_769_904_000
"""2026-02-01T00:00:00Z: the business opens."""

PAID_OUT = (
    (1_771_236_000, "regret_payout", "usd"),
    (1_771_239_600, "pay_out_what_is_there", "usd"),
    (1_772_017_200, "pay_out_what_is_there", "eur"),
    (1_772_323_200, "change_payout_schedule", "weekly"),
    (1_788_220_800, "change_payout_schedule", "daily"),
)
"""The balance is paid out by hand until the end of February; by itself from 2026-03-01, and daily from 2026-09-01."""

FORMAT = "7"
"""The form of a store on disk; another one is refused, because its bytes would differ."""


class Sandbox(Clocked):
    """A deterministic Stripe account: the same seed and size give the same bytes, always."""

    @classmethod
    def create(
        cls,
        path: Path | None,
        *,
        seed: int | None = None,
        customers: int | None = None,
        api_version: str | None = None,
    ) -> "Sandbox":
        """Make a sandbox, or open the one that lies at ``path`` (None: in memory).

        A new one has seed 1, 500 customers and the newest API version unless told otherwise; an old one is taken as it
        is unless another is asked for. The version is the account's own: events are told in it, and requests that name
        none are answered in it. Raises SandboxStoreError for another one, for a version that is not rendered, and for
        a file that is no sandbox.
        """
        if api_version is not None and api_version not in VERSIONS:
            raise SandboxStoreError(
                f"{api_version} is no API version that the sandbox renders. Take one of {', '.join(VERSIONS)}."
            )
        asked = {"seed": seed, "customers": customers, "api_version": api_version}
        try:
            store = Store(path)
            with store.transaction():
                if store.is_empty():
                    account = _open_business(store, 1 if seed is None else seed, customers, api_version or NEWEST)
                    return cls(store, account)
                found = {name: store.setting(name) for name in ("format", "seed", "customers")}
                found["api_version"] = store.setting("api_version") or NEWEST  # older stores do not say it
        except sqlite3.DatabaseError as error:
            raise SandboxStoreError(f"{path} cannot be used as a sandbox's store: {error}.") from error
        wanted = found | {"format": FORMAT} | {name: str(value) for name, value in asked.items() if value is not None}
        if found != wanted:
            store.close()
            raise SandboxStoreError(
                f"{path} holds a sandbox of {_describe(found)}, not of {_describe(wanted)}."
                " Use that one, remove the file, or choose another path."
            )
        with store.transaction():
            store.complete()
        account = Account(
            store, Chance(int(found["seed"] or 1)), int(store.setting("now") or NOW), found["api_version"] or NEWEST
        )
        return cls(store, account)

    @contextmanager
    def serve(self, host: str = "127.0.0.1", port: int = 0, *, gate: Gate | None = None) -> Iterator[Serving]:
        """Serve over HTTP while the block runs: ``.url`` and ``.api_key``. Port 0 takes a free one."""
        with serve(self, host, port, gate=gate) as serving:
            yield serving

    def truth(self, kind: str, *, version: str | None = None, expand: Sequence[str] = ()) -> Iterator[bytes]:
        """Every object of a type as Stripe would answer for it now, oldest first: the JSON of each, rendered.

        Unlike a list it hides nothing: detached payment methods, inline prices, canceled subscriptions and lines
        beyond the tenth are there. What was deleted is a stub (``{"id", "object", "deleted": true}``), also where
        Stripe itself answers 404 by now. ``version`` is the account's own unless given; ``expand`` is as in a list,
        without ``data.``. Let nothing happen meanwhile. Raises SandboxStoreError for a type that is not served.
        """
        return truth(self.account, kind, version or self.account.api_version, expand)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def _open_business(store: Store, seed: int, customers: int | None, api_version: str) -> Account:
    customers = 500 if customers is None else customers
    store.create_tables()
    books.open_books(store)
    chance = Chance(seed)
    account = Account(store, chance, BEGAN, api_version)
    account.events_from = NOW
    settings: dict[str, object] = {"format": FORMAT, "seed": seed, "customers": customers, "api_version": api_version}
    settings |= {"began": BEGAN, "now": NOW, "account": f"acct_1{chance.token(16, 'account')}"}
    for name, value in settings.items():
        store.set(name, str(value))
    account.add(new_account(str(settings["account"]), BEGAN), listed=False)
    catalogue.stock(account)
    taxes.stock(account)
    tax_ids.stock(account)
    reports.offer(account)
    account.schedule(BEGAN, "begin_day", "")
    for moment, act, subject in PAID_OUT:
        account.schedule(moment, act, subject)
    coupons.stock(account)
    for number in range(customers):
        moment = _arrival(chance, number, customers)
        account.schedule(moment, "sign_up", str(number))
        if number % 6 == 0:
            account.schedule(moment + 1800, "guest", str(number))
    agenda.play(account, NOW)
    return account


def _arrival(chance: Chance, number: int, customers: int) -> int:
    """Arrivals are spread evenly; one in 25 is at the first midnight of a month, so that renewals meet there."""
    moment = BEGAN + int((NOW - BEGAN) * (number + chance.draw("arrival", number)) / customers)
    if number % 25:
        return moment
    first = datetime.fromtimestamp(moment, UTC).replace(day=1, hour=0, minute=0, second=0)
    return int(first.timestamp())


def _describe(settings: Mapping[str, str | None]) -> str:
    size = f"seed {settings['seed']} and {settings['customers']} customers"
    return f"{size} (format {settings['format']}, API version {settings['api_version']})"
