"""What a document did wrong, in a sentence made of the rule that it broke, as PostgreSQL has it, and of no value."""

import re
from dataclasses import dataclass

from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import of
from pipelines.catalogue import CATALOGUE, StripeObject, group_of
from pipelines.database_failure import DatabaseFailure

_REQUIRED = re.compile(r"^(row_state <> 'present'::text OR )?\S+ IS NOT NULL$")
_NOT_NEGATIVE = re.compile(r"^\S+ >= 0(::\w+)?$")
_FORM = re.compile(r"^\S+ ~ '(.+)'::text$")

# By SQLSTATE, where the error names no rule: what stood in the document cannot be what its column holds.
UNNAMED = {
    "21000": "it makes several rows of one id",
    "22001": "a text is too long for its column",
    "22003": "a number is too large for its column",
    "22007": "a text is no time",
    "22008": "a time is none that PostgreSQL can hold",
    "22012": "a number is divided by zero",
    "22021": "a text has a character that the database cannot hold",
    "22023": "a value is not of the JSON type that its column needs",
    "22P02": "a value is not of the type that its column needs",
    "22P05": "a text has a character that the database cannot hold",
    "54000": "a value is larger than PostgreSQL can hold",
    "54001": "it is nested deeper than PostgreSQL can read",
}


@dataclass(frozen=True)
class Rule:
    """A constraint or index: its kind (`pg_constraint.contype`, `i` for an index), table, columns, and condition.

    ``parent`` is the table that a foreign key names.
    """

    kind: str
    table: str
    columns: tuple[str, ...]
    condition: str
    parent: str | None = None


@dataclass(frozen=True)
class BrokenRule:
    """What is wrong with a document: the ``field`` that the rule is about (None: several, or none), and a sentence."""

    field: str | None
    sentence: str


def fault(cursor: Cursor, entry: StripeObject, failure: DatabaseFailure) -> BrokenRule:
    """What is wrong with a document of ``entry``."""
    if failure.sqlstate == "23502" and failure.column:
        name = _named(entry, None, failure.column)
        return BrokenRule(name, f"{name}: missing")
    rule = _find(cursor, entry, failure.constraint) if failure.constraint else None
    if rule is None:
        known = UNNAMED.get(failure.sqlstate, f"PostgreSQL refuses it ({failure.name})")
        return BrokenRule(None, f"breaks {failure.constraint}" if failure.constraint else known)
    names = [_named(entry, rule.table, column) for column in rule.columns]
    is_own = rule.table in {of.table for of in group_of(entry)}
    field = names[0] if len(names) == 1 and is_own else None
    return BrokenRule(field, f"{' and '.join(names) or 'it'}: {_complaint(rule, failure)}")


def _complaint(rule: Rule, failure: DatabaseFailure) -> str:
    if failure.sqlstate.startswith("54"):
        return "too long for an index (PostgreSQL takes 2,704 bytes, and ids of Stripe have at most 255 characters)"
    if rule.kind == "f":
        return f"names a row that {rule.parent} does not have"
    if rule.kind in {"p", "u", "i"}:
        return "another row has the same, and only one may"
    return _of_check(rule.condition) if rule.kind == "c" else "in conflict with another row"


def _of_check(condition: str) -> str:
    if _REQUIRED.match(condition):
        return "missing"
    if _NOT_NEGATIVE.match(condition):
        return "negative"
    if found := _FORM.match(condition):
        return f"not of the form {found[1]}"
    return f"against the rule {condition}"


def _named(entry: StripeObject, table: str | None, column: str) -> str:
    """A column in the words of the document: `customer` for `customer_id`, `items.price` for that of an item.

    A column of another table is the id of a row that the document names.
    """
    own = {of.table: of for of in group_of(entry)}
    if table and table not in own:
        (other, *_) = [known.name for known in CATALOGUE.values() if known.table == table] or [table]
        return f"the id of a {other} that it names"
    field = column if column == "id" else column.removesuffix("_id")
    embedded = own[table].embedded if table else None
    return f"{'.'.join(embedded.lists)}.{field}" if embedded else field


def _find(cursor: Cursor, entry: StripeObject, name: str) -> Rule | None:
    """A constraint or index of ``oltp`` by its name; of several those of the document's own tables first."""
    cursor.execute(
        f"""
        WITH named AS (
            SELECT rule.contype::text AS kind, rule.conrelid AS relation, rule.conkey AS keys,
                coalesce(pg_get_expr(rule.conbin, rule.conrelid, TRUE), '') AS condition,
                rule.confrelid AS parent, 1 AS place
            FROM pg_constraint AS rule
            WHERE rule.conname = %(name)s
            UNION ALL
            SELECT 'i', held.indrelid, held.indkey::int2[], '', 0, 2
            FROM pg_index AS held JOIN pg_class AS index ON index.oid = held.indexrelid
            WHERE index.relname = %(name)s
        )
        SELECT named.kind, owner.relname, ARRAY(
                SELECT field.attname::text FROM unnest(named.keys) WITH ORDINALITY AS key (number, position)
                JOIN pg_attribute AS field ON field.attrelid = named.relation AND field.attnum = key.number
                WHERE field.attname <> 'row_state' OR cardinality(named.keys) = 1
                ORDER BY key.position
            ), named.condition, parent.relname
        FROM named JOIN pg_class AS owner ON owner.oid = named.relation
        LEFT JOIN pg_class AS parent ON parent.oid = named.parent
        WHERE owner.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'oltp.{entry.table}'::regclass)
        ORDER BY owner.relname <> ALL(%(own)s), named.place LIMIT 1
        """,
        {"name": name, "own": [of.table for of in group_of(entry)]},
    )
    if (found := cursor.fetchone()) is None:
        return None
    kind, table, columns, condition, parent = found
    return Rule(kind, table, tuple(columns), of(cursor).without_prefix(condition), parent)
