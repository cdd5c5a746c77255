"""Statements that are the same for all tables: files beside the modules that execute them, to be read and linted."""

from functools import cache
from importlib.resources import files


@cache
def sql_file(package: str, name: str) -> str:
    """The text of a file of a package: ``sql_file(__package__, "cut_list.sql")``."""
    return files(package).joinpath(name).read_text().rstrip().removesuffix(";")
