"""Which tests are slow by themselves, beside the places whose tests all are: those that were measured to be.

`slow_tests.txt` is written from what the tests of both tiers took on a quiet machine:

    make test test-slow ARGS="--durations=0 --durations-min=0.005" | tee durations.log
    .venv/bin/python -m tests.tiers durations.log
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

LONG = 1.0  # seconds, one core at 3.5 s for `for i in range(20_000_000): x += i * i % 7`
FILE = Path(__file__).with_name("slow_tests.txt")
# What `make test` runs all the same: nothing cheaper shows what these show.
EVERYDAY = {
    "tests/cli/test_logs.py::test_nothing_told_at_any_level_is_secret_or_personal",
    "tests/cli/test_pipeline.py::test_land_promote_prove_and_do_it_again",
    "tests/cli/test_reconcile.py::test_reconcile_says_what_it_mended_and_afterwards_verify_is_clean",
    "tests/docs/test_class_names.py::test_each_class_has_a_name_of_its_own",
    "tests/landing/test_crashes.py::test_a_landing_killed_is_made_whole_by_the_next[before the package is put away]",
    "tests/landing/test_landing.py::test_the_sandbox_lands_whole_and_a_second_time_nothing",
    "tests/objects/test_awkward.py::test_it_goes_the_whole_way",
    "tests/objects/test_listed_per.py::test_it_is_read_once_of_each_parent_that_has_one",
    "tests/oltp_schema/test_roles.py::test_no_view_shows_a_personal_column_under_another_name",
    "tests/oltp_schema/test_schema_dump.py::test_alembic_finds_nothing_left_to_migrate",
    "tests/promotion/test_contested.py::test_both_wait_and_name_each_other[sub_a-False]",
    "tests/promotion/test_history.py::test_in_whatever_order_loads_come_a_replay_makes_the_same[0-2]",
    "tests/promotion/test_replay.py::test_replay_equals_the_incremental_path[0]",
    "tests/runs/test_from_python.py::test_a_run_returns_what_it_did",
    "tests/verify/test_differences.py::test_a_run_and_its_stripe_agree[larger]",
    "tests/verify/test_reconcile.py::test_a_run_that_missed_nothing_has_nothing_to_mend",
}


def listed() -> frozenset[str]:
    """The ids of the tests that are slow by themselves."""
    return frozenset(line for line in FILE.read_text(encoding="utf-8").splitlines() if line)


def mark(items: Iterable[pytest.Item], slow: frozenset[str]) -> None:
    """Mark those of some tests that are listed, each by its case or with all of them."""
    for item in items:
        if item.nodeid not in EVERYDAY and not slow.isdisjoint({item.nodeid, _test_of(item.nodeid)}):
            item.add_marker(pytest.mark.slow)


def unknown(items: Iterable[pytest.Item], slow: frozenset[str]) -> set[str]:
    """What is listed of the files that were collected, and is no test."""
    there = {name for item in items for name in (item.nodeid, _test_of(item.nodeid))}
    files = {name.partition("::")[0] for name in there}
    return {name for name in slow if name.partition("::")[0] in files} - there


def measured(log: str) -> dict[str, float]:
    """What tests took, without their fixtures, by their ids."""
    took = re.findall(r"^([\d.]+)s call +(\S+?::.*?) *$", log, re.MULTILINE)
    return {name: float(seconds) for seconds, name in took}


def main() -> None:
    """Write the file. Tests that the log does not tell of took less than it tells, and are as they were."""
    from tests.conftest import SLOW  # noqa: PLC0415 -- which imports this module

    took = measured(Path(sys.argv[1]).read_text(encoding="utf-8"))
    slow = {name for name, seconds in took.items() if seconds >= LONG}
    slow |= {name for name in listed() if name not in took}
    quick = {_test_of(name) for name, seconds in took.items() if seconds < LONG} | {_test_of(name) for name in EVERYDAY}
    whole = {_test_of(name) for name in slow} - quick
    names = whole | {name for name in slow - EVERYDAY if _test_of(name) not in whole}
    names = {name for name in names if not name.startswith(SLOW)}
    FILE.write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")


def _test_of(name: str) -> str:
    """A test without the case."""
    return name.partition("[")[0]


if __name__ == "__main__":
    main()
