"""The server in front of the receiver: uvicorn, on a socket of ours."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from pipelines.errors import StripeOltpError

MOST = 128  # connections at once, of which each may send a body; others are answered with 503, and Stripe posts again
GRACE = 3  # seconds for requests under way when the server is stopped


class ServeAddressError(StripeOltpError):
    """Nothing can listen at the address."""


class WebhookServer:
    """Listens at once at ``host`` and ``port`` (0: a free one), ``url`` says where, and serves ``app`` when it runs."""

    def __init__(self, host: str, port: int) -> None:
        """Raises ServeAddressError."""
        self._socket = _listening(host, port)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._socket.getsockname()[1]}"
        self.app = Starlette()
        self._server: uvicorn.Server | None = None

    def run(self) -> None:
        """Serve until ``stop``, or SIGTERM or Ctrl-C, which are raised again when all is closed."""
        self._server = uvicorn.Server(
            uvicorn.Config(
                self.app,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
                limit_concurrency=MOST,
            )
        )
        self._server.run(sockets=[self._socket])

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve in a thread while the block runs."""
        thread = Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self.stop()
            thread.join()

    def stop(self) -> None:
        """Let ``run`` end, when what is under way was answered."""
        if self._server:
            self._server.should_exit = True

    def close(self) -> None:
        """Listen no longer."""
        self._socket.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=256
        )
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise ServeAddressError(
            f"Nothing can listen at {host}:{port}: {why}. Choose another --host or --port."
        ) from None
