"""A receiver on a port of its own, and the database that it notes events in."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import urllib3

from pipelines.runs.serve import webhook_server
from pipelines.settings import Settings
from tests.webhooks.events import FORMER, SECRET, body_of, signature


@dataclass
class Received:
    """Where it listens, and what it noted."""

    url: str
    database_url: str

    def post(self, body: bytes, header: str | None, path: str = "/webhooks") -> int:
        headers = {"Stripe-Signature": header} if header else {}
        return urllib3.request("POST", f"{self.url}{path}", body=body, headers=headers, retries=False).status

    def send(self, event: dict[str, Any], secret: str = SECRET) -> int:
        body = body_of(event)
        return self.post(body, signature(body, secret))

    def get(self, path: str) -> tuple[int, str]:
        response = urllib3.request("GET", f"{self.url}{path}", retries=False)
        return response.status, response.data.decode()

    def counted(self, series: str) -> float:
        (value,) = (line.split()[1] for line in self.get("/metrics")[1].splitlines() if line.startswith(f"{series} "))
        return float(value)

    def rows(self, query: str) -> list[Any]:
        with closing(psycopg2.connect(self.database_url)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())


@pytest.fixture
def received(database_url: str, tmp_path: Path) -> Iterator[Received]:
    settings = Settings(tmp_path, database_url=database_url)
    with webhook_server(settings, (SECRET, FORMER), host="127.0.0.1", port=0) as server, server.running():
        yield Received(server.url, database_url)
