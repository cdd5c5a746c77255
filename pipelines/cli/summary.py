"""What a run says at its end, to a person or to a machine."""

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from pipelines.catalogue import CATALOGUE
from pipelines.checks.balance import Books
from pipelines.cli import console
from pipelines.promotion import Account, Counts, Promotion
from pipelines.settings import Settings
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport
    from pipelines.runs.reconcile.result import Reconciliation

ADDED_UP = ("rows_in", "inserted", "updated", "unchanged", "deleted", "seconds")
COLUMNS = ("landed", "promoted", "unchanged", "quarantined", "unresolved")


@dataclass(frozen=True)
class Result:
    """What a run did; each part is None where the command has none.

    ``reconciled`` is what a full comparison found that was due after a run; None when it was not, or when it failed:
    ``failure`` says why.
    """

    landing: "LandingReport | None"
    promotion: Promotion | None
    books: Books | None
    seconds: float
    reconciled: "Reconciliation | None" = None
    failure: str | None = None

    @property
    def balanced(self) -> bool | None:
        """Whether the books balance: those of everything, or else those of what was promoted. None without either."""
        if self.books:
            return self.books.balanced
        if self.promotion and self.promotion.accounts is not None:
            return all(account.balanced for account in self.promotion.accounts.values())
        return None

    @property
    def problems(self) -> list[str]:
        """What a person should know, in words."""
        landed, promoted = (
            self.landing.problems if self.landing else [],
            self.promotion.problems if self.promotion else [],
        )
        return list(dict.fromkeys([*landed, *promoted]))

    def rows(self) -> dict[str, dict[str, float]]:
        """The figures of each object type, in the order of the catalogue."""
        landed = self.landing.objects if self.landing else {}
        promoted = self.promotion.objects if self.promotion else {}
        names = [name for name in CATALOGUE if name in landed or name in promoted]
        names += [name for name in landed if name not in CATALOGUE]
        rows = {name: self._row(name) for name in names}
        return {name: {**row, "seconds": round(row["seconds"], 3)} for name, row in rows.items()}

    def _row(self, name: str) -> dict[str, float]:
        row = dict.fromkeys(COLUMNS, 0) | {"seconds": 0.0}
        if self.landing and (landed := self.landing.objects.get(name)):
            row["landed"] += landed.landed
            row["unchanged"] += landed.unchanged
            row["seconds"] += landed.seconds
        if self.promotion and (counts := self.promotion.objects.get(name)):
            row["promoted"] += counts.inserted + counts.updated
            row["unchanged"] += counts.unchanged
            row["quarantined"] += counts.quarantined
            row["unresolved"] += counts.unresolved
            row["seconds"] += counts.seconds
        return row

    def as_dict(self) -> dict[str, Any]:
        """The form of ``--json``."""
        data: dict[str, Any] = {"seconds": round(self.seconds, 3), "objects": self.rows(), "problems": self.problems}
        if self.landing:
            data["set_aside"] = sum(landed.set_aside for landed in self.landing.objects.values())
            data["refused"] = sorted(self.landing.refused)
            data["failed"] = sorted(self.landing.failures)
            data["since"] = self.landing.since
            data["read_whole"] = sorted(self.landing.whole)
            data["events"] = self.landing.events
            data["requests"] = self.landing.requests
        if self.balanced is not None:
            data["balanced"] = self.balanced
        if self.promotion:
            data["quarantined"] = self.promotion.quarantined
        if self.reconciled:
            data["reconciled"] = self.reconciled.as_dict()
        if self.failure:
            data["failure"] = self.failure
        return data


def together(first: Promotion, second: Promotion) -> Promotion:
    """Two promotions of one run: what they did adds up, what is unresolved or refused is as the last one found it."""
    objects = dict(first.objects)
    for name, counts in second.objects.items():
        before = objects.get(name, Counts())
        objects[name] = replace(
            counts, **{figure: getattr(before, figure) + getattr(counts, figure) for figure in ADDED_UP}
        )
    accounts = None
    if first.accounts is not None and second.accounts is not None:
        names = [*first.accounts, *(name for name in second.accounts if name not in first.accounts)]
        of = (first.accounts, second.accounts)
        accounts = {name: sum((books.get(name, Account()) for books in of), Account()) for name in names}
    loads = {name: first.loads.get(name, 0) + number for name, number in second.loads.items()}
    problems = list(dict.fromkeys([*first.problems, *second.problems]))
    return Promotion(objects, first.loads | loads, accounts, problems)


def account_name(settings: Settings) -> str:
    """Whose data was landed, for a person."""
    if settings.api_key is None:
        return "the sandbox Stripe"
    return "your live Stripe account" if settings.livemode else "your Stripe test account"


