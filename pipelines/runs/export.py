"""The use case that writes tables to files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from pipelines import settings as environment
from pipelines.catalogue import group_of, select
from pipelines.errors import UsageError
from pipelines.home import private_files
from pipelines.runs.database import reading
from pipelines.runs.watch import Watch, unwatched
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.export.manifest import Export

NEEDED = ("adbc_driver_postgresql", "pyarrow")
PARTIAL = ".partial"  # behind the name of the folder, until all of it is there


def export(
    folder: Path,
    settings: Settings | None = None,
    objects: Iterable[str] | None = None,
    *,
    form: str = "parquet",
    since: datetime | None = None,
    watch: Watch = unwatched,
) -> "Export":
    """Write the tables of one moment to files in a new folder, one folder per table, and `manifest.json`.

    ``objects`` None means all types; with ``since`` only rows promoted after it. Files are their owner's alone. Raises
    UsageError when the folder holds something or the extra `export` is not installed, ExportError when PostgreSQL
    fails; then there is no folder.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise UsageError(f"export needs {' and '.join(missing)}: pip install 'stripe-oltp[export]'")
    from pipelines.export.files import Format
    from pipelines.export.tables import Wanted, export_tables

    tables = None if objects is None else {str(of.table) for entry in select(objects) for of in group_of(entry)}
    wanted = Wanted(Format(form), tables, since)
    with reading(settings or environment.load()) as database, _whole(folder) as partial, watch("export") as report:
        return export_tables(database.url, database.names, partial, wanted, report)


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder to write to, which gets its name when all is written. What a killed export left goes."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already. Name a new folder, or an empty one.")
    partial = folder.with_name(folder.name + PARTIAL)
    rmtree(partial, ignore_errors=True)
    try:
        with private_files():
            partial.mkdir(parents=True)
            yield partial
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        rmtree(partial, ignore_errors=True)
        raise
