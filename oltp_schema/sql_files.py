"""Statements that are the same for all tables: files beside the modules that execute them, to be read and linted."""

import re
from functools import cache
from importlib.resources import files
from itertools import takewhile

COMMENT = re.compile(r"^-- ?(.*)$", re.M)


@cache
def sql_file(package: str, name: str) -> str:
    """The text of a file of a package: ``sql_file(__package__, "cut_list.sql")``."""
    return files(package).joinpath(name).read_text().rstrip().removesuffix(";")


def create_view(name: str, text: str) -> str:
    """The statements that make the view ``name`` of the SELECT in ``text``, with the comment before it as its own."""
    what = " ".join(takewhile(bool, (said[1] for said in map(COMMENT.match, text.splitlines()) if said)))
    return f"CREATE VIEW {name} AS\n{select_of(text)};\nCOMMENT ON VIEW {name} IS {literal(what)}"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def select_of(text: str) -> str:
    """A statement without the comment that says what it is, to become a view."""
    return COMMENT.sub("", text).strip()
