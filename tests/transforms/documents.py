"""Generated documents of every promoted type: each field of each age present, null or absent, independently.

More than Stripe would send at one time, on purpose: a shape is coalesced by presence, so any mixture must mean the same
to both readings.
"""

from typing import Any

from hypothesis import strategies as st

from tests.transforms import values
from tests.transforms.values import Values, lists_of

KINDS: dict[str, Values] = {
    "words": values.words,
    "references": values.references,
    "booleans": values.booleans,
    "amounts": values.amounts,
    "times": values.times,
    "decimals": values.decimals,
    "objects": values.objects,
    "lists": values.lists,
    "metadata": values.metadata,
}

ABSENT = object()
NULL_OR_ABSENT = st.sampled_from((ABSENT, None))


def document(*, also: dict[str, Values] | None = None, **paths: str) -> Values:
    """Documents whose fields are given by kind: ``words="email address.city"`` puts a text at either path."""
    leaves = {path: KINDS[kind] for kind, listed in paths.items() for path in listed.split()}
    return _record(leaves | (also or {}))


def _record(leaves: dict[str, Values]) -> Values:
    fields = {path: values_ for path, values_ in leaves.items() if "." not in path}
    for name in {path.partition(".")[0] for path in leaves if "." in path}:
        inner = _record({path.partition(".")[2]: leaves[path] for path in leaves if path.startswith(f"{name}.")})
        fields[name] = inner if name not in fields else inner | fields[name]
    often_there = {name: st.one_of(values_, values_, NULL_OR_ABSENT) for name, values_ in fields.items()}
    return st.fixed_dictionaries(often_there).map(_without_the_absent)


def _without_the_absent(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not ABSENT}


discount = values.expanded | document(references="coupon source.coupon")
old_taxes = lists_of(document(references="tax_rate", booleans="inclusive", amounts="amount") | values.objects)

product = document(
    words="description name statement_descriptor tax_details.performance_location type unit_label url",
    references="default_price tax_code tax_details.tax_code",
    booleans="active livemode shippable",
    times="created updated",
    objects="package_dimensions",
    lists="features images marketing_features",
    metadata="metadata",
)

price = document(
    words="billing_scheme currency lookup_key nickname recurring.aggregate_usage recurring.interval"
    " recurring.usage_type tax_behavior tiers_mode transform_quantity.round type",
    references="product recurring.meter",
    booleans="active livemode",
    amounts="recurring.interval_count recurring.trial_period_days transform_quantity.divide_by unit_amount",
    decimals="unit_amount_decimal",
    times="created",
    objects="currency_options custom_unit_amount",
    lists="tiers",
    metadata="metadata",
)

customer = document(
    words="address.city address.country address.line1 address.postal_code address.state business_name currency"
    " description email individual_name invoice_prefix name phone shipping.address.country shipping.name"
    " tax.automatic_tax tax.ip_address tax.location.country tax_exempt",
    references="customer_account default_source invoice_settings.default_payment_method test_clock",
    booleans="delinquent livemode",
    amounts="account_balance balance next_invoice_sequence",
    times="created",
    objects="cash_balance invoice_credit_balance",
    lists="preferred_locales",
    metadata="metadata",
    also={"discount": discount},
)

payment_method = document(
    words="allow_redisplay billing_details.address.country billing_details.email billing_details.name card.brand"
    " card.country card.fingerprint card.funding card.last4 card.wallet.type sepa_debit.country sepa_debit.last4 type"
    " us_bank_account.bank_name us_bank_account.last4",
    references="card.generated_from.charge customer customer_account",
    booleans="livemode",
    amounts="card.exp_month card.exp_year",
    times="created",
    metadata="metadata",
)

subscription_item = document(
    references="current_trial.trial_offer plan price subscription",
    amounts="billing_thresholds.usage_gte quantity",
    times="billed_until created current_period_end current_period_start current_trial.end_date"
    " current_trial.start_date",
    lists="discounts tax_rates",
    metadata="metadata",
)

