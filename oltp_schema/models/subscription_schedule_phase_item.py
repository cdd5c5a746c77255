"""What a phase of a subscription schedule sells."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, JsonArray, JsonObject, field, reference, required
from oltp_schema.row_state import StripePart
from oltp_schema.rules import id_is_place


class SubscriptionSchedulePhaseItem(StripePart):
    """An element of a phase's `items` (`plans` until 2020-03-02): its phase and its place, from 1, are its key."""

    __tablename__ = "subscription_schedule_phase_items"
    __table_args__ = (
        id_is_place("phase_id"),
        {"schema": DATA_SCHEMA},
    )

    subscription_schedule_id: Mapped[str | None] = reference(
        "subscription_schedules", inverse="phase_items", required=True
    )
    billing_thresholds_usage_gte: Mapped[int | None] = field("Usage at which an invoice is made before the period ends")
    discounts: Mapped[JsonArray | None]
    metadata_: Mapped[JsonObject | None] = field(name="metadata")
    phase_id: Mapped[str | None] = reference("subscription_schedule_phases", inverse="items", required=True)
    position: Mapped[int | None] = required("Its place in the phase, from 1")
    price_id: Mapped[str | None] = reference("prices", inverse="phase_items")
    quantity: Mapped[int | None]
    tax_rates: Mapped[JsonArray | None]
