"""Changes that Stripe has no event for: a run finds them when it lists their type again, or compares everything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipelines.catalogue import CATALOGUE, StripeObject, read_by
from pipelines.checks.verify.current import Current
from pipelines.checks.verify.report import CHANGED, Difference
from pipelines.settings import Pace
from pipelines.stripe_api.lists import takes_created


@dataclass(frozen=True)
class UntoldChanges:
    """Tells them apart from what is wrong. ``now`` is what Stripe's clock shows."""

    current: Current
    pace: Pace
    api_version: str
    now: datetime

    def marked(self, differences: Sequence[Difference]) -> Iterator[Difference]:
        """The same differences, with those marked that no event need have told."""
        untold = [one for one in differences if _may_be_untold(one)]
        if not untold:
            yield from differences
            return
        names = {one.object for one in untold}
        listed = {name: self._listed(CATALOGUE[name]) for name in names}
        created = {
            name: self.current.created(CATALOGUE[name], [one.id for one in untold if one.object == name])
            for name in names
        }
        for one in differences:
            if _may_be_untold(one):
                by = self._found_by(CATALOGUE[one.object], created[one.object].get(one.id), *listed[one.object])
                yield replace(one, is_untold=True, found_by=by)
            else:
                yield one

    def _found_by(
        self, entry: StripeObject, created: datetime | None, relisted_at: datetime | None, compared_at: datetime | None
    ) -> datetime | None:
        """When it is listed again, if it is young enough for that, and otherwise when everything is compared."""
        listed = max(relisted_at + self.pace.relist_every, self.now) if relisted_at else self.now
        is_listed_whole = not takes_created(entry, self.api_version)
        if is_listed_whole or (created and created >= listed - self.pace.relist_window):
            return listed.astimezone(UTC)
        if compared_at and self.pace.reconcile_every:
            return (compared_at + self.pace.reconcile_every).astimezone(UTC)
        return None

    def _listed(self, entry: StripeObject) -> tuple[datetime | None, datetime | None]:
        """When a type was listed for such changes, and when it was compared."""
        rows = self.current.query(
            "SELECT relisted_at, compared_at FROM meta.watermarks WHERE object = %s", ((read_by(entry) or entry).name,)
        )
        return rows[0] if rows else (None, None)


def _may_be_untold(one: Difference) -> bool:
    return one.kind == CHANGED and CATALOGUE[one.object].reading.has_silent_updates
