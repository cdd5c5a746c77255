"""The way to Stripe: connections with a deadline, the proxy of the environment, trusted certificates, what went wrong.

Every failure is said in words: which of these it was, and what to do about it.
"""

import http.client
import io
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import stripe
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import make_headers

from pipelines.addresses import is_loopback
from pipelines.errors import UsageError

CONNECTIONS = 64  # kept open; more threads than that work, but some connect anew
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3}) ?(.*)")
_PASSING_TLS = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)  # the line was dropped
DOCS = "docs/running.md says more."


@dataclass(frozen=True)
class Proxy:
    """What stands between here and Stripe; ``variable`` of the environment names it. ``url`` is without a password."""

    url: str
    variable: str

    def __str__(self) -> str:
        """As messages name it."""
        return f"the proxy {self.url} ({self.variable})"


@dataclass(frozen=True)
class Trouble:
    """Why no whole answer came: ``words`` for a person.

    ``reached`` says whether there was a connection at all, ``may_pass`` whether to try again, ``slow`` whether the
    time for an answer was over.
    """

    words: str
    reached: bool
    may_pass: bool
    slow: bool = False


@dataclass(frozen=True)
class Route:
    """The way to ``base``; ``proxy`` None is the direct one.

    In seconds: ``connect`` to connect, ``deadline`` for an answer from its first byte to its last.
    """

    base: str
    connect: float
    deadline: float
    proxy: Proxy | None = None

    @classmethod
    def to(cls, base: str, connect: float, deadline: float) -> "Route":
        """The way that the environment names (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY)."""
        named = _proxy_of(base)
        return cls(base, connect, deadline, named and Proxy(_shown(named[1]), named[0]))

    def pool(self) -> urllib3.PoolManager:
        """The connections. Raises UsageError for a proxy that cannot be used."""
        options: dict[str, Any] = {
            "maxsize": CONNECTIONS,
            "timeout": urllib3.Timeout(connect=self.connect, read=self.deadline),
            "retries": False,
        }
        if urlsplit(self.base).scheme == "https":
            options["ssl_context"] = _trusting()
        named = _proxy_of(self.base)
        pool = _through(*named, options) if named else urllib3.PoolManager(**options)
        pool.pool_classes_by_scheme = _bounded(self.deadline)
        return pool

    def trouble(self, error: HTTPError) -> Trouble:
        """What an exception of urllib3 means."""
        if isinstance(error, ProxyError):
            return self._of_proxy(error)
        if isinstance(error, SSLError):
            return self._of_tls(error, self.base)
        if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
            return Trouble(f"no connection within {self.connect:g} s", reached=False, may_pass=True)
        if isinstance(error, NewConnectionError):
            return Trouble(_of_connecting(error), reached=False, may_pass=True)
        if isinstance(error, ReadTimeoutError):
            words = f"no complete response within {self.deadline:g} s (STRIPE_OLTP_ANSWER_SECONDS)"
            return Trouble(words, reached=True, may_pass=True, slow=True)
        words = f"the connection was lost before the response was complete ({type(error).__name__})"
        return Trouble(words, reached=True, may_pass=True)

    def _of_proxy(self, error: ProxyError) -> Trouble:
        proxy, original = str(self.proxy), error.original_error
        if said := _TUNNEL.search(str(original)):
            status, phrase = said.groups()
            words = f"{proxy} answered {status} {phrase}".rstrip()
            advice = ": it requires a user and password, http://user:password@host:port" if status == "407" else ""
            return Trouble(f"{words}{advice}. {DOCS}", reached=False, may_pass=status.startswith("5"))
        if isinstance(original, SSLError):
            return self._of_tls(original, proxy)
        if isinstance(original, NewConnectionError):
            return Trouble(f"{proxy} cannot be reached, {_of_connecting(original)}", reached=False, may_pass=True)
        if isinstance(original, ConnectTimeoutError):
            return Trouble(f"{proxy} gives no connection within {self.connect:g} s", reached=False, may_pass=True)
        why = _of_os(original) if isinstance(original, OSError) else type(original).__name__
        return Trouble(f"{proxy} failed, {why}", reached=False, may_pass=True)

    @staticmethod
    def _of_tls(error: SSLError, server: str) -> Trouble:
        cause = error.args[0] if error.args else error
        if isinstance(cause, _PASSING_TLS):
            return Trouble("the connection was lost during the TLS handshake", reached=True, may_pass=True)
        if isinstance(cause, ssl.SSLCertVerificationError):
            words = (
                f"the certificate of {server} is not trusted: {cause.verify_message}. If a proxy of your company"
                f" replaces certificates, name its own in SSL_CERT_FILE=/path/to/ca.pem. {DOCS}"
            )
            return Trouble(words, reached=False, may_pass=False)
        why = (getattr(cause, "reason", None) or str(cause) or type(cause).__name__).replace("_", " ").lower()
        return Trouble(f"TLS failed with {server}: {why}. {DOCS}", reached=False, may_pass=False)


