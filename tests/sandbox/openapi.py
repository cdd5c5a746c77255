"""Stripe's own description of its objects, as a judge of the sandbox's.

The derived specification is 2026-08-26.dahlia; the sandbox renders 2026-10-28.endive. What endive added is put in
here, field by field. Everything is closed: a field that Stripe does not document is an error, unless it is one of the
leftovers that Stripe is known to go on sending.
"""

import json
import lzma
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.sandbox.derive_openapi import DATA, Schema

NULL = {"type": "null"}
TEXT = {"type": ["string", "null"], "maxLength": 5000}
PAUSED = {
    "type": "object",
    "required": ["subscription", "transitioned_at", "type"],
    "properties": {
        "subscription": {
            "type": "object",
            "required": ["type"],
            "properties": {
                "type": {
                    "enum": [
                        "final_payment_failure",
                        "first_payment_failure",
                        "pause_requested",
                        "system",
                        "trial_end_without_payment_method",
                    ]
                }
            },
        },
        "transitioned_at": {"type": "integer"},
        "type": {"enum": ["subscription"]},
    },
}
UNCOLLECTIBLE = {
    "type": "object",
    "properties": {
        "reason": {
            "enum": [
                "max_payment_attempts",
                "payment_not_received",
                "subscription_canceled",
                "subscription_paused",
                "user_forgiven",
                None,
            ]
        }
    },
}


def _object_or_null(**properties: Schema) -> Schema:
    return {"anyOf": [{"type": "object", "properties": properties}, NULL]}


ENDIVE: dict[str, dict[str, Schema]] = {
    "invoice": {"status_details": _object_or_null(uncollectible={"anyOf": [UNCOLLECTIBLE, NULL]})},
    "invoiceitem": {"invoicing_rules": {"type": "array"}},
    "payment_intent": {"payment_record": TEXT},
    "product": {"tax_details": _object_or_null(performance_location=TEXT, tax_code=TEXT)},
    "subscription": {"status_details": _object_or_null(paused=PAUSED)},
    "subscription_item": {"current_trial": _object_or_null()},
    "subscription_schedule": {"pause_schedules": {"type": "array"}},
    "subscriptions_resource_trial_settings_end_behavior": {
        "billing_cycle_anchor": {"enum": ["now", "unchanged", None]}
    },
    "dispute": {"intended_submission_method": TEXT},
    "dispute_evidence": {"appeal": _object_or_null()},
    "dispute_evidence_details": {"submission_method": {"enum": ["manual", "not_submitted", "smart_disputes"]}},
    "payment_method_details_card": {"electronic_commerce_indicator": TEXT},
}
# Undocumented since years, and still sent.
LEFTOVERS: dict[str, dict[str, Schema]] = {
    "charge": {"destination": NULL, "dispute": TEXT, "order": NULL, "source": NULL},
    "payment_intent": {"source": NULL},
    "product": {"type": {"enum": ["good", "service"]}},
    "recurring": {"trial_period_days": {"type": ["integer", "null"]}},
    "subscription": {"plan": {"type": ["object", "null"]}, "quantity": {"type": ["integer", "null"]}},
    "subscription_item": {"plan": {"type": "object"}},
    "subscription_schedule_configuration_item": {"plan": TEXT},
}
# Fields that are in every full object though the specification lets them be absent.
ALWAYS = {
    "endive": {
        "invoice": ["status_details"],
        "product": ["tax_details"],
        "subscription": ["status_details"],
        "subscription_item": ["current_trial"],
    }
}


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator of one type of object as endive renders it."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _schemas()})


def complaints(document: dict[str, Any], name: str | None = None) -> list[str]:
    """What is wrong with an object: the place and the rule."""
    errors = validator(name or document["object"]).iter_errors(document)
    return [f"{document['id']} {error.json_path}: {error.message[:300]}" for error in errors]


@cache
def _schemas() -> dict[str, Schema]:
    schemas: dict[str, Schema] = json.loads(lzma.decompress(DATA.read_bytes()))["schemas"]
    for added in (ENDIVE, LEFTOVERS):
        for name, properties in added.items():
            schemas[name]["properties"] |= properties
    for name, required in ALWAYS["endive"].items():
        schemas[name]["required"] = [*schemas[name]["required"], *required]
    _close(schemas)
    return schemas


def _close(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _close(each)
    elif isinstance(value, dict):
        if isinstance(value.get("properties"), dict):
            value.setdefault("additionalProperties", False)
        for each in value.values():
            _close(each)
