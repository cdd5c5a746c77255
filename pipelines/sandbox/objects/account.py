"""The account itself."""

from pipelines.sandbox.documents import Document, Documents
from pipelines.sandbox.objects.traits import SandboxType, VersionChange


def new_account(account_id: str, created: int) -> Document:
    """The sandbox's own account, as ``GET /v1/account`` gives it."""
    return {
        "id": account_id,
        "object": "account",
        "business_profile": {
            "annual_revenue": None,
            "estimated_worker_count": None,
            "mcc": "5734",
            "name": "Sandbox Software",
            "product_description": None,
            "support_address": None,
            "support_email": None,
            "support_phone": None,
            "support_url": None,
            "url": "https://sandbox.example",
        },
        "business_type": "company",
        "capabilities": {"card_payments": "active", "sepa_debit_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "US",
        "created": created,
        "default_currency": "usd",
        "details_submitted": True,
        "email": "owner@sandbox.example",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            "card_payments": {
                "decline_on": {"avs_failure": False, "cvc_failure": False},
                "statement_descriptor_prefix": None,
                "statement_descriptor_prefix_kana": None,
                "statement_descriptor_prefix_kanji": None,
            },
            "dashboard": {"display_name": "Sandbox Software", "timezone": "Etc/UTC"},
            "payments": {
                "statement_descriptor": "SANDBOX SOFTWARE",
                "statement_descriptor_kana": None,
                "statement_descriptor_kanji": None,
            },
        },
        "type": "standard",
    }


def platform_payments(documents: Documents, document: Document) -> None:
    """2019-08-14: the capability ``platform_payments`` became ``transfers``."""
    del documents
    document["capabilities"]["platform_payments"] = document["capabilities"].pop("transfers")


TYPE = SandboxType(
    name="account",
    alone="/v1/account",
    changes=(VersionChange("2019-08-14", platform_payments),),
    added={
        "2023-10-16": "business_profile.annual_revenue business_profile.estimated_worker_count",
        "2020-08-27": "capabilities.sepa_debit_payments settings.card_payments.statement_descriptor_prefix_kana"
        " settings.card_payments.statement_descriptor_prefix_kanji",
        "2020-03-02": "settings.branding.secondary_color",
        "2019-03-14": "settings.payments.statement_descriptor_kana settings.payments.statement_descriptor_kanji",
    },
    moved=frozenset({"capabilities.transfers"}),
)
