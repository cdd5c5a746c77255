"""The virtual clock: everything that is due happens, in order, at its own moment."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

from pipelines.sandbox import business
from pipelines.sandbox.account import EVENTS_KEPT, Account
from pipelines.sandbox.thin_events import KIND as THIN_EVENT

Act = Callable[[Account, str], None]


def _acts() -> Iterator[tuple[str, Act]]:
    for module in iter_modules(business.__path__):
        yield from getattr(import_module(f"{business.__name__}.{module.name}"), "ACTS", {}).items()


def _publish(account: Account, event_id: str) -> None:
    """An event that is late appears, behind those that came before it."""
    account.store.show("event", event_id)


ACTS: dict[str, Act] = {**dict(_acts()), "publish": _publish}
"""What may stand on the agenda, by name: the business's modules say it (``ACTS``)."""


def play(account: Account, until: int) -> int:
    """Move the clock to a moment and let happen what is due by then; returns how many things happened."""
    account.events_from = until - EVENTS_KEPT
    happened = 0
    while appointment := account.store.next_appointment(until):
        account.now = max(account.now, appointment.at)
        ACTS[appointment.act](account, appointment.subject)
        happened += 1
    account.now = until
    for kind in ("event", THIN_EVENT):
        account.store.remove_created_before(kind, account.events_from)
    return happened
