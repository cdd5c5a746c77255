"""The schema `mart`: answers to the questions that billing raises, one file per view.

What each has one row per, what it means and what it adds up to is in docs/mart.md.
"""

from functools import cache
from pathlib import Path

from oltp_schema.sql_files import files_of


@cache
def views() -> dict[str, str]:
    """The text of each view by its name."""
    return files_of(Path(__file__).parent)
