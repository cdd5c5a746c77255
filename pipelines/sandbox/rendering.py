"""The one place where a kept object becomes what is sent under an API version."""

API_VERSION = "2026-10-28.endive"
"""The version that objects are kept in, and the account's default."""


def render(kind: str, body: bytes, version: str) -> bytes:
    """The JSON of one object under an API version.

    Objects are kept as ``API_VERSION`` renders them, and for now every version is answered with that: a rendering of
    older versions goes here and nowhere else. Events never pass through: Stripe renders them once.
    """
    del kind, version
    return body