subscription = document(
    words="automatic_tax.liability billing billing_mode.type cancellation_details.comment cancellation_details.feedback"
    " cancellation_details.reason collection_method currency description pause_collection.behavior status"
    " trial_settings.end_behavior.missing_payment_method",
    references="application customer customer_account default_payment_method default_source latest_invoice on_behalf_of"
    " pending_setup_intent plan schedule test_clock transfer_data.destination",
    booleans="automatic_tax.enabled billing_thresholds.reset_billing_cycle_anchor cancel_at_period_end livemode",
    amounts="billing_thresholds.amount_gte days_until_due quantity",
    decimals="application_fee_percent tax_percent transfer_data.amount_percent",
    times="billing_cycle_anchor cancel_at canceled_at created current_period_end current_period_start ended_at"
    " next_pending_invoice_item_invoice pause_collection.resumes_at pending_update.expires_at start start_date"
    " status_details.paused.transitioned_at trial_end trial_start",
    objects="billing_cycle_anchor_config invoice_settings payment_settings pending_invoice_item_interval",
    lists="billing_schedules default_tax_rates discounts",
    metadata="metadata",
    also={"discount": discount, "items": lists_of(subscription_item)},
)

# A price or plan that older lines embed; only its id where it was not.
_old_price = values.ids | document(
    references="product",
    decimals="amount_decimal unit_amount_decimal",
    amounts="amount unit_amount",
    also={"id": values.ids},
)

line_item = document(
    words="currency description",
    references="invoice invoice_item parent.invoice_item_details.invoice_item parent.invoice_item_details.subscription"
    " parent.subscription_item_details.invoice_item parent.subscription_item_details.subscription"
    " parent.subscription_item_details.subscription_item pricing.price_details.price pricing.price_details.product"
    " subscription subscription_item",
    booleans="discountable livemode parent.invoice_item_details.proration parent.subscription_item_details.proration"
    " proration",
    amounts="amount amount_excluding_tax quantity subtotal",
    decimals="pricing.unit_amount_decimal quantity_decimal unit_amount_excluding_tax",
    times="period.end period.start",
    objects="parent.invoice_item_details.proration_details parent.subscription_item_details.proration_details"
    " proration_details",
    lists="discount_amounts discounts pretax_credit_amounts tax_rates taxes",
    metadata="metadata",
    also={
        "parent.type": st.sampled_from(("invoice_item_details", "subscription_item_details", "something_new")),
        "plan": _old_price,
        "price": _old_price,
        "tax_amounts": old_taxes,
        "type": st.sampled_from(("invoiceitem", "subscription")),
    },
)

_intent = values.references | st.fixed_dictionaries({"id": values.ids, "latest_charge": values.references})
_payment = document(
    words="status", booleans="is_default", times="created", references="payment.charge payment.payment_record"
) | st.fixed_dictionaries(
    {
        "is_default": values.booleans,
        "status": st.sampled_from(("open", "paid")),
        "created": st.integers(0, 3),
        "payment": st.fixed_dictionaries({"type": st.just("payment_intent"), "payment_intent": _intent}),
    }
)

invoice = document(
    words="account_country account_name automatic_tax.provider automatic_tax.status billing billing_reason"
    " collection_method currency customer_address.country customer_address.postal_code customer_address.state"
    " customer_email customer_name customer_phone customer_tax_exempt description footer from_invoice.action"
    " hosted_invoice_url invoice_pdf issuer.type last_finalization_error.code number parent.type receipt_number"
    " statement_descriptor status_details.uncollectible.reason",
    references="application charge customer customer_account default_payment_method default_source from_invoice.invoice"
    " issuer.account latest_revision on_behalf_of parent.quote_details.quote parent.subscription_details.subscription"
    " payment_intent quote subscription test_clock transfer_data.destination",
    booleans="attempted auto_advance automatic_tax.enabled forgiven livemode paid paid_out_of_band",
    amounts="amount_due amount_overpaid amount_paid amount_paid_off_stripe amount_remaining amount_shipping"
    " application_fee application_fee_amount attempt_count ending_balance post_payment_credit_notes_amount"
    " pre_payment_credit_notes_amount starting_balance subtotal subtotal_excluding_tax tax total total_excluding_tax"
    " transfer_data.amount",
    decimals="tax_percent",
    times="automatically_finalizes_at created date due_date effective_at finalized_at next_payment_attempt"
    " parent.subscription_details.subscription_proration_date period_end period_start status_transitions.finalized_at"
    " status_transitions.marked_uncollectible_at status_transitions.paid_at status_transitions.voided_at"
    " subscription_proration_date webhooks_delivered_at",
    objects="customer_shipping payment_settings rendering rendering_options shipping_cost shipping_details"
    " threshold_reason",
    lists="account_tax_ids custom_fields customer_tax_ids default_tax_rates discounts total_discount_amounts"
    " total_pretax_credit_amounts",
    metadata="metadata parent.subscription_details.metadata subscription_details.metadata",
    also={
        "discount": discount,
        "lines": lists_of(line_item),
        "payments": lists_of(_payment),
        "status": st.sampled_from(("draft", "open", "paid", "void")),
        "total_tax_amounts": old_taxes,
        "total_taxes": lists_of(st.fixed_dictionaries({}, optional={"amount": st.none() | values.small_amounts})),
    },
)

