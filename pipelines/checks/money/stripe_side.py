"""What the equations need that ask Stripe itself: its reader, and the snapshot of the database."""

from dataclasses import dataclass

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.checks.verify.current import Current
from pipelines.stripe_api.lists import ListReader, Span


@dataclass(frozen=True)
class StripeSide:
    """One account, and one snapshot of what is known of it.

    ``unread`` are types that no run has read to their end, or of which not all is promoted. ``lag`` is how late an
    object may be listed, in seconds; ``reports`` the time to ask reports of, None for none.
    """

    lists: ListReader
    current: Current
    unread: set[str]
    lag: int
    reports: Span | None = None

    def watermark(self, entry: StripeObject) -> int:
        """Until when a type was read (unix seconds)."""
        until = self.current.watermark(entry)
        return int(until.timestamp()) if until else 0

    def entries(self, names: list[str]) -> list[StripeObject]:
        """The types of these names."""
        return [CATALOGUE[name] for name in names]
