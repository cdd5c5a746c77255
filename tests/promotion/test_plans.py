"""A plan is the price of its id, if that recurs, with Stripe's former names of the fields."""

from datetime import UTC, datetime

from pipelines.sandbox.objects.plan import plan_of
from tests.promotion import documents
from tests.promotion.conftest import Database

OURS = {"meter_id": "meter", "product_id": "product"}
EVERY = {"interval": "month", "interval_count": 3, "usage_type": "metered", "meter": None, "trial_period_days": None}


def test_a_plan_says_what_stripes_own_says(database: Database) -> None:
    whole = {"unit_amount": 500, "unit_amount_decimal": "500", "nickname": "Gold", "metadata": {"a": "b"}}
    price = documents.price("gold", **whole, recurring=EVERY, tiers_mode=None, transform_quantity=None)
    database.land(price, documents.price("once", type="one_time", recurring=None))
    database.promote()
    (row,) = database.query("SELECT * FROM oltp.plans")
    plan = plan_of(price)
    plan["created"] = datetime.fromtimestamp(plan["created"], UTC)
    ours = {OURS.get(name, name): value for name, value in row.items()}
    assert {name: ours[name] for name in plan.keys() & ours.keys()} == {
        name: type(ours[name])(value) if name == "amount_decimal" else value
        for name, value in plan.items()
        if name in ours
    }
    assert plan.keys() - ours.keys() == {"object", "transform_usage"}, "which is taken apart"
    assert row["row_state"] == "present"
