"""Events: what happened, to which object, and by whose request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from oltp_schema.base import DATA_SCHEMA, StripeId, field, required
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

    created: Mapped[datetime | None] = required()
    account_id: Mapped[StripeId | None] = field("Id of the connected account that it came from; has no table")
    api_version: Mapped[str | None] = field("Version of the API that its object is written in")
    context: Mapped[str | None] = field("Where in an organisation it came from")
    livemode: Mapped[bool | None] = required()
    object_id: Mapped[StripeId | None] = field("Id of the object that it is about")
    object_type: Mapped[str | None] = field("Type of the object that it is about")
    request_id: Mapped[StripeId | None] = field("Id of the request that caused it")
    request_idempotency_key: Mapped[str | None] = field("Key that the caller gave that request")
    type: Mapped[str | None] = required("What happened")
