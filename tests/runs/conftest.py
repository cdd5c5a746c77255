"""A Stripe to follow, and the database that follows it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.runs.following import Closed, Followed, following


@pytest.fixture
def gate() -> Closed:
    return Closed()


@pytest.fixture
def world(database_url: str, tmp_path: Path, gate: Closed) -> Iterator[tuple[Followed, Settings]]:
    with closing(Sandbox.create(None, customers=3)) as sandbox, sandbox.serve(gate=gate) as server:
        settings = Settings(tmp_path, server.api_key, server.url, database_url=database_url)
        yield Followed(sandbox, database_url), settings


@pytest.fixture
def followed(world: tuple[Followed, Settings]) -> Iterator[Followed]:
    with following(*world) as found:
        yield found


@pytest.fixture
def customer(followed: Followed) -> str:
    return str(followed.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'"))
