"""`make schema` writes what follows from the models, and nothing where nothing does."""

from pathlib import Path

import pytest

from pipelines.development import schema
from pipelines.development.schema import Databases
from tests.development.conftest import Run

WRITE = """
import sys
from pipelines.development import ROOT, schema
try:
    print(*(path.relative_to(ROOT) for path in schema.write(schema.Databases(*sys.argv[1:]))), sep="\\n")
except schema.UnseenChangeError as error:
    print(error)
"""

GIFT = """from pipelines.catalogue.traits import StripeObject

ENTRY = StripeObject(name="gift", plural="gifts", path="/v1/gifts")
"""


@pytest.mark.plain_names
def test_nothing_is_written_when_nothing_changed(databases: Databases) -> None:
    assert schema.write(databases) == []


def test_a_changed_model_and_a_new_type_get_a_migration_that_lint_accepts(
    tree: Path, in_tree: Run, databases: Databases
) -> None:
    model = tree / "oltp_schema" / "models" / "product.py"
    model.write_text(
        model.read_text().replace("    active:", "    abandoned: Mapped[bool | None] = required()\n    active:")
    )
    (tree / "pipelines" / "catalogue" / "gift.py").write_text(GIFT)
    migration, *others = in_tree("-c", WRITE, *databases).split()
    assert others == [f"oltp_schema/generated/{name}" for name in ("schema.sql", "shape.json", "sources.json")]
    assert migration.endswith("_change_products.py")
    written = (tree / migration).read_text()
    assert 'op.add_column("products", sa.Column("abandoned", sa.Boolean(), nullable=True), schema="oltp")' in written
    assert 'raw.create_table(op.get_bind().connection.cursor(), "gifts")' in written
    assert "    abandoned boolean,\n" in (tree / others[0]).read_text()
    in_tree("-m", "ruff", "check", "--quiet", migration)
    in_tree("-m", "ruff", "format", "--check", "--quiet", migration)


@pytest.mark.slow
def test_what_autogenerate_does_not_see_is_named_and_nothing_is_written(
    tree: Path, in_tree: Run, databases: Databases
) -> None:
    rules = tree / "oltp_schema" / "rules.py"
    rules.write_text(rules.read_text().replace(">= 0", "> 0"))
    before = sorted(tree.rglob("*"))
    said = in_tree("-c", WRITE, *databases)
    assert "+    CONSTRAINT ck_charges_amount_not_negative CHECK (amount > 0)," in said
    assert sorted(tree.rglob("*")) == before
