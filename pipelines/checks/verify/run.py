"""Verify: read Stripe once more, and compare everything it says with the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, EVENT, StripeObject, promoted, read_by, select
from pipelines.checks import balance
from pipelines.checks.verify.countercheck import Counterchecked
from pipelines.checks.verify.current import Current, settle, snapshot
from pipelines.checks.verify.events import told_since
from pipelines.checks.verify.listing import Listing
from pipelines.checks.verify.money import settled
from pipelines.checks.verify.opening import Opening, opening
from pipelines.checks.verify.reading import Progress, VerifyReading
from pipelines.checks.verify.recent_events import look_for_events
from pipelines.checks.verify.report import RAW, ROW, Difference, Money, Tally, Unavailable, Verification
from pipelines.checks.verify.scope import Choice, TypeScope, never_read, scopes
from pipelines.checks.verify.sums import Sum
from pipelines.checks.verify.untold import UntoldChanges
from pipelines.checks.verify.windows import Verifier
from pipelines.errors import UsageError
from pipelines.landing.plan import watermarks
from pipelines.landing.plan.defaults import unexpected
from pipelines.locks import is_held
from pipelines.promotion.run import waiting
from pipelines.settings import Settings
from pipelines.stripe_api.account import compare_account, who_and_when
from pipelines.stripe_api.client import Client, timeouts
from pipelines.stripe_api.clocks import test_clocks
from pipelines.stripe_api.errors import StripePermissionError, StripeRequestError
from pipelines.stripe_api.lists import ListReader
from pipelines.stripe_api.others import OtherAccounts, own_account
from pipelines.stripe_api.shortfalls import Shortfalls
from pipelines.words import counted

CERTAIN = frozenset({RAW, ROW})  # the bytes are those of the newest copy: no event explains these
NAMED = 10  # ids in a note


def verify(
    settings: Settings, connection: Connection, choice: Choice, on_progress: Progress | None = None
) -> Verification:
    """Compare a database with Stripe, as ``verify_with`` does. Raises UsageError without a key."""
    if settings.api_key is None:
        raise UsageError("STRIPE_API_KEY is not set. Set it, or use the sandbox Stripe.")
    with Client(
        settings.api_key,
        api_base=settings.api_base,
        api_version=settings.api_version,
        timeout=timeouts(settings.answer_within),
    ) as client:
        return verify_with(client, settings, connection, choice, on_progress)


def verify_with(
    client: Client,
    settings: Settings,
    connection: Connection,
    choice: Choice,
    on_progress: Progress | None = None,
) -> Verification:
    """Compare a database with Stripe. Writes nothing, neither there nor here; see ``verifications``.

    Raises UsageError, NothingLandedError, AccountError, or one of ``stripe_api.errors``; that the key may not
    read a type, or that Stripe does not give one, is no error, but reported. Raises AnotherRunError, too, when a run at
    work does not end: see ``snapshot``.
    """
    shortfalls = Shortfalls()
    now, clocks = _account(client, connection, settings.livemode, shortfalls)
    types, left_out = (list(choice.objects), []) if choice.objects is not None else _all_types(connection)
    if choice.objects is None:  # what could not be read already is in the notes
        types = [entry for entry in types if not shortfalls.has(entry.name)]
    settled = () if choice.is_alone else types
    settle(connection, settled)  # before both sides are counted
    state = _balance(connection, types, choice)
    lists = ListReader(client, settings.api_version, OtherAccounts(own_account(connection)))
    listing = Listing(lists, clocks)
    opened = _opening(connection, types, choice)
    is_reading = not choice.is_alone and is_held(connection)[0]  # a run at work, which has lists to read yet
    with snapshot(connection, settled) as current:
        lag = int(settings.pace.lag.total_seconds())
        verifier = Verifier(current, listing, choice.sample, choice.lists, lag, opened)
        found = scopes(current, listing, types, choice)
        reading = VerifyReading(verifier, found, choice.span, on_progress or (lambda *_: None))
        notes = [
            *shortfalls.sentences,
            *_look_back(current, found, now, is_reading=is_reading),
            *_waiting(state),
            *_new(left_out),
            *_nowhere(choice, state),
        ]
        outcome = _read(reading, choice, never_read(types, found, choice), state, notes)
        untold = UntoldChanges(current, settings.pace, settings.api_version, datetime.fromtimestamp(now, UTC))
        odd = client.oddities
        return replace(
            outcome,
            differences=list(untold.marked(outcome.differences)),
            unread=outcome.unread | shortfalls.failures.keys(),
            odd=odd.objects,
            in_turn=opened.in_turn,
            seen=opened.seen,
            notes=[*outcome.notes, *client.expansions.sentences, *odd.sentences],
        )


def _balance(connection: Connection, types: Sequence[StripeObject], choice: Choice) -> balance.DatabaseBalance:
    """The balance; of no type where the caller counts later, unless something waits, of which a note tells."""
    with connection, connection.cursor() as cursor:
        is_counted = choice.counts or bool(waiting(cursor, types))
        nothing = balance.DatabaseBalance(*balance.whose(cursor))
    return balance.read(connection, list(types)) if is_counted else nothing


def _opening(connection: Connection, types: Sequence[StripeObject], choice: Choice) -> Opening:
    if choice.opened.size is None:
        return Opening()
    return opening(connection, types, choice.opened, copies=choice.copies, every_row=choice.every_row)


def _account(
    client: Client, connection: Connection, livemode: bool | None, shortfalls: Shortfalls
) -> tuple[int, list[str]]:
    """Stripe's clock (unix seconds), and the test clocks. Raises AccountError."""
    compare_account(connection, None, livemode)  # before a key of the wrong mode says anything to Stripe
    account, clock = who_and_when(client, shortfalls)
    compare_account(connection, account, livemode)
    return int(clock.timestamp()), [] if livemode else test_clocks(client, shortfalls)


