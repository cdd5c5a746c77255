"""What docs/verify.md and docs/reconcile.md call a difference, and what becomes of it: each row of their tables."""

import re
from collections.abc import Callable
from pathlib import Path

from pipelines.checks.verify import report
from tests.verify.conftest import World
from tests.verify.test_reconcile import reconciled

DOCS = Path(__file__).parents[2] / "docs"
DAMAGE: dict[str, Callable[[World, str], None]] = {
    report.MISSING: lambda world, id_: world.by_hand(f"DELETE FROM oltp.customers WHERE id = '{id_}'"),
    report.VANISHED: lambda world, id_: world.sandbox.store.remove("customer", id_),
    report.DELETED: lambda world, id_: world.by_hand(
        f"UPDATE oltp.customers SET row_state = 'deleted', deleted_observed_at = now() WHERE id = '{id_}'"
    ),
    report.CHANGED: lambda world, id_: world.change("customer", id_, description="changed, and nobody told"),
    report.ROW: lambda world, id_: world.by_hand(f"UPDATE oltp.customers SET name = 'by hand' WHERE id = '{id_}'"),
    report.RAW: lambda world, id_: world.by_hand(f"DELETE FROM raw.customers WHERE id = '{id_}'"),
}


def documented(page: str, first: str) -> list[str]:
    """The names in the first column of the table whose head begins with ``first``."""
    _, _, table = (DOCS / page).read_text().partition(f"| {first} |")
    return re.findall(r"^\| `(\w+)` \|", table.partition("\n\n")[0], flags=re.M)


def test_each_difference_that_is_documented_is_found_and_repaired_as_documented(world: World) -> None:
    assert documented("verify.md", "kind") == list(DAMAGE)
    ids = world.one("SELECT (array_agg(id ORDER BY id))[:6] FROM oltp.customers WHERE row_state = 'present'")
    listed = world.one("SELECT count(*) FROM oltp.customers WHERE row_state = 'present'") - 1
    damaged = dict(zip(ids, DAMAGE, strict=True))
    for id_, kind in damaged.items():
        DAMAGE[kind](world, id_)
    assert {found.id: found.kind for found in world.verify("customer").differences} == damaged

    found = reconciled(world, "customer").rows()["customer"]
    assert list(found) == documented("reconcile.md", "column")
    of_kinds = {"missing": 2, "changed": 1, "damaged": 2, "vanished": 1}  # a row called deleted is missing to reconcile
    assert found == {"listed": listed, **of_kinds, "alive": 0, "deleted": 1}
    assert world.verify("customer").as_dict()["agrees"]
    assert world.one(f"SELECT row_state FROM oltp.customers WHERE id = '{ids[1]}'") == "deleted"
