"""What the sandbox refuses: by HTTP, in Stripe's own JSON form, and to the person who starts it."""

from pipelines.errors import UsageError


class SandboxStoreError(UsageError):
    """A sandbox store on disk was made with another seed, another size or another version of the sandbox."""


class SandboxAddressError(UsageError):
    """The sandbox cannot listen where it was told to."""


class ApiError(Exception):
    """An answer other than success, as Stripe words it: ``{"error": {"type", "code", "message", "param"}}``."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
        more: dict[str, object] | None = None,
    ) -> None:
        """``kind`` is Stripe's error ``type``; ``more`` goes beside the usual fields."""
        super().__init__(message)
        self.status = status
        detail = {"code": code, "message": message, "param": param, **(more or {}), "type": kind}
        self.body = {"error": {name: value for name, value in detail.items() if value is not None}}


def missing(thing: str, object_id: str, *, param: str = "id", status: int = 404, more: str = "") -> ApiError:
    """Stripe's answer for an id that it does not know: 404 in the path, 400 in a parameter; ``more`` ends it."""
    return ApiError(status, f"No such {thing}: '{object_id}'{more}", code="resource_missing", param=param)


def bad_parameter(param: str, message: str, code: str | None = None) -> ApiError:
    """Stripe's answer for a parameter that has no sense."""
    return ApiError(400, message, code=code, param=param)
