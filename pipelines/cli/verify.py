"""The command that proves agreement with Stripe."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from pipelines import settings
from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.checks import verifications
from pipelines.cli import console
from pipelines.cli.money import added_up, show_differences, verify_money
from pipelines.cli.options import Json, Objects, selected
from pipelines.errors import UsageError
from pipelines.runs.database import reading
from pipelines.runs.stripe import stripe_at_hand
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.checks.money import MoneyProof
    from pipelines.checks.verify import Choice, Sample, Span, Verification

FAILED, QUARANTINED, REFUSED = 1, 3, 4
SAMPLE = 100  # of each type: each such run finds one wrong row in thirty-three with a probability of 95 %
SHOWN = 20
SEEDS = 1_000_000
COLUMNS = ("stripe", "here", "since", "unlisted", "compared", "differences")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("verify")(verify_command)


def verify_command(
    objects: Objects = None,
    *,
    sample: Annotated[int, typer.Option(min=0, metavar="N", help="How many documents of each type to open.")] = SAMPLE,
    everything: Annotated[bool, typer.Option("--all", help="Compare every document.")] = False,
    seed: Annotated[
        int | None, typer.Option(help="Random seed for the sample; printed at the end. Default: new each run.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="Only objects created at or after this time (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(help="Only objects created before this time (UTC).")] = None,
    money: Annotated[
        bool, typer.Option("--money", help="Only whether money adds up, with what Stripe's balance shows.")
    ] = False,
    reports: Annotated[
        bool,
        typer.Option(
            "--reports",
            help="With --money, also compare Stripe's financial reports of the last 31 days, or of --since and --until;"
            " Stripe makes them for this.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Prove that the database agrees with Stripe: ids, a sample of documents, money. Exit 1 if it does not.

    Reads all of Stripe's lists once and adds money up; changes nothing, and notes the verdict where the role may.

    Exit 4 if the key may not read a type, 1 if no run has read it.

    Example: stripe-oltp verify --objects charge,invoice --all
    """
    from pipelines.checks.verify import Sample, Span, verify

    span = Span(_seconds(since), _seconds(until))
    if span.since is not None and span.until is not None and span.since >= span.until:
        raise UsageError("--since must be before --until.")
    if reports and not money:
        raise UsageError("--reports belongs to --money.")
    if money:
        if objects is not None or everything or seed is not None or sample != SAMPLE:
            raise UsageError("--money adds up the whole database: omit options that select a part.")
        if span != Span() and not reports:
            raise UsageError("With --money, --since and --until are the time of the reports: add --reports.")
        verify_money(span if reports else None, as_json=as_json)
        return
    chosen = selected(objects) if objects is not None else None
    drawn = Sample(None if everything else sample, secrets.randbelow(SEEDS) if seed is None else seed)
    configuration = settings.load()
    with (
        reading(configuration) as database,
        stripe_at_hand(configuration) as at_hand,
        console.progress("verify") as report,
    ):
        outcome = verify(at_hand, database.connection, choice_of(drawn, chosen, span), report)
        proof = added_up(database.connection, at_hand) if chosen is None and span == Span() else None
        if span == Span():
            verifications.note(database.connection, _verdict_of(outcome, proof, chosen))
    if as_json:
        console.print_json(outcome.as_dict() | {"equations": proof.as_dict()["equations"] if proof else {}})
    else:
        _show(outcome, proof)
    if proof and proof.differences:
        raise typer.Exit(FAILED)
    _exit(outcome)


def choice_of(drawn: "Sample", chosen: "Sequence[StripeObject] | None", span: "Span") -> "Choice":
    """What to compare. All documents are compared by one pass in SQL; of a part of the time, each by itself."""
    from pipelines.checks.verify import Choice, Sample, Span

    if drawn.size is None and span == Span():
        return Choice(drawn, chosen, opened=Sample(SAMPLE, drawn.seed), copies=True)
    return Choice(drawn, chosen, span)


def _verdict_of(
    outcome: "Verification", proof: "MoneyProof | None", chosen: Sequence[StripeObject] | None
) -> verifications.Verdict:
    wrong = proof.differences if proof else 0
    return verifications.Verdict(
        "verify",
        None if chosen is None else [entry.name for entry in chosen],
        outcome.documents,
        outcome.number_of_differences + wrong,
        agrees=outcome.is_proven and not wrong,
        money=proof is not None,
    )


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _exit(outcome: "Verification") -> None:
    if outcome.number_of_differences or outcome.unread or outcome.odd:
        raise typer.Exit(FAILED)
    if outcome.refused:
        raise typer.Exit(REFUSED)
    if outcome.quarantined:
        raise typer.Exit(QUARANTINED)


def _show(outcome: "Verification", proof: "MoneyProof | None") -> None:
    out = console.OUT
    console.show_table(_counts(outcome))
    out.print()
    if outcome.money.totals:
        console.show_table(_money(outcome))
        out.print()
    for line in _words(outcome):
        out.print(line, markup=False, soft_wrap=True)
    for line in _found(outcome):
        out.print(line, markup=False, soft_wrap=True)
    for note in outcome.notes:
        out.print(note, style="yellow", markup=False, soft_wrap=True)
    if proof:
        show_differences(proof)
    _verdict(outcome, adds_up=not (proof and proof.differences))


