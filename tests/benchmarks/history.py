"""What history adds to a promotion: of objects that changed, of everything for the first time, and of a replay."""

from pipelines.catalogue import select
from tests.benchmarks.account import Account
from tests.benchmarks.bench import KEY, Bench, Pages
from tests.benchmarks.results import Figure, Piece, Results
from tests.benchmarks.usage import Usage

CHANGED = 2_000  # a quarter of them charges, which keep no history
OFTEN = 5  # times as many runs of what takes a second: their median is else within a tenth of itself by chance
FIRST, SOME, AGAIN = "first promotion", "promotion of what changed", "replay"
OURS = {"": "ours.promote", ", without history": "ours.promote_without_history"}


def run(bench: Bench) -> Results:
    """The same raw, promoted with and without history in turn, each time in a database of its own."""
    account = Account.of(bench.objects)
    changed = min(CHANGED, account.objects // 5)
    pages = bench.pages(objects=account.objects)
    first, some, again = (
        {how: Piece(what + how, objects) for how in OURS}
        for what, objects in (
            (FIRST, account.objects),
            (SOME, changed),
            (AGAIN, account.objects),
        )
    )
    with bench.database() as url:
        _land(bench, pages, url)
        for _ in range(bench.repeat):
            for how in OURS:
                with bench.database(of=url) as copied:
                    first[how].runs.append(_promote(bench, copied, how))
        _promote(bench, url, "")
        _land(bench, pages, url)  # what the promotion asked for
        _promote(bench, url, "")
        pages.change(changed)
        _land(bench, pages, url)
        bench.vacuum(url)
        for number in range(OFTEN * bench.repeat):
            for how in OURS:
                with bench.database(of=url) as copied:
                    some[how].runs.append(_promote(bench, copied, how))
                    if number % OFTEN == 0:
                        again[how].runs.append(_promote(bench, copied, how, everything=True))
    figures = [
        _figure(what, piece, must)
        for what, piece, must in ((FIRST, first, 1.5), (SOME, some, 1.3), (AGAIN, again, 1.5))
    ]
    return Results(figures, [piece for both in (first, some, again) for piece in both.values()])


def _land(bench: Bench, pages: Pages, url: str) -> None:
    names = [entry.name for entry in select(None)]
    home = str(bench.home / "history")
    bench.measure("ours.land", pages, url=url, home=home, api_base=pages.url, api_key=KEY, objects=names)


def _promote(bench: Bench, url: str, how: str, *, everything: bool = False) -> Usage:
    return bench.measure(OURS[how], url=url, objects=[entry.name for entry in select(None)], everything=everything)


def _figure(what: str, piece: dict[str, Piece], must: float) -> Figure:
    kept, bare = piece.values()
    return Figure(
        f"{what}: CPU ÷ the same without history", "µs", kept.per_object("cpu"), bare.per_object("cpu"),
        kept.median("cpu") / bare.median("cpu"), must=must, aim=1.15,
    )  # fmt: skip