def _proxy_of(base: str) -> tuple[str, str] | None:
    """The variable that names a proxy for this base, and the proxy with all that the variable says.

    None leads to this machine.
    """
    parts, proxies = urlsplit(base), getproxies()
    for scheme in () if is_loopback(base) else (parts.scheme, "all"):
        if proxy := proxies.get(scheme):
            if proxy_bypass(parts.netloc):
                return None
            return f"{scheme}_proxy".upper(), proxy if "://" in proxy else f"http://{proxy}"
    return None


def _through(variable: str, proxy: str, options: Mapping[str, Any]) -> urllib3.PoolManager:
    headers: Mapping[str, str] = {}
    try:
        parts = urlsplit(proxy)
        _ = parts.port
        if parts.username:
            headers = make_headers(proxy_basic_auth=f"{unquote(parts.username)}:{unquote(parts.password or '')}")
        context = _trusting() if parts.scheme == "https" else None
        return urllib3.ProxyManager(proxy, proxy_headers=headers, proxy_ssl_context=context, **options)
    except (HTTPError, ValueError) as error:
        raise UsageError(
            f"{variable} is not a usable proxy. Write http://host:port or http://user:password@host:port."
        ) from error


def _shown(proxy: str) -> str:
    """A proxy's URL for people: no user, no password."""
    scheme, _, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].rstrip('/')}"


def _trusting() -> ssl.SSLContext:
    """Whose certificates count: those that Stripe's SDK brings, and those that this machine trusts.

    OpenSSL's own variables, SSL_CERT_FILE and SSL_CERT_DIR, name others than the machine's.
    """
    context = ssl.create_default_context(cafile=stripe.ca_bundle_path)
    context.load_default_certs()
    return context


def _bounded(seconds: float) -> dict[str, Any]:
    """urllib3's pools, of connections on which an answer has to be whole after so many seconds."""

    class Bounded(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
            super().__init__(sock, *arguments, **named)
            self.fp = io.BufferedReader(_UntilThen(self.fp.detach(), sock, monotonic() + seconds))

    return {
        "http": _pool_of(urllib3.HTTPConnectionPool, HTTPConnection, Bounded),
        "https": _pool_of(urllib3.HTTPSConnectionPool, HTTPSConnection, Bounded),
    }


def _pool_of(pool: type, connection: type, response: type) -> type:
    return type("Pool", (pool,), {"ConnectionCls": type("Connection", (connection,), {"response_class": response})})


class _UntilThen(io.RawIOBase):
    """The bytes of one answer as they come. A timeout of the socket alone begins anew with each byte."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        self._raw, self._socket, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what there is. Raises TimeoutError when the time is over."""
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._socket.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Close it once."""
        if not self.closed:
            super().close()
            self._raw.close()


def _of_connecting(error: NewConnectionError) -> str:
    if isinstance(error, NameResolutionError):
        return "its name cannot be resolved"
    cause = error.__cause__ or error.__context__
    return _of_os(cause) if isinstance(cause, OSError) else "no connection"


def _of_os(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
