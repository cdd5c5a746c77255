"""The outcome of a comparison: counts, ids and names of columns; values only where they were asked for."""

from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = ("added", "removed", "changed")


@dataclass(frozen=True)
class Detail:
    """How many ids the outcome names for each fact, and whether it shows what they hold."""

    examples: int = 5
    values: bool = False


BRIEF = Detail()


@dataclass(frozen=True)
class Value:
    """What one row holds in a column and what it would hold, as PostgreSQL writes it."""

    id: str
    before: str | None
    after: str | None


@dataclass
class ColumnDifference:
    """In how many rows a column would change, the first of them, and their values if they were asked for."""

    changed: int
    examples: list[str]
    values: list[Value] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The form of ``diff --json``."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass
class Refusal:
    """Documents that would break one rule: a constraint, a required column, or else PostgreSQL's name of the error.

    The documents of a child table are its parents.
    """

    sqlstate: str
    rule: str
    documents: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass
class TableDifference:
    """What a version would change in one table.

    ``rows`` is how many rows it makes; ``newly_refused`` counts the refused documents that are not in quarantine now.
    """

    before: int | None
    after: int
    rows: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    refused: int = 0
    newly_refused: int = 0
    examples: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, ColumnDifference] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def is_none(self) -> bool:
        """Whether the table would stay as it is."""
        return not (self.added or self.removed or self.changed or self.newly_refused)

    def as_dict(self) -> dict[str, Any]:
        """The form of ``diff --json``."""
        counts = {name: getattr(self, name) for name in ("rows", *KINDS, "refused", "newly_refused")}
        return {
            "from": self.before,
            "to": self.after,
            **counts,
            "examples": self.examples,
            "columns": {name: column.as_dict() for name, column in self.columns.items()},
            "refusals": [asdict(refusal) for refusal in self.refusals],
        }


@dataclass
class Diff:
    """Differences by object name, and how many documents of each type no promotion has read yet."""

    transforms: dict[str, TableDifference] = field(default_factory=dict)
    not_promoted: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The form of ``diff --json``."""
        transforms = {name: difference.as_dict() for name, difference in self.transforms.items()}
        return {"transforms": transforms, "not_promoted": self.not_promoted}
