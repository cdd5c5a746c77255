"""A Stripe in a process of its own that costs little: it makes each page of an Account as it is asked for.

`python -m tests.benchmarks.pages` prints its URL and serves until its standard input ends. `GET /new?objects=20000`
makes an account and says under which path its Stripe is then found. `only=charge=1000,customer=1000` gives it exactly
those, `latency=0.15` lets every answer take so many seconds, `limited=1` refuses what exceeds the limits of a live key.
Below that path `/change?count=N` changes objects and tells events of it, and `/log` returns what was asked: moment,
endpoint, whether it was refused.
"""

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from email.utils import formatdate
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from pipelines.catalogue import CATALOGUE
from tests.benchmarks.account import Account, Kind

VERSION = "2026-10-28.endive"
ACCOUNT_LIMIT, ENDPOINT_LIMIT = 100, 25  # requests in any second, of a live key
CHANGED = {  # the types that change, and the events that say so
    "charge": "charge.updated",
    "customer": "customer.updated",
    "invoice": "invoice.updated",
    "subscription": "customer.subscription.updated",
}
REASONS = {200: b"OK", 400: b"Bad Request", 404: b"Not Found", 429: b"Too Many Requests"}


class Stripe:
    """Answers; knows nothing of HTTP."""

    def __init__(self, account: Account, *, latency: float, limited: bool) -> None:
        self.account, self.latency = account, latency
        self.log: list[tuple[float, str, bool]] = []
        self._paths = {str(CATALOGUE[name].path): kind for name, kind in account.lists.items()}
        self._hidden = {str(CATALOGUE[name].path): kind for name, kind in account.hidden.items()}
        self._revisions: dict[tuple[str, int], int] = {}
        self._changes = 0
        self._events: list[tuple[int, str, bytes]] = []  # oldest first: created, id, document
        self._limits = Limits() if limited else None

    def answer(self, target: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if parts.path == "/change":
            return 200, self._change(int(query["count"]))
        if parts.path == "/log":
            return 200, json.dumps(self.log).encode()
        if self._limits and (exceeded := self._limits.exceeded(parts.path)):
            self.log.append((time.monotonic(), parts.path, True))
            return 429, exceeded.encode()
        status, body = self._of_stripe(parts.path, query)
        self.log.append((time.monotonic(), parts.path, False))
        return status, body

    def _of_stripe(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        if path == "/v1/account":
            return 200, b'{"id":"acct_bench","object":"account"}'
        if path == "/v1/events":
            return 200, self._page_of_events(path, query)
        if path in self._paths:
            return 200, self._page(path, query)
        if path in {"/v1/test_helpers/test_clocks", *(entry.path for entry in CATALOGUE.values())}:
            return 200, _page(path, [], has_more=False)
        return self._one(path)

    def _page(self, path: str, query: dict[str, str]) -> bytes:
        kind = self._paths[path]
        if query.get("active") == "false" or "payout" in query:  # all are active; no payout says what is in it
            return _page(path, [], has_more=False)
        since, until = (int(query[name]) if name in query else None for name in ("created[gte]", "created[lt]"))
        numbers = kind.between(since, until)
        if after := query.get("starting_after"):
            numbers = range((kind.number(after) or 0) + 1, numbers.stop)
        page = numbers[: int(query.get("limit", 10))]
        documents = [kind.document(number, self._revisions.get((kind.name, number), 0)) for number in page]
        return _page(path, documents, has_more=len(page) < len(numbers))

    def _page_of_events(self, path: str, query: dict[str, str]) -> bytes:
        since, until = int(query.get("created[gte]", 0)), int(query.get("created[lt]", 1 << 60))
        found = (event for event in reversed(self._events) if since <= event[0] < until)
        if after := query.get("starting_after"):
            next((event for event in found if event[1] == after), None)
        page = list(islice(found, int(query.get("limit", 10))))
        return _page(path, [document for _, _, document in page], has_more=next(found, None) is not None)

    def _one(self, path: str) -> tuple[int, bytes]:
        endpoint, _, object_id = path.rpartition("/")
        object_id = unquote(object_id)
        for kinds in (self._paths, self._hidden):
            kind = kinds.get(endpoint)
            number = kind.number(object_id) if kind else None
            if kind and number is not None and number < kind.total:
                return 200, kind.document(number, self._revisions.get((kind.name, number), 0))
        return 404, b'{"error":{"type":"invalid_request_error","code":"resource_missing"}}'

    def _change(self, count: int) -> bytes:
        """Give ``count`` objects a new revision, and tell events of it now: one each."""
        self._changes += 1
        now = int(time.time())
        for index, (kind, number) in enumerate(self._others(count)):
            self._revisions[kind.name, number] = self._changes
            event_id = f"evt_bench{self._changes:04d}{index:06d}"
            snapshot = unasked(kind.name, kind.document(number, self._changes))
            document = _event(event_id, now, CHANGED[kind.name], snapshot)
            self._events.append((now, event_id, document))
        return b"{}"

    def _others(self, count: int) -> Iterator[tuple[Kind, int]]:
        """``count`` objects that change, others each time: as many of each type, but no more than there are."""
        kinds = sorted(
            (self.account.lists[name] for name in CHANGED if name in self.account.lists), key=lambda kind: kind.total
        )
        for place, kind in enumerate(kinds):
            some = min(count // (len(kinds) - place), kind.total)
            count -= some
            yield from ((kind, (index * kind.total // some + self._changes) % kind.total) for index in range(some))


class Limits:
    """Stripe's: so many requests in any second for the account, fewer for one endpoint."""

    def __init__(self) -> None:
        self._taken: dict[str, deque[float]] = {"": deque()}

    def exceeded(self, endpoint: str) -> str | None:
        """Which limit one more request would break, as Stripe names it. None when it is allowed, and counts."""
        now = time.monotonic()
        account, listed = self._taken[""], self._taken.setdefault(endpoint, deque())
        for window in (account, listed):
            while window and window[0] <= now - 1:
                window.popleft()
        if len(account) >= ACCOUNT_LIMIT:
            return "global-rate"
        if len(listed) >= ENDPOINT_LIMIT:
            return "endpoint-rate"
        account.append(now)
        listed.append(now)
        return None


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as clients of Stripe's lists speak it: GETs without a body, one after the other."""

    def __init__(self, accounts: list[Stripe]) -> None:
        self._accounts, self._read = accounts, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            self._answer(head.split(b" ", 2)[1].decode())

    def _answer(self, target: str) -> None:
        if target.startswith("/new?"):
            self._accounts.append(_new(target))
            self._transport.write(_response(200, b"/%d" % (len(self._accounts) - 1)))
            return
        number, slash, rest = target[1:].partition("/")
        stripe = self._accounts[int(number)]
        answer = _response(*stripe.answer(slash + rest))
        if stripe.latency:
            asyncio.get_running_loop().call_later(stripe.latency, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _new(target: str) -> Stripe:
    given = dict(parse_qsl(urlsplit(target).query))
    only = {name: int(total) for name, total in parse_qsl(given.get("only", "").replace(",", "&"))}
    account = Account(0, only) if only else Account.of(int(given["objects"]))
    return Stripe(account, latency=float(given.get("latency", 0)), limited="limited" in given)


def _response(status: int, body: bytes) -> bytes:
    """An answer; of a 429, ``body`` is the limit that was exceeded."""
    refused = b""
    if status == 429:
        refused = b"Stripe-Rate-Limited-Reason: %b\r\n" % body
        body = b'{"error":{"type":"invalid_request_error","code":"rate_limit"}}'
    return (
        b"HTTP/1.1 %d %b\r\nContent-Type: application/json\r\nDate: %b\r\nStripe-Version: %b\r\n"
        b"Request-Id: req_bench\r\n%bContent-Length: %d\r\n\r\n%b"
        % (status, REASONS[status], formatdate(usegmt=True).encode(), VERSION.encode(), refused, len(body), body)
    )


def _page(path: str, documents: Iterable[bytes], *, has_more: bool) -> bytes:
    more = b"true" if has_more else b"false"
    return b'{"object":"list","url":"%b","data":[%b],"has_more":%b}' % (path.encode(), b",".join(documents), more)


def _event(event_id: str, created: int, kind: str, document: bytes) -> bytes:
    return (
        b'{"id":"%b","object":"event","api_version":"%b","created":%d,"data":{"object":%b,"previous_attributes":{}},'
        b'"livemode":false,"pending_webhooks":0,"request":{"id":null,"idempotency_key":null},"type":"%b"}'
        % (event_id.encode(), VERSION.encode(), created, document, kind.encode())
    )


def unasked(name: str, document: bytes) -> bytes:
    """A document as an event has it: without what is given only when asked, and with ids in the place of objects."""
    reading, said = CATALOGUE[name].reading, json.loads(document)
    for field in reading.expand:
        if field not in reading.ids:
            said.pop(field, None)
        elif field in said:
            said[field] = [value["id"] if isinstance(value, dict) else value for value in said[field]]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


async def _serve() -> None:
    loop, accounts = asyncio.get_running_loop(), list[Stripe]()
    server = await loop.create_server(lambda: Connection(accounts), "127.0.0.1", 0, backlog=256)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)  # noqa: T201 -- its parent reads it
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
