"""What moved of subscription schedules and of their phases."""

from typing import Any

from tests.promotion.documents import CREATED
from tests.transforms.pairs.pair import COUPON, DISCOUNTS, GONE, LATER, RENAMED, Document, Pair

SETTINGS = "`subscription_schedules.default_settings` before 2019-10-17"


def phase(**fields: Any) -> Document:
    return {"phases": [{"start_date": CREATED, "end_date": LATER} | fields]}


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
