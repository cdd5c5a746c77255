"""A database that takes many documents at once, and what promotion made of them."""

import csv
import io
import json
from collections.abc import Iterable
from hashlib import blake2b

from pipelines import parity
from pipelines.catalogue import CATALOGUE, select
from pipelines.landing.tables import vacuum_grown
from tests.promotion.conftest import NOON, Database
from tests.versions.generator import Document

COLUMNS = "id, payload, api_version, origin, observed_at, digest, verbatim, _dlt_load_id, _dlt_id"


class Landed(Database):
    """A migrated database whose raw tables are filled by COPY, as dlt fills them."""

    def land_all(self, version: str, documents: Iterable[Document], table: str | None = None) -> str:
        """Land documents of one API version as one load, each by its `object`, or all in the raw table ``table``."""
        load_id = f"{next(self.numbers):010d}.0"
        files: dict[str, io.StringIO] = {}
        for number, document in enumerate(documents):
            plural = table or CATALOGUE[document["object"]].plural
            text = json.dumps(document, ensure_ascii=number % 2 == 0)
            csv.writer(files.setdefault(plural, io.StringIO())).writerow(
                (
                    *(document["id"], text, version, "list", NOON.isoformat()),
                    *(blake2b(text.encode(), digest_size=16).hexdigest(), "t", load_id, f"{load_id}.{number:09d}"),
                )
            )
        with self.connection, self.connection.cursor() as cursor:
            for plural, file in files.items():
                file.seek(0)
                cursor.copy_expert(f"COPY raw.{plural} ({COLUMNS}) FROM STDIN (FORMAT csv)", file)
            cursor.execute(
                "INSERT INTO raw._dlt_loads (load_id, schema_name, status, inserted_at)"
                " VALUES (%s, 'stripe', 0, now())",
                (load_id,),
            )
        return load_id

    def analyze(self) -> None:
        """Give the planner its statistics, as a landing does when it ends."""
        self.connection.autocommit = True
        vacuum_grown(self.connection, {})
        self.connection.autocommit = False

    def parity(self) -> parity.Parity:
        """Compare every row with what the Python twin reads."""
        return parity.check(self.connection, select(None))
