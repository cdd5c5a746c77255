"""`verify --money`: whether the sums of money add up, shown to a person or a machine."""

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from pipelines import settings
from pipelines.cli import console
from pipelines.runs.database import reading
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.checks.money import Equation, MoneyProof, Unequal

FAILED = 1
SHOWN = 5  # differences of each equation


def verify_money(*, as_json: bool) -> None:
    """Compare the equations of money in the database; exit 1 if one does not hold."""
    from pipelines.checks.money import prove

    with reading(settings.load()) as database:
        proof = prove(database.connection)
    if as_json:
        console.print_json(proof.as_dict())
    else:
        _show(proof)
    if proof.differences:
        raise typer.Exit(FAILED)


def _show(proof: "MoneyProof") -> None:
    out = console.OUT
    console.show_table(_counts(proof))
    out.print()
    for name, equation in proof.equations.items():
        for line in _differences(name, equation):
            out.print(line, markup=False, soft_wrap=True)
    for note in _notes(proof):
        out.print(note, style="yellow", markup=False, soft_wrap=True)
    compared = [equation for equation in proof.equations.values() if equation.is_compared]
    looked_at = counted(sum(equation.checked for equation in compared), "row")
    if proof.differences:
        out.print(f"[red]{counted(proof.differences, 'difference')}[/red] in {looked_at}.", soft_wrap=True)
    else:
        out.print(
            f"[green]{counted(len(compared), 'equation')} hold[/green] on {looked_at}, to the cent.", soft_wrap=True
        )


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
    left_out = [name for name, equation in proof.equations.items() if not equation.is_compared]
    if left_out:
        unread = sorted({each for equation in proof.equations.values() for each in equation.unread})
        lines.append(
            f"Not compared: {', '.join(left_out)}, because not all of {', '.join(unread)} was read."
            f" stripe-oltp pipeline --objects {','.join(unread)} reads it."
        )
    if proof.quarantined:
        documents = ", ".join(f"{number:,} of {name}" for name, number in proof.quarantined.items())
        lines.append(f"In quarantine, so that equations go without them: {documents}; stripe-oltp quarantine says why.")
    return lines
