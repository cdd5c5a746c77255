"""A whole account: landed and promoted, against what people write by hand; then a run with nothing new, a run with few
changes, and the memory and disk that it took."""

from contextlib import closing
from dataclasses import dataclass, field

import psycopg2

from tests.benchmarks.account import Account
from tests.benchmarks.bench import KEY, Bench, Pages
from tests.benchmarks.results import MB, Figure, Piece, Results, by_cpu
from tests.benchmarks.usage import Usage

MOST_BY_HAND = 20_000  # it is slow, and its rate does not rise with the number
SMALL = 10_000
CHANGED = 1_000


@dataclass
class Pieces:
    """What is measured, on the account and on the small one."""

    first: Piece
    by_hand: Piece
    small: Piece
    nothing: Piece
    changed: Piece
    changed_small: Piece
    asked_by_id: Piece
    sizes: dict[str, float] = field(default_factory=dict)


def run(bench: Bench) -> Results:
    """All pieces, ``bench.repeat`` times."""
    account, few, small = (Account.of(min(bench.objects, most)) for most in (bench.objects, MOST_BY_HAND, SMALL))
    changed = min(CHANGED, small.objects // 5)
    pieces = Pieces(
        Piece("land and promote everything", account.objects),
        Piece("SDK, session.get, add, commit", few.objects),
        Piece("the same, a small account", small.objects),
        Piece("stripe-oltp pipeline, nothing new", account.objects),
        Piece("changed objects", changed),
        Piece("the same, on a small account", changed),
        Piece("the SDK asks for as many objects by id", changed),
    )
    pages, pages_by_hand, pages_small = (bench.pages(objects=of.objects) for of in (account, few, small))
    for _ in range(bench.repeat - 1):
        with bench.database() as url:
            pieces.first.runs.append(_run(bench, pages, url))
        _by_hand(bench, pieces, pages_by_hand)
    with bench.database() as url, bench.database() as url_small:
        pieces.first.runs.append(_run(bench, pages, url))
        _by_hand(bench, pieces, pages_by_hand)
        pieces.small.runs.append(_run(bench, pages_small, url_small))
        pieces.sizes = _sizes(url, account)
        bench.vacuum(url, url_small)
        for _ in range(bench.repeat):
            pieces.nothing.runs.append(_nothing_new(bench, pages, url))
            pages.change(changed)
            pieces.changed.runs.append(_run(bench, pages, url))
            pages_small.change(changed)
            pieces.changed_small.runs.append(_run(bench, pages_small, url_small))
            pieces.asked_by_id.runs.append(_asked_by_id(bench, pages_small, changed))
    return Results(_figures(pieces), [piece for piece in vars(pieces).values() if isinstance(piece, Piece)])


def _run(bench: Bench, pages: Pages, url: str) -> Usage:
    """Land and promote what there is. The working folder is the database's own, as the home is one user's."""
    home = str(bench.home / "pipeline")
    return bench.measure("ours.pipeline", pages, url=url, home=home, api_base=pages.url, api_key=KEY)


def _by_hand(bench: Bench, pieces: Pieces, pages: Pages) -> None:
    with bench.database() as url:
        used = bench.measure("by_hand.copy_account", pages, url=url, api_base=pages.url, api_key=KEY)
    pieces.by_hand.runs.append(used)


def _asked_by_id(bench: Bench, pages: Pages, objects: int) -> Usage:
    return bench.measure("by_hand.ask_by_id", pages, api_base=pages.url, api_key=KEY, objects=objects)


def _nothing_new(bench: Bench, pages: Pages, url: str) -> Usage:
    return bench.command("pipeline", url=url, pages=pages, home="pipeline")


def _sizes(url: str, account: Account) -> dict[str, float]:
    """Bytes of each schema, indexes and all, and of the documents as they were sent."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT relnamespace::regnamespace::text, sum(pg_total_relation_size(oid))::bigint FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace IN ('raw'::regnamespace, 'oltp'::regnamespace) GROUP BY 1"
        )
        sizes = dict(cursor.fetchall())
    return {**sizes, "payload": sum(len(document) for kind in account.lists.values() for document in kind.documents())}


def _figures(pieces: Pieces) -> list[Figure]:
    first, by_hand, sizes = pieces.first, pieces.by_hand, pieces.sizes
    seconds = pieces.nothing.median("wall")
    memory, memory_small = (piece.median("python_peak") / MB for piece in (first, pieces.small))
    changed, changed_small = (piece.median("wall") for piece in (pieces.changed, pieces.changed_small))
    payload, a_changed = sizes["payload"] / MB, pieces.changed.per_object("cpu") / 1000
    return [
        Figure(
            "land + promote: objects/s ÷ by-hand's", "objects/s", first.rate, by_hand.rate, first.rate / by_hand.rate,
            must=8, aim=15, lower=False, note=by_cpu(first, by_hand),
        ),
        Figure(
            "a run with nothing new, process start included", "s", seconds, None, seconds, must=4, aim=2,
            note=f"{pieces.nothing.median('cpu'):.1f} s of CPU",
        ),
        Figure(
            f"{pieces.changed.objects} changed ÷ the same on {pieces.small.objects}", "s", changed, changed_small,
            changed / changed_small, must=1.5, aim=1.1, note=by_cpu(pieces.changed_small, pieces.changed),
        ),
        Figure(
            f"{pieces.changed.objects} changed: CPU per object, beside what the SDK's requests take", "ms", a_changed,
            pieces.asked_by_id.per_object("cpu") / 1000, a_changed, must=2, aim=1,
        ),
        Figure(
            f"peak memory of our process, beside that at {pieces.small.objects}", "MB", memory, memory_small,
            memory, must=220, aim=180, note=f"{memory / memory_small:.2f} times",
        ),
        Figure("size of raw ÷ payload bytes", "MB", sizes["raw"] / MB, payload, sizes["raw"] / MB / payload, 0.9, 0.8),
        Figure(
            "size of oltp ÷ payload bytes", "MB", sizes["oltp"] / MB, payload, sizes["oltp"] / MB / payload, 0.7, 0.6
        ),
    ]  # fmt: skip
