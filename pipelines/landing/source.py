"""The dlt source: one resource a type of Stripe object, landed verbatim.

By itself, as any dlt source (its key from `.dlt/secrets.toml`, `[sources.stripe] api_key`, or from the environment,
`SOURCES__STRIPE__API_KEY`):

    import dlt
    from pipelines.landing.source import stripe_source

    dlt.pipeline("stripe", destination="postgres", dataset_name="stripe_raw").run(stripe_source(["charge"]))

Into PostgreSQL a resource yields CSV files that dlt imports as they are: only so do the payloads stay Stripe's own
bytes on their way into `jsonb`. Everywhere else, and when the resource was given a step (`add_map`, `add_limit` …) or
is merely iterated, it yields rows, pages of them. Their payload is the exact text, and of type text: a `json` column
dlt would parse and write anew, without what no double holds.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import dlt
from dlt.common.configuration.container import Container
from dlt.common.configuration.exceptions import ContextDefaultCannotBeCreated
from dlt.common.storages.exceptions import CurrentLoadPackageStateNotAvailable
from dlt.extract import DltResource
from dlt.extract.source import SourceInjectableContext
from dlt.extract.state import get_current_pipe_name

from pipelines.catalogue import StripeObject, select
from pipelines.landing.parallel import SharedClient, in_threads
from pipelines.landing.reader import Reader
from pipelines.raw.csv_files import CsvFile, Place
from pipelines.raw.dlt.packages import FILES
from pipelines.raw.intake import Intake
from pipelines.raw.rows import OF_JSON, JsonbRows, RowPage, Rows, columns
from pipelines.settings import API_VERSION, api_base_said
from pipelines.stripe_api.client import Client
from pipelines.stripe_api.lists import ListReader, lists_in

POSTGRES = "dlt.destinations.postgres"
_OF_FILES: dict[str, Any] = {"table_name": lambda file: file.table, "columns": lambda file: file.columns}


@dlt.source(name="stripe", section="stripe", max_table_nesting=0)
def stripe_source(
    objects: list[str] | None = None,
    api_key: str = dlt.secrets.value,
    api_base: str | None = None,
    api_version: str = API_VERSION,
) -> Iterator[DltResource]:
    """Stripe's lists of ``objects`` (names such as `charge`; None: all that the pipeline lands by default).

    ``api_base`` None is where ``STRIPE_API_BASE`` leads, as for the commands, or else Stripe's own address.
    The tables have the columns of ``pipelines.raw.tables.RAW_COLUMNS``. Of rows, dlt fills the last two by itself,
    and ``forms`` is left out: it is for promotion from files.
    """
    base = api_base or api_base_said()
    client = SharedClient(partial(Client, api_key, api_base=base, api_version=api_version))
    intake = Intake()
    for entry in select(objects):
        if entry.path:
            yield _either(entry, client, intake, api_version)


def resource(name: str, generator: Any, *arguments: Any) -> DltResource:
    """A dlt resource that yields CsvFiles, each into its own table."""

    def imported() -> Iterator[Any]:
        yield from map(_imported, generator(*arguments))

    return dlt.resource(imported, name=name, write_disposition="append", max_table_nesting=0, **_OF_FILES)


def _either(entry: StripeObject, client: SharedClient, intake: Intake, api_version: str) -> DltResource:
    """A resource of files or of rows: which, is known when it begins to yield."""

    def generator() -> Iterator[Any]:
        yield from in_threads(client, items)

    def items(client: Client) -> Iterator[Any]:
        extracted = _extracted()
        if extracted and extracted.to_postgres and extracted.is_as_made(entry.plural):
            extracted.resource.apply_hints(**_OF_FILES)
            yield from map(_imported, _files(entry, client, intake, api_version))
            return
        rows = JsonbRows() if extracted and extracted.to_postgres else Rows()
        if extracted:
            extracted.become_one_of_rows(entry.plural, rows)
        for page in _pages(entry, client, api_version, rows):
            yield page.rows if page.table == entry.plural else dlt.mark.with_table_name(page.rows, page.table)

    made = dlt.resource(
        generator,
        name=entry.plural,
        table_name=entry.plural,
        columns=columns(Rows.json_type),
        write_disposition="append",
        max_table_nesting=0,
    )
    for table in {cut.entry.plural for cut in lists_in(entry).values()}:
        made.apply_hints(table_name=table, columns=columns(Rows.json_type), create_table_variant=True)
    return made


@dataclass(frozen=True)
class _Extracted:
    """A resource that a pipeline extracts now, with whatever its user did to it."""

    resource: DltResource
    to_postgres: bool

    def is_as_made(self, table: str) -> bool:
        """Whether no step follows and its table has no other name: neither is for files."""
        return len(self.resource._pipe) == 1 and self.resource.table_name in {table, _OF_FILES["table_name"]}

    def become_one_of_rows(self, table: str, rows: Rows) -> None:
        """Undo what an extraction of files made of it; say what type JSON has."""
        if callable(self.resource.table_name):
            self.resource.apply_hints(table_name=table, columns=columns(rows.json_type))
        of_json: Any = {name: columns(rows.json_type)[name] for name in OF_JSON}
        self.resource.apply_hints(columns=of_json)
        for variant in list(self.resource._hints_variants):
            self.resource.apply_hints(table_name=variant, columns=of_json, create_table_variant=True)


def _extracted() -> _Extracted | None:
    """What is extracted now; None when the resource is merely iterated."""
    try:
        dlt.current.load_package_state()
        source = Container()[SourceInjectableContext].source
    except (CurrentLoadPackageStateNotAvailable, ContextDefaultCannotBeCreated):
        return None
    destination = dlt.current.pipeline().destination
    found = source.resources[get_current_pipe_name()]
    return _Extracted(found, destination is not None and destination.destination_type == POSTGRES)


def _imported(file: CsvFile) -> Any:
    return dlt.mark.with_file_import(str(file.path), "csv", file.rows, hints=file)


def csv_folder(pipeline: dlt.Pipeline) -> Path:
    """Where a landing writes; beside dlt's own files, so that dlt links to them instead of copying."""
    return Path(pipeline.working_dir) / FILES


def place_of_this_load() -> Place:
    """Where to write now, while dlt extracts: the load has its id by then."""
    return Place(csv_folder(dlt.current.pipeline()), dlt.current.load_package_state()["load_id"])


def _files(entry: StripeObject, client: Client, intake: Intake, api_version: str) -> Iterator[CsvFile]:
    place = place_of_this_load().prepare()
    with intake.clock(entry.name), closing(intake.writer(lambda _: place)) as writer:
        intake.count(entry.name)
        reader = Reader(ListReader(client, api_version), writer)
        for view in entry.reading.views:
            for _ in reader.pages(entry, view):
                yield from writer.full()
        yield from writer.rest()


def _pages(entry: StripeObject, client: Client, api_version: str, rows: Rows) -> Iterator[RowPage]:
    reader = Reader(ListReader(client, api_version), rows)
    for view in entry.reading.views:
        for _ in reader.pages(entry, view):
            yield from rows.taken()
