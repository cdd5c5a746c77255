"""A database that takes many documents at once, and what promotion made of them."""

import json
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, promotable
from pipelines.checks import parity
from pipelines.promotion.transforms import install_functions
from pipelines.raw.csv_files import Copy, CsvFiles, Place
from pipelines.raw.tables import vacuum_grown
from pipelines.stripe_api.documents import read
from tests.promotion.conftest import NOON, Database
from tests.versions.generator import Document


class Landed(Database):
    """A migrated database whose raw tables are filled from the files that a landing writes, by COPY as dlt does it."""

    @classmethod
    def on(cls, connection: Connection) -> "Landed":
        """The database of a connection, with raw tables and the readers of the transforms."""
        install_functions(connection)
        connection.commit()
        return cls(connection, count(1))

    def land_all(
        self, version: str, documents: Iterable[Document], table: str | None = None, *, at: datetime = NOON
    ) -> str:
        """Land documents of one API version as one load, each by its `object`, or all in the raw table ``table``.

        ``at`` is when Stripe said them.
        """
        texts = (
            (document["object"], json.dumps(document, ensure_ascii=number % 2 == 0).encode())
            for number, document in enumerate(documents)
        )
        return self.land_texts(version, texts, table, at=at)

    def land_texts(
        self, version: str, texts: Iterable[tuple[str, bytes]], table: str | None = None, *, at: datetime = NOON
    ) -> str:
        """The same of documents as JSON, each with its type."""
        load_id = f"{next(self.numbers):010d}.0"
        with TemporaryDirectory() as folder, self.connection, self.connection.cursor() as cursor:
            place = Place(Path(folder), load_id).prepare()
            files = CsvFiles(lambda _: place, count())
            for name, text in texts:
                files.write([Copy(name, table or CATALOGUE[name].plural, read(text), "list", at, version)])
            for file in files.rest():
                with file.path.open() as rows:
                    columns = ", ".join(file.columns)
                    empty = ", ".join(name for name, column in file.columns.items() if column["nullable"])
                    form = f"FORMAT csv, HEADER, FORCE_NULL ({empty})"  # as dlt asks for it
                    cursor.copy_expert(f"COPY raw.{file.table} ({columns}) FROM STDIN ({form})", rows)
            cursor.execute(
                "INSERT INTO raw._dlt_loads (load_id, schema_name, status, inserted_at)"
                " VALUES (%s, 'stripe', 0, now())",
                (load_id,),
            )
        return load_id

    def analyze(self) -> None:
        """Give the planner its statistics, as a landing does when it ends."""
        self.connection.autocommit = True
        vacuum_grown(self.connection)
        self.connection.autocommit = False

    def parity(self) -> parity.Parity:
        """Compare every row with what the Python twin reads."""
        return parity.check(self.connection, promotable(None))
