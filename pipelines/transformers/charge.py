"""A charge as its row."""

from oltp_schema.models.charge import Charge
from pipelines.transformers.readers import Document, boolean, first, integer, json_object, reference, text, timestamp

BRANDS = {
    "American Express": "amex",
    "Diners Club": "diners",
    "Discover": "discover",
    "JCB": "jcb",
    "MasterCard": "mastercard",
    "UnionPay": "unionpay",
    "Unknown": "unknown",
    "Visa": "visa",
}
"""The words for brands of cards that are sources, and those of ``payment_method_details``."""


def stripe_charge_to_model(data: Document) -> Charge:
    """Map a charge of any API version. Raises DocumentError.

    Before 2019-02-19 the card was the ``source``, or a part of it where that is of the API of Sources.
    """
    card = "source?" if text(data, "source?.object") == "card" else "source?.card"
    return Charge(
        id=text(data, "id"),
        amount=integer(data, "amount"),
        amount_captured=integer(data, "amount_captured"),
        amount_refunded=integer(data, "amount_refunded"),
        application_fee_amount=integer(data, "application_fee_amount"),
        application_fee_id=reference(data, "application_fee"),
        application_id=reference(data, "application"),
        authorization_code=text(data, "authorization_code"),
        balance_transaction_id=reference(data, "balance_transaction"),
        billing_details=json_object(data, "billing_details"),
        billing_details_address_country=first(
            text(data, "billing_details.address.country"),
            text(data, "source?.owner.address.country"),
            text(data, f"{card}.address_country"),
        ),
        billing_details_address_postal_code=first(
            text(data, "billing_details.address.postal_code"),
            text(data, "source?.owner.address.postal_code"),
            text(data, f"{card}.address_zip"),
        ),
        billing_details_email=first(
            text(data, "billing_details.email"),
            text(data, "source?.owner.email"),
        ),
        billing_details_name=first(
            text(data, "billing_details.name"),
            text(data, "source?.owner.name"),
            text(data, f"{card}.name"),
        ),
        calculated_statement_descriptor=text(data, "calculated_statement_descriptor"),
        captured=boolean(data, "captured"),
        created=timestamp(data, "created"),
        currency=text(data, "currency"),
        customer_id=reference(data, "customer"),
        description=text(data, "description"),
        dispute_id=reference(data, "dispute"),
        disputed=boolean(data, "disputed"),
        failure_balance_transaction_id=reference(data, "failure_balance_transaction"),
        failure_code=text(data, "failure_code"),
        failure_message=text(data, "failure_message"),
        fraud_details_stripe_report=text(data, "fraud_details.stripe_report"),
        fraud_details_user_report=text(data, "fraud_details.user_report"),
        invoice_id=reference(data, "invoice"),
        level3=json_object(data, "level3"),
        livemode=boolean(data, "livemode"),
        metadata_=json_object(data, "metadata"),
        on_behalf_of_id=reference(data, "on_behalf_of"),
        outcome=json_object(data, "outcome"),
        outcome_advice_code=text(data, "outcome.advice_code"),
        outcome_network_advice_code=text(data, "outcome.network_advice_code"),
        outcome_network_decline_code=text(data, "outcome.network_decline_code"),
        outcome_network_status=text(data, "outcome.network_status"),
        outcome_reason=text(data, "outcome.reason"),
        outcome_risk_level=text(data, "outcome.risk_level"),
        outcome_risk_score=integer(data, "outcome.risk_score"),
        outcome_rule_id=reference(data, "outcome.rule"),
        outcome_seller_message=text(data, "outcome.seller_message"),
        outcome_type=text(data, "outcome.type"),
        paid=boolean(data, "paid"),
        payment_intent_id=reference(data, "payment_intent"),
        payment_method_details=json_object(data, "payment_method_details"),
        payment_method_details_card_brand=first(
            text(data, "payment_method_details.card.brand"),
            _brand(text(data, f"{card}.brand")),
        ),
        payment_method_details_card_country=first(
            text(data, "payment_method_details.card.country"),
            text(data, f"{card}.country"),
        ),
        payment_method_details_card_exp_month=first(
            integer(data, "payment_method_details.card.exp_month"),
            integer(data, f"{card}.exp_month"),
        ),
        payment_method_details_card_exp_year=first(
            integer(data, "payment_method_details.card.exp_year"),
            integer(data, f"{card}.exp_year"),
        ),
        payment_method_details_card_fingerprint=first(
            text(data, "payment_method_details.card.fingerprint"),
            text(data, f"{card}.fingerprint"),
        ),
        payment_method_details_card_funding=first(
            text(data, "payment_method_details.card.funding"),
            text(data, f"{card}.funding"),
        ),
        payment_method_details_card_last4=first(
            text(data, "payment_method_details.card.last4"),
            text(data, f"{card}.last4"),
        ),
        payment_method_details_card_mandate_id=reference(data, "payment_method_details.card.mandate"),
        payment_method_details_card_network=text(data, "payment_method_details.card.network"),
        payment_method_details_type=first(
            text(data, "payment_method_details.type"),
            _type_of_source(data),
        ),
        payment_method_id=reference(data, "payment_method"),
        presentment_details_presentment_amount=integer(data, "presentment_details.presentment_amount"),
        presentment_details_presentment_currency=text(data, "presentment_details.presentment_currency"),
        receipt_email=text(data, "receipt_email"),
        receipt_number=text(data, "receipt_number"),
        receipt_url=text(data, "receipt_url"),
        refunded=boolean(data, "refunded"),
        review_id=reference(data, "review"),
        shipping=json_object(data, "shipping"),
        source_id=reference(data, "source"),
        source_transfer_id=reference(data, "source_transfer"),
        statement_descriptor=text(data, "statement_descriptor"),
        statement_descriptor_suffix=text(data, "statement_descriptor_suffix"),
        status=text(data, "status"),
        transfer_data_amount=integer(data, "transfer_data.amount"),
        transfer_data_destination_id=first(
            reference(data, "transfer_data.destination"), reference(data, "destination")
        ),
        transfer_group=text(data, "transfer_group"),
        transfer_id=reference(data, "transfer"),
    )


def _brand(word: str | None) -> str | None:
    return word if word is None else BRANDS.get(word, word)


def _type_of_source(data: Document) -> str | None:
    kind = text(data, "source?.object")
    if kind == "source":
        return text(data, "source?.type")
    return {"card": "card", "bank_account": "ach_debit"}.get(kind or "")
