"""Teach alembic's autogenerate the CHECKs of tables that exist already; by itself it sees those of new tables only.

A CHECK is known by its name. One that kept its name and changed its rule shows in the dump's diff, not here: PostgreSQL
rewrites the text of a rule, so comparing texts would find a change in each.
"""

from __future__ import annotations

from alembic.autogenerate import comparators
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateCheckConstraintOp, DropConstraintOp, ModifyTableOps
from sqlalchemy import CheckConstraint, MetaData, Table
from sqlalchemy.sql.elements import conv


@comparators.dispatch_for("table")
def compare_checks(  # noqa: PLR0917  (alembic calls it so)
    context: AutogenContext,
    operations: ModifyTableOps,
    schema: str | None,
    name: str,
    existing: Table | None,
    wanted: Table | None,
) -> None:
    """Add to the operations what makes the CHECKs of an existing table those of the model."""
    if existing is not None and wanted is not None:
        checks = context.inspector.get_check_constraints(name, schema=schema)
        found = {str(check["name"]): check["sqltext"] for check in checks}
        named = {str(check.name): check for check in wanted.constraints if isinstance(check, CheckConstraint)}
        for gone in sorted(found.keys() - named.keys()):
            rule = CheckConstraint(found[gone], name=conv(gone))  # with its rule, for alembic to know the way back
            Table(name, MetaData(), rule, schema=schema)
            operations.ops.append(DropConstraintOp.from_constraint(rule))
        for new in sorted(named.keys() - found.keys()):
            operations.ops.append(CreateCheckConstraintOp.from_constraint(named[new]))
