"""Teach alembic's autogenerate the CHECKs of tables that exist already, and the tables of the schema `raw`.

By itself it sees the CHECKs of new tables only. A CHECK is known by its name. One that kept its name and changed its
rule is not seen here: PostgreSQL rewrites the text of a rule, so comparing texts would find a change in each. `make
schema` compares the dumps.
"""

from __future__ import annotations

from alembic.autogenerate import comparators, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import (
    AlterColumnOp,
    CreateCheckConstraintOp,
    CreateTableCommentOp,
    CreateTableOp,
    DropConstraintOp,
    DropTableCommentOp,
    DropTableOp,
    MigrateOperation,
    ModifyTableOps,
    UpgradeOps,
)
from sqlalchemy import CheckConstraint, MetaData, Table
from sqlalchemy.sql.elements import conv

from oltp_schema import raw
from oltp_schema.sql_files import literal


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


class Comment(MigrateOperation):
    """Say what tables and columns are, in one statement: one for each would take longer than all else."""

    def __init__(self, comments: dict[str, str | None]) -> None:
        """``comments`` are those of ``TABLE oltp.charges`` and ``COLUMN oltp.charges.amount``; None takes one back."""
        self.comments = comments

    def reverse(self) -> Comment:
        """Alembic asks for it; migrations here go forward only."""
        return self


def gather_comments(operations: UpgradeOps) -> None:
    """Put all comments of tables that exist already in the place of the operations that alembic has for each."""
    found: dict[str, str | None] = {}
    for table in [each for each in operations.ops if isinstance(each, ModifyTableOps)]:
        name = f"{table.schema}.{table.table_name}"
        for each in list(table.ops):
            if isinstance(each, CreateTableCommentOp | DropTableCommentOp):
                found[f"TABLE {name}"] = getattr(each, "comment", None)
                table.ops.remove(each)
            elif isinstance(each, AlterColumnOp) and each.modify_comment is not False:
                found[f'COLUMN {name}."{each.column_name}"'] = each.modify_comment
                each.modify_comment = False
                if not each.has_changes():
                    table.ops.remove(each)
        if not table.ops:
            operations.ops.remove(table)
    operations.ops += [Comment(found)] if found else []


@renderers.dispatch_for(Comment)
def render_comments(_context: AutogenContext, operation: Comment) -> str:
    """One statement of a migration, with one line per comment."""
    texts = {place: "NULL" if what is None else literal(what) for place, what in sorted(operation.comments.items())}
    lines = "\n".join(f"    COMMENT ON {place} IS {text};" for place, text in texts.items())
    return f'op.get_bind().connection.cursor().execute("""\n{lines}\n""")'


class CreateRawTable(MigrateOperation):
    """Make the table of the documents of a type, like the others of the schema `raw`."""

    def __init__(self, name: str, parent: str | None) -> None:
        """``name`` is without its schema; ``parent``: see ``raw.create_table``."""
        self.name = name
        self.parent = parent

    def reverse(self) -> CreateRawTable:
        """Alembic asks for it; migrations here go forward only."""
        return self


@comparators.dispatch_for("schema")
def compare_raw_tables(context: AutogenContext, operations: UpgradeOps, _schemas: object) -> None:
    """Add to the operations what makes the raw tables that ``raw_tables`` of `migrate.revision` names."""
    tables = context.opts.get("raw_tables")
    if tables and context.connection is not None:
        cursor = context.connection.connection.cursor()
        missing = {name: parent for name, parent in tables.items() if not raw.is_made(cursor, name)}
        operations.ops += [CreateRawTable(name, parent) for name, parent in missing.items()]


@renderers.dispatch_for(CreateRawTable)
def render_raw_table(context: AutogenContext, operation: CreateRawTable) -> str:
    """One line of a migration."""
    context.imports.add("from oltp_schema import raw")
    parent = f', parent="{operation.parent}"' if operation.parent else ""
    return f'raw.create_table(op.get_bind().connection.cursor(), "{operation.name}"{parent})'


def name_of(operations: UpgradeOps) -> str:
    """What a migration does, in a few words: `add refunds`."""
    verbs = {
        CreateTableOp: "add",
        DropTableOp: "drop",
        ModifyTableOps: "change",
        CreateRawTable: "land",
        Comment: "comment",
    }
    done: dict[str, list[str]] = {verb: [] for verb in verbs.values()}
    for each in operations.ops:
        done[verbs[type(each)]].append(getattr(each, "table_name", "") or getattr(each, "name", "tables"))
    verb, tables = next((verb, tables) for verb, tables in done.items() if tables)
    return f"{verb} {' and '.join(tables)}"
