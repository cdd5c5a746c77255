"""The COMMENT of each column of a view: as its text says it, or as the column does that it shows.

A comment `-- column: words` in the text comes first. Otherwise the words are those of the first column in the
expression whose words are known: of a table or view, or of a subquery, of which the same is found out. What is taken
out of jsonb by a path says the path. Only the form that our files have is understood: one column per line, indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import dropwhile, islice, takewhile
from textwrap import dedent

from psycopg2.extensions import cursor as Cursor

from oltp_schema.sql_files import COLUMN, literal, sql_file

Words = Mapping[str, str]  # by column

# A subquery on lines of its own: where it is a CTE, its name stands before it, else after it.
OPENING = re.compile(r"( *)(?:WITH )?(?:(\w+) AS |.*)\($")
CLOSING = re.compile(r"( *)\)(?: AS (\w+))?")
RELATION = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)\.(\w+)(?: AS (\w+))?")
READ = re.compile(r"\b(\w+)\.\"?(\w+)\"?")
PATH = re.compile(r"(?:#>>|->>|->|#>) '\{?([\w,]+)\}?'")
NAME = re.compile(r"(?:AS |\.|^)\"?(\w+)\"?$")
PLACE = ". Stripe: "
OF_NOTHING = "Always empty: it is not known here"
DELETED = "Whether Stripe has deleted it"


def known(cursor: Cursor) -> dict[str, Words]:
    """The comments of all columns of `oltp` and `meta`, by relation."""
    cursor.execute(sql_file(__package__, "column_comments.sql"))
    found: dict[str, dict[str, str]] = {}
    for column, words, relation in cursor.fetchall():
        found.setdefault(relation, {})[column] = words
    return {**found}


def statements(schema: str, texts: Mapping[str, str], known: dict[str, Words]) -> Iterator[str]:
    """What gives the columns of a schema's views their comments, where they have others. Adds them to ``known``."""
    for view, text in texts.items():
        name = f"{schema}.{view}"
        had, words = known.get(name, {}), of_columns(text, known)
        known[name] = words
        yield from (
            f'COMMENT ON COLUMN {name}."{column}" IS {literal(said)}'
            for column, said in words.items()
            if had.get(column) != said
        )


def of_columns(text: str, known: Mapping[str, Words]) -> dict[str, str]:
    """The words of each column of the view in ``text``; ``known`` are those of relations, as `oltp.charges`."""
    return _derived(text, known) | dict(COLUMN.findall(text))


def _derived(text: str, known: Mapping[str, Words]) -> dict[str, str]:
    read = _relations(text, known)
    return {name: words for name, item in _items(text) if (words := _words(item, read))}


def _relations(text: str, known: Mapping[str, Words]) -> dict[str, Words]:
    """The words of what a query reads, by the name that it gives it."""
    read = {alias or name: known.get(f"{schema}.{name}", {}) for schema, name, alias in RELATION.findall(text)}
    for name, query in _subqueries(text):
        read[name] = of_columns(query, {**known, **read})
    return read


def _subqueries(text: str) -> Iterator[tuple[str, str]]:
    """Those of one level, each with its name."""
    opened: tuple[str, str | None] | None = None
    inner: list[str] = []
    for line in text.splitlines():
        if opened is None:
            if found := OPENING.match(line):
                opened, inner = (found[1], found[2]), []
        elif (end := CLOSING.match(line)) and end[1] == opened[0]:
            if name := opened[1] or end[2]:
                yield name, dedent("\n".join(inner))
            opened = None
        else:
            inner.append(line)


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Each column of the outer SELECT with its expression."""
    lines: list[str] = []
    for line in _selected(text):
        lines.append(line.partition("  -- ")[0].strip())
        if lines[-1].endswith(",") and _is_whole(lines):
            yield from _named(" ".join(lines).removesuffix(","))
            lines = []
    yield from _named(" ".join(lines))


def _selected(text: str) -> Iterator[str]:
    after = dropwhile(lambda line: not line.startswith("SELECT"), text.splitlines())  # of a UNION, the first names them
    return takewhile(lambda line: line.startswith(" "), islice(after, 1, None))


def _is_whole(lines: list[str]) -> bool:
    item = "".join(lines)
    return item.count("(") == item.count(")")


def _named(item: str) -> Iterator[tuple[str, str]]:
    if found := NAME.search(item):
        yield found[1], item


def _words(item: str, read: Mapping[str, Words]) -> str | None:
    if item.startswith("NULL::"):
        return OF_NOTHING
    if ".row_state = 'deleted'" in item:
        return DELETED
    for alias, column in READ.findall(item):
        if words := read.get(alias, {}).get(column):
            path = PATH.search(item)
            return _at(column, words, path[1].replace(",", ".")) if path else words
    return None


def _at(column: str, words: str, path: str) -> str:
    place = words.partition(PLACE)[2].partition(",")[0].partition(" ")[0]
    return f"{path} in {column}" + (f"{PLACE}{place}.{path}" if place else "")
