"""`python -m tests.benchmarks`: measure, print the table, write JSON. `make bench N=200000 ARGS="--only promotion"`."""

import argparse
import json
import os
import platform
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.postgres import embedded_postgres
from tests.benchmarks import promotion
from tests.benchmarks.bench import Bench, page_server
from tests.benchmarks.results import Results, show
from tests.benchmarks.usage import Postgres
from tests.stock_postgres import binaries, stock_postgres

GROUPS = (
    "landing",
    "promotion",
    "growth",
    "refused",
    "history",
    "answers",
    "pipeline",
    "proof",
    "backfill",
    "live",
    "serve",
)
OUT = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--objects", type=int, default=200_000, metavar="N", help="how many (200000)")
    parser.add_argument("--only", default=",".join(GROUPS), help=f"some of {','.join(GROUPS)}")
    parser.add_argument("--repeat", type=int, default=3, help="measure each piece so often, short ones more (3)")
    parser.add_argument("--out", type=Path, help="where to write the JSON (a file in tests/benchmarks/results)")
    given = parser.parse_args()
    if unknown := set(given.only.split(",")) - set(GROUPS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(GROUPS)}")
    results, about = run(given.only.split(","), given.objects, given.repeat)
    out = given.out or OUT / f"{about['began']:.19}.{given.objects}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({**about, **results.as_json()}, indent=1))
    show(results, about)
    print(f"Written to {out}")  # noqa: T201


def run(groups: list[str], objects: int, repeat: int) -> tuple[Results, dict[str, object]]:
    """Measure some groups; what was found, and on what."""
    began, started, load = datetime.now(UTC).isoformat(), time.monotonic(), os.getloadavg()[0]
    results = Results()
    with (
        TemporaryDirectory(prefix="stripe-oltp-bench-") as home,
        embedded_postgres(Path(home)) as url,
        page_server() as stripe,
    ):
        bench = Bench(Path(home), Postgres.embedded(Path(home), url), stripe, objects=objects, repeat=repeat)
        for group in groups:
            results.add(import_module(f"tests.benchmarks.{group}").run(bench))
        if "promotion" in groups and (installed := binaries()):
            with stock_postgres(installed) as server:
                stock = Bench(Path(home), Postgres(server.url, server.pid), stripe, objects=objects, repeat=1)
                results.add(promotion.on_a_stock_server(stock, results))
    about = {
        "objects": objects,
        "repeat": repeat,
        "began": began,
        "minutes": round((time.monotonic() - started) / 60, 1),
        "load": f"{load:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores",
        "python": platform.python_version(),
    }
    return results, about


if __name__ == "__main__":
    main()
