"""What moved of customers, of what they buy, and of the discounts they get."""

from tests.transforms.pairs.pair import COUPON, DISCOUNT, GONE, RENAMED, Pair

OF_CUSTOMERS = [
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
