"""What an export wrote, as `manifest.json` beside the files has it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

MANIFEST = "manifest.json"


class FileFormat(StrEnum):
    """What the files are; parquet keeps the types, CSV does not."""

    PARQUET = "parquet"
    CSV = "csv"


@dataclass(frozen=True)
class ExportedTable:
    """``files`` are relative to the export's folder, ``columns`` Arrow's types by name."""

    rows: int
    bytes: int
    files: list[str]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Export:
    """One export: all tables are of one moment; ``as_of`` is when its transaction began, by the database's clock.

    ``until`` is when the newest of all rows was promoted: with it as ``since``, the next export of the same ``objects``
    (None: all types) and ``history`` has what changed.
    """

    form: FileFormat
    objects: list[str] | None
    history: bool
    as_of: datetime
    since: datetime | None
    until: datetime
    account: str | None
    livemode: bool | None
    tables: Mapping[str, ExportedTable]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    def as_dict(self) -> dict[str, Any]:
        """The form of the manifest and of `export --json`."""
        return {
            "format": self.form,
            "objects": self.objects,
            "history": self.history,
            "account": self.account,
            "livemode": self.livemode,
            **{name: getattr(self, name) and getattr(self, name).isoformat() for name in ("as_of", "since", "until")},
            "tables": {name: asdict(table) for name, table in self.tables.items()},
        }
