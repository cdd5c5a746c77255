"""How the account's balance is paid out."""

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import SandboxType

SCHEDULE = "payout_schedule"
"""The setting of the store that holds the interval."""


def balance_settings(documents: Documents) -> Document:
    """As they are kept: how often, and that a negative balance is taken from the bank."""
    interval = documents.store.setting(SCHEDULE) or "manual"
    days = {"weekly_payout_days": ["monday"]} if interval == "weekly" else {}
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": True,
            "payouts": {
                "minimum_balance_by_currency": None,
                "schedule": {"interval": interval, **days},
                "statement_descriptor": None,
                "status": "enabled",
            },
            "settlement_timing": {"delay_days": 2},
        },
    }


TYPE = SandboxType(
    name="balance_settings",
    alone="/v1/balance_settings",
    computed=balance_settings,
)
