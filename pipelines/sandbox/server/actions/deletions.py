"""DELETE of what Stripe forgets: it answers 404 for these from then on, where a deleted customer leaves a stub."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import assortment, coupons, handwritten
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError, missing
from pipelines.sandbox.server.given import Given, addressed
from pipelines.sandbox.server.messages import Answer, answer


def delete_product(account: Account, given: Given, product_id: str) -> Answer:
    """A product that has no price any more."""
    given.end()
    product = addressed(account, "product", product_id)
    if assortment.has_prices(account, product_id):
        raise ApiError(400, "This product cannot be deleted because it has one or more user-created prices.")
    account.remove(product, "product.deleted")
    return _gone(product, "product")


def delete_plan(account: Account, given: Given, price_id: str) -> Answer:
    """A price, by its older name: no other way deletes one. Whoever pays it goes on paying it."""
    given.end()
    price = addressed(account, "price", price_id)
    if price["recurring"] is None:
        raise missing("plan", price_id)
    if account.get("product", price["product"])["created"] == int(account.store.setting("began") or 0):
        raise ApiError(400, "The sandbox's own business sells this product: delete prices of your products.")
    assortment.delete_price(account, price_id)
    return _gone(price, "plan")


def delete_coupon(account: Account, given: Given, coupon_id: str) -> Answer:
    """A coupon; who has a discount by it keeps that."""
    given.end()
    coupon = addressed(account, "coupon", coupon_id)
    coupons.delete(account, coupon_id)
    return _gone(coupon, "coupon")


def delete_invoice(account: Account, given: Given, invoice_id: str) -> Answer:
    """A draft that is of no subscription."""
    given.end()
    invoice = addressed(account, "invoice", invoice_id)
    if invoice["status"] != "draft" or invoice["parent"]:
        raise ApiError(400, "You can only delete draft invoices that are not of a subscription. Void this one instead.")
    handwritten.delete_draft(account, invoice_id)
    return _gone(invoice, "invoice")


def _gone(document: Document, kind: str) -> Answer:
    return answer({"id": document["id"], "object": kind, "deleted": True})


ACTIONS = {
    ("DELETE", "/v1/products/{id}"): delete_product,
    ("DELETE", "/v1/plans/{id}"): delete_plan,
    ("DELETE", "/v1/coupons/{id}"): delete_coupon,
    ("DELETE", "/v1/invoices/{id}"): delete_invoice,
}
