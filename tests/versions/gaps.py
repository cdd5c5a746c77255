"""What the oldest versions do not carry, and the database demands of a row that is present.

A document that lacks one of these is valid and waits in quarantine all the same. The generator's documents are given
the field before they are landed, so that everything else in them is tried; `test_gaps.py` holds each gap against the
shapes and the schema, in both directions.
"""

from typing import Any

from oltp_schema.models import Invoice, Subscription
from tests.versions.shapes import NUMBER

# Object, field: the newest version whose documents may lack it, and a value.
GAPS: dict[tuple[str, str], tuple[str, Any]] = {
    ("invoice", "amount_paid"): ("2018-02-06", 1785),
    ("invoice", "amount_remaining"): ("2018-02-06", 0),
    ("invoice", "post_payment_credit_notes_amount"): ("2019-02-19", 0),
    ("invoice", "pre_payment_credit_notes_amount"): ("2019-02-19", 0),
    ("subscription", "billing_cycle_anchor"): ("2018-10-31", 1_552_521_600),
}
TABLES = {"invoice": Invoice.__tablename__, "subscription": Subscription.__tablename__}


def lacking(document: dict[str, Any], version: str) -> list[str]:
    """The fields that a valid document of this version lacks, and without which it is refused."""
    name = document["object"]
    return [
        field
        for (of, field), (last, _) in GAPS.items()
        if of == name and NUMBER[version] <= NUMBER[last] and document.get(field) is None
    ]


def filled(document: dict[str, Any], version: str) -> dict[str, Any]:
    """The document with those fields."""
    name = document["object"]
    return document | {field: GAPS[name, field][1] for field in lacking(document, version)}


def constraints(document: dict[str, Any], version: str) -> set[str]:
    """The rules that a document breaks by lacking them."""
    return {f"ck_{TABLES[document['object']]}_{field}_required" for field in lacking(document, version)}
