"""Report types: which reports there are, and of which time there is data for them."""

from collections.abc import Sequence

from pipelines.sandbox.documents import Document
from pipelines.sandbox.objects.traits import SandboxType

HALF_A_DAY = 12 * 3_600


def new_report_type(object_id: str, name: str, columns: Sequence[str], *, began: int) -> Document:
    """A report; there is data for it from a moment on (unix seconds)."""
    return {
        "id": object_id,
        "object": "reporting.report_type",
        "data_available_end": began,
        "data_available_start": began,
        "default_columns": list(columns),
        "livemode": False,
        "name": name,
        "updated": began,
        "version": int(object_id.rpartition(".")[2]),
    }


def available_until(now: int) -> int:
    """The end of the data that there is at a moment: it comes twice a day, for 00:00 and 12:00 UTC."""
    return now // HALF_A_DAY * HALF_A_DAY


TYPE = SandboxType(name="reporting.report_type", paths=("/v1/reporting/report_types",), newest_first=False)
