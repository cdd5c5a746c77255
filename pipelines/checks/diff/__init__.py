"""What another version of a transform would change, found out on the user's own data without changing any of it."""

from pipelines.checks.diff.outcome import KINDS, Column, Detail, Diff, Difference, Refusal, Value
from pipelines.checks.diff.rows import BrokenTransformError, TooManyRefusedError, UnfitColumnsError
from pipelines.checks.diff.run import compare

__all__ = [
    "KINDS",
    "BrokenTransformError",
    "Column",
    "Detail",
    "Diff",
    "Difference",
    "Refusal",
    "TooManyRefusedError",
    "UnfitColumnsError",
    "Value",
    "compare",
]
