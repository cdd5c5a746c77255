"""The views of money: the journal, its trial balance, and the equations that have to hold for every cent.

Each is a file with one SELECT, whose comment says what it is. `<name>.sql` is the view ``oltp.<name>``, and
`equations/<name>.sql` the view ``oltp.money_<name>``, with one row per thing that is to be equal: its ``ids``, its
``currency``, the ``figure`` that Stripe says and the one that is ``expected`` (minor units), and ``is_pending`` where
what is expected is not known yet. A view is made with the tables; a migration has its own copy.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from oltp_schema.sql_files import COMMENT

FOLDER = Path(__file__).parent
BOOKS = ("journal", "trial_balance", "balance", "report_lines")  # in the order in which they are made
OF_AN_EQUATION = """
--
-- ids: Whose figure it is, and what is counted for it.
-- currency: Of the amounts.
-- figure: What Stripe says, in minor units.
-- expected: What it has to be, in minor units.
-- is_pending: Whether what is expected is not known yet.
"""
TABLE = re.compile(r"\boltp\.(\w+)")


@cache
def equations() -> dict[str, str]:
    """The text of each equation, by its name."""
    return {path.stem: path.read_text() for path in sorted((FOLDER / "equations").glob("*.sql"))}


def view(name: str) -> str:
    """The view of an equation."""
    return f"oltp.money_{name}"


def says(name: str) -> str:
    """An equation in a sentence: the first line of its file."""
    first = COMMENT.match(equations()[name])
    return first[1] if first else ""


def tables(name: str) -> set[str]:
    """The tables of oltp behind an equation, or another view of money."""
    found = set(TABLE.findall(equations().get(name) or _book(name)))
    while books := found & set(BOOKS):
        found = (found - books).union(*(TABLE.findall(_book(book)) for book in books))
    return found


def texts() -> dict[str, str]:
    """The text of each view of `oltp` by its name, each after those that it reads."""
    of_equations = {f"money_{name}": text + OF_AN_EQUATION for name, text in equations().items()}
    return {name: _book(name) for name in BOOKS} | of_equations


def _book(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text()
