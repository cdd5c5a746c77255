"""What another version of a transform would change, found out on the user's own data without changing any of it."""

from pipelines.diff.outcome import KINDS, Column, Detail, Diff, Difference, Refusal, Value
from pipelines.diff.rows import BrokenTransformError, TooManyRefusedError, UnfitColumnsError
from pipelines.diff.run import compare

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
