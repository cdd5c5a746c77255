"""A payment method as its row."""

from oltp_schema.models.payment_method import PaymentMethod
from pipelines.transformers.readers import Document, boolean, integer, json_object, reference, text, timestamp


def stripe_payment_method_to_model(data: Document) -> PaymentMethod:
    """Map a payment method of any API version. Raises DocumentError."""
    return PaymentMethod(
        id=text(data, "id"),
        allow_redisplay=text(data, "allow_redisplay"),
        billing_details=json_object(data, "billing_details"),
        billing_details_address_country=text(data, "billing_details.address.country"),
        billing_details_email=text(data, "billing_details.email"),
        billing_details_name=text(data, "billing_details.name"),
        card=json_object(data, "card"),
        card_brand=text(data, "card.brand"),
        card_country=text(data, "card.country"),
        card_exp_month=integer(data, "card.exp_month"),
        card_exp_year=integer(data, "card.exp_year"),
        card_fingerprint=text(data, "card.fingerprint"),
        card_funding=text(data, "card.funding"),
        card_generated_from_charge_id=reference(data, "card.generated_from.charge"),
        card_last4=text(data, "card.last4"),
        card_wallet_type=text(data, "card.wallet.type"),
        created=timestamp(data, "created"),
        customer_account_id=reference(data, "customer_account"),
        customer_id=reference(data, "customer"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        sepa_debit=json_object(data, "sepa_debit"),
        sepa_debit_country=text(data, "sepa_debit.country"),
        sepa_debit_last4=text(data, "sepa_debit.last4"),
        type=text(data, "type"),
        us_bank_account=json_object(data, "us_bank_account"),
        us_bank_account_bank_name=text(data, "us_bank_account.bank_name"),
        us_bank_account_last4=text(data, "us_bank_account.last4"),
    )
