"""The options that several commands share."""

from typing import Annotated

import typer

from pipelines.catalogue import StripeObject, select
from pipelines.errors import UsageError

Objects = Annotated[
    list[str] | None,
    typer.Option("--objects", metavar="NAME[,NAME…]", help="Only these object types, e.g. charge,invoice."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON on stdout.")]


def named(objects: list[str] | None) -> list[str] | None:
    """The names of ``--objects``, which may be given several times; None without it."""
    if objects is None:
        return None
    names = [name for part in ",".join(objects).split(",") if (name := part.strip())]
    if not names:
        raise UsageError("--objects is empty. Example: --objects charge,invoice")
    return names


def selected(objects: list[str] | None) -> list[StripeObject]:
    """The catalogue entries of ``--objects``; without it those of a default run."""
    return select(named(objects))
