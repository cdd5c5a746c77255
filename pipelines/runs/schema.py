"""The stage that brings the database to this release's schema."""

from collections.abc import Iterator
from dataclasses import dataclass

from oltp_schema import migrate
from pipelines.runs.database import bring_to_head
from pipelines.runs.stages import Step, Work


@dataclass(frozen=True)
class Migrate:
    """Migrate the database, if it is not there yet, and install the functions that transforms call."""

    def preview(self, work: Work) -> Iterator[Step]:
        """The revisions between the database and this release."""
        if not migrate.is_at_head(work.database.connection):
            found = migrate.current(work.database.url, work.database.names)
            yield Step("migrate", "schema", f"from {found or 'nothing'} to {migrate.head()}")

    def execute(self, work: Work) -> None:
        """Migrate. One that fails ends the run before anything is landed; what was built anew is done by the run."""
        if promotion := bring_to_head(work.database, work.settings.personal):
            work.promoted(promotion)
