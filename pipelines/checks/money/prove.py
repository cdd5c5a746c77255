"""All equations at once: within the database, and against Stripe where there is a key to ask it with."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from psycopg2.extensions import connection as Connection

from oltp_schema import money
from pipelines.checks.money import stripe_balance, stripe_reports
from pipelines.checks.money.equations import read_with, types_of, unpromoted_types, unread_types, within
from pipelines.checks.money.proof import Equation, MoneyProof, NothingToAddUpError
from pipelines.checks.money.stripe_side import StripeSide
from pipelines.checks.verify.current import Current, snapshot
from pipelines.checks.verify.events import told_since
from pipelines.settings import Settings
from pipelines.stripe_api.account import compare_account, who_and_when
from pipelines.stripe_api.client import Client, timeouts
from pipelines.stripe_api.errors import (
    StripeKeyRefusedError,
    StripePermissionError,
    StripeRequestError,
    StripeUnreachableError,
)
from pipelines.stripe_api.lists import ListReader, Span
from pipelines.stripe_api.others import OtherAccounts, own_account
from pipelines.stripe_api.shortfalls import Shortfalls

REFUSALS = (StripeKeyRefusedError, StripePermissionError, StripeRequestError, StripeUnreachableError)


def prove(connection: Connection, settings: Settings | None = None, reports: Span | None = None) -> MoneyProof:
    """Compare every equation in one snapshot.

    ``settings`` are those of Stripe, which is asked for its balance, and for its financial reports of the time
    ``reports``; these Stripe makes and keeps. Without them only the database is asked. Raises NothingToAddUpError when
    no equation can be compared, and AccountError; what Stripe does not give is not compared, with the reason.
    """
    if settings is None:
        with snapshot(connection) as current:
            return _proof(current, within(current, money.equations(), unread_types(current)))
    with Client(
        settings.api_key or "",
        api_base=settings.api_base,
        api_version=settings.api_version,
        timeout=timeouts(settings.answer_within),
    ) as client:
        refusal = _refusal(client, connection, settings)
        lists = ListReader(client, settings.api_version, OtherAccounts(own_account(connection)))
        with snapshot(connection) as current:
            unread = unread_types(current)
            waiting = unpromoted_types(current, read_with(types_of(stripe_reports.VIEW)))
            side = StripeSide(lists, current, unread | waiting, int(settings.pace.lag.total_seconds()), reports)
            equations = within(current, money.equations(), unread)
            if refusal is None:
                equations = {name: _without_news(side, equation) for name, equation in equations.items()}
            for name, (says, ask) in _asked_of_stripe(side).items():
                equations[name] = Equation(says, [], reason=refusal) if refusal else _answer(says, ask)
            return _proof(current, equations)


def _refusal(client: Client, connection: Connection, settings: Settings) -> str | None:
    """Why Stripe answers nothing. Raises AccountError for a key of another account or mode."""
    compare_account(connection, None, settings.livemode)  # before a key of the wrong mode says anything to Stripe
    try:
        account, _ = who_and_when(client, Shortfalls())
    except REFUSALS as error:
        return str(error)
    compare_account(connection, account, settings.livemode)
    return None


def _asked_of_stripe(side: StripeSide) -> Mapping[str, tuple[str, Callable[[], Equation]]]:
    asked: dict[str, tuple[str, Callable[[], Equation]]] = {
        stripe_balance.NAME: (stripe_balance.SAYS, partial(stripe_balance.compared, side))
    }
    if side.reports:
        for name, report in stripe_reports.REPORTS.items():
            asked[name] = report.says, partial(stripe_reports.compared, side, name)
    return asked


def _answer(says: str, ask: Callable[[], Equation]) -> Equation:
    try:
        return ask()
    except REFUSALS as error:
        return Equation(says, [], reason=str(error))


def _without_news(side: StripeSide, equation: Equation) -> Equation:
    """The equation, where what an event since the last run explains is pending, and no difference."""
    if not equation.differences or equation.differences > len(equation.found):
        return equation
    asked = {(name, one_id) for one in equation.found for one_id in one.ids for name in equation.objects}
    read_until = {entry.name: side.watermark(entry) for entry in side.entries(read_with(equation.objects))}
    try:
        told = {one_id for _, one_id in told_since(side.lists, side.current, read_until, asked, side.lag)}
    except REFUSALS:
        return equation
    found = [one for one in equation.found if told.isdisjoint(one.ids)]
    explained = len(equation.found) - len(found)
    return replace(
        equation,
        checked=equation.checked - explained,
        differences=equation.differences - explained,
        pending=equation.pending + explained,
        found=found,
    )


def _proof(current: Current, equations: dict[str, Equation]) -> MoneyProof:
    if not any(equation.is_compared for equation in equations.values()):
        raise NothingToAddUpError
    types = sorted({name for equation in equations.values() for name in equation.objects})
    query = "SELECT object, count(*) FROM meta.quarantine WHERE object = ANY(%s) GROUP BY object ORDER BY object"
    return MoneyProof(equations, dict(current.query(query, (types,))))