def _read(
    reading: VerifyReading,
    choice: Choice,
    unread: Sequence[StripeObject],
    state: balance.DatabaseBalance,
    notes: list[str],
) -> Verification:
    reading.ask(unread)
    reading.read(counts=choice.counts)
    differences, money, more = _settle(reading)
    if choice.objects is None:
        missing, said = _events(reading, choice)
        differences, more = [*differences, *missing], [*more, *said]
    met = reading.attempts.shortfalls
    not_read = {entry.name for entry in unread if not met.has(entry.name)}
    unknown = met.refusals.keys() - met.refused
    # without rows there is nothing to compare
    no_endpoint = {name for name in unknown if reading.verifier.current.has_rows(CATALOGUE[name])}
    if not_read:
        more.append(f"Never read, and not compared: {', '.join(sorted(not_read))}. Run stripe-oltp pipeline.")
    return Verification(
        objects=reading.tallies,
        differences=differences,
        money=money,
        balance=state,
        refused=met.refused,
        unread=not_read | no_endpoint | met.failures.keys(),
        unavailable=reading.unavailable,
        notes=[*notes, *met.sentences, *more, *_of_unavailable(reading.unavailable)],
        sample=choice.sample.size,
        seed=choice.sample.seed,
        requests=reading.verifier.listing.lists.client.counters.total.sent,
    )


def _events(reading: VerifyReading, choice: Choice) -> tuple[Sequence[Difference], list[str]]:
    """The events that are not here, though Stripe lists them; and what there is to say. A key may lack them."""
    verifier = reading.verifier
    lists = verifier.listing.lists
    now = int((lists.client.clock or datetime.now(UTC)).timestamp())
    try:
        found = look_for_events(lists, verifier.current, choice.sample, now, verifier.lag)
    except (StripePermissionError, StripeRequestError):
        return [], ["Stripe does not return events, so it is not known whether all of them are here."]
    if found is None:
        return [], []
    here = found.listed - len(found.missing)
    reading.tallies[EVENT.name] = Tally(now, stripe=found.listed, here=here, differences=len(found.missing))
    return found.missing, []


def _all_types(connection: Connection) -> tuple[list[StripeObject], list[str]]:
    """Those of a default run, and the offered ones that were read from Stripe; the new ones that no run has read."""
    with connection, connection.cursor() as cursor:
        read, new = watermarks.current(cursor).keys(), unexpected(cursor)
    types = [*select(None), *(entry for entry in promoted() if entry.offered and entry.name in read)]
    types = [entry for entry in types if entry.name != EVENT.name]  # see recent_events
    return [entry for entry in types if entry.name not in new], [entry.name for entry in types if entry.name in new]


