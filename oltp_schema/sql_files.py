"""Statements that are the same for all tables: files beside the modules that execute them, to be read and linted."""

import re
from functools import cache
from importlib.resources import files
from itertools import takewhile
from pathlib import Path

COMMENT = re.compile(r"^-- ?(.*)$", re.M)
COLUMN = re.compile(r"^-- (\w+): (.+)$", re.M)


@cache
def sql_file(package: str, name: str) -> str:
    """The text of a file of a package: ``sql_file(__package__, "cut_list.sql")``."""
    return files(package).joinpath(name).read_text().rstrip().removesuffix(";")


def files_of(folder: Path) -> dict[str, str]:
    """The text of each .sql file of a folder, by its name without the ending."""
    return {path.stem: path.read_text() for path in sorted(folder.glob("*.sql"))}


def create_view(name: str, text: str, *, replace: bool = False) -> str:
    """The statements that make the view ``name`` of the SELECT in ``text``, with the comment before it."""
    made = f"CREATE {'OR REPLACE ' if replace else ''}VIEW {name} AS\n{select_of(text)}"
    return f"{made};\nCOMMENT ON VIEW {name} IS {literal(comment_of(text))}"


def comment_of(text: str) -> str:
    """What a file says before its statement, up to the first empty line of comment."""
    return " ".join(takewhile(bool, (said[1] for said in map(COMMENT.match, text.splitlines()) if said)))


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def select_of(text: str) -> str:
    """A statement without the comment that says what it is, to become a view."""
    return COMMENT.sub("", text).strip()
