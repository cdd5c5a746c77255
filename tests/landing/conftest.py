"""A Stripe that says what a test tells it to, and settings that lead to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg2.extensions
import pytest

from pipelines.cli import app
from pipelines.settings import Settings
from pipelines.stripe_api.client import Client
from tests.landing.stripe_server import StripeServer, serving

IMPATIENT: dict[str, Any] = {"attempts": 2, "longest_wait": 0.0, "timeout": (1.0, 0.5)}


class Command(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str]: ...


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


@pytest.fixture
def run(
    stripe: StripeServer,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """A command, in this process and with little patience for Stripe: its exit code, and what it printed."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("STRIPE_OLTP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STRIPE_API_KEY", "sk_test_made_up")
    monkeypatch.setenv("STRIPE_API_BASE", stripe.url)
    for module in ("landing.session", "checks.verify.run"):
        monkeypatch.setattr(f"pipelines.{module}.Client", lambda *given, **named: Client(*given, **(named | IMPATIENT)))

    def command(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["stripe-oltp", *arguments])
        with pytest.raises(SystemExit) as ended:
            app.run()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return command
