"""An account as its row."""

from oltp_schema.models.account import StripeAccount
from pipelines.transformers.readers import Document, boolean, first, json_object, text, timestamp


def stripe_account_to_model(data: Document) -> StripeAccount:
    """Map an account of any API version. Raises DocumentError."""
    return StripeAccount(
        id=text(data, "id"),
        business_profile_mcc=text(data, "business_profile.mcc"),
        business_profile_name=first(text(data, "business_profile.name"), text(data, "business_name")),
        business_profile_product_description=first(
            text(data, "business_profile.product_description"), text(data, "product_description")
        ),
        business_profile_support_address=first(
            json_object(data, "business_profile.support_address"), json_object(data, "support_address")
        ),
        business_profile_support_email=first(text(data, "business_profile.support_email"), text(data, "support_email")),
        business_profile_support_phone=first(text(data, "business_profile.support_phone"), text(data, "support_phone")),
        business_profile_support_url=first(text(data, "business_profile.support_url"), text(data, "support_url")),
        business_profile_url=first(text(data, "business_profile.url"), text(data, "business_url")),
        business_type=first(text(data, "business_type"), text(data, "legal_entity.type")),
        capabilities=json_object(data, "capabilities"),
        charges_enabled=boolean(data, "charges_enabled"),
        controller_type=text(data, "controller.type"),
        country=text(data, "country"),
        created=timestamp(data, "created"),
        default_currency=text(data, "default_currency"),
        details_submitted=boolean(data, "details_submitted"),
        email=text(data, "email"),
        metadata_=json_object(data, "metadata"),
        payouts_enabled=boolean(data, "payouts_enabled"),
        settings=json_object(data, "settings"),
        settings_dashboard_display_name=first(
            text(data, "settings.dashboard.display_name"), text(data, "display_name")
        ),
        settings_dashboard_timezone=first(text(data, "settings.dashboard.timezone"), text(data, "timezone")),
        settings_payments_statement_descriptor=first(
            text(data, "settings.payments.statement_descriptor"), text(data, "statement_descriptor")
        ),
        type=text(data, "type"),
    )
