"""The options that several commands share."""

from typing import Annotated

import typer

from pipelines.catalogue import StripeObject, select

Objects = Annotated[
    str | None,
    typer.Option("--objects", metavar="NAME[,NAME…]", help="Only these object types, for instance charge,invoice."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON on stdout.")]


def selected(objects: str | None) -> list[StripeObject]:
    """The catalogue entries of ``--objects``; without it those of a default run."""
    if objects is None:
        return select(None)
    return select(name for part in objects.split(",") if (name := part.strip()))
