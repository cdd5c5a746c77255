"""The COMMENT of each table and column: what it is, its unit, and where Stripe's documents have it.

What a table is says the docstring of its model, what a column is the model, `SHARED` or its reference. Where a
document has it, and since or until which version Stripe documents it there, is in `generated/sources.json`, which `make
schema` derives from the twins and the history of shapes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from inspect import cleandoc
from pathlib import Path

from sqlalchemy import Column, FromClause, Table

COMMITTED = Path(__file__).parent / "generated" / "sources.json"
Sources = Mapping[str, Mapping[str, str]]  # by table and column; a column that is not there is read from its own name
MINOR = "in minor units of currency"

# Columns that are the same in several tables.
SHARED = {
    "created": "When Stripe made the object",
    "currency": "ISO code of the currency, in lower case; amounts of the row are in its minor units",
    "livemode": "Whether it is live data, not a test's",
    "metadata": "Keys and values that the merchant attached",
    "description": "What the merchant wrote about it",
    "status": "Where it stands; Stripe's word",
    "receipt_number": "Number of the receipt that was e-mailed",
    "statement_descriptor": "What the statement of card or bank shows",
    "collection_method": "Whether Stripe charges automatically or sends an invoice",
    "default_tax_rates": "Tax rates that hold where a line or item has none of its own",
    "discounts": "Discounts that apply, as ids or objects, in order",
    "tax_percent": "Percent of tax, of the time before tax rates",
    "automatic_tax": "Settings and state of Stripe Tax, kept whole",
    "automatic_tax_enabled": "Whether Stripe Tax computes the taxes",
    "billing_thresholds_amount_gte": f"Amount at which an invoice is made before the period ends, {MINOR}",
    "billing_thresholds_reset_billing_cycle_anchor": "Whether such an invoice starts the cycle anew",
    "invoice_settings": "Settings of the invoices it makes, kept whole",
    "quantity": "Number of units, as a whole number",
    "period_start": "When the period begins that it is for",
    "period_end": "When the period ends that it is for",
    "unit_amount_decimal": f"Price of one unit, with decimals, {MINOR}",
    "discount_amounts": "What each discount takes off, kept whole",
    "pretax_credit_amounts": "What credits and discounts take off before tax, kept whole",
    "tax_rates": "Tax rates that apply to it, kept whole",
    "position": "Its place in the list of its parent, from 1",
    "active": "Whether it can be used for something new",
    "presentment_details_presentment_amount": "Amount that the customer saw, in minor units of the currency seen",
    "presentment_details_presentment_currency": "Currency that the customer saw",
    "application_fee_amount": f"What the platform keeps of it, {MINOR}",
    "transfer_data_amount": f"What goes to the connected account; the whole amount if empty, {MINOR}",
    "canceled_at": "When it was canceled",
}


@cache
def committed() -> Sources:
    """The sources of this release; none before they are written."""
    return json.loads(COMMITTED.read_text()) if COMMITTED.exists() else {}


def describe(table: FromClause, what: str | None, sources: Sources | None = None) -> None:
    """Give a table of `oltp` and its columns their comments; again with other ``sources`` where these are new."""
    assert isinstance(table, Table)  # noqa: S101 -- models are mapped to nothing else
    sources = committed() if sources is None else sources
    table.comment = text_of(what)
    for column in table.c:
        own = column.info.setdefault("what", column.comment)
        place = "" if column.info.get("ours") else sources.get(table.name, {}).get(column.name, column.name)
        column.comment = ". ".join(filter(None, (own or _words(column), place and f"Stripe: {place}"))) or None


def text_of(docstring: str | None) -> str:
    """A docstring as one line of plain words."""
    return " ".join(cleandoc(docstring or "").replace("`", "").split())


def _words(column: Column[object]) -> str | None:
    ours = column.name.removesuffix("_id").replace("_", " ")
    for key in column.foreign_keys:
        return f"The {ours}, a row of {str(key.target_fullname).split('.')[1]}"
    if column.name in SHARED:
        return SHARED[column.name]
    return f"Id of the {ours}, which has no table" if column.name.endswith("_id") else None
