"""The dlt pipelines that write the ``raw`` schema, and what an earlier run left of them.

Its configuration is here, in code, so that no file of a user's working folder changes what is loaded.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

import dlt
from dlt.common import logger
from dlt.common.destination import DestinationCapabilitiesContext
from dlt.destinations.impl.postgres.configuration import PostgresCredentials
from dlt.destinations.impl.postgres.postgres import PostgresClient
from dlt.extract import DltResource, DltSource
from dlt.pipeline.exceptions import PipelineStepFailed
from psycopg2.extensions import connection as Connection

from oltp_schema import schemas
from oltp_schema.errors import SchemaError
from oltp_schema.session import RELIED_ON
from pipelines.errors import StripeOltpError
from pipelines.raw.dlt.packages import PIPELINES, forget_completed
from pipelines.raw.load_failure import causes, reason
from pipelines.raw.tables import drop_repeats, vacuum_grown
from pipelines.stripe_api.errors import LoadFailedError

COPIES_AT_ONCE = 2
TRANSACTION_TIMEOUT_SINCE = 170000
TELEMETRY = "RUNTIME__DLTHUB_TELEMETRY"
CONFIGURATION = {
    "runtime.intercept_signals": False,  # dlt would finish the load and forget that somebody pressed Ctrl-C
    "extract.workers": 8,
    "load.delete_completed_jobs": True,
    "load.raise_on_max_retries": 3,
}


class Postgres(dlt.destinations.postgres):
    """dlt's PostgreSQL with capabilities that are found once: dlt asks two dozen times per load, and resolves the
    whole configuration each time, which took a seventh of the time of a small run.
    """

    destination_type = "dlt.destinations.postgres"  # what dlt writes into its state
    _before_complete: Callable[[str], None] | None = None

    @property
    def client_class(self) -> type[PostgresClient]:
        """dlt's, or within ``before_complete`` one that calls it."""
        return _client(self._before_complete) if self._before_complete else super().client_class

    @contextmanager
    def before_complete(self, act: Callable[[str], None]) -> Iterator[None]:
        """Call ``act`` with the id of each load whose files are all loaded, before it counts as complete."""
        self._before_complete = act
        try:
            yield
        finally:
            self._before_complete = None

    def configuration(self, initial_config: Any, accept_partial: bool = False) -> Any:
        """What is said here alone: dlt would look for each of its settings in the environment and in files."""
        config = initial_config or self.spec()
        if not config.is_resolved():
            config.update(self.config_params)
            config.resolve()
        return config

    def capabilities(self, config: Any = None, naming: Any = None) -> DestinationCapabilitiesContext:
        """As dlt's; a copy, because callers change theirs."""
        if config is not None:
            return super().capabilities(config, naming)
        return self.adjust_capabilities(self._explicit.copy(), self.spec(), naming)

    @cached_property
    def _explicit(self) -> DestinationCapabilitiesContext:
        return super().capabilities()


def _client(before_complete: Callable[[str], None]) -> type[PostgresClient]:
    class LoadingClient(PostgresClient):
        def complete_load(self, load_id: str) -> None:
            before_complete(load_id)
            super().complete_load(load_id)

    return LoadingClient


def open_pipeline(folder: Path, connection: Connection, name: str = PIPELINES[0]) -> dlt.Pipeline:
    """A pipeline of the database of ``connection``; it works in ``folder``, in one of its own."""
    os.environ[TELEMETRY] = "false"  # dlt starts it when the first setting is written, and so before it knows of ours
    for key, value in CONFIGURATION.items():
        dlt.config[key] = value
    pipeline = dlt.pipeline(
        name,
        destination=Postgres(
            _credentials(connection),
            create_indexes=False,
            enable_dataset_name_normalization=False,  # it would take two underscores for one
        ),
        dataset_name=schemas.of(connection).raw,
        pipelines_dir=str(folder),
    )
    # Its warnings quote PostgreSQL's errors, and those quote rows. What a user must know we say ourselves. A level does
    # not do: dlt sets its own again.
    logger.LOGGER.disabled = True
    try:
        pipeline.sync_destination()
    except PipelineStepFailed as failure:
        raise LoadFailedError(f"Loading into the database failed ({reason(failure)}).") from failure
    return pipeline


