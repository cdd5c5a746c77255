"""Documents that are wrong in one place wait with the right reason, and harm no other."""

from collections import Counter

from tests.versions.matrix import WHOLE, Matrix
from tests.versions.shapes import versions_of

Key = tuple[str, str]


def test_exactly_the_spoiled_documents_wait(spoiled_matrix: Matrix) -> None:
    assert reasons(spoiled_matrix).keys() == spoiled_matrix.spoiled.keys()


def test_each_waits_with_its_reason(spoiled_matrix: Matrix) -> None:
    found = reasons(spoiled_matrix)
    wrong = {}
    for key, spoiled in spoiled_matrix.spoiled.items():
        sqlstate, constraint, field = found[key]
        named = constraint == spoiled.constraint if spoiled.constraint else field == spoiled.field
        if not (sqlstate.startswith(spoiled.sqlstate) and named):
            wrong[key] = (spoiled.kind, spoiled.field, found[key])
    assert wrong == {}


def test_the_others_are_unharmed(spoiled_matrix: Matrix) -> None:
    spoiled = Counter(name for name, _ in spoiled_matrix.spoiled)
    rows = Counter({name: number for name, number in totals(spoiled_matrix.promoted).items() if name in WHOLE})
    assert rows + spoiled == totals(spoiled_matrix.landed)
    assert spoiled_matrix.parity.examples == []


def test_every_object_is_spoiled_in_every_way(spoiled_matrix: Matrix) -> None:
    kinds = {(name, spoiled.kind) for (name, _), spoiled in spoiled_matrix.spoiled.items()}
    everywhere = {"wrong type", "fraction", "overflow", "required"}
    assert {(name, kind) for name in WHOLE for kind in everywhere} - kinds == set()
    assert sum(totals(spoiled_matrix.landed).values()) / len(spoiled_matrix.spoiled) < 4, "few were left as they were"
    assert len(spoiled_matrix.spoiled) > 0.9 * sum(len(versions_of(name)) for name in WHOLE)


def reasons(matrix: Matrix) -> dict[Key, tuple[str, str | None, str | None]]:
    rows = matrix.database.query("SELECT object, id, sqlstate, constraint_name, field FROM meta.quarantine")
    return {(row["object"], row["id"]): (row["sqlstate"], row["constraint_name"], row["field"]) for row in rows}


def totals(cells: Counter[tuple[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (name, _), number in cells.items():
        found[name] += number
    return found
