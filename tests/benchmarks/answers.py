"""What people ask of a large account: the views of `mart`, tables as they were, an export, the report."""

from collections.abc import Iterator

from oltp_schema.analysts import mart
from pipelines.catalogue import promotable, select
from tests.benchmarks import raw
from tests.benchmarks.account import PAID_OUT, Account
from tests.benchmarks.bench import Bench
from tests.benchmarks.results import MB, Figure, Piece, Results

SMALLER = 50  # so many times: memory may not depend on the size of the account
VERSIONS = 86_100  # of a table that is read as of a moment
LARGEST, MOST_VERSIONS = "invoices", "subscriptions"  # tables of `history`: of most versions, and of most per object
MILLION = 1_000_000


def run(bench: Bench) -> Results:
    """All of it on one database. Versions are what events of the sandbox tell, a quarter of all objects."""
    with bench.database() as url, bench.database() as small:
        objects = _fill(bench, url, bench.objects)
        _fill(bench, small, bench.objects // SMALLER)
        asked = _Asked(bench, objects, url)
        figures = [*_views(asked), *_as_of(asked), _bytes(asked), *_export(asked, small), *_report(asked)]
        return Results(figures, asked.pieces)


class _Asked:
    """Measures what is asked of the account, and keeps what was measured."""

    def __init__(self, bench: Bench, objects: int, url: str) -> None:
        self._bench, self._objects, self._url = bench, objects, url
        self.folder, self.pieces = bench.home, list[Piece]()

    def measure(self, what: str, called: str, *, url: str | None = None, **given: str) -> Piece:
        """A function of ``tests.benchmarks.asked``, as often as the benchmark repeats; the piece is ``called`` so."""
        usages = [
            self._bench.measure(f"asked.{what}", None, url=url or self._url, **given) for _ in range(self._bench.repeat)
        ]
        self.pieces.append(Piece(called, self._objects // SMALLER if url else self._objects, usages))
        return self.pieces[-1]


def _fill(bench: Bench, url: str, objects: int) -> int:
    """Land and promote an account with its events and what its payouts consist of; returns how many objects."""
    account = Account.of(objects)
    raw.fill(url, account, [*(entry.name for entry in select(None)), PAID_OUT])
    promoted = [entry.name for entry in promotable(None)]  # what others show, too: discounts
    bench.measure("ours.promote", url=url, objects=promoted, everything=False)
    bench.vacuum(url)
    return account.objects


def _views(asked: _Asked) -> Iterator[Figure]:
    seconds = {
        name: asked.measure("view", f"mart.{name}", name=name).result("seconds") for name in sorted(mart.views())
    }
    slowest = max(seconds, key=lambda name: seconds[name])
    yield _alone(f"mart: the slowest of {len(seconds)} views, {slowest}", "s", seconds[slowest], must=2, aim=1)


def _as_of(asked: _Asked) -> Iterator[Figure]:
    for table in (LARGEST, MOST_VERSIONS):
        whole = asked.measure("as_of", f"history.{table}_at, by status", table=table)
        of_so_many = whole.result("seconds") * 1000 * VERSIONS / whole.result("versions")
        measured = f"{whole.result('seconds') * 1000:,.0f} ms of {whole.result('versions'):,.0f}"
        yield _alone(
            f"{table} as of a moment, of {VERSIONS:,} versions", "ms", of_so_many, must=100, aim=50, note=measured
        )
        one = asked.measure("one_as_of", f"history.{table}_at, one id", table=table)
        yield _alone(f"one of {table} as of a moment", "ms", one.result("seconds") * 1000, must=15, aim=5)


def _bytes(asked: _Asked) -> Figure:
    found = asked.measure("bytes_of_versions", "bytes of versions").runs[0].result
    most = max(found, key=lambda table: found[table])
    return _alone(f"a version takes more than its row, at most ({most})", "bytes", found[most], must=50, aim=30)


def _export(asked: _Asked, small: str) -> Iterator[Figure]:
    large = asked.measure("export", "export", folder=str(asked.folder / "export"))
    of_small = asked.measure("export", "export of a small account", url=small, folder=str(asked.folder / "export"))
    rows, seconds = large.result("rows"), large.median("wall")
    yield _alone(
        "export as parquet, per million rows", "s", seconds * MILLION / rows, must=30, aim=20,
        note=f"{seconds:,.0f} s of {rows:,.0f}",
    )  # fmt: skip
    peaks = large.median("python_peak"), of_small.median("python_peak")
    yield Figure(
        f"export: peak memory ÷ that of an account of {SMALLER} times fewer objects", "MB", peaks[0] / MB,
        peaks[1] / MB, peaks[0] / peaks[1], must=2, aim=1.2,
    )  # fmt: skip


def _report(asked: _Asked) -> Iterator[Figure]:
    page = asked.measure("report", "report", page=str(asked.folder / "report.html"))
    yield _alone("report", "s", page.median("wall"), must=30, aim=15)
    yield _alone("report: the page", "MB", page.result("bytes") / MB, must=2, aim=1)


def _alone(name: str, unit: str, value: float, *, must: float, aim: float, note: str = "") -> Figure:
    return Figure(name, unit, value, None, value, must=must, aim=aim, note=note)
