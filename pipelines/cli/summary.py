"""What a run says at its end, to a person or to a machine."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from pipelines.catalogue import CATALOGUE, EVENT
from pipelines.checks.balance import DatabaseBalance
from pipelines.cli import console
from pipelines.promotion import Promotion, RunBalance
from pipelines.runs.results import COLUMNS, RunResult
from pipelines.settings import Settings
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.landing.report import LandingReport


def account_name(settings: Settings) -> str:
    """Whose data was landed, for a person."""
    if settings.api_key is None:
        return "the sandbox Stripe"
    return "your live Stripe account" if settings.livemode else "your Stripe test account"


def show(result: RunResult, *, as_json: bool, account: str | None = None) -> None:
    """Print the outcome of a run, and end the command with its exit code."""
    if as_json:
        console.print_json(result.as_dict())
        return
    out = console.OUT
    out.print()
    console.show_table(_table(result))
    if verdict := _verdict(result, account):
        out.print()
        for line in verdict:
            out.print(line, soft_wrap=True)
    if result.psql:
        _next_steps(result, result.psql)


def _table(result: RunResult) -> Table:
    rows = {name: row for name, row in result.rows().items() if not _is_list_read(name, result.landing)}
    columns = [name for name in COLUMNS if _is_shown(name, result, rows)]
    table = console.new_table("object", *columns, "seconds", show_footer=True)
    sums = (f"{sum(row[column] for row in rows.values()):,.0f}" for column in columns)
    for column, footer in zip(table.columns, ("in all", *sums, f"{result.seconds:,.1f}"), strict=True):
        column.footer = footer
    for name, row in rows.items():
        figures = [_figure(column, row[column]) for column in columns]
        table.add_row(_name(name, result.landing), *figures, f"{row['seconds']:,.1f}")
    return table


def _is_list_read(name: str, landing: "LandingReport | None") -> bool:
    """Whether it is a list per parent that only says which objects it has: these are shown, in rows of their own."""
    entry = CATALOGUE.get(name)
    is_read = landing is None or name not in landing.failures.keys() | landing.refused
    return entry is not None and entry.listed_per is not None and entry.table is None and is_read


def _is_shown(column: str, result: RunResult, rows: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether the run has such a part. That something was deleted is rare, and shown when it is so."""
    if column == "landed":
        return result.landing is not None
    if column == "deleted":
        return any(row[column] for row in rows.values())
    return column == "unchanged" or result.promotion is not None


def _name(name: str, landing: "LandingReport | None") -> str:
    if landing and (name in landing.failures or name in landing.refused):
        return f"{escape(name)} [red](not read)[/red]"
    promoted = name in CATALOGUE and CATALOGUE[name].table
    return name if promoted else f"{escape(name)} [dim](landed only)[/dim]"


def _figure(column: str, value: float) -> str:
    if not value:
        return "[dim]0[/dim]"
    text = f"{value:,.0f}"
    return f"[bold red]{text}[/bold red]" if column == "quarantined" else text


def _verdict(result: RunResult, account: str | None) -> list[str]:
    lines = []
    if account:
        lines.append(f"Read {account} in {result.seconds:.1f} seconds{_news(result)}.")
    is_told = console.are_problems_told()
    lines += [f"[yellow]{escape(problem)}[/yellow]" for problem in result.problems if not is_told]
    if result.reconciled:
        lines.append(escape(result.reconciled.sentence))
        lines += [f"[yellow]{escape(problem)}[/yellow]" for problem in result.reconciled.notes if not is_told]
    if result.failure and not is_told:
        why = f"The comparison with Stripe failed; the next run repeats it: {result.failure}"
        lines.append(f"[red]{escape(why)}[/red]")
    if result.balance:
        lines.append(_balance(result.balance, result.promotion))
    elif result.promotion and result.promotion.balances is not None:
        lines.append(_balance_of_run(result.promotion, result.promotion.balances))
    if result.promotion and result.promotion.quarantined:
        number = result.promotion.quarantined
        lines.append(f"[yellow]{number:,} in quarantine:[/yellow] `stripe-oltp quarantine` lists the reasons.")
    return lines


