"""The failures of a landing. None of them shows a key or a document's values."""

from pipelines.errors import StripeOltpError


class StripeKeyRefusedError(StripeOltpError):
    """Stripe answered 401."""


class StripePermissionError(StripeOltpError):
    """Stripe answered 403: a restricted key that lacks a permission."""


class StripeRequestError(StripeOltpError):
    """Stripe refused a request for another reason, or kept failing until the retries ran out."""


class StripeUnreachableError(StripeOltpError):
    """No whole answer came back, retries included."""


class AccountError(StripeOltpError):
    """The documents belong to another account or mode than those that the database holds."""


class LandingFileError(StripeOltpError):
    """A file that cannot be landed; nothing of the command was."""


class LoadFailedError(StripeOltpError):
    """PostgreSQL refused what dlt loaded into it, or the connection was lost."""
