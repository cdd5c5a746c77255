"""A request and its answer."""

from typing import Any, Literal, NamedTuple

import msgspec

from pipelines.sandbox.errors import ApiError


class Request(NamedTuple):
    """What was asked. ``version`` is the API version to answer in, ``key`` the API key, ``encoded`` the raw form.

    ``account`` is the account that it is asked for (``Stripe-Account``), None for the key's own.
    """

    method: str
    path: str
    encoded: str
    key: str | None
    version: str
    idempotency_key: str | None
    request_id: str
    account: str | None = None


Delivery = Literal["whole", "cut", "reset", "dropped"]
"""How an answer arrives: as it is; half of the body, then the end of the connection or its reset; not at all."""


class Answer(NamedTuple):
    """What is sent back: a status and a JSON body, with headers beside the usual ones.

    ``moment`` is the virtual clock at which the body was true (unix seconds), for ``Date``; None: now.
    """

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    delivery: Delivery = "whole"
    moment: int | None = None


def answer(document: Any, status: int = 200) -> Answer:
    """A document as an answer."""
    return Answer(status, msgspec.json.encode(document))


def refusal(error: ApiError) -> Answer:
    """An error as an answer."""
    return answer(error.body, error.status)
