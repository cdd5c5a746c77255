"""Proof of agreement: every column of every promoted row, as SQL wrote it and as the Python twin reads its document."""

from pipelines.checks.parity.check import check
from pipelines.checks.parity.report import Mismatch, Parity, ParityTally

__all__ = ["Mismatch", "Parity", "ParityTally", "check"]
