"""What the sandbox served: every copy that was sent whole, by the run that asked for it."""

import re
import threading
from collections import defaultdict
from collections.abc import Callable
from hashlib import blake2b

import msgspec

from pipelines.catalogue import CATALOGUE
from pipelines.sandbox import Gate
from pipelines.sandbox.server.gate import Act
from pipelines.sandbox.server.messages import Answer, Request

Served = dict[tuple[str, str, str], bytes]
"""Exact bytes by raw table, id and digest."""

LIST = re.compile(rb'\{"object":"list"|\{"data":\[')
"""How a list of v1 begins, and one of v2."""


class _Page(msgspec.Struct):
    data: list[msgspec.Raw]


class _Head(msgspec.Struct):
    id: str
    object: str


class Register(Gate):
    """Stands first, so that it sees what is really sent. Each run has a key of its own."""

    def __init__(self) -> None:
        self.by_key: dict[str | None, Served] = defaultdict(dict)
        self.requests = 0
        self._lock = threading.Lock()
        self._strike: tuple[int, Callable[[], None]] | None = None
        self._counted: str | None = None

    def strike_at(self, key: str, request: int, strike: Callable[[], None]) -> None:
        """Call ``strike`` when the ``request``-th request from now on with this key has come."""
        with self._lock:
            self._counted, self._strike = key, (request, strike)

    def ever(self) -> Served:
        """What any run was sent, also one that was killed."""
        return {copy: body for served in self.by_key.values() for copy, body in served.items()}

    def around(self, request: Request, act: Act) -> Answer:
        self._count(request.key)
        answer = act()
        if answer.status == 200 and answer.delivery == "whole":
            self._note(request.key, answer.body)
        return answer

    def _count(self, key: str | None) -> None:
        with self._lock:
            self.requests += 1
            if key != self._counted or self._strike is None:
                return
            left, strike = self._strike
            self._strike = (left - 1, strike) if left > 1 else None
        if left <= 1:
            strike()

    def _note(self, key: str | None, body: bytes) -> None:
        try:
            whole = msgspec.json.decode(body, type=_Page) if LIST.match(body) else None
        except msgspec.DecodeError:
            return  # a truncated one
        copies = {}
        for raw in [bytes(each) for each in whole.data] if whole else [body]:
            try:
                head = msgspec.json.decode(raw, type=_Head)
            except msgspec.DecodeError:
                return
            if head.object in CATALOGUE:
                digest = blake2b(raw, digest_size=16).hexdigest()
                copies[CATALOGUE[head.object].plural, head.id, digest] = raw
        with self._lock:
            self.by_key[key] |= copies
