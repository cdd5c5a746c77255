"""What the taxes and discounts of invoices say, wherever they are listed and whichever version lists them."""

from typing import Any

from pipelines.transformers.readers import Document, boolean, first, integer, reference, text


def of_tax(tax: Document) -> dict[str, Any]:
    """The columns of a tax. Raises DocumentError."""
    return {
        "amount": integer(tax, "amount"),
        "tax_behavior": first(text(tax, "tax_behavior"), _behavior(boolean(tax, "inclusive"))),
        "tax_rate_id": first(reference(tax, "tax_rate_details.tax_rate"), reference(tax, "tax_rate")),
        "taxability_reason": text(tax, "taxability_reason"),
        "taxable_amount": integer(tax, "taxable_amount"),
    }


def of_discount(taken: Document) -> dict[str, Any]:
    """The columns of what a discount takes off. Raises DocumentError."""
    return {"amount": integer(taken, "amount"), "discount_id": reference(taken, "discount")}


def _behavior(inclusive: bool | None) -> str | None:
    """Until 2025-02-24.acacia a tax was ``inclusive`` or not."""
    return None if inclusive is None else "inclusive" if inclusive else "exclusive"