def _news(result: RunResult) -> str:
    """What a landing brought, in a few words; nothing to say of the first one."""
    landing = result.landing
    if landing is None or landing.since is None:
        return ""
    lists = {name for name in landing.objects if _is_list_read(name, landing)}
    known = landing.whole | {EVENT.name} | lists  # which tell of the objects that are counted
    changed = sum(landed.landed for name, landed in landing.objects.items() if name not in known)
    unread = [name for name in CATALOGUE if name in landing.failures or name in landing.refused]
    nothing = f"nothing new of what could be read (not {', '.join(unread)})" if unread else "nothing new"
    news = counted(changed, "new or changed object") if changed else nothing
    news += f" since {landing.since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if changed and unread:
        news += f"; not read: {', '.join(unread)}"
    if not landing.whole:
        return f": {news}"
    whole = sum(landed.landed for name, landed in landing.objects.items() if name in landing.whole)
    return f": {news}; {', '.join(sorted(landing.whole))} read whole, {whole:,} new or changed"


def _balance(balance: DatabaseBalance, promotion: Promotion | None) -> str:
    landed = sum(of_type.raw_ids for of_type in balance.objects.values())
    promoted = sum(of_type.promoted for of_type in balance.objects.values())
    quarantined = sum(of_type.quarantined for of_type in balance.objects.values())
    sentence = f"{counted(landed, 'object')} in raw = {promoted:,} promoted + {quarantined:,} in quarantine"
    if waiting := sum(balance.waiting.values()):
        sentence += f" + {waiting:,} waiting"
    derived = sum(of_type.derived for of_type in balance.objects.values())
    # Their type may have no balance here.
    sentence += _beside(derived=max(derived, promotion.derived if promotion else 0))
    if balance.balanced:
        return f"[green]Balanced:[/green] {sentence}."
    wrong = ", ".join(name for name, of_type in balance.objects.items() if not of_type.balanced)
    return f"[red]Not balanced:[/red] {sentence} ({wrong}). Run `stripe-oltp promote`, then `stripe-oltp status`."


def _beside(*, parts: int = 0, derived: int = 0) -> str:
    """The rows that the table counts and the balance does not, because no document of their own brought them."""
    rows = [f"{counted(parts, 'row')} of their lists"] if parts else []
    rows += [f"{counted(derived, 'derived row')}"] if derived else []
    return f"; plus {' and '.join(rows)}" if rows else ""


def _balance_of_run(promotion: Promotion, balances: dict[str, RunBalance]) -> str:
    total = sum(balances.values(), RunBalance())
    if not total.ids:
        return "Nothing to promote."
    sentence = (
        f"{counted(total.ids, 'object')} touched = {total.promoted:,} promoted + {total.quarantined:,} in quarantine"
    )
    parts = [counts for name, counts in promotion.objects.items() if CATALOGUE[name].embedded]
    sentence += _beside(
        parts=sum(counts.inserted + counts.updated + counts.unchanged for counts in parts), derived=promotion.derived
    )
    if total.balanced:
        return f"[green]Balanced:[/green] {sentence}."
    wrong = ", ".join(name for name, balance in balances.items() if not balance.balanced)
    return f"[red]Not balanced:[/red] {sentence} ({wrong}). `stripe-oltp status` shows all counts."


def _next_steps(result: RunResult, psql: str) -> None:
    out = console.OUT
    out.print()
    out.print("[bold]Look at it[/bold]")
    out.print(f"  {psql}", markup=False, soft_wrap=True)
    out.print("[bold]Try next[/bold]")
    for command, words in _worth_a_look(result):
        out.print(f"  {console.how_to(command):<24}{words}")


def _worth_a_look(result: RunResult) -> Iterator[tuple[str, str]]:
    """Commands, each with what it does."""
    if result.promotion and result.landing:
        yield "parity", "every column of every row, SQL against Python"
        yield "replay", "rebuild the tables from raw, without Stripe"
    if not result.promotion and result.landing and result.landing.is_anything_landed:
        yield "promote", "promote what was landed into the tables"
    yield "status", "the balance, type by type"
