"""Starting and stopping the server."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pipelines.sandbox.clocked import Clocked
from pipelines.sandbox.errors import SandboxAddressError
from pipelines.sandbox.server.gate import Gate
from pipelines.sandbox.server.handler import SandboxServer

SANDBOX_KEY = "sk_test_sandbox"
"""A key that the sandbox takes; any other test key does as well."""


class Serving(NamedTuple):
    """Where a sandbox answers, and a key that it takes."""

    url: str
    api_key: str


@contextmanager
def serve(sandbox: Clocked, host: str = "127.0.0.1", port: int = 0, *, gate: Gate | None = None) -> Iterator[Serving]:
    """Serve in a thread while the block runs; port 0 takes a free one. Raises SandboxAddressError."""
    server = _server(sandbox, host, port, gate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield _serving(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def serve_forever(
    sandbox: Clocked,
    host: str = "127.0.0.1",
    port: int = 0,
    on_ready: Callable[[Serving], None] = lambda _: None,
    *,
    gate: Gate | None = None,
) -> None:
    """Serve in the foreground until interrupted (KeyboardInterrupt passes on); ``on_ready`` is told where it answers.

    Raises SandboxAddressError.
    """
    with _server(sandbox, host, port, gate) as server:
        on_ready(_serving(server))
        server.serve_forever()


def _server(sandbox: Clocked, host: str, port: int, gate: Gate | None) -> SandboxServer:
    try:
        return SandboxServer((host, port), sandbox, gate or Gate())
    except (OSError, OverflowError) as error:
        raise SandboxAddressError(
            f"The sandbox cannot listen on {host}:{port}: {error}. Choose another --port, or 0 for a free one."
        ) from error


def _serving(server: SandboxServer) -> Serving:
    host, port = server.server_address[:2]
    return Serving(f"http://{host!s}:{port}", SANDBOX_KEY)
