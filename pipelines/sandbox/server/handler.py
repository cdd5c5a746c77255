"""HTTP/1.1 on the standard library: keep-alive, one write an answer, Stripe's headers."""

import os
import socket
import struct
import sys
from base64 import b64decode
from binascii import Error as Base64Error
from email.utils import formatdate
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from pipelines.sandbox.clocked import Clocked
from pipelines.sandbox.errors import ApiError
from pipelines.sandbox.objects.file import HOST
from pipelines.sandbox.server.gate import Gate
from pipelines.sandbox.server.messages import Answer, Request, refusal
from pipelines.sandbox.server.routes import respond
from pipelines.sandbox.versions.known import VERSIONS

LONGEST_FORM = 10_000_000
NO_REQUEST = "req_none"
FILES = HOST.encode()
EVENTS = ("/v1/events", "/v2/core/events")  # what they say is said once, wherever they are read


class SandboxServer(ThreadingHTTPServer):
    """Answers for one sandbox; each connection has its thread."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], sandbox: Clocked, gate: Gate) -> None:
        """Listens at once. Raises OSError when the address is taken."""
        self.sandbox, self.gate = sandbox, gate
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: SandboxServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm: ClassVar[bool] = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Read."""
        parts = urlsplit(self.path)
        self._respond(unquote(parts.path), parts.query)

    def do_POST(self) -> None:
        """Write."""
        parts = urlsplit(self.path)
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LONGEST_FORM:
            self.close_connection = True
            self._send(refusal(ApiError(400, "Content-Length is missing, wrong or too large.")), NO_REQUEST)
            return
        form = self.rfile.read(int(length)).decode("utf-8", "replace")
        self._respond(unquote(parts.path), "&".join(filter(None, (parts.query, form))))

    def do_DELETE(self) -> None:
        """Delete; parameters may come as a form too."""
        self.do_POST()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is no request of this API, in the API's own form."""
        self.close_connection = True
        self._send(refusal(ApiError(code, message or explain or "Bad request.")), NO_REQUEST)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: what is asked is for whoever asks to log."""

    def _respond(self, path: str, encoded: str) -> None:
        sandbox = self.server.sandbox
        request = Request(
            self.command,
            path,
            encoded,
            _key(self.headers.get("Authorization")),
            self.headers.get("Stripe-Version") or sandbox.account.api_version,
            self.headers.get("Idempotency-Key"),
            sandbox.next_request_id(),
            self.headers.get("Stripe-Account"),
        )
        answer = respond(sandbox, self.server.gate, request)
        self._send(answer if path.startswith(EVENTS) else self._addressed(answer), request.request_id, request.version)

    def _addressed(self, answer: Answer) -> Answer:
        """An answer whose files are at the address that was asked."""
        if FILES not in answer.body or "Host" not in self.headers:
            return answer
        return answer._replace(body=answer.body.replace(FILES, f"http://{self.headers['Host']}/".encode()))

    def _send(self, answer: Answer, request_id: str, version: str = "") -> None:
        self.close_connection |= answer.delivery != "whole"
        if answer.delivery == "dropped":
            return
        head = self._head(answer, request_id, version)
        body = answer.body if answer.delivery == "whole" else answer.body[: len(answer.body) // 2]
        self.connection.sendall(head + body)
        if answer.delivery == "reset":
            self._reset()

    def _head(self, answer: Answer, request_id: str, version: str) -> bytes:
        sandbox = self.server.sandbox
        headers = {
            "Server": "sandbox",
            "Date": formatdate(sandbox.now if answer.moment is None else answer.moment, usegmt=True),
            "Content-Type": "application/json",
            "Content-Length": str(len(answer.body)),
            "Request-Id": request_id,
            "Stripe-Version": version if version in VERSIONS else sandbox.account.api_version,
            **dict(answer.headers),
        }
        if self.close_connection and answer.delivery == "whole":
            headers["Connection"] = "close"
        head = f"HTTP/1.1 {answer.status} {responses.get(answer.status, '')}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return head.encode("latin-1", "replace") + b"\r\n"

    def _reset(self) -> None:
        """End the connection by a reset: without lingering, and without the farewell that the base class would say."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())


def _key(authorization: str | None) -> str | None:
    scheme, _, rest = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return b64decode(rest).decode().partition(":")[0]
    except (Base64Error, UnicodeDecodeError):
        return None
