"""The command that writes the report that people look at."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import runs, settings
from pipelines.cli import console
from pipelines.cli.options import Json
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.report.figures import Figures

FAILED, QUARANTINED = 1, 3
KB = 1_000


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("report")(report_command)


def report_command(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The page; a file that is there is replaced.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a page for founders and heads of finance: is the data right, cash, recurring revenue, what is owed.

    The page is one file that loads nothing. It names no customer. With --json the figures, in minor units.

    Exit 1 if objects do not balance or money does not add up, 3 if documents are in quarantine.

    Example: stripe-oltp report --out report.html
    """
    if out is None and not as_json:
        raise UsageError("Say where the page goes: --out report.html. Or print the figures: --json")
    found = runs.report(out, settings.load())
    if as_json:
        console.print_json(found.as_dict())
    elif out:
        _show(found, out)
    if found.differences or not found.balance.balanced:
        raise typer.Exit(FAILED)
    if found.quarantined:
        raise typer.Exit(QUARANTINED)


def _show(found: "Figures", out: Path) -> None:
    print_ = console.OUT.print
    if not found.balance.balanced:
        print_("[red]Not balanced:[/red] stripe-oltp status names the types.")
    if found.differences:
        print_("[red]Money does not add up:[/red] stripe-oltp verify --money names the differences.")
    if found.quarantined:
        print_(f"In quarantine: {found.quarantined:,}; stripe-oltp quarantine lists the reasons.")
    if found.history_behind:
        print_(
            f"History is yet to be made of: {', '.join(found.history_behind)}. Run `stripe-oltp promote`.",
            soft_wrap=True,
        )
    size = out.stat().st_size / KB
    print_(
        f"Wrote {out} ({size:,.0f} kB). It is complete in itself: open it in a browser, or send it.",
        soft_wrap=True,
        markup=False,
    )
