"""Report runs: a report that was asked for, and the file that it became."""

from typing import Any

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType


def new_report_run(object_id: str, now: int, report_type: str, parameters: dict[str, Any]) -> Document:
    """A run that has begun."""
    return {
        "id": object_id,
        "object": "reporting.report_run",
        "created": now,
        "error": None,
        "livemode": False,
        "parameters": parameters,
        "report_type": report_type,
        "result": None,
        "status": "pending",
        "succeeded_at": None,
    }


TYPE = SandboxType(name="reporting.report_run", paths=("/v1/reporting/report_runs",))
