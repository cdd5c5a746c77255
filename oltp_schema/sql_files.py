"""Statements that are the same for all tables: files beside the modules that execute them, to be read and linted."""

import re
from functools import cache
from importlib.resources import files

COMMENT = re.compile(r"^-- ?(.*)$", re.M)


@cache
def sql_file(package: str, name: str) -> str:
    """The text of a file of a package: ``sql_file(__package__, "cut_list.sql")``."""
    return files(package).joinpath(name).read_text().rstrip().removesuffix(";")


def select_of(text: str) -> str:
    """A statement without the comment that says what it is, to become a view."""
    return COMMENT.sub("", text).strip()
