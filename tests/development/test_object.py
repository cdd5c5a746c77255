"""`make object` drafts files that lint, import, migrate and agree with each other."""

import json
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pipelines.development.draft import case
from pipelines.development.object import draft
from pipelines.development.schema import Databases
from pipelines.errors import UsageError
from pipelines.exact_json import parse
from pipelines.promotion.transforms import install_functions
from tests.development.conftest import Run

# A plain one, one with a list inside, and one with a dot in its name: of those that have no table.
PLAIN, WHOLE = "topup", "transfer"
TYPES = (PLAIN, WHOLE, "checkout.session")
PARTS = ("transfer_reversal",)
DRAFT = "import sys; from pipelines.development import object; [object.main(name) for name in sys.argv[1:]]"
MIGRATE = "import sys; from pipelines.development import schema; print(*schema.write(schema.Databases(*sys.argv[1:])))"
KNOWN = """
from pipelines.catalogue import CATALOGUE, children_of
from pipelines.sandbox.objects import TYPES
print(*(name for name in CATALOGUE if name in TYPES), *(each.name for each in children_of(CATALOGUE["transfer"])))
"""


@pytest.mark.slow
@pytest.mark.plain_names
def test_drafts_of_types_that_are_not_there_lint_import_and_migrate(
    tree: Path, in_tree: Run, databases: Databases
) -> None:
    in_tree("-c", DRAFT, PLAIN)
    (tree / "pipelines/catalogue" / f"{PLAIN}.py").unlink()
    said = in_tree("-c", DRAFT, *TYPES)
    assert f"There already, left as it is: pipelines/sandbox/objects/{PLAIN}.py" in said
    assert f"Wrote pipelines/catalogue/{PLAIN}.py" in said
    assert "Write stripe_checkout_session_to_model in pipelines/transformers/checkout_session.py" in said
    migration = in_tree("-c", MIGRATE, *databases).split()[0]
    in_tree("-m", "ruff", "check", "--quiet")
    in_tree("-m", "ruff", "format", "--check", "--quiet")
    in_tree("-m", "sqlfluff", "lint", *(f"sql_transforms/{name}/v1.sql" for name in (*TYPES, *PARTS)))
    assert set(in_tree("-c", KNOWN).split()) >= {*TYPES, *PARTS}
    assert 'raw.create_table(op.get_bind().connection.cursor(), "checkout_sessions")' in Path(migration).read_text()
    for name in TYPES:
        assert rows(tree, name, databases.migrated) == expected(tree, name)


@pytest.mark.parametrize(
    ("name", "why"),
    [("charge", r"charge is promoted already, to oltp\.charges"), ("gift", "has no gift in any version")],
)
def test_it_writes_nothing_for_what_is_promoted_or_unknown(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        draft(name)


def rows(tree: Path, name: str, url: str) -> list[dict[str, Any]]:
    """What the drafted SQL makes of the drafted document."""
    document = (tree / "tests/transforms/cases" / name / case.NAME / "document.json").read_text()
    sql = (tree / "sql_transforms" / name / "v1.sql").read_text()
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        install_functions(connection)
        cursor.execute("SET search_path = meta; SET timezone = 'UTC'")
        batch = "WITH batch AS (SELECT doc ->> 'id' AS id, doc AS payload FROM (SELECT %s::jsonb AS doc) AS given)"
        cursor.execute(f"{batch}, mapped AS ({sql}) SELECT to_jsonb(mapped)::text FROM mapped", (document,))
        return [dict(parse(row)) for (row,) in cursor.fetchall()]


def expected(tree: Path, name: str) -> list[dict[str, Any]]:
    text = (tree / "tests/transforms/cases" / name / case.NAME / "expected.json").read_text()
    ((found),) = json.loads(text, parse_float=Decimal).values()
    return list(found)
