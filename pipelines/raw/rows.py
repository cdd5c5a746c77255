"""The rows that the dlt source gives where files cannot be imported: into other destinations, to steps and loops."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dlt.common.json import json

from pipelines.errors import StripeOltpError
from pipelines.raw.csv_files import Copy
from pipelines.raw.tables import RAW_COLUMNS
from pipelines.stripe_api.documents import Document

NOT_OF_ROWS = ("forms", "_dlt_load_id", "_dlt_id")  # promotion looks at forms itself; the others are dlt's
OF_JSON = tuple(name for name, hints in RAW_COLUMNS.items() if hints["data_type"] == "json")
ROW_COLUMNS: dict[str, Any] = {name: dict(hints) for name, hints in RAW_COLUMNS.items() if name not in NOT_OF_ROWS}
Row = dict[str, Any]


def columns(json_type: str) -> dict[str, Any]:
    """The columns of rows, those of JSON of another of dlt's types."""
    of_json = {"json": json_type}
    return {
        name: {**hints, "data_type": of_json.get(hints["data_type"], hints["data_type"])}
        for name, hints in ROW_COLUMNS.items()
    }


class UnholdableRowError(StripeOltpError):
    """A document cannot be a row of PostgreSQL by way of dlt."""


class RowPage(NamedTuple):
    """Rows of one table."""

    table: str
    rows: list[Row]


class Rows:
    """Takes copies as a Writer does, and gives them as rows. Safe to write to from several threads."""

    json_type = "text"

    def __init__(self) -> None:
        """Nothing is kept but what was not taken yet."""
        self._taken: dict[str, list[Row]] = defaultdict(list)
        self._lock = threading.Lock()

    def land(self, copies: Sequence[Copy], *, compare: bool = True) -> list[Copy]:
        """Take ``copies``, all of which are new."""
        rows = [(copy.table, self._row(copy)) for copy in copies]
        with self._lock:
            for table, row in rows:
                self._taken[table].append(row)
        return list(copies)

    def taken(self) -> Iterator[RowPage]:
        """What was taken since this was asked last."""
        with self._lock:
            taken, self._taken = self._taken, defaultdict(list)
        for table, rows in taken.items():
            yield RowPage(table, rows)

    def _row(self, copy: Copy) -> Row:
        document = copy.document
        payload, is_verbatim = self._payload(copy)
        return {
            "id": document.id or "",
            "payload": payload,
            "api_version": copy.api_version,
            "origin": copy.origin,
            "observed_at": copy.observed_at,
            "digest": document.digest,
            "verbatim": is_verbatim,
            "deleted": document.deleted,
            "parent": copy.parent,
            "event": copy.told.json.decode() if copy.told else None,
        }

    def _payload(self, copy: Copy) -> tuple[str, bool]:
        """Stripe's own text: what jsonb cannot hold, a text can. Only bytes that are no UTF-8 are replaced."""
        try:
            return copy.document.raw.decode(), True
        except UnicodeDecodeError:
            return copy.document.raw.decode(errors="replace"), False


class JsonbRows(Rows):
    """Rows for PostgreSQL: dlt reads the payload and writes it again, for ``jsonb``."""

    json_type = "json"

    def _payload(self, copy: Copy) -> tuple[str, bool]:
        document = copy.document
        if (reason := _why_not(document)) is None:
            return (document.payload or b"").decode(), document.verbatim
        raise UnholdableRowError(
            f"{copy.object} {document.id or 'without an id'} cannot be a row of PostgreSQL ({reason})."
            " Run the source without add_map, add_limit and other steps: then such documents are set aside."
        )


def _why_not(document: Document) -> str | None:
    if document.payload is None:
        return document.reason
    try:
        json.loads(document.payload.decode())
    except ValueError:
        return "dlt cannot read it"
    return None
