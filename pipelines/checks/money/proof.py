"""What the equations of money say: what was compared, what differs, and what could not be compared."""

from dataclasses import asdict, dataclass, field
from typing import Any

from pipelines.errors import StripeOltpError


class NothingToAddUpError(StripeOltpError):
    """No equation has all of its types."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "No type with money was read whole yet, so there is nothing to add up. Run stripe-oltp pipeline."
        )


@dataclass(frozen=True)
class Unequal:
    """What should be equal and is not: the ids it is about, in minor units what Stripe says and what is expected."""

    ids: list[str]
    currency: str | None
    figure: int | None
    expected: int | None


@dataclass(frozen=True)
class Equation:
    """What an equation ``says``, of which types, and how it stands: rows ``checked``, ``pending`` ones not among them.

    ``found`` are the first of its differences, by id. It is compared only where none of its types is ``unread``, and
    where Stripe gave its side; ``reason`` says why it did not.
    """

    says: str
    objects: list[str]
    unread: list[str] = field(default_factory=list)
    checked: int = 0
    differences: int = 0
    pending: int = 0
    found: list[Unequal] = field(default_factory=list)
    reason: str | None = None

    @property
    def is_compared(self) -> bool:
        """Whether there was everything to compare."""
        return not self.unread and self.reason is None


@dataclass(frozen=True)
class MoneyProof:
    """All equations by name, and how many documents of their types wait in quarantine, which they go without."""

    equations: dict[str, Equation]
    quarantined: dict[str, int]

    @property
    def differences(self) -> int:
        """Of all equations."""
        return sum(equation.differences for equation in self.equations.values())

    def as_dict(self) -> dict[str, Any]:
        """The form of ``verify --money --json``."""
        return {"agrees": not self.differences, **asdict(self)}
