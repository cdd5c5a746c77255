"""The elements of the lists inside documents that have tables, as SQL that no malformed document stops."""

from itertools import product

from pipelines.catalogue import EmbeddedIn, StripeObject, children_of


def number(document: str, embedded: EmbeddedIn) -> str:
    """How many elements a document has in one list, or in that of each element of another one, as SQL."""
    *holders, _ = embedded.lists
    if not holders:
        return f"jsonb_array_length({_list(document, embedded)})"
    (holders_field,) = holders
    return (
        f"(SELECT coalesce(sum(jsonb_array_length({_list('holder.value', embedded)})), 0)"
        f" FROM jsonb_array_elements(meta.stripe_list({document} -> '{holders_field}')) AS holder (value))"
    )


def held(entry: StripeObject, document: str) -> str:
    """Which lists that a document holds whole have elements, as SQL: a bit for each, or NULL where it is not asked.

    Most documents have none in most of them, and are not opened again for those. To ask costs what opening one costs,
    so that a type with one such list is not asked.
    """
    bits = [
        f"(CASE WHEN ({document} @@ '{_any_in(child.embedded)}') IS FALSE THEN 0 ELSE {1 << bit} END)"
        for bit, child in enumerate(_whole(entry))
        if child.embedded
    ]
    return " | ".join(bits) if len(bits) > 1 else "NULL::integer"


def is_held(child: StripeObject, parent: StripeObject, selected: str) -> str:
    """Whether the document of a ``selected`` row may have elements of a child type, as SQL."""
    whole = _whole(parent)
    if child not in whole:
        return "TRUE"
    bit = 1 << whole.index(child)
    return f"(coalesce({selected}.held, {bit}) & {bit} > 0 OR {selected}.completed IS NOT NULL)"


def _whole(entry: StripeObject) -> list[StripeObject]:
    """The types of the elements of the lists that the documents of a type always hold whole."""
    return [child for child in children_of(entry) if child.embedded and not (child.embedded.rest or child.listed_per)]


def _any_in(embedded: EmbeddedIn) -> str:
    """A condition of jsonpath: there is anything in a list, which is an array or the `data` of an object."""
    *holders, field = embedded.lists
    names = [field, *filter(None, [embedded.formerly])]
    forms = product(*((f"{holder}", f"{holder}.data") for holder in holders), names)
    return " || ".join(f"exists($.{'[*].'.join(path)}[*] ? (@ != null))" for path in forms)


def _list(holder: str, embedded: EmbeddedIn) -> str:
    """The list that has the elements, under the name that it has or had."""
    found = f"{holder} -> '{embedded.lists[-1]}'"
    if embedded.formerly:
        found = f"coalesce(meta.stripe_json({found}), {holder} -> '{embedded.formerly}')"
    return f"meta.stripe_list({found})"
