"""What proves that nothing is wrong, on an account where nothing is: against reading its lists by landing."""

from collections.abc import Sequence
from typing import Any

from pipelines.catalogue import select
from tests.benchmarks.account import Account
from tests.benchmarks.bench import KEY, Bench, Pages
from tests.benchmarks.results import Figure, Piece, Results
from tests.benchmarks.usage import Usage


def run(bench: Bench) -> Results:
    """Lists read again, reconcile, verify, parity and status, on one database in turn."""
    account = Account.of(bench.objects)
    names = [
        *("read the lists again", "reconcile, nothing different", "verify", "verify --all", "parity"),
        *("status --estimate", "status --exact"),
    ]
    lists, reconcile, verify, verify_all, parity, estimated, exact = pieces = [
        Piece(name, account.objects) for name in names
    ]
    pages = bench.pages(objects=account.objects)
    with bench.database() as url:
        given = {"url": url, "home": str(bench.home / "proof"), "api_base": pages.url, "api_key": KEY}
        bench.measure("ours.pipeline", pages, **given)
        _lists(bench, pages, given)  # what its lists have otherwise than other documents show it
        bench.measure("ours.promote", url=url, objects=[entry.name for entry in select(None)], everything=False)
        bench.vacuum(url)
        for _ in range(bench.repeat):
            lists.runs.append(_lists(bench, pages, given))
            bench.measure("ours.compare_everything", pages, **given)  # all rows are due where lists are read anew
            reconcile.runs.append(bench.measure("ours.compare_everything", pages, **given))
            verify.runs.append(bench.measure("ours.verify_some", pages, **given))
            verify_all.runs.append(bench.measure("ours.verify_all", pages, **given))
            parity.runs.append(bench.measure("ours.parity", url=url))
            estimated.runs.append(bench.measure("ours.status", url=url, exact=False))
            exact.runs.append(bench.measure("ours.status", url=url, exact=True))
    figures = [
        Figure(
            "reconcile, nothing different: CPU ÷ reading the lists again", "µs", reconcile.per_object("cpu"),
            lists.per_object("cpu"), reconcile.median("cpu") / lists.median("cpu"), must=2, aim=1.3,
        ),
        _alone("verify: CPU per object", verify, must=80, aim=50),
        _alone("verify --all: CPU per object", verify_all, must=80, aim=50),
        _alone("parity: CPU per object", parity, must=150, aim=100),
        Figure(
            "status: CPU, beside that of counting everything", "s", estimated.median("cpu"), exact.median("cpu"),
            estimated.median("cpu"), must=1, aim=0.3,
        ),
    ]  # fmt: skip
    return Results(figures, pieces)


def _lists(bench: Bench, pages: Pages, given: dict[str, Any]) -> Usage:
    names: Sequence[str] = [entry.name for entry in select(None)]
    return bench.measure("ours.read_lists_again", pages, **given, objects=names)


def _alone(name: str, piece: Piece, *, must: float, aim: float) -> Figure:
    cost = piece.per_object("cpu")
    return Figure(name, "µs", cost, None, cost, must=must, aim=aim)
