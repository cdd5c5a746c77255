"""An invoice item as its row."""

from oltp_schema.models.invoiceitem import InvoiceItem
from pipelines.transformers.readers import (
    Document,
    boolean,
    decimal,
    first,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_invoiceitem_to_model(data: Document) -> InvoiceItem:
    """Map an invoice item of any API version. Raises DocumentError."""
    return InvoiceItem(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        currency=text(data, "currency"),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        date=timestamp(data, "date"),
        description=text(data, "description"),
        discountable=boolean(data, "discountable"),
        discounts=json_array(data, "discounts"),
        frozen_fields=json_array(data, "frozen_fields"),
        invoice_id=reference(data, "invoice"),
        invoicing_rules=json_array(data, "invoicing_rules"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        net_amount=integer(data, "net_amount"),
        parent_type=text(data, "parent.type"),
        period_end=timestamp(data, "period.end"),
        period_start=timestamp(data, "period.start"),
        price_id=first(
            reference(data, "pricing.price_details.price"), reference(data, "price"), reference(data, "plan")
        ),
        product_id=first(
            reference(data, "pricing.price_details.product"),
            reference(data, "price?.product"),
            reference(data, "plan?.product"),
        ),
        proration=boolean(data, "proration"),
        proration_details=json_object(data, "proration_details"),
        quantity=integer(data, "quantity"),
        quantity_decimal=first(decimal(data, "quantity_decimal"), decimal(data, "quantity")),
        subscription_id=first(
            reference(data, "parent.subscription_details.subscription"), reference(data, "subscription")
        ),
        subscription_item_id=first(
            reference(data, "parent.subscription_details.subscription_item"), reference(data, "subscription_item")
        ),
        tax_rates=json_array(data, "tax_rates"),
        test_clock_id=reference(data, "test_clock"),
        unit_amount_decimal=first(
            decimal(data, "pricing.unit_amount_decimal"),
            decimal(data, "unit_amount_decimal"),
            decimal(data, "unit_amount"),
        ),
    )
