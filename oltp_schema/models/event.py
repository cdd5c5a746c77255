"""Events: what happened, to which object, and by whose request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, required
from oltp_schema.row_state import ObjectRow


class Event(ObjectRow):
    """An event (`evt_…`). What it says of its object (``data``) is in raw alone, as is ``pending_webhooks``.

    ``object_type`` and ``object_id`` name any object, also one that is gone or has no table; a balance has no id.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "object_type", "object_id", "created"),
        Index(None, "created"),
        {"schema": DATA_SCHEMA},
    )

    account_id: Mapped[StripeId | None]
    api_version: Mapped[str | None]
    context: Mapped[str | None]
    created: Mapped[datetime | None] = required()
    livemode: Mapped[bool | None] = required()
    object_id: Mapped[StripeId | None]
    object_type: Mapped[str | None]
    request_id: Mapped[StripeId | None]
    request_idempotency_key: Mapped[str | None]
    type: Mapped[str | None] = required()
