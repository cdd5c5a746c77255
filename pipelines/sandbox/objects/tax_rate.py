"""Tax rates."""

from decimal import ROUND_HALF_UP, Decimal

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import Filter, SandboxType


def new_tax_rate(object_id: str, now: int, country: str, name: str, percentage: float, *, inclusive: bool) -> Document:
    """The rate of a country; an inclusive one is contained in the price."""
    return {
        "id": object_id,
        "object": "tax_rate",
        "active": True,
        "country": country,
        "created": now,
        "description": None,
        "display_name": name,
        "effective_percentage": percentage,
        "flat_amount": None,
        "inclusive": inclusive,
        "jurisdiction": country,
        "jurisdiction_level": "country",
        "livemode": False,
        "metadata": {},
        "percentage": percentage,
        "rate_type": "percentage",
        "state": None,
        "tax_type": name.lower(),
    }


def tax_on(amount: int, rate: Document) -> int:
    """The tax on an amount in minor units, or within it when the rate is inclusive."""
    percentage = Decimal(str(rate["percentage"]))
    base = Decimal(amount) * percentage
    return int((base / (100 + percentage if rate["inclusive"] else 100)).quantize(Decimal(1), ROUND_HALF_UP))


TYPE = SandboxType(
    name="tax_rate",
    paths=("/v1/tax_rates",),
    filters={"active": Filter("$.active", "bool"), "inclusive": Filter("$.inclusive", "bool")},
    added={
        "2024-10-28.acacia": "flat_amount rate_type",
        "2023-10-16": "jurisdiction_level",
        "2022-11-15": "effective_percentage",
        "2020-08-27": "country state tax_type",
    },
)
