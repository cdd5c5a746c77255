"""Whether the sums of money add up, as `verify` shows it to a person or a machine."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from pipelines import settings
from pipelines.cli import console
from pipelines.errors import UsageError
from pipelines.runs.database import reading
from pipelines.runs.stripe import stripe_at_hand
from pipelines.words import counted

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection

    from pipelines.checks.money import Equation, MoneyProof, Unequal
    from pipelines.settings import Settings
    from pipelines.stripe_api.lists import Span

FAILED = 1
SHOWN = 5  # differences of each equation


def verify_money(reports: "Span | None", *, as_json: bool) -> None:
    """Compare the equations of money; exit 1 if one does not hold.

    Stripe is asked for its balance when there is a key, or none and no database of the user's either: then it is the
    sandbox. ``reports`` is the time to ask its financial reports of.
    """
    from pipelines.checks.money import prove

    configuration = settings.load()
    with ExitStack() as stack:
        database = stack.enter_context(reading(configuration))
        at_hand = None
        if configuration.api_key or not configuration.database_url:
            at_hand = stack.enter_context(stripe_at_hand(configuration))
        elif reports:
            raise UsageError("Reports are Stripe's: set STRIPE_API_KEY.")
        proof = prove(database.connection, at_hand, reports)
    if as_json:
        console.print_json(proof.as_dict())
    else:
        show_money(proof)
    if proof.differences:
        raise typer.Exit(FAILED)


def added_up(connection: "Connection", at_hand: "Settings") -> "MoneyProof | None":
    """The equations, as a part of another proof; None where there is nothing to add up."""
    from pipelines.checks.money import NothingToAddUpError, prove

    try:
        return prove(connection, at_hand)
    except NothingToAddUpError:
        return None


def show_money(proof: "MoneyProof") -> None:
    """The equations, their differences, what could not be compared, and the verdict."""
    console.show_table(_counts(proof))
    console.OUT.print()
    for note in _notes(proof):
        console.OUT.print(note, style="yellow", markup=False, soft_wrap=True)
    show_differences(proof)


def show_differences(proof: "MoneyProof") -> None:
    """The differences, and the verdict."""
    out = console.OUT
    for name, equation in proof.equations.items():
        for line in _differences(name, equation):
            out.print(line, markup=False, soft_wrap=True)
    compared = [equation for equation in proof.equations.values() if equation.is_compared]
    looked_at = counted(sum(equation.checked for equation in compared), "row")
    if proof.differences:
        out.print(f"[red]{counted(proof.differences, 'difference')}[/red] in {looked_at}.", soft_wrap=True)
    else:
        held = counted(len(compared), "equation")
        out.print(f"[green]{held} of money hold[/green] on {looked_at}, to the cent.", soft_wrap=True)


def _counts(proof: "MoneyProof") -> Table:
    table = console.new_table("equation", "rows", "pending", "differences", gap=2)
    for name, equation in proof.equations.items():
        figures = (equation.checked, equation.pending, equation.differences)
        table.add_row(name, *(f"{figure:,}" if equation.is_compared else "?" for figure in figures))
    return table


def _differences(name: str, equation: "Equation") -> list[str]:
    if not equation.differences:
        return []
    lines = [f"{name} does not hold. {equation.says}", *(f"  {_named(one)}" for one in equation.found[:SHOWN])]
    if (hidden := equation.differences - SHOWN) > 0:
        lines.append(f"  And {hidden:,} more.")
    types = ",".join(equation.objects)
    return [*lines, f"  stripe-oltp verify --objects {types} --all says whether Stripe's own documents differ."]


def _named(one: "Unequal") -> str:
    figures = ("nothing" if figure is None else f"{figure:,}" for figure in (one.figure, one.expected))
    return f"{', '.join(one.ids)} {one.currency}: {' is not '.join(figures)}"


def _notes(proof: "MoneyProof") -> list[str]:
    lines = []
    left_out = [name for name, equation in proof.equations.items() if equation.unread]
    if left_out:
        unread = sorted({each for equation in proof.equations.values() for each in equation.unread})
        lines.append(
            f"Not compared: {', '.join(left_out)}, because not all of {', '.join(unread)} was read"
            f" and promoted. stripe-oltp pipeline --objects {','.join(unread)} does both."
        )
    reasons: dict[str, list[str]] = {}
    for name, equation in proof.equations.items():
        if equation.reason:
            reasons.setdefault(equation.reason, []).append(name)
    lines += [f"Not compared: {', '.join(names)}: {reason}" for reason, names in reasons.items()]
    if proof.quarantined:
        documents = ", ".join(f"{number:,} of {name}" for name, number in proof.quarantined.items())
        lines.append(f"In quarantine, so that equations go without them: {documents}; stripe-oltp quarantine says why.")
    return lines
