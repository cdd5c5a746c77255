"""What grows with an account: promotion of everything, with all that it does, beside that of a smaller account."""

from pipelines.catalogue import select
from tests.benchmarks import raw
from tests.benchmarks.account import Account
from tests.benchmarks.bench import Bench
from tests.benchmarks.results import Figure, Piece, Results

SMALL = 20_000


def run(bench: Bench) -> Results:
    """A first promotion of both accounts, in turn."""
    everything = [entry.name for entry in select(None)]
    accounts = Account.of(bench.objects), Account.of(min(bench.objects, SMALL))
    large, small = pieces = [
        Piece(f"promote everything of {account.objects:,} objects", account.objects) for account in accounts
    ]
    for _ in range(bench.repeat):
        for piece, account in zip(pieces, accounts, strict=True):
            with bench.database() as url:
                raw.fill(url, account, everything)
                used = bench.measure("ours.promote", url=url, objects=everything, everything=False)
                piece.runs.append(used)
    costs = large.per_object("cpu"), small.per_object("cpu")
    figure = Figure(
        f"promotion: CPU per object ÷ of {small.objects:,} objects", "µs", *costs, costs[0] / costs[1], 1.1, 1.0,
        note=f"{large.median('wall'):.0f} s",
    )  # fmt: skip
    return Results([figure], pieces)
