"""The failures of a landing. None of them shows a key or a document's values."""

from pipelines.errors import StripeOltpError

KEYS = "https://dashboard.stripe.com/apikeys"


class StripeKeyRefusedError(StripeOltpError):
    """Stripe answered 401 before it accepted the key for anything."""


class StripePermissionError(StripeOltpError):
    """Stripe answered 403: a restricted key that lacks a permission. It says nothing about what there is to read.

    ``endpoint`` is the path with ``{id}`` for ids; ``permission`` Stripe's name for what is lacking
    (`rak_charge_read`), where it gives one.
    """

    def __init__(self, message: str, *, endpoint: str = "", permission: str | None = None) -> None:
        """``message`` is what a user reads."""
        super().__init__(message)
        self.endpoint = endpoint
        self.permission = permission


class StripeRequestError(StripeOltpError):
    """Stripe refused a request for another reason, or kept failing until the retries ran out.

    ``status`` is that of the answer, None without one.
    """

    def __init__(self, message: str, *, status: int | None = None) -> None:
        """``message`` is what a user reads."""
        super().__init__(message)
        self.status = status


class StripeRefusedError(StripeRequestError):
    """Stripe refused what was asked for and will go on to: 400, or another status that no retry mends."""


class StripeMissingError(StripeRequestError):
    """The object, or the parent of the list, does not exist (any more): 404 and `resource_missing`."""


class StripeUnknownEndpointError(StripeRequestError):
    """Stripe has no such endpoint in this API version: 404 and "Unrecognized request URL"."""


class StripeCursorError(StripeRequestError):
    """The object that a page was to start after, or end before, no longer exists."""


class StripeUnansweredError(StripeRequestError):
    """Stripe was reached, and gave no whole answer: none, one that was cut or took too long, or no JSON."""


class StripeEndlessListError(StripeRequestError):
    """A list came back to where it had been, so it has no end."""


class StripeModeError(StripeRequestError):
    """A document is of the other mode than the key: live for a test key, or test for a live one."""


class StripeUnreachableError(StripeOltpError):
    """There is no way to Stripe: no connection, no trusted certificate, or a proxy that lets nothing pass."""


class StripeClosedError(StripeOltpError):
    """The client was closed while a request waited; nobody was asked."""


class AccountError(StripeOltpError):
    """The documents belong to another account or mode than those that the database holds."""

    exit_code = 2  # no service manager should try again


class LandingFileError(StripeOltpError):
    """A file that cannot be landed; nothing of the command was."""


class LandingPathError(LandingFileError):
    """What was named is no file to land, and no folder of any."""

    exit_code = 2


class LoadFailedError(StripeOltpError):
    """PostgreSQL refused what dlt loaded into it, or the connection was lost."""
