"""The options that several commands share."""

from typing import Annotated

import typer

from pipelines.catalogue import StripeObject, select
from pipelines.errors import UsageError

Objects = Annotated[
    str | None,
    typer.Option("--objects", metavar="NAME[,NAME…]", help="Only these object types, for instance charge,invoice."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON on stdout.")]


def selected(objects: str | None) -> list[StripeObject]:
    """The catalogue entries of ``--objects``; without it those of a default run."""
    if objects is None:
        return select(None)
    names = [name for part in objects.split(",") if (name := part.strip())]
    if not names:
        raise UsageError("--objects names no object type. For instance: --objects charge,invoice")
    return select(names)


def selected_for_promotion(objects: str | None) -> list[StripeObject]:
    """``selected``, of types that have a table. Raises UsageError for one that is only landed."""
    chosen = selected(objects)
    for entry in chosen:
        if entry.table is None:
            raise UsageError(f"{entry.name} is landed and not promoted: it has no table in oltp.")
    return chosen
