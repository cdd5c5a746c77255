"""Stripe's documented shape of each object in each API version, as a judge of what the sandbox renders.

Everything is closed: a field that a version does not document is an error, so a field that moved must be gone from the
place that it has in another version. Exceptions are the leftovers that Stripe goes on sending, and nulls that real
payloads have though the specification forgets them.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, cast

from tests.sandbox.conftest import Document
from tests.shapes import history

TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "enum": (str,),
    "expandable": (str, dict),
    "int": (int,),
    "list": (list,),
    "listobj": (dict,),
    "map": (dict,),
    "num": (int, float),
    "obj": (dict,),
    "ref": (dict,),
    "str": (str,),
}
# Undocumented in some versions, sent in all of them.
LEFTOVERS = {
    "charge": {"destination", "dispute", "order", "source"},
    "invoiceitem": {"plan"},
    "line_item": {"plan", "unique_id"},
    "payment_intent": {"source"},
    "payment_method": {"card.generated_from", "sepa_debit"},  # a new type of payment method is no new version
    "plan": {"tiers"},
    "price": {"recurring.trial_period_days"},
    "product": {"type"},
    "subscription": {"plan", "quantity"},
    "subscription_item": {"plan"},
    "subscription_schedule": {"phases[].items[].plan", "phases[].plans[].plan"},
    "invoice": {"application_fee"},
}
UNSAID_NULLS = {
    "account": {"settings.card_payments.statement_descriptor_prefix"},
    "charge": {"receipt_url", "source"},
    "payment_intent": {"payment_method_options.card.installments"},
    "tax_id": {"customer", "verification"},  # of the account's own, which are younger than the type
}


class Field(NamedTuple):
    """One documented field: its form, and the fields of the object that it holds, or of each element."""

    form: str
    types: tuple[type, ...]
    fields: "dict[str, Field]"
    each: bool


@cache
def shape(kind: str, version: str) -> dict[str, str]:
    """The form of each documented path, a type with `?` if it may be missing and `~` if it may be null; `{}` for an
    object that the history has not in the version.
    """
    found = history.fields(kind, version) if history.is_known(kind) else {}
    return {
        path: f"{field['t']}{'?' * history.may_be_missing(field, version)}{'~' * field['null']}"
        for path, field in found.items()
    }


def complaints(document: Any, version: str) -> list[str]:
    """What is wrong with a document and all that is embedded in it: the place and the rule."""
    found = []
    for part in typed(document):
        if not history.is_known(part["object"]):
            continue
        fields = _tree(part["object"], version)
        wrong = _wrong(part, fields, "", part["object"]) if fields else ["the history has none in this version"]
        found += [f"{part['object']} {part.get('id')} in {version}: {complaint}" for complaint in wrong]
    return found


def typed(value: Any) -> Iterator[Document]:
    """A document and every Stripe object in it; stubs and lists say nothing of themselves."""
    if isinstance(value, list):
        for element in value:
            yield from typed(element)
    elif isinstance(value, dict):
        if value.get("object", "list") != "list" and not value.get("deleted"):
            yield value
        for name, part in value.items():
            if name != "metadata":
                yield from typed(part)


def _wrong(part: Document, fields: dict[str, Field], within: str, kind: str) -> Iterator[str]:
    for name, field in fields.items():
        if name not in part and "?" not in field.form:
            yield f"{within}{name} is missing"
    for name, value in part.items():
        path, known = within + name, fields.get(name)
        if known is None:
            if path not in LEFTOVERS.get(kind, ()):
                yield f"{path} is not documented"
        else:
            yield from _wrong_value(value, known, path, kind)


def _wrong_value(value: Any, known: Field, path: str, kind: str) -> Iterator[str]:
    if value is None:
        if "~" not in known.form and path not in UNSAID_NULLS.get(kind, ()):
            yield f"{path} is null"
    elif not isinstance(value, known.types) or (isinstance(value, bool) and bool not in known.types):
        yield f"{path} is no {known.form}: {value!r:.60}"
    elif known.fields:
        for inside in cast("list[Document]", value if known.each else [value]):
            yield from _wrong(inside, known.fields, f"{path}{'[]' * known.each}.", kind)


@cache
def _tree(kind: str, version: str) -> dict[str, Field]:
    return _branch(shape(kind, version), "")


def _branch(forms: dict[str, str], within: str) -> dict[str, Field]:
    fields = {}
    for path, form in forms.items():
        name = path.removeprefix(within)
        if path.startswith(within) and not set(name) & {".", "["}:
            each = form.startswith("list") and forms.get(f"{path}[]", "").startswith("obj")
            inside = f"{path}[]." if each else f"{path}."
            below = _branch(forms, inside) if each or form.startswith("obj") else {}
            fields[name] = Field(form, TYPES[form.rstrip("?~")], below, each)
    return fields
