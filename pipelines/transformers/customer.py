"""A customer as its row."""

from oltp_schema.models import Customer
from pipelines.transformers.readers import (
    Document,
    boolean,
    first,
    integer,
    json_array,
    json_object,
    reference,
    text,
    timestamp,
)


def stripe_customer_to_model(data: Document) -> Customer:
    """Map a customer of any API version. Raises DocumentError."""
    return Customer(
        id=text(data, "id"),
        address=json_object(data, "address"),
        address_city=text(data, "address.city"),
        address_country=text(data, "address.country"),
        address_line1=text(data, "address.line1"),
        address_postal_code=text(data, "address.postal_code"),
        address_state=text(data, "address.state"),
        balance=first(integer(data, "balance"), integer(data, "account_balance")),
        business_name=text(data, "business_name"),
        cash_balance=json_object(data, "cash_balance"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        customer_account_id=reference(data, "customer_account"),
        default_source_id=reference(data, "default_source"),
        delinquent=boolean(data, "delinquent"),
        description=text(data, "description"),
        discount=json_object(data, "discount"),
        discount_id=reference(data, "discount"),
        email=text(data, "email"),
        individual_name=text(data, "individual_name"),
        invoice_credit_balance=json_object(data, "invoice_credit_balance"),
        invoice_prefix=text(data, "invoice_prefix"),
        invoice_settings=json_object(data, "invoice_settings"),
        invoice_settings_default_payment_method_id=reference(data, "invoice_settings.default_payment_method"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        name=text(data, "name"),
        next_invoice_sequence=integer(data, "next_invoice_sequence"),
        phone=text(data, "phone"),
        preferred_locales=json_array(data, "preferred_locales"),
        shipping=json_object(data, "shipping"),
        shipping_address_country=text(data, "shipping.address.country"),
        shipping_name=text(data, "shipping.name"),
        tax=json_object(data, "tax"),
        tax_automatic_tax=text(data, "tax.automatic_tax"),
        tax_exempt=text(data, "tax_exempt"),
        tax_ip_address=text(data, "tax.ip_address"),
        tax_location_country=text(data, "tax.location.country"),
        test_clock_id=reference(data, "test_clock"),
    )
