"""Generated SQL laid out for a person: only white space differs from what is executed."""

import re
from collections.abc import Iterator

WIDTH = 120
INDENT = 4
LONG = 80  # of words that may be broken: the JSON paths of conditions

# A string, a quoted name, a comment, or anything else without white space.
_WORD = re.compile(r"--.*|(?:'(?:[^']|'')*'|\"[^\"]*\"|[^\s'\"])+")
_BRACKET = re.compile(r"--.*|'(?:[^']|'')*'|\"[^\"]*\"|[()]|\b(?:CASE|END)\b")
_OPENERS = ("(", "CASE")
# What begins a part of a statement, on the level of the SELECT that it belongs to; else a line goes on with the last.
_CLAUSE = re.compile(
    r"(SELECT|FROM|JOIN|LEFT|CROSS|FULL|WHERE|GROUP|ORDER|HAVING|UNION|OFFSET|LIMIT|INSERT|UPDATE|DELETE|SET|VALUES|ON"
    r" CONFLICT|RETURNING)\b"
)
_BREAKS = frozenset(
    (*("AND", "OR", "CASE", "WHEN", "ELSE", "END"), *("WHERE", "JOIN", "ORDER", "SELECT", "WITH", "||"))
)


def laid_out(statement: str) -> str:
    """Indent a statement by its brackets, and break its long lines."""
    return "\n".join(
        piece for indent, line in _indented(statement) for piece in _broken(line, indent, WIDTH - len(indent))
    )


def _indented(statement: str) -> Iterator[tuple[str, str]]:
    """The lines that are not empty, each with its indentation."""
    opened: list[int] = []  # the indentation of the lines that opened a bracket, or a CASE
    begun = [False]  # whether a clause began on the level of each
    for line in filter(None, map(str.strip, statement.splitlines())):
        brackets = [found for found in _BRACKET.findall(line) if found[0] not in "-'\""]
        closes = bool(brackets) and brackets[0] not in _OPENERS and line.startswith(brackets[0])
        if closes:
            indent = opened[-1]
        else:
            indent = opened[-1] + INDENT if opened else 0
            is_clause = _CLAUSE.match(line) is not None
            indent += INDENT * (begun[-1] and not (is_clause or _begins(line)))
            begun[-1] |= is_clause
        for bracket in brackets:
            if bracket in _OPENERS:
                opened.append(indent)
                begun.append(_CLAUSE.match(line.rpartition(bracket)[2].strip()) is not None)
            else:
                opened.pop()
                begun.pop()
        yield " " * indent, line


def _begins(line: str) -> bool:
    """Whether a line names CTEs, or is a comment."""
    return re.match(r"--|WITH (?!ORDINALITY)|\w+ AS (MATERIALIZED )?\(", line) is not None


def _broken(line: str, indent: str, width: int) -> Iterator[str]:
    """A line in pieces of ``width`` where it can be broken: after a comma, or before what joins conditions."""
    begin, piece = indent, ""
    for part in _parts(line):
        if piece and len(piece) + 1 + len(part) > width:
            yield begin + piece
            begin, piece = indent + " " * INDENT, ""
            width = WIDTH - len(begin)
        piece = f"{piece} {part}" if piece else part
    yield begin + piece


def _parts(line: str) -> Iterator[str]:
    """What of a line stays together. The conditions of a JSON path do not, however long the string they stand in."""
    part = ""
    for word in _WORD.findall(line):
        pieces = _conditions(word)
        for piece in pieces:
            if part and (len(pieces) > 1 or piece in _BREAKS or part.endswith(",")):
                yield part
                part = ""
            part = f"{part} {piece}" if part else piece
    if part:
        yield part


def _conditions(word: str, joined_by: str = r"\|\|") -> list[str]:
    """A word, or the conditions of a long JSON path."""
    if len(word) <= LONG:
        return [word]
    pieces = re.split(rf" (?={joined_by} )", word)
    return pieces if joined_by == "&&" else [shorter for piece in pieces for shorter in _conditions(piece, "&&")]
