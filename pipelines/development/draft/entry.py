"""The catalogue entry of a type, drafted: what Stripe's specification says of its list."""

from pipelines.catalogue import CATALOGUE
from pipelines.development.draft.columns import DraftColumn, DraftPart
from pipelines.development.draft.names import Names, rest_of
from pipelines.sandbox.server import specification

TRAITS = ("ACTIVE_AND_INACTIVE", "EmbeddedIn", "EmbeddedObjects", "Reading", "StripeObject")


def entry(names: Names, columns: list[DraftColumn], parts: list[DraftPart]) -> str:
    """The text of `pipelines/catalogue/<type>.py` for a type with a list of its own."""
    reading = _reading(names, parts)
    lines = [*_named(names), f"path={_text(names.path)},", *_mark(columns)]
    lines += [f"reading=Reading({', '.join(reading)}),"] if reading else []
    return _module(names, lines)


def entry_of_part(names: Names, columns: list[DraftColumn], whole: Names) -> str:
    """The text of the entry of a type that is a list inside another one's documents."""
    embedded = f'EmbeddedIn("{whole.type}", "{names.part_of}", "{rest_of(whole, names.type)}", "{whole.identifier}")'
    return _module(names, [*_named(names), f"embedded={embedded},", *_mark(columns)])


def _named(names: Names) -> list[str]:
    return [f'name="{names.type}",', f'plural="{names.plural}",', f'table="{names.plural}",', "transform=1,"]


def _mark(columns: list[DraftColumn]) -> list[str]:
    """What tells a whole document from a stub, where that is not ``livemode``."""
    required = [column.path for column in columns if column.required and column.path]
    return [f'mark="{required[0]}",'] if required and "livemode" not in required else []


def _reading(names: Names, parts: list[DraftPart]) -> list[str]:
    endpoint = specification.list_at(names.path) if names.path else None
    taken = endpoint.parameters if endpoint else {}
    found = ["views=ACTIVE_AND_INACTIVE"] if "active" in taken else []
    found += [] if "created" in taken else ["created_since=None"]
    held = [part for part in parts if part.child in CATALOGUE and CATALOGUE[part.child].path]
    lists = [f'"{part.field}": EmbeddedObjects("{part.child}", "{rest_of(names, part.child)}")' for part in held]
    return found + ([f"embedded_objects={{{', '.join(lists)}}}"] if lists else [])


def _module(names: Names, lines: list[str]) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return (
        f'"""{names.words.capitalize()}s: what they are."""\n\n'
        f"from pipelines.catalogue.traits import {', '.join(TRAITS)}\n\n"
        f"ENTRY = StripeObject(\n{body})\n"
    )


def _text(value: str | None) -> str:
    return "None" if value is None else f'"{value}"'
