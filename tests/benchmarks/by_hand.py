"""What people write without us: the SDK's lists, a function that makes a model, `session.get`, a commit a page.

It writes into our tables and takes our mapping. Two things are made easier: it keeps nothing of what Stripe said, and
foreign keys are off for it, because with them it would have to fetch what no list returns before it could go on.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import stripe
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

from oltp_schema.read_only import WRITES
from oltp_schema.row_state import StripeRow
from pipelines.catalogue import CATALOGUE, StripeObject, children_of, partial_lists_of
from pipelines.promotion.statements import in_foreign_key_order
from pipelines.transformers import parts_of, transformer_of

PAGE = 100
WITHOUT_FOREIGN_KEYS = "-c session_replication_role=replica"
stripe.enable_telemetry = False


def copy_account(url: str, api_base: str, api_key: str) -> dict[str, float]:
    """All objects of all types with their child rows. Returns the number of objects."""
    client, objects = stripe.StripeClient(api_key, base_addresses={"api": api_base}), 0
    named = make_url(url).set(drivername="postgresql+psycopg2")
    engine = create_engine(named, connect_args={"options": WITHOUT_FOREIGN_KEYS}, json_serializer=_as_stripe_says)
    with Session(engine, info={WRITES: True}) as session:
        for entry in in_foreign_key_order():
            if entry.path and entry.landed_by_default and not entry.singleton:
                for document in _listed(client, entry):
                    _put(session, entry, document)
                    objects += 1
                    if objects % PAGE == 0:
                        session.commit()
                session.commit()
    return {"objects": objects}


def ask_by_id(api_base: str, api_key: str, objects: int) -> dict[str, float]:
    """The least that hearing of changes takes with the SDK: its events' objects, each asked for by id, nothing kept."""
    client, asked = stripe.StripeClient(api_key, base_addresses={"api": api_base}), 0
    for event in client.v1.events.list({"limit": PAGE}).auto_paging_iter():
        about = event.data.object
        getattr(client.v1, str(CATALOGUE[about["object"]].table)).retrieve(about["id"])
        asked += 1
        if asked == objects:
            break
    return {"objects": asked}


def _as_stripe_says(value: Any) -> str:
    """The SDK makes a Decimal of a text such as `unit_amount_decimal`, inside JSON too."""
    return json.dumps(value, default=str)


def _listed(client: stripe.StripeClient, entry: StripeObject) -> Any:
    parameters: dict[str, Any] = {"limit": PAGE, **entry.parameters}
    if entry.name == "invoice":
        parameters["expand"] = ["data.payments"]
    return getattr(client.v1, str(entry.table)).list(parameters).auto_paging_iter()


def _put(session: Session, entry: StripeObject, found: Any) -> None:
    fields = {
        name: Decimal(repr(value)) if isinstance(value, float) else value for name, value in found.to_dict().items()
    }
    model = transformer_of(entry.name)(fields)
    for field in partial_lists_of(entry):
        setattr(model, f"{field}_complete", True)
    for child in children_of(entry):
        for part in parts_of(model, child.embedded) if child.embedded else ():
            part.row_state, part.transform_version = "present", child.transform
    model.row_state, model.transform_version = "present", entry.transform
    model.observed_at = datetime.now(UTC)  # type: ignore[attr-defined]  # every type with a list has it
    _save(session, model)


def _save(session: Session, model: StripeRow) -> None:
    if session.get(type(model), model.id) is None:
        session.add(model)
    else:
        session.merge(model)
