"""POST of disputes."""

from pipelines.sandbox.account import Account
from pipelines.sandbox.business import disputes
from pipelines.sandbox.documents import Document
from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.objects.dispute import EVIDENCE
from pipelines.sandbox.server.given import Given, addressed


def update(account: Account, given: Given, dispute_id: str) -> Document:
    """Send evidence (``submit=false`` only keeps it), or change the metadata."""
    dispute, evidence = addressed(account, "dispute", dispute_id), given.nested("evidence")
    said = {name: evidence.text(name) for name in EVIDENCE if name in evidence}
    metadata, submit = given.metadata(dispute["metadata"]), given.truth("submit", default=True)
    evidence.end()
    given.end()
    dispute["metadata"] = metadata
    if not said:
        return account.save(dispute, "charge.dispute.updated")
    _check_open(dispute)
    if submit:
        return disputes.send(account, dispute, said)
    kept = {"evidence": dispute["evidence"] | said}
    details = {"evidence_details": dispute["evidence_details"] | {"has_evidence": True}}
    return account.save(dispute | kept | details, "charge.dispute.updated")


def close(account: Account, given: Given, dispute_id: str) -> Document:
    """Give in."""
    given.end()
    dispute = addressed(account, "dispute", dispute_id)
    _check_open(dispute)
    return disputes.lose(account, dispute)


def _check_open(dispute: Document) -> None:
    if dispute["status"] != "needs_response":
        raise ApiError(400, f"This dispute cannot be changed: it is {dispute['status']}.")


ACTIONS = {
    ("POST", "/v1/disputes/{id}"): update,
    ("POST", "/v1/disputes/{id}/close"): close,
}
