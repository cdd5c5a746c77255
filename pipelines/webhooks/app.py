"""The receiver: an ASGI application that verifies what Stripe sends, notes it durably, and answers.

It never processes an event: who follows does. What is not Stripe's is refused and leaves nothing but a count. What the
database does not take is answered with 503, so that Stripe sends it again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipelines.webhooks.bells import EventBell, NoEventError, read_webhook
from pipelines.webhooks.counting import WebhookMetrics, WebhookRefusal
from pipelines.webhooks.noting import BellWriter, NotNotedError
from pipelines.webhooks.signatures import TOLERANCE, is_signed

LARGEST = 1 << 20  # bytes of a body; Stripe's are far smaller
BODY_WITHIN = 10.0  # seconds
NOTED_WITHIN = 12.0  # seconds: a connection is opened within 10
STATUS = {
    WebhookRefusal.SIGNATURE: 400,
    WebhookRefusal.TOO_LARGE: 413,
    WebhookRefusal.NO_EVENT: 400,
    WebhookRefusal.SLOW: 408,
    WebhookRefusal.DATABASE: 503,
}
WORDS = {
    WebhookRefusal.SIGNATURE: "The signature is none of this endpoint's, or too old.",
    WebhookRefusal.TOO_LARGE: f"The body is larger than {LARGEST} bytes.",
    WebhookRefusal.NO_EVENT: "The body is no event.",
    WebhookRefusal.SLOW: "The body did not arrive in time.",
    WebhookRefusal.DATABASE: "The event could not be noted. Send it again.",
}


class RefusedError(Exception):
    """A request is answered with a refusal."""

    def __init__(self, reason: WebhookRefusal) -> None:
        """``reason`` gives the status and the words."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Receiver:
    """Takes events signed with one of ``secrets``, not longer than ``tolerance`` seconds ago."""

    writer: BellWriter
    secrets: Sequence[str]
    tolerance: int = TOLERANCE
    metrics: WebhookMetrics = field(default_factory=WebhookMetrics)

    def app(self, path: str) -> Starlette:
        """The application, which takes events at ``path``."""
        return Starlette(
            routes=[
                Route(path, self.receive, methods=["POST"]),
                Route("/health", self.health, methods=["GET"]),
                Route("/metrics", self.show_metrics, methods=["GET"]),
            ]
        )

    async def receive(self, request: Request) -> Response:
        """Take one event."""
        try:
            body = await _body(request)
            self._check(body, request.headers.get("Stripe-Signature"))
            noted = await self._note(read_webhook(body))
        except RefusedError as error:
            return self._refuse(error.reason)
        except NoEventError:
            return self._refuse(WebhookRefusal.NO_EVENT)
        except ClientDisconnect:
            return Response(status_code=400)
        self.metrics.received.labels(noted).inc()
        return JSONResponse({"received": True})

    async def health(self, _request: Request) -> Response:
        """200 if the database answers, else 503."""
        try:
            await self._note(None)
        except RefusedError as error:
            return JSONResponse({"status": "the database does not answer"}, STATUS[error.reason])
        return JSONResponse({"status": "ok"})

    async def show_metrics(self, _request: Request) -> Response:
        """What Prometheus scrapes."""
        return Response(b"".join(self.metrics.text()), media_type=self.metrics.content_type)

    def _check(self, body: bytes, signature: str | None) -> None:
        """Raises RefusedError for what Stripe did not sign, or long ago."""
        if not is_signed(body, signature, self.secrets, self.tolerance):
            raise RefusedError(WebhookRefusal.SIGNATURE)

    async def _note(self, bell: EventBell | None) -> str:
        """Raises RefusedError where the database does not take it."""
        try:
            noted = await asyncio.wait_for(asyncio.wrap_future(self.writer.note(bell)), NOTED_WITHIN)
        except (NotNotedError, TimeoutError):
            self.metrics.database_up.set(0)
            raise RefusedError(WebhookRefusal.DATABASE) from None
        self.metrics.database_up.set(1)
        return noted

    def _refuse(self, reason: WebhookRefusal) -> Response:
        self.metrics.refused.labels(reason).inc()
        return JSONResponse({"error": WORDS[reason]}, STATUS[reason])


async def _body(request: Request) -> bytes:
    """The body, not read further than it may be long. Raises RefusedError."""
    said = request.headers.get("Content-Length", "")
    if said.isdigit() and int(said) > LARGEST:
        raise RefusedError(WebhookRefusal.TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise RefusedError(WebhookRefusal.TOO_LARGE)
    except TimeoutError:
        raise RefusedError(WebhookRefusal.SLOW) from None
    return bytes(body)
