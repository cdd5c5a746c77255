"""Webhooks: the events of the account are posted to its enabled endpoints, signed, as they happen.

    with Deliveries(sandbox).running(): ...
    with Deliveries(sandbox, Mishaps(dropped=0.5, doubled=0.2), seed=7).running() as deliveries: ...

What is not answered with 2xx is posted again, ever more rarely. Signatures have the time of the wall, since that is
what whoever verifies them compares with.
"""

import hmac
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

import msgspec
import urllib3

from pipelines.sandbox.chance import Chance
from pipelines.sandbox.clocked import Clocked
from pipelines.sandbox.objects.webhook_endpoint import secret_of

KIND = "webhook_endpoint"
LOOKS_EVERY = 0.02  # seconds
AT_ONCE = 200  # events read together
ANSWERED_WITHIN = 5.0
MOST_TRIES, FIRST_PAUSE = 8, 0.25  # seconds; each pause is twice the one before
STALE = 3 * 86_400  # seconds: how old the signature of what is replayed is


class Mishaps(NamedTuple):
    """What happens to posts, as shares of the events: not sent at all, sent twice, sent ``late_by`` seconds late.

    Where they are ``reordered``, those that are read together go in any order. Beside an event something ``forged`` may
    come, signed with no secret of the endpoint, or an event ``replayed`` days later with the signature that it had.
    """

    dropped: float = 0.0
    doubled: float = 0.0
    late: float = 0.0
    late_by: float = 5.0
    reordered: bool = False
    forged: float = 0.0
    replayed: float = 0.0


class _Post(NamedTuple):
    due: float
    number: int
    endpoint: str
    url: str
    body: bytes
    signature: str | None = None  # None: made when it is sent
    tries: int = 0


class _Endpoint(msgspec.Struct):
    id: str
    url: str
    status: str
    enabled_events: list[str]


class _EventType(msgspec.Struct):
    type: str


class Deliveries:
    """Posts what happens from now on. ``sent`` counts the posts by kind, ``answers`` the answers by status.

    ``answers_to_others`` are those of them to what is forged or replayed; 0 where nobody answered.
    """

    def __init__(self, sandbox: Clocked, mishaps: Mishaps = Mishaps(), seed: int = 1) -> None:  # noqa: B008 - immutable
        """``mishaps`` may be replaced at any time; the same seed gives the same to the same events."""
        self.mishaps, self.sent = mishaps, Counter[str]()
        self.answers, self.answers_to_others = Counter[int](), Counter[int]()
        self._store, self._chance = sandbox.store, Chance(seed)
        self._pool = urllib3.PoolManager(retries=False, timeout=ANSWERED_WITHIN)
        self._waiting: list[_Post] = []
        self._sending: _Post | None = None
        self._numbers = count()
        newest = self._store.select("object = 'event'", [], "seq DESC", 1)
        self._seen = newest[0].seq if newest else 0

    @contextmanager
    def running(self) -> Iterator["Deliveries"]:
        """Deliver in a thread while the block runs; what waits then is lost."""
        over = threading.Event()
        thread = threading.Thread(target=self._run, args=(over,), name="webhooks", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            over.set()
            thread.join()
            self._pool.clear()

    @property
    def is_idle(self) -> bool:
        """Whether everything that happened so far was sent."""
        is_read = not self._store.how_many("object = 'event' AND seq > ?", [self._seen])
        return is_read and not self._waiting and self._sending is None

    def _run(self, over: threading.Event) -> None:
        while not over.wait(LOOKS_EVERY):
            self._read()
            while not over.is_set() and self._waiting and self._waiting[0].due <= time.monotonic():
                self._sending = heappop(self._waiting)
                self._send(self._sending)
                self._sending = None

    def _read(self) -> None:
        """Plan the posts of the events that are new."""
        events = self._store.select("object = 'event' AND seq > ?", [self._seen], "seq", AT_ONCE)
        if not events:
            return
        rows = self._store.select("object = ?", [KIND], "seq", AT_ONCE)
        endpoints = [found for row in rows if (found := _enabled(row.body))]
        newest = events[-1].seq
        if self.mishaps.reordered:
            events.sort(key=lambda event: self._chance.draw("order", event.id))
        for event in events:
            kind = msgspec.json.decode(event.body, type=_EventType).type
            for endpoint in endpoints:
                if {"*", kind} & set(endpoint.enabled_events):
                    self._plan(endpoint, event.id, event.body)
        self._seen = newest

    def _plan(self, endpoint: _Endpoint, event_id: str, body: bytes) -> None:
        mishaps, now = self.mishaps, time.monotonic()

        def happens(share: float, what: str) -> bool:
            is_so = self._chance.happens(share, what, event_id, endpoint.id)
            self.sent[what] += is_so
            return is_so

        due = now + mishaps.late_by if happens(mishaps.late, "late") else now
        if not happens(mishaps.dropped, "dropped"):
            self._put(endpoint, body, due)
            if happens(mishaps.doubled, "doubled"):
                self._put(endpoint, body, due)
        if happens(mishaps.forged, "forged"):
            self._put(endpoint, body.replace(b'"evt_', b'"evt_forged'), now, signature(body, "whsec_forged"))
        if happens(mishaps.replayed, "replayed"):
            old = int(time.time()) - STALE
            self._put(endpoint, body, now, signature(body, self._secret(endpoint.id), old))

    def _put(self, endpoint: _Endpoint, body: bytes, due: float, signed: str | None = None) -> None:
        heappush(self._waiting, _Post(due, next(self._numbers), endpoint.id, endpoint.url, body, signed))

    def _send(self, post: _Post) -> None:
        """Post; what is ours and not taken comes again later."""
        secret = self._secret(post.endpoint)
        if not secret:  # the endpoint was deleted
            return
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0"}
        headers["Stripe-Signature"] = post.signature or signature(post.body, secret)
        status = 0
        with suppress(urllib3.exceptions.HTTPError):
            status = self._pool.request("POST", post.url, body=post.body, headers=headers, redirect=False).status
        self.sent["posts"] += 1
        self.answers[status] += 1
        if post.signature:
            self.answers_to_others[status] += 1
        if not 200 <= status < 300 and post.signature is None and post.tries < MOST_TRIES:
            due = time.monotonic() + FIRST_PAUSE * 2**post.tries
            heappush(self._waiting, post._replace(due=due, number=next(self._numbers), tries=post.tries + 1))

    def _secret(self, endpoint_id: str) -> str:
        with self._store.lock:
            return self._store.setting(secret_of(endpoint_id)) or ""


def signature(body: bytes, secret: str, moment: int | None = None) -> str:
    """The header ``Stripe-Signature`` of a body. https://docs.stripe.com/webhooks/signature."""
    moment = int(time.time()) if moment is None else moment
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _enabled(body: bytes) -> _Endpoint | None:
    endpoint = msgspec.json.decode(body, type=_Endpoint)
    return endpoint if endpoint.status == "enabled" else None
