"""``make torture``: many seeds, several at once, and a table of what became of them."""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.torture import report
from tests.torture.story import Tally, tell


def main() -> int:
    asked = _arguments()
    print(report.header(), flush=True)  # noqa: T201
    tallies = []
    for tally in _told(asked):
        tallies.append(tally)
        print(report.line(str(tally.seed), [tally]), f"{tally.seconds:8.0f} s", flush=True)  # noqa: T201
        if tally.problems:
            transcript = asked.folder / f"torture-{tally.seed}.txt"
            transcript.write_text("\n".join([*tally.problems, "", *tally.transcript]))
            print(report.problems(tally), flush=True)  # noqa: T201
    print(report.line("all", tallies))  # noqa: T201
    print(report.moments(tallies))  # noqa: T201
    return int(any(tally.problems for tally in tallies))


def _told(asked: argparse.Namespace) -> Iterator[Tally]:
    began = time.monotonic()
    seeds = iter(range(asked.first, asked.first + asked.seeds))
    with ProcessPoolExecutor(asked.processes, multiprocessing.get_context("spawn")) as pool:
        waiting = {
            pool.submit(tell, seed, asked.rounds) for _, seed in zip(range(asked.processes), seeds, strict=False)
        }
        while waiting:
            done = next(as_completed(waiting))
            waiting.remove(done)
            yield done.result()
            if time.monotonic() - began < asked.seconds and (seed := next(seeds, None)) is not None:
                waiting.add(pool.submit(tell, seed, asked.rounds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--rounds", type=int, default=12, help="runs of each before the sandbox rests")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no further seed after so many")
    parser.add_argument("--processes", type=int, default=2, help="seeds at once")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="for what failed runs said")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
