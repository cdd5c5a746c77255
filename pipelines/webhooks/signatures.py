"""Whether a body is Stripe's: signed with one of the secrets of the endpoint, and not long ago."""

from collections.abc import Sequence

from stripe import SignatureVerificationError, WebhookSignature

TOLERANCE = 300  # seconds: how old a signature may be


def is_signed(body: bytes, header: str | None, secrets: Sequence[str], tolerance: int = TOLERANCE) -> bool:
    """Whether Stripe signed this body; while a secret is rotated there are two."""
    if not header or not header.isascii():
        return False
    return any(_fits(body, header, secret, tolerance) for secret in secrets)


def _fits(body: bytes, header: str, secret: str, tolerance: int) -> bool:
    try:
        return bool(WebhookSignature.verify_header(body, header, secret, tolerance))
    except (SignatureVerificationError, UnicodeDecodeError):
        return False
