"""``stripe-oltp`` in a process that dies at a named moment. The child's side of ``command``."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pipelines.cli.app
import pipelines.landing.run  # so that a fork finds all of it imported
import pipelines.runs.reconcile.differences  # noqa: F401
from pipelines import cli
from pipelines.landing.load import load
from pipelines.landing.plan import windows
from pipelines.promotion import steps
from pipelines.stripe_api import client
from tests.landing.dying import die_in_copy

BEFORE, AFTER = "before", "after"

# A moment: the function that is entered or left then, as `module:name`.
MOMENTS: Mapping[str, tuple[str, str]] = {
    "after the migration": (BEFORE, "pipelines.runs.database:install_functions"),
    "before what was left is looked for": (BEFORE, "pipelines.landing.run:_load_left"),
    "before what is pending is loaded": (BEFORE, "pipelines.raw.dlt.pipeline:load_pending"),
    "inside a plan": (BEFORE, "pipelines.landing.plan.watermarks:_advance"),
    "before a plan is committed": (AFTER, "pipelines.landing.plan.watermarks:plan"),
    "after a plan": (AFTER, "pipelines.landing.engine:Engine._plan"),
    "before changes are noted": (BEFORE, "pipelines.landing.load.coordinator:enqueue"),
    "after changes are noted": (AFTER, "pipelines.landing.load.coordinator:enqueue"),
    "after the extract": (BEFORE, "dlt:Pipeline.normalize"),
    "before the load": (BEFORE, "dlt:Pipeline.load"),
    "between a COPY and dlt's note of it": (
        BEFORE,
        "dlt.common.storages.load_package:PackageStorage.save_pending_transition",
    ),
    "before the load is complete": (
        BEFORE,
        "dlt.destinations.impl.postgres.postgres:PostgresClient.complete_load",
    ),
    "after the load is complete": (AFTER, "dlt.destinations.impl.postgres.postgres:PostgresClient.complete_load"),
    "before the package is put away": (BEFORE, "dlt.common.storages:LoadStorage.complete_load_package"),
    "before a load without dlt is copied in": (BEFORE, "pipelines.raw.direct:copy_in"),
    "inside the transaction of a load without dlt": (BEFORE, "pipelines.raw.direct:_copy"),
    "after a load without dlt is copied in": (AFTER, "pipelines.raw.direct:copy_in"),
    "before it is noted what was read": (BEFORE, "pipelines.landing.plan.leases:Leases.settle"),
    "while it is noted what was read": (BEFORE, "pipelines.landing.plan.leases:_remove"),
    "after it is noted what was read": (AFTER, "pipelines.landing.plan.leases:Leases.settle"),
    "before repeated rows are dropped": (BEFORE, "pipelines.raw.dlt.pipeline:drop_repeats"),
    "before a type is promoted": (BEFORE, "pipelines.promotion.run:_promote_group"),
    "before loads are marked as promoted": (BEFORE, "pipelines.promotion.loads:mark_read"),
    "before history is made on a second connection": (BEFORE, "pipelines.promotion.second_connection:begin"),
    "inside the transaction of history on a second connection": (AFTER, "pipelines.promotion.second_connection:begin"),
    "before history is committed": (AFTER, "pipelines.promotion.history.upkeep:keep_pending"),
    "before references are settled": (BEFORE, "pipelines.promotion.run:_settle_references"),
    "before the ledger is written": (BEFORE, "pipelines.runs.ledger:record"),
    "before a promotion is committed": (AFTER, "pipelines.runs.ledger:record"),
    "before missing parents are noted": (BEFORE, "pipelines.landing.run:enqueue_unresolved"),
    "after missing parents are noted": (AFTER, "pipelines.landing.run:enqueue_unresolved"),
    "before differences are noted": (BEFORE, "pipelines.runs.reconcile.differences:want"),
    "after differences are noted": (AFTER, "pipelines.runs.reconcile.differences:want"),
    "before the run is noted as done": (BEFORE, "pipelines.runs.ledger:_end"),
}
IN_COPY = "in a COPY"
POINTS = (IN_COPY, *MOMENTS)


def die_at(point: str, number: int, how: signal.Signals = signal.SIGKILL) -> None:
    """From now on, send this process a signal when ``point`` comes for the ``number``-th time; in a COPY SIGKILL."""
    if point == IN_COPY:
        die_in_copy()
        return
    when, where = MOMENTS[point]
    module, _, path = where.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    setattr(owner, name, _dying(getattr(owner, name), when, number, how))


def _dying(act: Callable[..., Any], when: str, number: int, how: signal.Signals) -> Callable[..., Any]:
    times = count(1)

    def act_and_die(*given: Any, **named: Any) -> Any:
        last = next(times) == number
        if last and when == BEFORE:
            os.kill(os.getpid(), how)
        result = act(*given, **named)
        if last and when == AFTER:
            os.kill(os.getpid(), how)
        return result

    return act_and_die


def small_loads() -> None:
    """Let pages, windows, loads and steps hold little, so that a small account takes many of each."""
    client.PAGE_SIZE, windows.LARGE, load.OBJECTS = 20, 40, 60
    steps.STEP, steps.LARGEST = 120, 240


def run(
    arguments: list[str],
    environment: dict[str, str],
    output: Path,
    point: tuple[str, int] | tuple[str, int, signal.Signals] | None,
) -> None:
    """The command, in a fork that finds all libraries imported. ``output`` gets what it says on stderr and stdout."""
    os.setsid()
    for number, suffix in ((1, ".out"), (2, ".err")):
        os.dup2(os.open(output.with_suffix(suffix), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.chdir(output.parent)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # multiprocessing's children ignore it
    if environment.get("TORTURE_SMALL_LOADS"):
        small_loads()
    if point:
        die_at(*point)
    sys.argv = ["stripe-oltp", *arguments]
    cli.main()
