"""Proof of agreement with Stripe: counts, documents, money, and the internal books."""

from pipelines.verify.listing import Span
from pipelines.verify.report import Difference, Tally, Verification
from pipelines.verify.run import verify
from pipelines.verify.sample import Sample
from pipelines.verify.scope import Choice, NothingLandedError

__all__ = ["Choice", "Difference", "NothingLandedError", "Sample", "Span", "Tally", "Verification", "verify"]
