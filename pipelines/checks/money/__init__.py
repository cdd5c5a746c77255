"""Proof of money (docs/money.md): what Stripe said in different places, and says now, adds up to the cent."""

from pipelines.checks.money.proof import Equation, MoneyProof, NothingToAddUpError, Unequal
from pipelines.checks.money.prove import prove

__all__ = ["Equation", "MoneyProof", "NothingToAddUpError", "Unequal", "prove"]
