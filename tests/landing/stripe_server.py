"""A Stripe that says, byte for byte, what a test tells it to: the sandbox cannot be as odd as some documents are."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

DATE = "Sun, 22 Nov 2026 10:00:00 GMT"
VERSION = "2026-10-28.endive"
THIN_EVENTS = "/v2/core/events"  # has none, and a request for them is not noted, unless a test says what it answers


@dataclass
class Saying:
    """One answer that is not a page.

    ``cut`` bytes are promised and never sent; ``body`` None drops the line, and resets it if ``reset``. With ``drip``
    one byte is sent each so many seconds, headers included.
    """

    status: int = 200
    body: bytes | None = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    reset: bool = False
    drip: float = 0.0


@dataclass
class StripeServer:
    """``lists`` maps a path to its elements, newest first; ``objects`` a path to one body.

    ``script`` maps a path to answers that are given first, in order, ``always`` one to what is answered whenever it is
    asked for. ``connections`` counts those accepted.
    """

    lists: dict[str, list[bytes]] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=lambda: {"/v1/account": b'{"id":"acct_1","object":"account"}'})
    script: dict[str, list[Saying]] = field(default_factory=dict)
    always: dict[str, Callable[[dict[str, list[str]]], Saying]] = field(default_factory=dict)
    date: str | None = DATE
    requests: list[tuple[str, dict[str, list[str]], dict[str, str]]] = field(default_factory=list)
    before: Callable[[str, dict[str, list[str]]], None] | None = None
    url: str = ""
    connections: int = 0

    def hear(self, path: str, query: dict[str, list[str]], headers: dict[str, str]) -> None:
        if path != THIN_EVENTS or THIN_EVENTS in self.always:
            self.requests.append((path, query, headers))
            if self.before:
                self.before(path, query)

    def answer(self, path: str, query: dict[str, list[str]]) -> Saying:
        if self.script.get(path):
            return self.script[path].pop(0)
        if path in self.always:
            return self.always[path](query)
        if path in self.objects:
            return Saying(body=self.objects[path])
        if path == THIN_EVENTS:
            return Saying(body=b'{"data":[],"next_page_url":null,"previous_page_url":null}')
        if path not in self.lists:
            return error(404, f"Unrecognized request URL (GET: {path}).")
        return self._page([each for each in self.lists[path] if _is_within(each, path, query)], query)

    def _page(self, elements: list[bytes], query: dict[str, list[str]]) -> Saying:
        ids = [id_of(element) for element in elements]
        after = query.get("starting_after", [""])[0]
        if after and after not in ids:
            return error(400, f"No such object: {after}", param="starting_after")
        start, limit = (ids.index(after) + 1 if after else 0), int(query.get("limit", ["10"])[0])
        has_more = b"true" if len(elements) > start + limit else b"false"
        page = b",\n    ".join(elements[start : start + limit])
        return Saying(body=b'{\n  "object": "list",\n  "data": [' + page + b'],\n  "has_more": ' + has_more + b"\n}")


def _is_within(element: bytes, path: str, query: dict[str, list[str]]) -> bool:
    """Whether an event is of the window that was asked for: no two windows share one, as with Stripe."""
    if path != "/v1/events":
        return True
    try:
        created = msgspec.json.decode(element, type=_Id).created
    except msgspec.DecodeError:
        return True
    since, until = (int(query[name][0]) if name in query else None for name in ("created[gte]", "created[lt]"))
    return type(created) is not int or ((since is None or created >= since) and (until is None or created < until))


class _Id(msgspec.Struct):
    id: Any = None
    created: Any = None


def id_of(element: bytes) -> Any:
    try:
        return msgspec.json.decode(element, type=_Id).id
    except msgspec.DecodeError:
        return None


def error(status: int, message: str, should_retry: str | None = None, **more: str) -> Saying:
    body = msgspec.json.encode({"error": {"type": "invalid_request_error", "message": message, **more}})
    headers = {"Request-Id": "req_1"} | ({"Stripe-Should-Retry": should_retry} if should_retry else {})
    return Saying(status, body, headers)


def drip(handler: BaseHTTPRequestHandler, saying: Saying) -> None:
    head: list[bytes] = handler._headers_buffer  # type: ignore[attr-defined]
    whole = b"".join(head) + b"\r\n" + (saying.body or b"")
    head.clear()
    handler.close_connection = True
    with suppress(OSError):
        for byte in whole:
            handler.wfile.write(bytes([byte]))
            time.sleep(saying.drip)


@contextmanager
def serving(stripe: StripeServer) -> Iterator[StripeServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's ACK of its headers

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            stripe.hear(parts.path, query, dict(self.headers))
            saying = stripe.answer(parts.path, query)
            if saying.body is None:
                self.close_connection = True
                if saying.reset:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.connection.close()
                return
            self.send_response_only(saying.status)
            headers = {"Content-Type": "application/json", "Stripe-Version": VERSION, **saying.headers}
            if stripe.date:
                headers["Date"] = stripe.date
            headers["Content-Length"] = str(len(saying.body))
            for name, value in headers.items():
                self.send_header(name, value)
            if saying.drip:
                drip(self, saying)
                return
            self.end_headers()
            self.wfile.write(saying.body[: len(saying.body) - saying.cut])
            self.close_connection = bool(saying.cut)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128  # with the usual 5, many threads that connect at once wait a second

        def get_request(self) -> tuple[socket.socket, Any]:
            stripe.connections += 1
            return super().get_request()

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    stripe.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stripe
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
