"""A Stripe that says what a test tells it to, and settings that lead to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg2.extensions
import pytest

from pipelines.settings import Settings
from tests.landing.stripe_server import StripeServer, serving


class Rows(Protocol):
    def __call__(self, query: str, *values: Any) -> list[tuple[Any, ...]]: ...


@pytest.fixture
def stripe() -> Iterator[StripeServer]:
    with serving(StripeServer(lists={"/v1/events": []})) as server:
        yield server


@pytest.fixture
def settings(stripe: StripeServer, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", api_key="sk_test_made_up", api_base=stripe.url)


@pytest.fixture
def rows(connection: psycopg2.extensions.connection) -> Rows:
    """Run a query, get its rows."""

    def fetch(query: str, *values: Any) -> list[tuple[Any, ...]]:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values or None)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    return fetch
