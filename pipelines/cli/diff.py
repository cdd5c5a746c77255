"""The command that shows what another version of a transform would change."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import settings
from pipelines.catalogue import CATALOGUE, promoted
from pipelines.cli import console
from pipelines.cli.options import Json
from pipelines.errors import UsageError
from pipelines.runs.database import reading

if TYPE_CHECKING:
    from rich.table import Table

    from pipelines.checks.diff import Diff, TableDifference

EXAMPLES = 5
LONGEST = 60  # characters of a value that a person is shown

Versions = Annotated[
    list[str],
    typer.Option("--transform", metavar="OBJECT=VERSION", help="The version to try; repeatable."),
]
Examples = Annotated[int, typer.Option(min=0, help="How many example ids to print per kind of change.")]
ShowValues = Annotated[
    bool, typer.Option("--show-values", help="Also print the examples' values, which are customer data.")
]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("diff")(diff_command)


def diff_command(
    transform: Versions,
    examples: Examples = EXAMPLES,
    show_values: ShowValues = False,
    as_json: Json = False,
) -> None:
    """Preview what another version of a transform would change in the tables. Changes nothing.

    Reads the documents in raw. Prints values only with --show-values.

    Example: stripe-oltp diff --transform charge=2
    """
    from pipelines.checks.diff import Detail, compare

    versions = _versions(transform)
    with reading(settings.load()) as database, console.progress("read") as report:
        outcome = compare(database.connection, versions, Detail(examples, show_values), report)
    if as_json:
        console.print_json(outcome.as_dict())
    else:
        _show(outcome)


def _versions(arguments: Iterable[str]) -> dict[str, int]:
    """The versions by object name. Raises UsageError."""
    versions: dict[str, int] = {}
    for argument in arguments:
        name, _, version = argument.partition("=")
        if name not in CATALOGUE or not CATALOGUE[name].table:
            known = ", ".join(entry.name for entry in promoted())
            raise UsageError(f"--transform {argument}: {name} has no transform. Types with transforms: {known}.")
        if not (version.isascii() and version.isdecimal()):
            raise UsageError(f"--transform {argument}: give a version, for example {name}=2.")
        if versions.setdefault(name, int(version)) != int(version):
            raise UsageError(f"--transform {argument}: choose one version of {name}.")
    return versions


def _show(outcome: "Diff") -> None:
    for name, difference in outcome.transforms.items():
        _show_difference(name, difference)
        console.OUT.print()
    for name, number in outcome.not_promoted.items():
        _say(
            f"{number:,} documents of {name} were not promoted yet; the differences include them."
            " Run `stripe-oltp promote` first to leave them out."
        )
    _say("Nothing was changed. docs/transforms.md explains how to activate a version.")


def _show_difference(name: str, difference: "TableDifference") -> None:
    from pipelines.checks.diff import KINDS

    versions = f"v{difference.before} to v{difference.after}"
    if difference.is_none:
        _say(f"{name} {versions}: no change in {difference.rows:,} rows.")
    else:
        _say(f"{name} {versions}: {difference.rows:,} rows")
        for kind in KINDS:
            _say(_fact(f"  {kind}", getattr(difference, kind), difference.examples.get(kind, [])))
    if difference.refused:
        known = difference.refused - difference.newly_refused
        part = CATALOGUE[name].embedded
        whose = f" documents of {part.parent}" if part else ""
        _say(f"  refused {difference.refused:,}{whose}, {known:,} of them already in quarantine")
        for refusal in difference.refusals:
            _say(_fact(f"    {refusal.rule} (SQLSTATE {refusal.sqlstate})", refusal.documents, refusal.examples))
    if difference.columns:
        console.OUT.print(_columns(difference))


def _fact(what: str, number: int, ids: list[str]) -> str:
    return f"{what} {number:,}: {_ids(number, ids)}" if ids else f"{what} {number:,}"


def _columns(difference: "TableDifference") -> "Table":
    from rich.text import Text

    table = console.new_table("  column", "changed", gap=2)
    table.add_column("examples", overflow="fold")
    for name, column in difference.columns.items():
        if column.values is None:
            shown = _ids(column.changed, column.examples)
        else:
            shown = "\n".join(f"{it.id}: {_short(it.before)} -> {_short(it.after)}" for it in column.values)
        table.add_row(f"  {name}", f"{column.changed:,}", Text(shown))
    return table


def _short(value: str | None) -> str:
    if value is None:
        return "NULL"
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"


def _ids(number: int, ids: list[str]) -> str:
    return ", ".join([*ids, "…"] if ids and number > len(ids) else ids)


def _say(line: str) -> None:
    console.OUT.print(line, markup=False, soft_wrap=True)
