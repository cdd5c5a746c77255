"""Where Stripe's API is asked, and which keys may go there: each request carries the whole key.

A live key goes over TLS, or to this machine. A test key may also go in clear text to another one, because it opens
made-up data only and stand-ins for Stripe in a container of their own (stripe-mock) speak no TLS.
"""

import re
import socket
from ipaddress import ip_address

from pipelines.errors import UsageError

# Narrower than a URL: what parsers read in different ways (user info, backslashes, other alphabets) is not one.
FORM = re.compile(
    r"(?P<scheme>https?)://(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?))"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[a-z0-9._~-]+)*/*",
    re.ASCII | re.IGNORECASE,
)
TEST_KEYS = ("sk_test_", "rk_test_")


class ApiBaseError(UsageError):
    """The address is none, or the key may not be sent there. Nothing was sent."""


def checked_base(base: str) -> str:
    """The address without a slash at its end. Raises ApiBaseError, which does not quote what may hold a password."""
    found = FORM.fullmatch(base)
    if found and int(found["port"] or 0) < 2**16:
        return base.rstrip("/")
    if "@" in base:
        raise ApiBaseError("STRIPE_API_BASE must not contain a user. Remove everything before @.")
    raise ApiBaseError("STRIPE_API_BASE is not an address such as https://api.stripe.com or http://127.0.0.1:12111.")


def check_key(key: str, base: str) -> None:
    """Refuse to send anything but a test key in clear text to another machine. Raises ApiBaseError."""
    if not base.lower().startswith("https://") and not key.startswith(TEST_KEYS) and not is_loopback(base):
        raise ApiBaseError(
            "STRIPE_API_KEY is a live key and STRIPE_API_BASE would carry it unencrypted to another machine. Nothing"
            " was sent. Use https://, or http:// with 127.0.0.1, [::1] or localhost."
        )


def is_loopback(base: str) -> bool:
    """Whether the address is this machine's own: a literal one, or `localhost` where it leads here."""
    found = FORM.fullmatch(base)
    if found is None:
        return False
    if (found["name"] or "").lower() == "localhost":
        return _leads_home("localhost")
    try:
        return ip_address(found["name"] or found["v6"]).is_loopback and "." not in (found["v6"] or "")
    except ValueError:
        return False


def _leads_home(name: str) -> bool:
    try:
        found = {str(address[0]) for *_, address in socket.getaddrinfo(name, None)}
    except OSError:
        return False
    return bool(found) and all(ip_address(address.partition("%")[0]).is_loopback for address in found)
