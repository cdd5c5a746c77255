"""Landing charges over HTTP, against a bare COPY of the same rows and against dlt left alone."""

from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from pipelines.raw.csv_files import CsvFile
from tests.benchmarks import floors, raw
from tests.benchmarks.account import Account
from tests.benchmarks.bench import KEY, Bench, Pages
from tests.benchmarks.results import Figure, Piece, Results, by_cpu
from tests.benchmarks.usage import Usage

MOST_BY_DLT = 50_000  # its rate does not depend on the number, and it is slow


def run(bench: Bench) -> Results:
    """All pieces in turn, ``bench.repeat`` times."""
    few = min(bench.objects, MOST_BY_DLT)
    ours = Piece("land charges", bench.objects)
    floor, bare = Piece("floor: COPY", bench.objects), Piece("floor: COPY without indexes", bench.objects)
    by_dlt = Piece("dlt with default settings", few)
    numbers = count()
    pages, fewer = (bench.pages(only=f"charge={objects}") for objects in (bench.objects, few))
    with TemporaryDirectory() as folder:
        files = _files(Path(folder), bench.objects)
        for _ in range(bench.repeat):
            home = bench.home / f"landing_{next(numbers)}"
            ours.runs.append(_land(bench, pages, home))
            for piece in (floor, bare):
                piece.runs.append(_copy(bench, files, indexed=piece is floor))
            with bench.database() as url:
                by_dlt.runs.append(
                    bench.measure(
                        "dlt_default.land", fewer, url=url, home=str(home), api_base=fewer.url, api_key=KEY
                    )
                )  # fmt: skip
            rmtree(home)
    return Results(
        [
            Figure(
                "landing: CPU ÷ floor-copy's", "µs", ours.per_object("cpu"), floor.per_object("cpu"),
                ours.per_object("cpu") / floor.per_object("cpu"), must=1.85, aim=1.6,
                note=f"{ours.per_object('cpu') / bare.per_object('cpu'):.2f} of a COPY without indexes",
            ),
            Figure(
                "landing: objects/s ÷ dlt-default's", "objects/s", ours.rate, by_dlt.rate, ours.rate / by_dlt.rate,
                must=3, aim=5, lower=False, note=by_cpu(ours, by_dlt),
            ),
        ],
        [ours, floor, bare, by_dlt],
    )  # fmt: skip


def _files(folder: Path, objects: int) -> list[CsvFile]:
    account = Account(0, {"charge": objects})
    return raw.write(folder, raw.documents_of(account, ["charge"]), "0000000001.0")


def _land(bench: Bench, pages: Pages, home: Path) -> Usage:
    with bench.database() as url:
        return bench.measure(
            "ours.land", pages, url=url, home=str(home), api_base=pages.url, api_key=KEY, objects=["charge"]
        )


def _copy(bench: Bench, files: list[CsvFile], *, indexed: bool) -> Usage:
    with bench.database() as url:
        floors.make_copy_table(url, indexed=indexed)
        return bench.measure(
            "floors.copy_files", url=url, files=[str(file.path) for file in files], columns=", ".join(files[0].columns)
        )