def load_pending(pipeline: dlt.Pipeline, connection: Connection) -> tuple[list[str], list[str]]:
    """Load what a killed run left. Returns the loads completed, and what went wrong.

    What cannot be loaded is dropped: nothing is lost, because it is fetched again. A file whose rows were committed
    before the kill is loaded once more, so rows that are there twice go before the load is complete: afterwards
    another machine may be the next to run. ``connection`` must be in autocommit mode.
    """
    try:
        if not pipeline.has_pending_data:
            return [], []
        with cast("Postgres", pipeline.destination).before_complete(partial(drop_repeats, connection)):
            loads = _normalize_and_load(pipeline)
    except PipelineStepFailed as failure:
        pipeline.abort_packages()
        return [], [f"What an earlier landing left could not be loaded ({reason(failure)}); it is fetched again."]
    forget_completed(Path(pipeline.working_dir))
    vacuum_grown(connection)
    return loads, []


def drop_pending(pipeline: dlt.Pipeline) -> tuple[list[str], list[str]]:
    """Drop what a killed run left, because it is outdated. Returns as ``load_pending``."""
    pipeline.abort_packages()
    forget_completed(Path(pipeline.working_dir))
    return [], ["What an earlier landing left is older than what others read since; it was dropped."]


def extract(pipeline: dlt.Pipeline, resource: DltResource) -> None:
    """Take in what a resource gives, as one load. Raises LoadFailedError, or what the resource raised."""
    try:
        pipeline.extract(DltSource(dlt.Schema("stripe"), "stripe", [resource]))
    except PipelineStepFailed as failure:
        for cause in causes(failure):
            if isinstance(cause, StripeOltpError | SchemaError | KeyboardInterrupt):
                raise cause from None
        raise LoadFailedError(f"The load failed ({reason(failure)}). Nothing was landed.") from failure


def load(pipeline: dlt.Pipeline) -> list[str]:
    """Load what was extracted; returns the ids of the loads. Raises LoadFailedError."""
    try:
        loads = _normalize_and_load(pipeline)
    except PipelineStepFailed as failure:
        kept = "It is kept, and the next landing loads it"
        raise LoadFailedError(f"The load failed ({reason(failure)}). {kept}.") from failure
    forget_completed(Path(pipeline.working_dir))
    return loads


def _normalize_and_load(pipeline: dlt.Pipeline) -> list[str]:
    pipeline.normalize()
    return list(pipeline.load(workers=COPIES_AT_ONCE).loads_ids)


def _credentials(connection: Connection) -> PostgresCredentials:
    """dlt's credentials for where ``connection`` is connected.

    Made from the connection, because dlt reads a URL otherwise than libpq does: it demands a password and a host, and
    knows neither sockets nor password files.
    """
    parameters = connection.info.dsn_parameters
    credentials = PostgresCredentials()
    credentials.database, credentials.username = connection.info.dbname, connection.info.user
    credentials.password = connection.info.password or ""
    credentials.host = "localhost"  # the query's wins, and can be a socket's folder
    credentials.query = {key: value for key, value in parameters.items() if key not in {"user", "dbname", "password"}}
    credentials.query["options"] = f"{parameters.get('options', '')} {_relied_on(connection)}".strip()
    credentials.resolve()
    return credentials


def _relied_on(connection: Connection) -> str:
    """What dlt's sessions, which ``connect`` does not open, rely on as well; dlt itself sets the search path."""
    return " ".join(
        f"-c{name}={value}"
        for name, value in RELIED_ON.items()
        if name != "search_path" and " " not in value and (name != "transaction_timeout" or _has_it(connection))
    )


def _has_it(connection: Connection) -> bool:
    return bool(connection.server_version >= TRANSACTION_TIMEOUT_SINCE)