invoice_payment = document(
    words="currency payment.type status",
    references="invoice payment.charge payment.payment_intent payment.payment_record",
    booleans="is_default livemode",
    amounts="amount_paid amount_requested",
    times="created status_transitions.canceled_at status_transitions.paid_at",
)

payment_intent = document(
    words="automatic_payment_methods.allow_redirects cancellation_reason capture_method confirmation_method currency"
    " description last_payment_error.code last_payment_error.decline_code last_payment_error.message"
    " last_payment_error.type next_action.type next_source_action.type presentment_details.presentment_currency"
    " receipt_email setup_future_usage statement_descriptor statement_descriptor_suffix transfer_group",
    references="application customer customer_account invoice latest_charge on_behalf_of payment_method payment_record"
    " review source transfer_data.destination",
    booleans="automatic_payment_methods.enabled livemode",
    amounts="amount amount_capturable amount_received application_fee_amount presentment_details.presentment_amount"
    " transfer_data.amount",
    times="canceled_at created",
    objects="amount_details payment_details payment_method_configuration_details payment_method_options processing"
    " shipping",
    lists="allowed_payment_method_types allowed_source_types excluded_payment_method_types payment_method_types",
    metadata="metadata",
    also={
        "charges": lists_of(st.fixed_dictionaries({"id": values.words, "created": st.integers(0, 3)})),
        "status": st.sampled_from(("succeeded", "requires_source", "requires_source_action", "something_new")),
    },
)

charge = document(
    words="authorization_code billing_details.address.country billing_details.address.postal_code billing_details.email"
    " billing_details.name calculated_statement_descriptor currency description failure_code failure_message"
    " fraud_details.stripe_report fraud_details.user_report outcome.advice_code outcome.network_advice_code"
    " outcome.network_decline_code outcome.network_status outcome.reason outcome.risk_level outcome.seller_message"
    " outcome.type payment_method_details.card.brand payment_method_details.card.country"
    " payment_method_details.card.fingerprint payment_method_details.card.funding payment_method_details.card.last4"
    " payment_method_details.card.network payment_method_details.type presentment_details.presentment_currency"
    " receipt_email receipt_number receipt_url statement_descriptor statement_descriptor_suffix status transfer_group",
    references="application application_fee balance_transaction customer destination dispute"
    " failure_balance_transaction invoice on_behalf_of outcome.rule payment_intent payment_method"
    " payment_method_details.card.mandate review source source_transfer transfer transfer_data.destination",
    booleans="captured disputed livemode paid refunded",
    amounts="amount amount_captured amount_refunded application_fee_amount outcome.risk_score"
    " payment_method_details.card.exp_month payment_method_details.card.exp_year"
    " presentment_details.presentment_amount transfer_data.amount",
    times="created",
    objects="level3 shipping",
    metadata="metadata",
)

DOCUMENTS: dict[str, Values] = {
    "product": product,
    "price": price,
    "customer": customer,
    "payment_method": payment_method,
    "subscription": subscription,
    "invoice": invoice,
    "invoice_payment": invoice_payment,
    "payment_intent": payment_intent,
    "charge": charge,
}


def numbered(documents: list[dict[str, Any]], list_of_parts: str | None) -> list[dict[str, Any]]:
    """The documents with ids that tell them apart; some lines have an older one, with ``unique_id`` or without."""
    for number, found in enumerate(documents):
        found["id"] = f"id_{number}"
        parts = found.get(list_of_parts or "") or []
        for place, part in enumerate(parts["data"] if isinstance(parts, dict) else parts):
            part["id"] = f"id_{number}_{place}"
            if place % 3 and list_of_parts == "lines":
                part["id"] = "sub_1"
            if place % 3 == 1 and list_of_parts == "lines":
                part["unique_id"] = f"unique_{number}_{place}"
    return documents
