"""The elements of the lists inside documents that have tables, as SQL that no malformed document stops."""

from pipelines.catalogue import EmbeddedIn


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


def _list(holder: str, embedded: EmbeddedIn) -> str:
    """The list that has the elements, under the name that it has or had."""
    found = f"{holder} -> '{embedded.lists[-1]}'"
    if embedded.formerly:
        found = f"coalesce(meta.stripe_json({found}), {holder} -> '{embedded.formerly}')"
    return f"meta.stripe_list({found})"
