"""Files: what a report became. What is in them is kept beside (``file.contents``)."""

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType, same

HOST = "https://files.stripe.com/"
"""Where Stripe's files are; the server puts its own address in its place."""

KEPT = 365 * 86_400
"""In seconds."""


def new_report_file(object_id: str, now: int, run_id: str, size: int) -> Document:
    """The CSV file of a report run; ``size`` is in bytes."""
    return {
        "id": object_id,
        "object": "file",
        "created": now,
        "expires_at": now + KEPT,
        "filename": f"{run_id}.csv",
        "links": {"object": "list", "data": [], "has_more": False, "url": f"/v1/file_links?file={object_id}"},
        "purpose": "finance_report_run",
        "size": size,
        "title": f"FinanceReportRun {run_id}",
        "type": "csv",
        "url": f"{HOST}v1/files/{object_id}/contents",
    }


TYPE = SandboxType(name="file", paths=("/v1/files",), filters=same("purpose"))
