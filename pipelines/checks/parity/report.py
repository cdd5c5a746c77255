"""What a comparison found: tallies by table, and the first disagreements."""

from dataclasses import dataclass, field
from typing import Any

from pipelines.catalogue import StripeObject

EXAMPLES = 20


@dataclass
class ParityTally:
    """The comparison of one table: rows and values compared, and how many differ.

    ``waiting`` is the number of rows that were not compared: another version of the transform made them, and the active
    one has read nothing yet.
    """

    rows: int = 0
    values: int = 0
    mismatches: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Mismatch:
    """One disagreement, by id and column; never a value."""

    object: str
    id: str
    column: str
    what: str


@dataclass
class Parity:
    """The outcome for a database: tallies of rows and of versions by object name, and the first disagreements."""

    objects: dict[str, ParityTally] = field(default_factory=dict)
    history: dict[str, ParityTally] = field(default_factory=dict)
    of_rows: list[Mismatch] = field(default_factory=list)
    of_versions: list[Mismatch] = field(default_factory=list)

    @property
    def examples(self) -> list[Mismatch]:
        """The first disagreements, those of rows before those of versions."""
        return [*self.of_rows, *self.of_versions][:EXAMPLES]

    @property
    def mismatches(self) -> int:
        """How many values or rows disagree in all."""
        return sum(tally.mismatches for tally in (*self.objects.values(), *self.history.values()))

    @property
    def waiting(self) -> int:
        """How many rows were not compared, because the active versions have not read their documents yet."""
        return sum(tally.waiting for tally in self.objects.values())

    def as_dict(self) -> dict[str, Any]:
        """The form of ``parity --json``."""
        return {
            "rows": sum(tally.rows for tally in self.objects.values()),
            "values": sum(tally.values for tally in self.objects.values()),
            "mismatches": self.mismatches,
            "waiting": self.waiting,
            "history": {name: vars(tally) for name, tally in self.history.items()},
            "objects": {name: vars(tally) for name, tally in self.objects.items()},
            "examples": [vars(example) for example in self.examples],
        }

    def differ(self, entry: StripeObject, stripe_id: str, column: str, what: str) -> None:
        """Note one disagreement."""
        self.objects[entry.name].mismatches += 1
        if len(self.of_rows) < EXAMPLES:
            self.of_rows.append(Mismatch(entry.name, stripe_id, column, what))

    def differ_in_history(self, entry: StripeObject, version: str, column: str, what: str) -> None:
        """Note one of a version."""
        self.history[entry.name].mismatches += 1
        if len(self.of_versions) < EXAMPLES:
            self.of_versions.append(Mismatch(entry.history_name, version, column, what))
