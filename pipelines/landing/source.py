"""The dlt source: one resource a type of Stripe object, landed verbatim.

By itself, as any dlt source (its key from `.dlt/secrets.toml`, `[sources.stripe] api_key`, or from the environment,
`SOURCES__STRIPE__API_KEY`):

    import dlt
    from pipelines.landing.source import stripe_source

    dlt.pipeline("stripe", destination="postgres", dataset_name="stripe_raw").run(stripe_source(["charge"]))

A resource yields CSV files that dlt imports as they are, not rows: only so do the payloads stay Stripe's own bytes.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import dlt
from dlt.extract import DltResource

from pipelines.catalogue import StripeObject, select
from pipelines.landing.lists import Reader
from pipelines.raw.csv_files import CsvFile, Place
from pipelines.raw.dlt.packages import FILES
from pipelines.raw.intake import Intake
from pipelines.settings import API_BASE, API_VERSION
from pipelines.stripe_api.client import Client


@dlt.source(name="stripe", section="stripe", max_table_nesting=0)
def stripe_source(
    objects: list[str] | None = None,
    api_key: str = dlt.secrets.value,
    api_base: str = API_BASE,
    api_version: str = API_VERSION,
) -> Iterator[DltResource]:
    """Stripe's lists of ``objects`` (names such as `charge`; None: all that the pipeline lands by default).

    The tables have the columns of ``pipelines.raw.tables.RAW_COLUMNS``.
    """
    client = Client(api_key, api_base=api_base, api_version=api_version)
    intake = Intake()
    for entry in select(objects):
        if entry.path:
            yield resource(entry.plural, _fetched, entry, client, intake, api_version, parallelized=True)


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


def csv_folder(pipeline: dlt.Pipeline) -> Path:
    """Where a landing writes; beside dlt's own files, so that dlt links to them instead of copying."""
    return Path(pipeline.working_dir) / FILES


def place_of_this_load() -> Place:
    """Where to write now, while dlt extracts: the load has its id by then."""
    return Place(csv_folder(dlt.current.pipeline()), dlt.current.load_package_state()["load_id"])


def _fetched(entry: StripeObject, client: Client, intake: Intake, api_version: str) -> Iterator[CsvFile]:
    place = place_of_this_load().prepare()
    with intake.clock(entry.name), closing(intake.writer(lambda _: place)) as writer:
        intake.count(entry.name)
        reader = Reader(client, writer, api_version)
        for view in entry.reading.views:
            for _ in reader.pages(entry, view):
                yield from writer.full()
        yield from writer.rest()
