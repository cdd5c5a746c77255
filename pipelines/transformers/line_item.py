"""An invoice line as its row."""

from collections import Counter

from oltp_schema.models.line_item import InvoiceLineItem
from pipelines.transformers.invoice_line_item_discount_amount import discount_amounts_of
from pipelines.transformers.invoice_line_item_tax import taxes_of
from pipelines.transformers.readers import (
    ALONE,
    Document,
    boolean,
    decimal,
    each,
    first,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def lines_of(invoice: Document) -> list[InvoiceLineItem]:
    """The lines that an invoice holds. Raises DocumentError."""
    met: Counter[str | None] = Counter()

    def read(line: Document) -> InvoiceLineItem:
        met[text(line, "id")] += 1
        return stripe_line_item_to_model(line, invoice, met[text(line, "id")])

    return each(invoice, "lines", read)


def stripe_line_item_to_model(line: Document, invoice: Document = ALONE, number: int = 1) -> InvoiceLineItem:
    """Map a line of the invoice that holds it, or one that came alone. Raises DocumentError.

    ``number`` says which it is of the invoice's lines that have its ``id``.
    """
    line_id = first(text(line, "unique_id"), _unique(text(line, "id"), invoice, number))
    invoice_id = text(invoice, "id") if invoice else reference(line, "invoice")
    return InvoiceLineItem(
        id=line_id,
        amount=integer(line, "amount"),
        amount_excluding_tax=integer(line, "amount_excluding_tax"),
        currency=text(line, "currency"),
        description=text(line, "description"),
        discount_amounts=discount_amounts_of(line, line_id, invoice_id),
        discountable=boolean(line, "discountable"),
        discounts=json_array(line, "discounts"),
        invoice_id=invoice_id,
        invoice_item_id=first(
            reference(line, "parent.invoice_item_details.invoice_item"),
            reference(line, "parent.subscription_item_details.invoice_item"),
            reference(line, "invoice_item"),
            _id_of(line, "ii_"),
        ),
        livemode=boolean(line, "livemode"),
        metadata_=json_object(line, "metadata"),
        period_end=timestamp(line, "period.end"),
        period_start=timestamp(line, "period.start"),
        pretax_credit_amounts=json_array(line, "pretax_credit_amounts"),
        price_id=first(
            reference(line, "pricing.price_details.price"), reference(line, "price"), reference(line, "plan")
        ),
        product_id=first(
            reference(line, "pricing.price_details.product"),
            reference(line, "price?.product"),
            reference(line, "plan?.product"),
        ),
        proration=first(
            boolean(line, "parent.subscription_item_details.proration"),
            boolean(line, "parent.invoice_item_details.proration"),
            boolean(line, "proration"),
            False,
        ),
        proration_details=first(
            json_object(line, "parent.subscription_item_details.proration_details"),
            json_object(line, "parent.invoice_item_details.proration_details"),
            json_object(line, "proration_details"),
        ),
        quantity=integer(line, "quantity"),
        quantity_decimal=first(decimal(line, "quantity_decimal"), decimal(line, "quantity")),
        subscription_id=first(
            reference(line, "parent.subscription_item_details.subscription"),
            reference(line, "parent.invoice_item_details.subscription"),
            reference(line, "subscription"),
            _id_of(line, "sub_", "su_"),
        ),
        subscription_item_id=first(
            reference(line, "parent.subscription_item_details.subscription_item"),
            reference(line, "subscription_item"),
            _id_of(line, "si_"),
        ),
        subtotal=integer(line, "subtotal"),
        tax_rates=json_array(line, "tax_rates"),
        taxes=taxes_of(line, line_id, invoice_id),
        type=_type(line),
        unit_amount_decimal=first(
            decimal(line, "pricing.unit_amount_decimal"),
            decimal(line, "price?.unit_amount_decimal"),
            decimal(line, "price?.unit_amount"),
            decimal(line, "plan?.amount_decimal"),
            decimal(line, "plan?.amount"),
        ),
        unit_amount_excluding_tax=decimal(line, "unit_amount_excluding_tax"),
    )


def _unique(stripe_id: str | None, invoice: Document, number: int) -> str | None:
    """Until 2019-10-08 ``id`` was that of the subscription, its item or the invoice item."""
    if stripe_id is None or stripe_id.startswith("il_"):
        return stripe_id
    shared = f"{text(invoice, 'id')}:{stripe_id}"
    return shared if number == 1 else f"{shared}:{number}"


def _id_of(line: Document, *prefixes: str) -> str | None:
    """The line's ``id`` where it is that of something else: until 2018-02-28 nothing else named it."""
    stripe_id = text(line, "id")
    return stripe_id if stripe_id and stripe_id.startswith(prefixes) else None


def _type(line: Document) -> str | None:
    """One word for both ages: ``parent.type`` replaced ``type`` in 2025-03-31.basil with longer words."""
    word = first(text(line, "parent.type"), text(line, "type"))
    if word == "subscription_item_details":
        return "subscription"
    if word == "invoice_item_details":
        return "invoiceitem"
    return word
