"""The use case that writes tables to files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from pipelines import settings as environment
from pipelines.catalogue import select
from pipelines.errors import UsageError
from pipelines.export.manifest import FileFormat
from pipelines.home import private_files
from pipelines.runs.database import reading
from pipelines.runs.watch import Watch, unwatched
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.export.manifest import Export

NEEDED = ("adbc_driver_postgresql", "pyarrow")
PARTIAL = ".partial-"  # behind the name of the folder, until all of it is there


def export(
    folder: Path,
    settings: Settings | None = None,
    objects: Iterable[str] | None = None,
    *,
    form: str = FileFormat.PARQUET,
    since: datetime | None = None,
    history: bool = False,
    watch: Watch = unwatched,
) -> "Export":
    """Write the tables of one moment to files in a new folder, one folder per table, and `manifest.json`.

    ``objects`` None means all types; with ``since`` (UTC unless it says otherwise) only rows promoted after it; with
    ``history`` also the versions that rows had. Files are their owner's alone. Raises UsageError when the folder holds
    something or the extra `export` is not installed, ExportError when PostgreSQL or the disk fails; then there is no
    folder.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise UsageError(f"export needs {' and '.join(missing)}: pip install 'stripe-oltp[export]'")
    if form not in set(FileFormat):
        raise UsageError(f"There is no format {form}. Choose from: {', '.join(FileFormat)}.")
    from pipelines.export.tables import Wanted, export_tables

    moment = since if since is None or since.tzinfo else since.replace(tzinfo=UTC)
    wanted = Wanted(FileFormat(form), None if objects is None else select(objects), moment, history)
    with reading(settings or environment.load()) as database, _whole(folder) as partial, watch("export") as report:
        return export_tables(database.url, database.connection, partial, wanted, report)


@contextmanager
def _whole(given: Path) -> Iterator[Path]:
    """A folder to write to, which gets its name when all is written."""
    folder = given.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{given} is there already. Name a new folder, or an empty one.")
    with private_files():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            partial = Path(mkdtemp(prefix=folder.name + PARTIAL, dir=folder.parent))
        except OSError as error:
            raise UsageError(f"{given} cannot be made: {error.strerror}. Name another folder.") from None
        try:
            yield partial
            if folder.exists():
                folder.rmdir()
            partial.rename(folder)
        except BaseException:
            rmtree(partial, ignore_errors=True)
            raise
