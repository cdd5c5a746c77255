"""Lists inside other objects: some are always there, some only if asked for, and all are cut at ten."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipelines.sandbox.account import Account, Document

LONGEST = 10


class Embedded(NamedTuple):
    """What a list holds (None: things that the sandbox has none of), in which order, and where all of it is."""

    kind: str | None
    url: str
    newest_first: bool = False


EMBEDDED = {
    ("invoice", "payments"): Embedded("invoice_payment", "/v1/invoice_payments?invoice={}"),
    ("charge", "refunds"): Embedded("refund", "/v1/charges/{}/refunds"),
    ("payment_intent", "charges"): Embedded("charge", "/v1/charges?payment_intent={}", newest_first=True),
    ("customer", "subscriptions"): Embedded("subscription", "/v1/customers/{}/subscriptions"),
    ("customer", "sources"): Embedded(None, "/v1/customers/{}/sources"),
    ("customer", "tax_ids"): Embedded(None, "/v1/customers/{}/tax_ids"),
}


def embedded_list(account: "Account", holder: str, name: str, object_id: str) -> "Document":
    """A list as it stands inside an object of type ``holder``, its elements in their newest shape."""
    embedded = EMBEDDED[holder, name]
    found = account.children(embedded.kind, object_id) if embedded.kind else []
    if embedded.kind == "subscription":
        found = [each for each in found if each["status"] != "canceled"]
    if embedded.newest_first:
        found.reverse()
    url = embedded.url.format(object_id)
    return {"object": "list", "data": found[:LONGEST], "has_more": len(found) > LONGEST, "url": url}


def embedded_bytes(account: "Account", holder: str, name: str, object_id: str) -> bytes:
    """The JSON of a list all of whose elements are shown, oldest first: those of invoice payments and of refunds."""
    embedded = EMBEDDED[holder, name]
    found = account.store.children(str(embedded.kind), object_id)
    has_more = b"true" if len(found) > LONGEST else b"false"
    url = embedded.url.format(object_id).encode()
    return b'{"object":"list","data":[%b],"has_more":%b,"url":"%b"}' % (b",".join(found[:LONGEST]), has_more, url)
