"""Fields that moved: of each, one object as an older version renders it and as a newer one does.

Both are the same whole document but for what moved. `apart` names the columns, as `table.column`, in which the rows
differ because one shape does not say it, or says it in JSON of another form; all others are equal, and those that
`fills` names have their value from what moved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.promotion import documents
from tests.promotion.documents import CREATED, line_item, listed, subscription_item

Document = dict[str, Any]
ABSENT = object()
LATER = CREATED + 86_400

RENAMED = "Fields that only changed their names"
LINKS = "Links of an invoice and of its lines before 2025-03-31.basil"
PAYMENTS = "`invoices.payment_intent_id` and `charge_id` from `payments`"
TAXES = "`total_taxes` and `taxes`"
DISCOUNTS = "`discounts` and `discount`"
GONE = "What was taken away"
SETTINGS = "`subscription_schedules.default_settings` before 2019-10-17"

COUPON = {"id": "FALL", "object": "coupon", "duration": "once", "percent_off": 10}
DISCOUNT = {"id": "di_1", "object": "discount", "start": CREATED, "end": None}
OLD_TAX = {"amount": 7, "inclusive": False, "tax_rate": "txr_1"}
NEW_TAX = {
    "amount": 7,
    "tax_behavior": "exclusive",
    "tax_rate_details": {"tax_rate": "txr_1"},
    "type": "tax_rate_details",
}
PERIOD = {"current_period_start": CREATED, "current_period_end": LATER}
PRICE = documents.price(unit_amount=500, unit_amount_decimal="500")
PLAN = {"id": "price_1", "object": "plan", "product": "prod_1", "amount": 500, "currency": "usd", "interval": "month"}
CARD = {
    "id": "card_1",
    "object": "card",
    "country": "US",
    "exp_month": 8,
    "exp_year": 2019,
    "fingerprint": "f1",
    "funding": "credit",
    "last4": "4242",
}
OF_A_CARD = " ".join(
    f"charges.payment_method_details_card_{name}"
    for name in ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
)
CREDITED = {"credited_items": {"invoice": "in_0", "invoice_line_items": ["il_0"]}}


@dataclass(frozen=True)
class Pair:
    """What moved of one type of object, and its heading among the decisions of docs/transforms.md."""

    heading: str
    name: str
    old: Document
    new: Document
    fills: str = ""
    apart: str = ""

    @property
    def without(self) -> Document:
        """The document without what moved; an invoice or credit note has a line, a subscription an item."""
        make: Callable[[], Document] = getattr(documents, self.name)
        parts = {"invoice": line(), "credit_note": credit_line(), "subscription": item(price=ABSENT, quantity=ABSENT)}
        return make() | parts.get(self.name, {})

    def document(self, moved: Document) -> Document:
        """The whole document with what moved in one of its shapes."""
        return {name: value for name, value in (self.without | moved).items() if value is not ABSENT}


def line(**fields: Any) -> Document:
    return {"lines": listed([line_item(**fields)])}


def credit_line(**fields: Any) -> Document:
    return {"lines": listed([documents.credit_note_line_item(**fields)])}


def item(**fields: Any) -> Document:
    whole = subscription_item() | fields
    return {"items": listed([{name: value for name, value in whole.items() if value is not ABSENT}])}


def phase(**fields: Any) -> Document:
    return {"phases": [{"start_date": CREATED, "end_date": LATER} | fields]}


def payment(**fields: Any) -> Document:
    return {"payments": listed([documents.invoice_payment(status="paid", **fields)])}


def parent(kind: str, **details: Any) -> Document:
    return {"parent": {"type": kind, kind: details}}


def pricing(**fields: Any) -> Document:
    return {"pricing": {"type": "price_details", "price_details": {"price": "price_1", "product": "prod_1"}, **fields}}


OF_INVOICES = [
    Pair(
        LINKS,
        "invoice",
        {
            "subscription": "sub_1",
            "subscription_details": {"metadata": {"a": "b"}},
            "subscription_proration_date": LATER,
        },
        parent("subscription_details", subscription="sub_1", metadata={"a": "b"}, subscription_proration_date=LATER),
        fills="""
            invoices.subscription_id invoices.subscription_details_metadata invoices.subscription_proration_date
        """,
        apart="invoices.parent_type",
    ),
    Pair(
        LINKS,
        "invoice",
        {"quote": "qt_1"},
        parent("quote_details", quote="qt_1"),
        fills="invoices.quote_id",
        apart="invoices.parent_type",
    ),
    Pair(
        PAYMENTS,
        "invoice",
        {"payment_intent": "pi_1", "charge": "ch_1"},
        payment(payment={"type": "payment_intent", "payment_intent": {"id": "pi_1", "latest_charge": "ch_1"}}),
        fills="invoices.payment_intent_id invoices.charge_id",
    ),
    Pair(
        PAYMENTS,
        "invoice",
        {"payment_intent": None, "charge": "ch_1"},
        payment(payment={"type": "charge", "charge": "ch_1"}),
        fills="invoices.charge_id",
    ),
    Pair(
        "`invoices.paid` from 2025-03-31.basil",
        "invoice",
        {"status": "open", "paid": False},
        {"status": "open"},
        fills="invoices.paid",
    ),
    Pair(
        "`invoices.tax` from 2025-03-31.basil",
        "invoice",
        {"tax": 14, "total_tax_amounts": [OLD_TAX, OLD_TAX]},
        {"total_taxes": [NEW_TAX, NEW_TAX]},
        fills="invoices.tax invoice_taxes",
    ),
    Pair(
        DISCOUNTS,
        "invoice",
        {"discount": DISCOUNT | {"coupon": COUPON}, "discounts": ["di_1"]},
        {"discounts": ["di_1"]},
        fills="invoices.discounts",
        apart="invoices.discount invoices.discount_coupon_id invoices.discount_id",
    ),
    Pair(
        "`invoices.rendering`",
        "invoice",
        {"rendering_options": {"amount_tax_display": "include_inclusive_tax"}},
        {"rendering": {"amount_tax_display": "include_inclusive_tax"}},
        fills="invoices.rendering",
    ),
    Pair(
        RENAMED,
        "invoice",
        {"billing": "send_invoice"},
        {"collection_method": "send_invoice"},
        "invoices.collection_method",
    ),
    Pair(RENAMED, "invoice", {"created": ABSENT, "date": LATER}, {"created": LATER}, "invoices.created"),
    Pair(
        RENAMED,
        "invoice",
        {"finalized_at": LATER},
        {"status_transitions": {"finalized_at": LATER}},
        "invoices.status_transitions_finalized_at",
    ),
    Pair(RENAMED, "invoice", {"application_fee": 5}, {"application_fee_amount": 5}, "invoices.application_fee_amount"),
    Pair(
        "`tax_percent`",
        "invoice",
        {"tax_percent": 20.0},
        {"default_tax_rates": [{"id": "txr_1", "percentage": 20.0, "inclusive": False}]},
        apart="invoices.tax_percent invoices.default_tax_rates",
    ),
    Pair(
        GONE,
        "invoice",
        {"application_fee_amount": 5, "transfer_data": {"destination": "acct_1"}, "paid_out_of_band": False},
        {},
        apart="invoices.application_fee_amount invoices.paid_out_of_band invoices.transfer_data_destination_id",
    ),
    Pair(
        "`invoices.status` before 2018-11-08",
        "invoice",
        {"status": ABSENT, "closed": True, "forgiven": True, "paid": False},
        {"status": "uncollectible"},
        fills="invoices.status",
    ),
]

OF_LINES = [
    Pair(
        "`invoice_line_items.unit_amount_decimal` before 2025-03-31.basil",
        "invoice",
        line(price=PRICE, plan=PLAN),
        line(**pricing(unit_amount_decimal="500")),
        fills="""
            invoice_line_items.price_id invoice_line_items.product_id invoice_line_items.unit_amount_decimal
        """,
    ),
    Pair(
        "`price_id` from a plan",
        "invoice",
        line(plan=PLAN),
        line(**pricing(unit_amount_decimal="500")),
        fills="""
            invoice_line_items.price_id invoice_line_items.product_id invoice_line_items.unit_amount_decimal
        """,
    ),
    Pair(
        LINKS,
        "invoice",
        line(
            type="subscription",
            subscription="sub_1",
            subscription_item="si_1",
            invoice_item="ii_1",
            proration=True,
            proration_details=CREDITED,
        ),
        line(
            **parent(
                "subscription_item_details",
                subscription="sub_1",
                subscription_item="si_1",
                invoice_item="ii_1",
                proration=True,
                proration_details=CREDITED,
            )
        ),
        fills="""
            invoice_line_items.subscription_id invoice_line_items.subscription_item_id invoice_line_items.proration
            invoice_line_items.proration_details invoice_line_items.invoice_item_id
        """,
    ),
    Pair(
        "`invoice_line_items.type`",
        "invoice",
        line(type="invoiceitem", invoice_item="ii_1", subscription="sub_1", proration=True),
        line(**parent("invoice_item_details", invoice_item="ii_1", subscription="sub_1", proration=True)),
        fills="""
            invoice_line_items.type invoice_line_items.invoice_item_id invoice_line_items.subscription_id
            invoice_line_items.proration
        """,
    ),
    Pair(
        TAXES,
        "invoice",
        line(tax_amounts=[OLD_TAX], tax_rates=[], amount_excluding_tax=993, unit_amount_excluding_tax="993"),
        line(taxes=[NEW_TAX]),
        fills="invoice_line_item_taxes",
        apart="""
            invoice_line_items.tax_rates invoice_line_items.amount_excluding_tax
            invoice_line_items.unit_amount_excluding_tax
        """,
    ),
    Pair(
        "`invoice_line_items.id` before 2019-12-03",
        "invoice",
        line(id="sub_1", unique_id="il_9"),
        line(id="il_9", subscription="sub_1"),
        fills="invoice_line_items.id invoice_line_items.subscription_id",
    ),
    Pair(
        "`invoice_line_items.id` before 2019-12-03",
        "invoice",
        {"lines": listed([line_item("sub_1"), line_item("sub_1", amount=5), line_item("ii_1", amount=6)])},
        {"lines": listed([line_item("il_2"), line_item("il_3", amount=5), line_item("il_1", amount=6)])},
        fills="invoice_line_items",
        apart="invoice_line_items.id invoice_line_items.subscription_id invoice_line_items.invoice_item_id",
    ),
    Pair(
        "What a line is of, before 2018-02-28",
        "invoice",
        line(id="sub_1", type="subscription", subscription=None),
        line(id="sub_1", type="subscription", subscription="sub_1"),
        fills="invoice_line_items.subscription_id",
    ),
    Pair(
        "What a line is of, before 2018-02-28",
        "invoice",
        line(id="ii_1", type="invoiceitem", subscription="sub_1"),
        line(id="ii_1", type="invoiceitem", subscription="sub_1", invoice_item="ii_1"),
        fills="invoice_line_items.invoice_item_id",
    ),
    Pair(
        "`invoice_line_items.quantity_decimal`",
        "invoice",
        line(quantity=3),
        line(quantity=3, quantity_decimal="3"),
        fills="invoice_line_items.quantity_decimal",
    ),
]

OF_SUBSCRIPTIONS = [
    Pair(
        "`subscription_items.current_period_start` and `current_period_end` before 2025-03-31.basil",
        "subscription",
        item() | PERIOD,
        item(**PERIOD),
        fills="""
            subscriptions.current_period_start subscriptions.current_period_end
            subscription_items.current_period_start subscription_items.current_period_end
        """,
    ),
    Pair(
        "`price_id` from a plan",
        "subscription",
        item(plan=PLAN, price=ABSENT),
        item(price=PRICE),
        fills="subscription_items.price_id",
    ),
    Pair(
        "`subscriptions.plan_id` and `quantity`",
        "subscription",
        {"plan": PLAN, "quantity": 2} | item(plan=PLAN, price=ABSENT, quantity=2),
        item(quantity=2),
        fills="subscription_items.price_id subscription_items.quantity",
        apart="subscriptions.plan_id subscriptions.quantity",
    ),
    Pair(
        "`subscriptions.plan_id` and `quantity`",
        "subscription",
        {"plan": PLAN, "quantity": 2} | item(plan=PLAN, price=ABSENT, quantity=2),
        {"plan": PLAN, "quantity": 2} | item(quantity=2),
        fills="subscriptions.plan_id subscriptions.quantity",
    ),
    Pair(
        "`subscriptions.start_date`",
        "subscription",
        {"start": LATER},
        {"start_date": LATER},
        "subscriptions.start_date",
    ),
    Pair(
        "`subscriptions.billing_mode_type` without `billing_mode`",
        "subscription",
        {},
        {"billing_mode": {"type": "classic"}},
        apart="subscriptions.billing_mode subscriptions.billing_mode_type",
    ),
    Pair(
        "`subscriptions.currency` of 2017",
        "subscription",
        item(price=PRICE),
        {"currency": "usd"} | item(price=PRICE),
        fills="subscriptions.currency",
    ),
    Pair(
        "`subscriptions.currency` of 2017",
        "subscription",
        item(plan=PLAN, price=ABSENT),
        {"currency": "usd"} | item(plan=PLAN, price=ABSENT),
        fills="subscriptions.currency",
    ),
    Pair(
        "`subscriptions.currency` of 2017",
        "subscription",
        {"plan": PLAN},
        {"plan": PLAN, "currency": "usd"},
        fills="subscriptions.currency",
    ),
    Pair(
        RENAMED,
        "subscription",
        {"billing": "send_invoice"},
        {"collection_method": "send_invoice"},
        "subscriptions.collection_method",
    ),
    Pair(
        DISCOUNTS,
        "subscription",
        {"discount": DISCOUNT | {"coupon": COUPON}},
        {"discounts": ["di_1"]},
        apart="""
            subscriptions.discount subscriptions.discount_coupon_id subscriptions.discount_id subscriptions.discounts
        """,
    ),
    Pair(
        "`tax_percent`",
        "subscription",
        {"tax_percent": 20.0},
        {"default_tax_rates": [{"id": "txr_1", "percentage": 20.0, "inclusive": False}]},
        apart="subscriptions.tax_percent subscriptions.default_tax_rates",
    ),
]

OF_PAYMENTS = [
    Pair(
        "`payment_intents.latest_charge_id` before 2022-11-15",
        "payment_intent",
        {"charges": listed([documents.charge("ch_2", created=LATER), documents.charge("ch_1")])},
        {"latest_charge": "ch_2"},
        fills="payment_intents.latest_charge_id",
    ),
    Pair(
        "`payment_intents` from before 2019-02-11",
        "payment_intent",
        {
            "status": "requires_source_action",
            "payment_method_types": ABSENT,
            "allowed_source_types": ["sepa_debit"],
            "next_source_action": {"type": "redirect_to_url"},
        },
        {
            "status": "requires_action",
            "payment_method_types": ["sepa_debit"],
            "next_action": {"type": "redirect_to_url"},
        },
        fills="""
            payment_intents.status payment_intents.payment_method_types payment_intents.next_action
            payment_intents.next_action_type
        """,
    ),
    Pair(
        "Invoice payments that older invoices imply",
        "payment_intent",
        {"invoice": "in_1"},
        {},
        apart="payment_intents.invoice_id",
    ),
    Pair("Invoice payments that older invoices imply", "charge", {"invoice": "in_1"}, {}, apart="charges.invoice_id"),
    Pair(GONE, "charge", {"dispute": "dp_1"}, {}, apart="charges.dispute_id"),
    Pair(
        "The card of a charge before 2019-02-19",
        "charge",
        {
            "source": CARD
            | {"address_country": "US", "address_zip": "12345", "brand": "American Express", "name": "Ada"}
        },
        {
            "source": "card_1",
            "billing_details": {"address": {"country": "US", "postal_code": "12345"}, "name": "Ada"},
            "payment_method_details": {"type": "card", "card": CARD | {"brand": "amex"}},
        },
        fills=f"{OF_A_CARD} charges.source_id charges.billing_details_address_country"
        " charges.billing_details_address_postal_code charges.billing_details_name charges.payment_method_details_type",
        apart="charges.billing_details charges.payment_method_details",
    ),
    Pair(
        "The card of a charge before 2019-02-19",
        "charge",
        {
            "source": {
                "id": "src_1",
                "object": "source",
                "type": "card",
                "card": CARD | {"brand": "Visa"},
                "owner": {"address": {"country": "US", "postal_code": "12345"}, "email": "ada@a.com", "name": "Ada"},
            }
        },
        {
            "source": "src_1",
            "billing_details": {
                "address": {"country": "US", "postal_code": "12345"},
                "email": "ada@a.com",
                "name": "Ada",
            },
            "payment_method_details": {"type": "card", "card": CARD | {"brand": "visa"}},
        },
        fills=f"{OF_A_CARD} charges.source_id charges.billing_details_address_country charges.billing_details_email"
        " charges.billing_details_address_postal_code charges.billing_details_name charges.payment_method_details_type",
        apart="charges.billing_details charges.payment_method_details",
    ),
    Pair(
        "The card of a charge before 2019-02-19",
        "charge",
        {"source": {"id": "ba_1", "object": "bank_account", "last4": "6789"}},
        {"source": "ba_1", "payment_method_details": {"type": "ach_debit", "ach_debit": {"last4": "6789"}}},
        fills="charges.source_id charges.payment_method_details_type",
        apart="charges.payment_method_details",
    ),
    Pair(
        "`transfer_data_destination_id` of a charge before 2018-11-08",
        "charge",
        {"destination": "acct_1"},
        {"transfer_data": {"destination": "acct_1"}},
        fills="charges.transfer_data_destination_id",
    ),
]

PROFILE = {
    "product_description": "Tea by post",
    "support_address": {"city": "Köln"},
    "support_email": "help@example.com",
    "support_phone": "+49 221 1",
    "support_url": "https://example.com/help",
}
NAMES = {"business_name": "Tea", "business_url": "https://example.com"}

OF_THE_REST = [
    Pair(
        "The profile and the settings of an account before 2019-02-19",
        "account",
        PROFILE | NAMES,
        {"business_profile": PROFILE | {"name": "Tea", "url": "https://example.com"}},
        fills=" ".join(f"accounts.business_profile_{name}" for name in (*PROFILE, "name", "url")),
    ),
    Pair(
        "The profile and the settings of an account before 2019-02-19",
        "account",
        {"display_name": "Tea", "timezone": "Europe/Berlin", "statement_descriptor": "TEA"},
        {
            "settings": {
                "dashboard": {"display_name": "Tea", "timezone": "Europe/Berlin"},
                "payments": {"statement_descriptor": "TEA"},
            }
        },
        fills="""
            accounts.settings_dashboard_display_name accounts.settings_dashboard_timezone
            accounts.settings_payments_statement_descriptor
        """,
        apart="accounts.settings",
    ),
    Pair(
        "The profile and the settings of an account before 2019-02-19",
        "account",
        {"legal_entity": {"type": "company"}},
        {"business_type": "company"},
        fills="accounts.business_type",
    ),
    Pair(
        "`coupons.percent_off` before 2018-07-27",
        "coupon",
        {"percent_off": 13, "percent_off_precise": 12.5},
        {"percent_off": 12.5},
        "coupons.percent_off",
    ),
    Pair(
        "A coupon in a discount or promotion code",
        "promotion_code",
        {"coupon": COUPON},
        {"promotion": {"type": "coupon", "coupon": "FALL"}},
        fills="promotion_codes.coupon_id",
        apart="promotion_codes.promotion_type",
    ),
    Pair(
        "A coupon in a discount or promotion code",
        "discount",
        {"coupon": COUPON},
        {"source": {"type": "coupon", "coupon": "FALL"}},
        fills="discounts.coupon_id",
        apart="discounts.source_type",
    ),
    Pair(RENAMED, "customer", {"account_balance": -5}, {"balance": -5}, "customers.balance"),
    Pair(
        RENAMED, "customer", {"currency": "eur", "default_currency": "eur"}, {"currency": "eur"}, "customers.currency"
    ),
    Pair(
        "A coupon in a discount or promotion code",
        "customer",
        {"discount": DISCOUNT | {"coupon": COUPON}},
        {"discount": DISCOUNT | {"source": {"type": "coupon", "coupon": "FALL"}}},
        fills="customers.discount_id customers.discount_coupon_id",
        apart="customers.discount",
    ),
    Pair(
        RENAMED,
        "product",
        {"features": [{"name": "Loose leaf"}]},
        {"marketing_features": [{"name": "Loose leaf"}]},
        "products.marketing_features",
    ),
    Pair(RENAMED, "product", {"tax_code": "txcd_1"}, {"tax_details": {"tax_code": "txcd_1"}}, "products.tax_code_id"),
    Pair(
        GONE,
        "price",
        {"recurring": {"interval": "month", "aggregate_usage": "sum"}},
        {"recurring": {"interval": "month"}},
        fills="prices.recurring_interval",
        apart="prices.recurring_aggregate_usage",
    ),
]

OF_INVOICE_ITEMS = [
    Pair(
        "`price_id` from a plan",
        "invoiceitem",
        {"plan": PLAN, "unit_amount": 500},
        {"price": PRICE, "unit_amount": 500, "unit_amount_decimal": "500"},
        fills="invoice_items.price_id invoice_items.product_id invoice_items.unit_amount_decimal",
    ),
    Pair(
        "`invoice_items` before 2025-03-31.basil",
        "invoiceitem",
        {"price": PRICE, "unit_amount": 500, "unit_amount_decimal": "500"},
        pricing(unit_amount_decimal="500"),
        fills="invoice_items.price_id invoice_items.product_id invoice_items.unit_amount_decimal",
    ),
    Pair(
        "`invoice_items` before 2025-03-31.basil",
        "invoiceitem",
        {"subscription": "sub_1", "subscription_item": "si_1"},
        parent("subscription_details", subscription="sub_1", subscription_item="si_1"),
        fills="invoice_items.subscription_id invoice_items.subscription_item_id",
        apart="invoice_items.parent_type",
    ),
]

OF_CREDIT_NOTES = [
    Pair(
        "`credit_notes.refund_id` and `credit_note_refunds`",
        "credit_note",
        {"refund": "re_1"},
        {"refunds": [{"amount_refunded": 1000, "payment_record_refund": None, "refund": "re_1", "type": "refund"}]},
        apart="credit_notes.refund_id credit_note_refunds",
    ),
    Pair(
        TAXES,
        "credit_note",
        {"tax_amounts": [OLD_TAX]},
        {"total_taxes": [NEW_TAX]},
        fills="credit_notes.total_taxes",
    ),
    Pair(
        TAXES,
        "credit_note",
        credit_line(tax_amounts=[OLD_TAX], amount_excluding_tax=993, unit_amount_excluding_tax="993"),
        credit_line(taxes=[NEW_TAX]),
        fills="credit_note_line_items.taxes",
        apart="credit_note_line_items.amount_excluding_tax credit_note_line_items.unit_amount_excluding_tax",
    ),
]

OF_SCHEDULES = [
    Pair(
        RENAMED,
        "subscription_schedule",
        {"billing": "send_invoice", "renewal_behavior": "release"},
        {"default_settings": {"collection_method": "send_invoice"}, "end_behavior": "release"},
        fills="subscription_schedules.collection_method subscription_schedules.end_behavior",
        apart="subscription_schedules.default_settings",
    ),
    Pair(
        SETTINGS,
        "subscription_schedule",
        {
            "billing_thresholds": {"amount_gte": 5, "reset_billing_cycle_anchor": False},
            "collection_method": "send_invoice",
            "default_payment_method": "pm_1",
            "invoice_settings": {"days_until_due": 30},
        },
        {
            "default_settings": {
                "billing_thresholds": {"amount_gte": 5, "reset_billing_cycle_anchor": False},
                "collection_method": "send_invoice",
                "default_payment_method": "pm_1",
                "invoice_settings": {"days_until_due": 30},
            }
        },
        fills="""
            subscription_schedules.billing_thresholds_amount_gte
            subscription_schedules.billing_thresholds_reset_billing_cycle_anchor
            subscription_schedules.collection_method subscription_schedules.default_payment_method_id
            subscription_schedules.invoice_settings_days_until_due
        """,
        apart="subscription_schedules.default_settings",
    ),
    Pair(
        "`subscription_schedules.end_behavior` of 2019",
        "subscription_schedule",
        {"renewal_behavior": "none", "renewal_interval": {"interval": "month", "length": 1}},
        {"end_behavior": "cancel"},
        fills="subscription_schedules.end_behavior",
        apart="subscription_schedules.renewal_interval_interval subscription_schedules.renewal_interval_length",
    ),
    Pair(
        GONE,
        "subscription_schedule",
        {"default_source": "card_1", "revision": "sub_sched_rev_1"},
        {},
        apart="subscription_schedules.default_source_id subscription_schedules.revision",
    ),
    Pair(
        "`price_id` from a plan",
        "subscription_schedule",
        phase(plans=[{"plan": "price_1", "quantity": 2}]),
        phase(items=[{"plan": "price_1", "price": "price_1", "quantity": 2}]),
        fills="subscription_schedule_phase_items",
    ),
    Pair(
        "`tax_percent`",
        "subscription_schedule",
        phase(tax_percent=20.0),
        phase(),
        apart="subscription_schedule_phases.tax_percent",
    ),
    Pair(
        DISCOUNTS,
        "subscription_schedule",
        phase(coupon=COUPON),
        phase(discounts=[{"coupon": "FALL", "discount": None, "promotion_code": None}]),
        apart="subscription_schedule_phases.coupon_id subscription_schedule_phases.discounts",
    ),
]

PAIRS = [
    *(*OF_INVOICES, *OF_LINES, *OF_SUBSCRIPTIONS, *OF_PAYMENTS, *OF_INVOICE_ITEMS, *OF_CREDIT_NOTES, *OF_SCHEDULES),
    *OF_THE_REST,
]

# Fields of older versions that no column has: nothing came in their place, or a part of `accounts.settings`.
WITHOUT_A_COLUMN = {
    "account": "application_icon application_logo application_name application_url business_logo business_primary_color"
    " debit_negative_balances decline_charge_on keys payout_schedule payout_statement_descriptor verification",
    "charge": "order",
    "customer": "business_vat_id tax_info tax_info_verification",
    "invoice": "hosted_invoice_payment_pending",
    "invoiceitem": "unified_proration",
    "line_item": "unified_proration",
    "payment_intent": "return_url",
    "product": "attributes caption deactivate_on skus",
    "subscription": "invoice_customer_balance_settings",
}
