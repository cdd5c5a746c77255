"""Whose data it is."""

from pipelines.catalogue.traits import Reading, StripeObject

ENTRY = StripeObject(
    name="account",
    plural="accounts",
    table="accounts",
    transform=1,
    path="/v1/account",
    singleton=True,
    by_id="/v1/accounts/{id}",
    granted_with="connected_account",
    mark="charges_enabled",  # accounts have no livemode
    reading=Reading(
        created_since=None,
        changed_by_events={"account.external_account.": ("account",), "capability.": ("account",)},
    ),
)
