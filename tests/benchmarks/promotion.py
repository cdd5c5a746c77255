"""Promotion and replay, against one hand-written statement a table."""

from collections.abc import Sequence
from contextlib import closing

import psycopg2

from pipelines.catalogue import select
from tests.benchmarks import floors, raw
from tests.benchmarks.account import Account
from tests.benchmarks.bench import Bench
from tests.benchmarks.results import Figure, Piece, Results, by_cpu
from tests.benchmarks.usage import Usage

FIRST, REPLAY = "promote everything", "replay everything"


def run(bench: Bench) -> Results:
    """First promotion and replay of everything, and the floor's four types by both."""
    account = Account.of(bench.objects)
    four = sum(account.lists[name].total for name in floors.PROMOTED)
    everything = [entry.name for entry in select(None)]
    ours, floor = Piece("promote the floor's types", four), Piece("floor: one statement a table", four)
    unchecked = Piece("promote everything, forms of fields unchecked", account.objects)
    first, replay = Piece(FIRST, account.objects), Piece(REPLAY, account.objects)
    stepwise, replay_stepwise = (Piece(f"{name}, in five steps", account.objects) for name in (FIRST, REPLAY))
    on_one = Piece(f"{stepwise.name}, on one connection", account.objects)
    with bench.database() as url, bench.database() as url_of_four:
        raw.fill(url, account, everything)
        raw.fill(url_of_four, account, floors.PROMOTED)
        for _ in range(bench.repeat):
            ours.runs.append(_promote(bench, url_of_four, floors.PROMOTED))
            _empty(url_of_four)
            floors.make_unresolved_parents(url_of_four)
            floor.runs.append(bench.measure("floors.promote", url=url_of_four))
            unchecked.runs.append(_promote(bench, url, everything, "ours.promote_unchecked"))
            first.runs.append(_promote(bench, url, everything))
            replay.runs.append(bench.measure("ours.promote", url=url, objects=everything, everything=True))
            replay_stepwise.runs.append(
                bench.measure("ours.promote_in_steps", url=url, objects=everything, everything=True)
            )
            stepwise.runs.append(_promote(bench, url, everything, "ours.promote_in_steps"))
            on_one.runs.append(_promote(bench, url, everything, "ours.promote_in_steps_on_one"))
    return Results(
        [
            Figure(
                "first promotion: CPU ÷ hand-written statements'", "µs", ours.per_object("cpu"),
                floor.per_object("cpu"), ours.median("cpu") / floor.median("cpu"), must=1.25, aim=1.15,
            ),
            Figure(
                "replay: rows/s ÷ first promotion's", "objects/s", replay.rate, first.rate,
                replay.rate / first.rate, must=0.9, aim=1.2, lower=False, note=by_cpu(replay, first),
            ),
            Figure(
                "forms of fields checked: CPU ÷ unchecked", "µs", first.per_object("cpu"),
                unchecked.per_object("cpu"), first.median("cpu") / unchecked.median("cpu"), must=1.05, aim=1.02,
            ),
            *(
                Figure(
                    f"{in_steps.name}: CPU ÷ in one transaction", "µs", in_steps.per_object("cpu"),
                    at_once.per_object("cpu"), in_steps.median("cpu") / at_once.median("cpu"), must=1.5, aim=1.2,
                )
                for in_steps, at_once in ((stepwise, first), (replay_stepwise, replay))
            ),
            Figure(
                f"{stepwise.name}: wall on two connections ÷ on one", "s", stepwise.median("wall"),
                on_one.median("wall"), stepwise.median("wall") / on_one.median("wall"), must=0.72, aim=0.65,
            ),
        ],
        [ours, floor, unchecked, first, replay, stepwise, on_one, replay_stepwise],
    )  # fmt: skip


def on_a_stock_server(bench: Bench, embedded: Results) -> Results:
    """The first promotion and the replay once more, with the settings that servers come with, against ``embedded``."""
    account, everything = Account.of(bench.objects), [entry.name for entry in select(None)]
    pieces = [Piece(f"{name}, stock server", account.objects) for name in (FIRST, REPLAY)]
    with bench.database() as url:
        raw.fill(url, account, everything)
        pieces[0].runs.append(_promote(bench, url, everything))
        pieces[1].runs.append(bench.measure("ours.promote", url=url, objects=everything, everything=True))
    known = {piece.name: piece.per_object("cpu") for piece in embedded.pieces}
    figures = [
        Figure(
            f"{name} on a stock server: CPU ÷ the embedded one's", "µs", piece.per_object("cpu"), known[name],
            piece.per_object("cpu") / known[name], must=1.5, aim=1.25,
        )
        for name, piece in zip((FIRST, REPLAY), pieces, strict=True)
    ]  # fmt: skip
    return Results(figures, pieces)


def _promote(bench: Bench, url: str, objects: Sequence[str], how: str = "ours.promote") -> Usage:
    """For the first time."""
    _empty(url)
    return bench.measure(how, url=url, objects=objects, everything=False)


def _empty(url: str) -> None:
    """As if nothing had been promoted yet."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(oid::regclass::text, ', ') FROM pg_class"
                       " WHERE relnamespace::regnamespace::text IN ('oltp', 'history') AND relkind = 'r'")  # fmt: skip
        (tables,) = cursor.fetchone()
        cursor.execute(f"TRUNCATE {tables}, meta.promoted_versions, meta.pending_loads, meta.quarantine CASCADE")
        cursor.execute("DELETE FROM raw.prices WHERE origin = 'embedded'")
