"""A tax id as its row."""

from oltp_schema.models.tax_id import TaxId
from pipelines.transformers.readers import Document, boolean, first, reference, text, timestamp


def stripe_tax_id_to_model(data: Document) -> TaxId:
    """Map a tax id of any API version. Raises DocumentError."""
    customer_id = reference(data, "customer")
    return TaxId(
        id=text(data, "id"),
        country=text(data, "country"),
        created=timestamp(data, "created"),
        customer_account_id=first(reference(data, "customer_account"), reference(data, "owner.customer_account")),
        customer_id=first(customer_id, reference(data, "owner.customer")),
        livemode=boolean(data, "livemode"),
        owner_account_id=reference(data, "owner.account"),
        owner_application_id=reference(data, "owner.application"),
        owner_type=first(text(data, "owner.type"), "customer" if customer_id else "self"),
        type=text(data, "type"),
        value=text(data, "value"),
        verification_status=text(data, "verification.status"),
        verification_verified_address=text(data, "verification.verified_address"),
        verification_verified_name=text(data, "verification.verified_name"),
    )