def _new(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [f"Not compared, because no run has read them yet: {', '.join(names)}, new types. Run stripe-oltp pipeline."]


def _nowhere(choice: Choice, state: balance.DatabaseBalance) -> list[str]:
    """What a person might take for compared, and cannot be."""
    if choice.objects is not None:
        return []
    rows = {name for name, of_type in state.objects.items() if of_type.promoted}
    names = [entry.name for entry in promoted() if entry.name in rows and not (read_by(entry) or entry.embedded)]
    return [f"Not compared, because Stripe has no list of them: {', '.join(names)}."] if names else []


def _look_back(current: Current, found: Sequence[TypeScope], now: int, *, is_reading: bool) -> list[str]:
    """What a person should know of the runs before."""
    notes = []
    unfinished = [scope.entry.name for scope in found if current.is_unfinished(scope.entry)]
    if unfinished and not is_reading:
        notes.append(f"The last run did not read all of {', '.join(unfinished)}. Run stripe-oltp pipeline.")
    if any(now - scope.watermark > watermarks.RETENTION.total_seconds() for scope in found):
        notes.append(
            "The last run is more than 30 days ago, and Stripe keeps events for 30 days: what changed before counts as"
            " a difference. Run stripe-oltp pipeline."
        )
    return notes


def _waiting(state: balance.DatabaseBalance) -> list[str]:
    if not state.waiting:
        return []
    of_types = ", ".join(f"{number:,} of {name}" for name, number in state.waiting.items())
    return [
        f"Landed and not promoted yet: {of_types}. What they bring counts as a difference. Run stripe-oltp promote, or"
        " wait for the run that is at it."
    ]


def _of_unavailable(unavailable: Sequence[Unavailable]) -> list[str]:
    more = len(unavailable) - NAMED
    return [
        *map(str, unavailable[:NAMED]),
        *([f"Nor does it give {counted(more, 'more object')}."] if more > 0 else []),
    ]


def _settle(reading: VerifyReading) -> tuple[list[Difference], Money, list[str]]:
    """Part what came since the last run from what is wrong; and what else there is to say."""
    sums = [*reading.sums.values(), *(each.sum for each in reading.counterchecks)]
    in_doubt = {(one.object, one.id) for one in reading.suspects if one.kind not in CERTAIN}
    in_doubt |= {(each.source.object, stripe_id) for each in sums for stripe_id in each.deviations}
    since, notes = set(reading.new), []
    try:
        read_until = {scope.entry.name: scope.watermark for scope in reading.scopes}
        verifier = reading.verifier
        since |= told_since(verifier.listing.lists, verifier.current, read_until, in_doubt - since, verifier.lag)
    except (StripePermissionError, StripeRequestError) as refusal:
        reading.attempts.shortfalls.note(EVENT.name, refusal)
        notes.append("Without events, what changed since the last run cannot be told from what is wrong.")
    differences = []
    for one in reading.suspects:
        if (one.object, one.id) in since and one.kind not in CERTAIN:
            reading.tallies[one.object].since += 1
        else:
            reading.tallies[one.object].differences += 1
            differences.append(one)
    order = list(CATALOGUE)
    differences.sort(key=lambda one: (order.index(one.object), one.id, one.kind))
    explained = {each: {named for kind, named in since if kind == each.source.object} for each in sums}
    for each in reading.counterchecks:
        if odd := _stripes_own(each.sum, reading.sums[each.entry.name], explained):
            explained[each.sum] |= set(odd)
            notes.append(_disagreeing(each, odd))
    return differences, settled(explained, reading.span), notes


def _stripes_own(parts: Sum, wholes: Sum, explained: dict[Sum, set[str]]) -> list[str]:
    """Wholes that are here as Stripe's list has them, though not as their parts do."""
    return sorted(parts.deviations.keys() - wholes.deviations.keys() - explained[parts])


def _disagreeing(each: Counterchecked, odd: Sequence[str]) -> str:
    whole = each.entry.name
    return (
        f"Of {counted(len(odd), whole)} Stripe's own {each.sum.source.name} add up to something else than the {whole}"
        f" says, and the rows agree with the {whole}: {', '.join(odd[:NAMED])}{'…' if len(odd) > NAMED else ''}."
    )