def _counts(outcome: "Verification") -> Table:
    table = console.new_table("object", *COLUMNS, gap=2)
    for name, tally in outcome.objects.items():
        table.add_row(name, *(f"{getattr(tally, column):,}" for column in COLUMNS))
    for name in sorted((outcome.refused | outcome.unread) - outcome.objects.keys()):
        table.add_row(name, *("?" for _ in COLUMNS))
    return table


def _money(outcome: "Verification") -> Table:
    table = console.new_table("minor units", "currency", "stripe", "here", "since", "days that differ", gap=2, words=2)
    for total in outcome.money.totals:
        days = [
            one.day
            for one in outcome.money.differences
            if (one.source, one.currency, one.amount) == (total.source, total.currency, total.amount)
        ]
        figures = (f"{total.stripe:,}", f"{total.here:,}", f"{total.since:,}", f"{len(days):,}")
        table.add_row(_word(total.source, total.amount), total.currency, *figures)
    return table


def _word(source: str, amount: str) -> str:
    """The word for an amount of rows; another source is named as it is."""
    words = {entry.plural: entry.money.amounts for entry in CATALOGUE.values() if entry.money}
    return words.get(source, {}).get(amount, source)


def _words(outcome: "Verification") -> list[str]:
    tallies = outcome.objects.values()
    since, unlisted, asked = (sum(getattr(tally, name) for tally in tallies) for name in ("since", "unlisted", "asked"))
    lines = []
    if since:
        lines.append(
            f"New, changed or deleted since the last run: {counted(since, 'object')}; the next run reads them."
        )
    if unlisted:
        rows = counted(unlisted, "row")
        lines.append(f"In none of Stripe's lists: {rows}; requested by id: {asked:,}.")
    if inside := sum(tally.inside for tally in tallies):
        copies = counted(inside, "copy", "copies")
        lines.append(f"Differing only in other objects embedded in them: {copies}.")
    if outcome.quarantined:
        documents = counted(outcome.quarantined, "document")
        lines.append(f"In quarantine: {documents}; `stripe-oltp quarantine` lists the reasons.")
    return lines


def _found(outcome: "Verification") -> list[str]:
    lines = [f"{one.object} {one.id}: {one.sentence}{_named(one.names)}" for one in outcome.differences[:SHOWN]]
    lines += [
        f"{_word(one.source, one.amount)} {one.day:%Y-%m-%d} {one.currency}: {one.stripe:,} in Stripe,"
        f" {one.here:,} here{_named(one.ids)}"
        for one in outcome.money.differences[:SHOWN]
    ]
    hidden = max(0, len(outcome.differences) - SHOWN) + max(0, len(outcome.money.differences) - SHOWN)
    if hidden:
        lines.append(f"{hidden:,} more; --json lists all of them.")
    wrong = [name for name, of_type in outcome.balance.objects.items() if not of_type.balanced]
    if wrong:
        lines.append(f"Not balanced: {', '.join(wrong)}. `stripe-oltp status` shows the counts.")
    return lines


def _named(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return f" ({', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''})"


def _verdict(outcome: "Verification", *, adds_up: bool) -> None:
    listed = sum(tally.stripe for tally in outcome.objects.values())
    share = "all" if outcome.sample is None else f"seed {outcome.seed}"
    read = (
        f"{counted(listed, 'object')} counted, {counted(outcome.documents, 'document')} compared ({share}),"
        f" {counted(outcome.requests, 'request')}"
    )
    out = console.OUT
    if outcome.number_of_differences:
        words = f"{counted(outcome.number_of_differences, 'difference')} from Stripe"
        if outcome.untold:
            words += f", {outcome.untold:,} of them changes that Stripe has no event for"
        repair = "`stripe-oltp reconcile` fetches what differs and repairs it."
        out.print(f"[red]{words}:[/red] {read}. {repair}", soft_wrap=True)
    elif not outcome.is_proven:
        out.print(f"[yellow]{_unproven(outcome)}.[/yellow] The rest agrees: {read}.", soft_wrap=True)
    elif not adds_up:
        out.print(
            f"[yellow]The documents agree with Stripe, but money does not add up:[/yellow] {read}.", soft_wrap=True
        )
    elif outcome.unavailable:
        but = f"except for {counted(len(outcome.unavailable), 'object')} that Stripe does not return"
        out.print(f"[yellow]The database agrees with Stripe, {but}:[/yellow] {read}.", soft_wrap=True)
    else:
        out.print(f"[green]The database agrees with Stripe:[/green] {read}; balanced.", soft_wrap=True)


def _unproven(outcome: "Verification") -> str:
    why = []
    if outcome.refused:
        why.append(f"The key may not read {', '.join(sorted(outcome.refused))}")
    if outcome.unread:
        why.append(f"{', '.join(sorted(outcome.unread))} {'were' if len(outcome.unread) > 1 else 'was'} not read")
    if outcome.odd:
        why.append(f"Stripe's responses for {', '.join(sorted(outcome.odd))} are invalid")
    sentence = ", and ".join(why)
    return f"{sentence[0].upper()}{sentence[1:]}, so agreement is not proven"
