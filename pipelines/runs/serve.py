"""The use case that receives webhooks: events are noted, and ``follow`` asks Stripe for what they name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from psycopg2.extensions import connection as Connection

from pipelines import log
from pipelines import settings as environment
from pipelines.database import UnreachableDatabaseError, connect
from pipelines.errors import UsageError
from pipelines.runs.database import located, reading
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.webhooks.server import WebhookServer

NEEDED = ("starlette", "uvicorn")
RESERVED = ("/health", "/metrics")


@contextmanager
def webhook_server(
    settings: Settings | None = None, secrets: Sequence[str] = (), *, host: str, port: int, path: str = "/webhooks"
) -> Iterator["WebhookServer"]:
    """A server that listens, and takes events signed with one of ``secrets`` once it runs.

    The database is migrated first, if it can be reached. Raises UsageError where the extra `serve` is not installed,
    ServeAddressError, and as ``reading``.
    """
    _check(path)
    from pipelines.webhooks.app import Receiver
    from pipelines.webhooks.noting import BellWriter
    from pipelines.webhooks.server import WebhookServer

    configuration = settings or environment.load()
    _migrate(configuration)
    server = WebhookServer(host, port)
    writer = BellWriter(_opener(configuration))
    try:
        server.app = Receiver(writer, secrets).app(path)
        yield server
    finally:
        server.close()
        writer.close()


def _migrate(settings: Settings) -> None:
    """As the first command of a new release does; a database that cannot be reached now may be later."""
    try:
        with reading(settings):
            pass
    except UnreachableDatabaseError as error:
        log.warning("problem", message=f"{error} Until it is reached, webhooks are answered with 503.")


def _opener(settings: Settings) -> Callable[[], Connection]:
    def connected() -> Connection:
        with located(settings) as url:
            return connect(url, settings.schemas, application="stripe-oltp serve")

    return connected


def _check(path: str) -> None:
    if any(find_spec(module) is None for module in NEEDED):
        raise UsageError("Receiving webhooks needs Starlette and uvicorn: pip install 'stripe-oltp[serve]'")
    if not path.startswith("/") or path in RESERVED or "{" in path:
        raise UsageError(f"--path must begin with / and be none of {', '.join(RESERVED)}.")
