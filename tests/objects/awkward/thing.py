"""`thing.part`: a dotted name, no `livemode`, `date` for `created`, reserved words for columns, and three lists.

Its `order` is an amount of its `currency`, and its `user_note` is given only when asked.

The elements of one, `thing.step`, have ids, and Stripe cuts it; those of the next, `thing.band`, have none, and their
place in it is their key. The third is in no document: who owns a part, only a list per part tells, and there is one of
the `owned` ones alone.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import Mapped, mapped_column

from oltp_schema import raw
from oltp_schema.base import DATA_SCHEMA, ID_TYPE, NAMING, Base, JsonObject, reference, relate, required
from oltp_schema.engine import connected
from oltp_schema.models import MODELS
from oltp_schema.row_state import ObjectRow, StripePart, complete, listed_whole
from pipelines.catalogue import EmbeddedIn, ListedPer, StripeObject
from pipelines.catalogue.traits import Reading, SummedMoney
from pipelines.transformers import readers

METADATA = MetaData(naming_convention=NAMING)  # of its own: tests compare that of the models with the real schema
for model in MODELS.values():
    Base.metadata.tables[f"{DATA_SCHEMA}.{model.__tablename__}"].to_metadata(METADATA)

ENTRIES = (
    StripeObject(
        name="thing.part",
        plural="thing_parts",
        table="thing_parts",
        transform=1,
        path="/v1/thing/parts",
        reading=Reading(created_since=None, expand={"user_note": ""}),
        money=SummedMoney({"order": "ordered"}),
        mark="date",
        created="date",
    ),
    StripeObject(
        name="thing.step",
        plural="thing_steps",
        table="thing_steps",
        transform=1,
        embedded=EmbeddedIn("thing.part", "steps", "/v1/thing/parts/{id}/steps", "part"),
        mark="name",
        created=None,
    ),
    StripeObject(
        name="thing.band",
        plural="thing_bands",
        table="thing_bands",
        transform=1,
        embedded=EmbeddedIn("thing.part", "bands", None, "part"),
        mark="up_to",
        created=None,
    ),
    StripeObject(name="thing.owner", plural="thing_owners"),
    StripeObject(
        name="thing.part_owner",
        plural="thing_part_owners",
        table="thing_part_owners",
        transform=1,
        embedded=EmbeddedIn("thing.part", "owners", None, "part"),
        listed_per=ListedPer(
            "thing.part",
            "/v1/owners?of={id}",
            "thing.owner",
            when={"state": ("owned", "shared")},
            growing={"order": (99,)},
        ),
        reading=Reading(changed_by_events={"thing.part.sold": ("id",)}),
    ),
)


class ThingPart(ObjectRow):
    """A part of a thing."""

    __tablename__ = "thing_parts"
    __table_args__ = ({"schema": DATA_SCHEMA},)
    metadata = METADATA

    currency: Mapped[str | None] = required()
    date: Mapped[datetime | None] = required()
    end: Mapped[datetime | None] = required()
    metadata_: Mapped[JsonObject | None] = mapped_column("metadata")
    order: Mapped[int | None]
    state: Mapped[str | None]
    user: Mapped[str | None] = mapped_column(ID_TYPE, ForeignKey(f"{DATA_SCHEMA}.customers.id"), index=True)
    user_note: Mapped[str | None]

    owners_complete: Mapped[bool | None] = listed_whole()
    steps_complete: Mapped[bool | None] = complete()


class ThingStep(StripePart):
    """A step of a part."""

    __tablename__ = "thing_steps"
    __table_args__ = ({"schema": DATA_SCHEMA},)
    metadata = METADATA

    name: Mapped[str | None] = required()
    order: Mapped[int | None]
    thing_part_id: Mapped[str | None] = reference("thing_parts", inverse="steps", required=True)


class ThingBand(StripePart):
    """A band of a part."""

    __tablename__ = "thing_bands"
    __table_args__ = ({"schema": DATA_SCHEMA},)
    metadata = METADATA

    end: Mapped[int | None]
    up_to: Mapped[int | None]
    thing_part_id: Mapped[str | None] = reference("thing_parts", inverse="bands", required=True)


class ThingPartOwner(StripePart):
    """Who owns a part, or a share of it."""

    __tablename__ = "thing_part_owners"
    __table_args__ = ({"schema": DATA_SCHEMA},)
    metadata = METADATA

    owner: Mapped[str | None] = required()
    thing_part_id: Mapped[str | None] = reference("thing_parts", inverse="owners", required=True)


relate([ThingPart, ThingStep, ThingBand, ThingPartOwner])


def stripe_thing_part_to_model(data: readers.Document) -> ThingPart:
    part_id = readers.text(data, "id")
    return ThingPart(
        id=part_id,
        currency=readers.text(data, "currency"),
        date=readers.timestamp(data, "date"),
        end=readers.timestamp(data, "end"),
        metadata_=readers.json_object(data, "metadata"),
        order=readers.integer(data, "order"),
        state=readers.text(data, "state"),
        user=readers.reference(data, "user"),
        user_note=readers.text(data, "user_note"),
        steps=readers.each(data, "steps", partial(_step, part_id=part_id)),
        bands=[
            ThingBand(id=f"{part_id}.{place}", thing_part_id=part_id, **band)
            for place, band in enumerate(readers.each(data, "bands", _band), start=1)
        ],
        owners=[
            ThingPartOwner(id=owner and f"{part_id}:{owner}", owner=owner, thing_part_id=part_id)
            for owner in readers.references(data, "owners")
        ],
    )


def _step(step: readers.Document, part_id: str | None) -> ThingStep:
    return ThingStep(
        id=readers.text(step, "id"),
        name=readers.text(step, "name"),
        order=readers.integer(step, "order"),
        thing_part_id=part_id,
    )


def _band(band: readers.Document) -> dict[str, Any]:
    return {"end": readers.integer(band, "end"), "up_to": readers.integer(band, "up_to")}


def create_tables(url: str) -> None:
    """Make its tables in a migrated database."""
    with connected(url) as connection:
        ours = [METADATA.tables[f"{DATA_SCHEMA}.{entry.table}"] for entry in ENTRIES if entry.table]
        METADATA.create_all(connection, tables=ours, checkfirst=False)
        with closing(connection.connection.cursor()) as cursor:
            for entry in ENTRIES:
                by_elements = entry.embedded if not entry.listed_per else None
                raw.create_table(cursor, entry.plural, by_elements.reference if by_elements else None)