def show(result: Result, *, as_json: bool, psql: str | None = None, account: str | None = None) -> None:
    """Print the outcome of a run."""
    if as_json:
        console.print_json(result.as_dict())
        return
    out = console.OUT
    out.print()
    out.print(_table(result))
    if verdict := _verdict(result, account):
        out.print()
        for line in verdict:
            out.print(line, soft_wrap=True)
    if psql:
        _next_steps(result, psql)


def _table(result: Result) -> Table:
    columns = [
        name
        for name in COLUMNS
        if (name == "landed" and result.landing)
        or (name == "unchanged")
        or (name not in {"landed", "unchanged"} and result.promotion)
    ]
    table = Table(show_footer=True, box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    rows = result.rows()
    table.add_column("object", footer="in all", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", footer=f"{sum(row[column] for row in rows.values()):,.0f}")
    table.add_column("seconds", justify="right", footer=f"{result.seconds:,.1f}")
    for name, row in rows.items():
        figures = [_figure(column, row[column]) for column in columns]
        table.add_row(_name(name), *figures, f"{row['seconds']:,.1f}")
    return table


def _name(name: str) -> str:
    promoted = name in CATALOGUE and CATALOGUE[name].table
    return name if promoted else f"{escape(name)} [dim](landed only)[/dim]"


def _figure(column: str, value: float) -> str:
    if not value:
        return "[dim]0[/dim]"
    text = f"{value:,.0f}"
    return f"[bold red]{text}[/bold red]" if column == "quarantined" else text


def _verdict(result: Result, account: str | None) -> list[str]:
    lines = []
    if account:
        lines.append(f"Read {account} in {result.seconds:.1f} seconds{_news(result)}.")
    lines += [f"[yellow]{escape(problem)}[/yellow]" for problem in result.problems]
    if result.reconciled:
        lines.append(escape(result.reconciled.sentence))
        lines += [f"[yellow]{escape(problem)}[/yellow]" for problem in result.reconciled.found.notes]
    if result.failure:
        why = f"The comparison with Stripe that was due failed, and the next run does it: {result.failure}"
        lines.append(f"[red]{escape(why)}[/red]")
    if result.books:
        lines.append(_balance(result.books))
    elif result.promotion and result.promotion.accounts is not None:
        lines.append(_balance_of_run(result.promotion.accounts))
    if result.promotion and result.promotion.quarantined:
        number = result.promotion.quarantined
        lines.append(f"[yellow]{number:,} in quarantine:[/yellow] stripe-oltp quarantine says why; raw has them all.")
    return lines


def _news(result: Result) -> str:
    """What a landing brought, in a few words; nothing to say of the first one."""
    landing = result.landing
    if landing is None or landing.since is None:
        return ""
    changed = sum(landed.landed for name, landed in landing.objects.items() if name not in landing.whole)
    news = counted(changed, "new or changed object") if changed else "nothing new"
    news += f" since {landing.since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if not landing.whole:
        return f": {news}"
    whole = sum(landed.landed for name, landed in landing.objects.items() if name in landing.whole)
    return f": {news}; {', '.join(sorted(landing.whole))} read whole, {whole:,} new or changed"


def _balance(books: Books) -> str:
    landed = sum(page.raw_ids for page in books.objects.values())
    promoted = sum(page.promoted for page in books.objects.values())
    held = sum(page.quarantined for page in books.objects.values())
    sentence = f"{counted(landed, 'object')} in raw = {promoted:,} promoted + {held:,} in quarantine"
    if books.balanced:
        return f"[green]The books balance:[/green] {sentence}."
    wrong = ", ".join(name for name, page in books.objects.items() if not page.balanced)
    return f"[red]The books do not balance:[/red] {sentence} ({wrong}). Run stripe-oltp promote, then status."


def _balance_of_run(accounts: dict[str, Account]) -> str:
    total = sum(accounts.values(), Account())
    if not total.ids:
        return "Nothing waited to be promoted."
    sentence = (
        f"{counted(total.ids, 'object')} touched = {total.promoted:,} promoted + {total.quarantined:,} in quarantine"
    )
    if total.balanced:
        return f"[green]The books balance:[/green] {sentence}."
    wrong = ", ".join(name for name, account in accounts.items() if not account.balanced)
    return f"[red]The books do not balance:[/red] {sentence} ({wrong}). stripe-oltp status counts everything."


def _next_steps(result: Result, psql: str) -> None:
    out = console.OUT
    out.print()
    out.print("[bold]Look at it[/bold]")
    out.print(f"  {psql}", markup=False, soft_wrap=True)
    out.print("[bold]Try next[/bold]")
    if not result.promotion:
        out.print("  make promote    read what was landed into the tables")
        return
    if result.landing:
        out.print("  make parity     every column of every row, SQL against Python")
        out.print("  make replay     build the tables again from raw, without Stripe")
    out.print("  make status     the books, type by type")
