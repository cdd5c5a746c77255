"""A tax rate as its row."""

from oltp_schema.models.tax_rate import TaxRate
from pipelines.transformers.readers import Document, boolean, decimal, integer, json_object, text, timestamp


def stripe_tax_rate_to_model(data: Document) -> TaxRate:
    """Map a tax rate of any API version. Raises DocumentError."""
    return TaxRate(
        id=text(data, "id"),
        active=boolean(data, "active"),
        country=text(data, "country"),
        created=timestamp(data, "created"),
        description=text(data, "description"),
        display_name=text(data, "display_name"),
        effective_percentage=decimal(data, "effective_percentage"),
        flat_amount_amount=integer(data, "flat_amount.amount"),
        flat_amount_currency=text(data, "flat_amount.currency"),
        inclusive=boolean(data, "inclusive"),
        jurisdiction=text(data, "jurisdiction"),
        jurisdiction_level=text(data, "jurisdiction_level"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        percentage=decimal(data, "percentage"),
        rate_type=text(data, "rate_type"),
        state=text(data, "state"),
        tax_type=text(data, "tax_type"),
    )
