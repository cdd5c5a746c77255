"""What moved of accounts."""

from tests.transforms.pairs.pair import Pair

PROFILE = {
    "product_description": "Tea by post",
    "support_address": {"city": "Köln"},
    "support_email": "help@example.com",
    "support_phone": "+49 221 1",
    "support_url": "https://example.com/help",
}
NAMES = {"business_name": "Tea", "business_url": "https://example.com"}

OF_ACCOUNTS = [
    Pair(
        "The profile and the settings of an account before 2019-02-19",
        "account",
        PROFILE | NAMES,
        {"business_profile": PROFILE | {"name": "Tea", "url": "https://example.com"}},
        fills=" ".join(f"accounts.business_profile_{name}" for name in (*PROFILE, "name", "url")),
    ),
    Pair(
        "The profile and the settings of an account before 2019-02-19",
        "account",
        {"display_name": "Tea", "timezone": "Europe/Berlin", "statement_descriptor": "TEA"},
        {
            "settings": {
                "dashboard": {"display_name": "Tea", "timezone": "Europe/Berlin"},
                "payments": {"statement_descriptor": "TEA"},
            }
        },
        fills="""
            accounts.settings_dashboard_display_name accounts.settings_dashboard_timezone
            accounts.settings_payments_statement_descriptor
        """,
        apart="accounts.settings",
    ),
    Pair(
        "The profile and the settings of an account before 2019-02-19",
        "account",
        {"legal_entity": {"type": "company"}},
        {"business_type": "company"},
        fills="accounts.business_type",
    ),
]
