"""What each role may do and may not, by trying it."""

import re
from collections.abc import Callable

Try = Callable[[str, str], bool]
TELLING = re.compile(
    r"(^|_)(email|phone|name|line1|line2|city|postal_code|ip_address|fingerprint|address|shipping|owner|evidence"
    r"|billing_details|url|pdf)$"
)
# They tell of the merchant, of what is sold, or of a bank.
OF_NOBODY = {
    *("accounts.business_profile_name", "accounts.business_profile_support_url", "accounts.business_profile_url"),
    *("accounts.settings_dashboard_display_name", "coupons.name", "credit_notes.amount_shipping"),
    *("disputes.evidence_details_has_evidence", "invoices.account_name", "invoices.amount_shipping"),
    *("payment_methods.us_bank_account_bank_name", "products.name", "products.url", "tax_rates.display_name"),
}
