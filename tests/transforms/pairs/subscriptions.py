"""What moved of subscriptions and of their items."""

from tests.promotion.documents import CREATED
from tests.transforms.pairs.pair import ABSENT, COUPON, DISCOUNT, DISCOUNTS, LATER, PLAN, PRICE, RENAMED, Pair, item

PERIOD = {"current_period_start": CREATED, "current_period_end": LATER}

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
