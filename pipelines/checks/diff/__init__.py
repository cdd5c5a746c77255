"""What another version of a transform would change, found out on the user's own data without changing any of it."""

from pipelines.checks.diff.outcome import KINDS, ColumnDifference, Detail, Diff, Refusal, TableDifference, Value
from pipelines.checks.diff.rows import BrokenTransformError, TooManyRefusedError, UnfitColumnsError
from pipelines.checks.diff.run import compare

__all__ = [
    "KINDS",
    "BrokenTransformError",
    "ColumnDifference",
    "Detail",
    "Diff",
    "Refusal",
    "TableDifference",
    "TooManyRefusedError",
    "UnfitColumnsError",
    "Value",
    "compare",
]
