"""The dlt source: one resource a type of Stripe object, landed verbatim.

By itself, as any dlt source (its key from `.dlt/secrets.toml`, `[sources.stripe] api_key`, or from the environment,
`SOURCES__STRIPE__API_KEY`):

    import dlt
    from pipelines.landing.source import stripe_source

    dlt.pipeline("stripe", destination="postgres", dataset_name="stripe_raw").run(stripe_source(["charge"]))

A resource yields CSV files that dlt imports as they are, not rows: only so do the payloads stay Stripe's own bytes.
"""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any

import dlt
from dlt.extract import DltResource

from pipelines.catalogue import StripeObject, children_of, select
from pipelines.landing.client import Client, Page
from pipelines.landing.csv_files import Copy, CsvFile
from pipelines.landing.documents import read
from pipelines.landing.intake import Intake, Writer
from pipelines.settings import API_BASE, API_VERSION


@dlt.source(name="stripe", section="stripe", max_table_nesting=0)
def stripe_source(
    objects: list[str] | None = None,
    api_key: str = dlt.secrets.value,
    api_base: str = API_BASE,
    api_version: str = API_VERSION,
) -> Iterator[DltResource]:
    """Stripe's lists of ``objects`` (names such as `charge`; None: all that the pipeline lands by default).

    The tables have the columns of ``pipelines.landing.tables.RAW_COLUMNS``.
    """
    client = Client(api_key, api_base=api_base, api_version=api_version)
    yield from list_resources(select(objects), client, Intake())


def list_resources(objects: Sequence[StripeObject], client: Client, intake: Intake) -> Iterator[DltResource]:
    """One resource for each of ``objects`` that has a list of its own; they are fetched in parallel."""
    for entry in objects:
        if entry.path:
            yield resource(entry.plural, _fetched, entry, client, intake, parallelized=True)


def resource(name: str, generator: Any, *arguments: Any, parallelized: bool = False) -> DltResource:
    """A dlt resource that yields CsvFiles, each into its own table."""

    def imported() -> Iterator[Any]:
        for file in generator(*arguments):
            yield dlt.mark.with_file_import(str(file.path), "csv", file.rows, hints=file)

    return dlt.resource(
        imported,
        name=name,
        table_name=lambda file: file.table,
        columns=lambda file: file.columns,
        write_disposition="append",
        parallelized=parallelized,
        max_table_nesting=0,
    )


def _fetched(entry: StripeObject, client: Client, intake: Intake) -> Iterator[CsvFile]:
    started = monotonic()
    intake.count(entry.name)
    with intake.writer() as writer:
        for page in client.pages(entry.path or "", entry.parameters):
            landed = writer.land(_copies(page, entry, "list"))
            _complete_lists(entry, landed, client, writer)
            yield from writer.full()
        yield from writer.rest()
    intake.counts[entry.name].seconds = monotonic() - started


def _complete_lists(entry: StripeObject, parents: Sequence[Copy], client: Client, writer: Writer) -> None:
    """Land the whole of each embedded list that Stripe cut. A cut list says nothing of what it leaves out."""
    for child in children_of(entry):
        if child.embedded is None:
            continue
        for parent in parents:
            if child.embedded.field in parent.document.cut:
                for page in client.pages(child.embedded.rest.format(id=parent.document.id)):
                    writer.land(_copies(page, child, "list"), compare=False)


def _copies(page: Page, entry: StripeObject, origin: str) -> list[Copy]:
    lists = tuple(child.embedded.field for child in children_of(entry) if child.embedded)
    return [
        Copy(entry.name, entry.plural, read(element, lists), origin, page.observed_at, page.api_version)
        for element in page.elements
    ]
