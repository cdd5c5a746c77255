"""Events of other accounts: the webhooks of a Connect platform bring those of its connected accounts, too.

Stripe names the account in such an event (`account`, since 2025-04-30.basil `context`, too), and in none of one's own.
Their objects are not this account's: ids that merchants choose repeat, and the key cannot read them. So they are left
out and counted. While nobody has said whose the database is, each event that names an account counts as another's:
what is left out can be landed later, and what is mixed cannot be taken apart. Where either field is no text, the event
is set aside (`documents.py`).
"""

import threading
from collections import Counter

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import EVENT, THIN_EVENT
from pipelines.stripe_api.documents import Document, NotJsonError, OtherFormError, envelope
from pipelines.stripe_api.errors import AccountError

NAMED = 3  # accounts in a message


class OtherAccounts:
    """Tells the events of one account from those of others, which it counts. Safe to share between threads."""

    def __init__(self, own: str | None) -> None:
        """``own`` is the id of the account that the database is for; None while nobody has said it."""
        self._own = own
        self._left_out: Counter[str] = Counter()
        self._lock = threading.Lock()

    def have(self, document: Document) -> bool:
        """Whether this is an event of another account."""
        return self._whose(document) is not None

    def leave_out(self, document: Document) -> bool:
        """The same; counts it."""
        account = self._whose(document)
        if account is not None:
            with self._lock:
                self._left_out[account] += 1
        return account is not None

    @property
    def problems(self) -> list[str]:
        """What to tell a person: how many were left out, and of which accounts."""
        return [f"Left out: {self}."] if self._left_out else []

    def refuse(self) -> None:
        """Raise AccountError: all there was is of others."""
        if self._left_out:
            raise AccountError(f"The files contain only {self}. Nothing was landed.")

    def __str__(self) -> str:
        """How many events of which accounts, why that matters, and what to do."""
        number = sum(self._left_out.values())
        accounts = [name for name, _ in self._left_out.most_common(NAMED)]
        more = len(self._left_out) - len(accounts)
        named = ", ".join(accounts) + (f" and {more:,} more" if more else "")
        whose = f"holds the data of {self._own}" if self._own else "does not know yet whose data it holds"
        return (
            f"{number:,} event{'s' * (number != 1)} of other accounts ({named}); this database {whose}."
            " Each account takes a database of its own, which a run with its key tells whose it is"
        )

    def _whose(self, document: Document) -> str | None:
        if document.object not in {EVENT.name, THIN_EVENT.name}:
            return None
        try:
            event = envelope(document.raw)
        except (NotJsonError, OtherFormError):
            return None
        account = event.account
        if account is None and isinstance(event.context, str):  # `org_1/acct_1`
            account = event.context.rpartition("/")[2]
            account = account if account.startswith("acct_") else None
        return account if isinstance(account, str) and account not in {"", self._own} else None


def own_account(connection: Connection) -> str | None:
    """The account that the database is for, as far as anybody said it."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT account.id FROM meta.account AS account")
        (account,) = cursor.fetchone() or (None,)
        return account
