"""Fill ``raw`` as a landing does, without a Stripe: the same files, COPY, and loads of the same size."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2

from pipelines.catalogue import CATALOGUE
from pipelines.raw.csv_files import Copy, CsvFile, CsvFiles, Place
from pipelines.raw.tables import RAW_COLUMNS, vacuum_grown
from pipelines.stripe_api.documents import read
from tests.benchmarks.account import PAID_OUT, Account
from tests.benchmarks.pages import VERSION

OF_A_LOAD = 20_000
NULLABLE = ", ".join(name for name, column in RAW_COLUMNS.items() if column["nullable"])
FORM = f"FORMAT csv, HEADER, FORCE_NULL ({NULLABLE})"
OBSERVED = datetime(2026, 11, 2, tzinfo=UTC)


def fill(url: str, account: Account, names: Sequence[str]) -> int:
    """Land all objects of some types; returns their number."""
    landed, size = 0, min(OF_A_LOAD, account.objects // 10 + 1)
    documents = documents_of(account, names)
    with closing(psycopg2.connect(url)) as connection, TemporaryDirectory() as folder:
        for load in count(1):
            load_id = f"{load:010d}.0"
            files = write(Path(folder), islice(documents, size), load_id)
            if not files:
                break
            with connection, connection.cursor() as cursor:
                for file in files:
                    copy(cursor, file.path, f"raw.{file.table}", ", ".join(file.columns))
                    file.path.unlink()
                cursor.execute("INSERT INTO raw._dlt_loads VALUES (%s, 'stripe', 0, now())", (load_id,))
            landed += sum(file.rows for file in files)
        connection.autocommit = True
        vacuum_grown(connection)
    return landed


def documents_of(account: Account, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The documents of some types with the type's name, one type after the other."""
    kinds = {**account.lists, PAID_OUT: account.consisting}
    return ((name, document) for name in names if name in kinds for document in kinds[name].documents())


def write(folder: Path, documents: Iterable[tuple[str, bytes]], load_id: str) -> list[CsvFile]:
    """The files of one load."""
    place = Place(folder, load_id).prepare()
    files = CsvFiles(lambda _: place, count(1))
    given: list[CsvFile] = []
    for name, document in documents:
        files.write([Copy(name, CATALOGUE[name].plural, read(document), "list", OBSERVED, VERSION)])
        given += files.full()
    return [*given, *files.rest()]


def copy(cursor: psycopg2.extensions.cursor, path: Path, table: str, columns: str) -> None:
    """COPY one file, as dlt's loader does."""
    with path.open("rb") as rows:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN ({FORM})", rows, size=1 << 16)
