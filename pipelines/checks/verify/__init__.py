"""Proof of agreement with Stripe: counts, documents, money, and the internal balance."""

from pipelines.checks.verify.report import Difference, Tally, Verification
from pipelines.checks.verify.run import verify, verify_with
from pipelines.checks.verify.sample import Sample
from pipelines.checks.verify.scope import Choice, NothingLandedError
from pipelines.stripe_api.lists import Span

__all__ = [
    "Choice",
    "Difference",
    "NothingLandedError",
    "Sample",
    "Span",
    "Tally",
    "Verification",
    "verify",
    "verify_with",
]
