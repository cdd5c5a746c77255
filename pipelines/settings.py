"""What the environment says, read here and nowhere else.

``.env`` in the working folder fills what the environment leaves out; neither is ever written to,
unless a user names the file to keep the secret of a webhook endpoint in.
"""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from oltp_schema.errors import SchemaPrefixError
from oltp_schema.schemas import PLAIN, PREFIX, Schemas
from pipelines import env_file, log
from pipelines.addresses import check_key, checked_base
from pipelines.database_url import is_well_formed
from pipelines.errors import UsageError
from pipelines.personal import Treatment

API_BASE = "https://api.stripe.com"
API_VERSION = "2026-10-28.endive"
ANSWER = "STRIPE_OLTP_ANSWER_SECONDS"
SECRETS = "STRIPE_WEBHOOK_SECRETS"
HOME = ".stripe-oltp"  # in the working folder
ENV_FILE = Path(".env")  # in the working folder
# By our names or by dlt's: a stand-in that one of the two ways to Stripe is sent to is meant for both.
KEY_NAMES = ("STRIPE_API_KEY", "SOURCES__STRIPE__API_KEY")
BASE_NAMES = ("STRIPE_API_BASE", "SOURCES__STRIPE__API_BASE")
T = TypeVar("T")
KEY_FORM = re.compile(r"(sk|rk)_(test|live)_[A-Za-z0-9_]+")
SECRET_FORM = re.compile(r"whsec_[A-Za-z0-9+/=_-]+")
KEYS = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")
# What else Stripe's dashboard shows that is taken for a key.
NO_KEYS = {
    "pk_": "a publishable key, which cannot read",
    "whsec_": "the signing secret of a webhook endpoint, which cannot read",
    "sk_org_": "a key of an organization, and one of a single account is needed",
    "acct_": "the id of an account",
}


@dataclass(frozen=True)
class Pace:
    """How a run overlaps with the one before it.

    ``lag`` is how late Stripe's lists and events may show what happened. Types with changes that no event tells are
    listed again as far back as ``relist_window``, not more often than ``relist_every``. Everything is compared with
    Stripe every ``reconcile_every`` (zero: never).
    """

    lag: timedelta = timedelta(minutes=10)
    relist_window: timedelta = timedelta(days=1)
    relist_every: timedelta = timedelta(hours=1)
    reconcile_every: timedelta = timedelta(days=7)


@dataclass(frozen=True)
class Settings:
    """The configuration of one run.

    ``api_key`` None means the sandbox Stripe; ``database_url`` None the embedded PostgreSQL; ``schemas`` are an
    installation's own in either. Everything that is kept on disk lies under ``home``. ``answer_within`` is how long one
    answer of Stripe may take, from its first byte to its last. ``personal`` is what becomes of personal columns (None:
    what the database remembers). ``is_url_exported`` says whether a shell knows
    ``DATABASE_URL``, too: it does not where ``.env`` alone has it.
    """

    home: Path
    api_key: str | None = field(default=None, repr=False)
    api_base: str = API_BASE
    api_version: str = API_VERSION
    database_url: str | None = field(default=None, repr=False)
    schemas: Schemas = PLAIN
    pace: Pace = Pace()
    answer_within: timedelta = timedelta(seconds=60)
    personal: Treatment | None = None
    is_url_exported: bool = True

    @property
    def livemode(self) -> bool | None:
        """What the key says of its mode; None without a key."""
        return None if self.api_key is None else self.api_key.split("_")[1] == "live"


@dataclass(frozen=True)
class Monitoring:
    """Who watches: the ``file`` for metrics, and the ``target`` of notifications, a URL or a command.

    What was notified is kept in ``home``, for each ``installation`` (its prefix).
    """

    file: Path | None
    target: str | None
    home: Path
    installation: str


def load() -> Settings:
    """Read the environment and ``.env``. Raises UsageError for a key or URL of the wrong form."""
    said = _Environment()
    api_key, api_base = said.checked(_checked_key, *KEY_NAMES), said.checked(_checked_base, *BASE_NAMES)
    if api_key:
        check_key(api_key, api_base)
    return Settings(
        home=Path(said("STRIPE_OLTP_HOME") or HOME).absolute(),
        api_key=api_key,
        api_base=api_base,
        schemas=said.checked(_schemas, "STRIPE_OLTP_SCHEMA_PREFIX"),
        database_url=said.checked(_checked_url, "DATABASE_URL"),
        answer_within=said.checked(_duration("seconds", Settings.answer_within, least=1), ANSWER),
        personal=said.checked(_treatment, "STRIPE_OLTP_PERSONAL_COLUMNS"),
        is_url_exported=bool(os.environ.get("DATABASE_URL", "").strip()),
        pace=Pace(
            said.checked(_duration("seconds", Pace.lag), "STRIPE_OLTP_LAG_SECONDS"),
            said.checked(_duration("days", Pace.relist_window), "STRIPE_OLTP_RELIST_DAYS"),
            said.checked(_duration("hours", Pace.relist_every), "STRIPE_OLTP_RELIST_HOURS"),
            said.checked(_duration("days", Pace.reconcile_every), "STRIPE_OLTP_RECONCILE_DAYS"),
        ),
    )


def api_base_said() -> str:
    """Where the environment or ``.env`` says that Stripe's API is; Stripe's own address without a word."""
    return _Environment().first(*BASE_NAMES)[1] or API_BASE


def notify_socket() -> str | None:
    """Where a service manager wants to hear from a service."""
    return os.environ.get("NOTIFY_SOCKET")


def load_monitoring() -> Monitoring:
    """Whom to tell what became of a run, also where the settings are wrong otherwise."""
    said = _Environment()
    file, prefix = said("STRIPE_OLTP_METRICS_FILE"), said("STRIPE_OLTP_SCHEMA_PREFIX") or ""
    return Monitoring(
        Path(file) if file else None,
        said("STRIPE_OLTP_NOTIFY"),
        Path(said("STRIPE_OLTP_HOME") or HOME).absolute(),
        prefix if PREFIX.fullmatch(prefix) else "",
    )


def load_webhook_secrets() -> tuple[str, ...]:
    """The signing secrets of the webhook endpoint: several while one is replaced by another. Raises UsageError."""
    return _Environment().checked(_secrets, SECRETS)


def load_log() -> tuple[log.Level | None, log.Format]:
    """The level of the log (None: as fits the moment) and its format. Raises UsageError."""
    said = _Environment()
    level = said.checked(_one_of(list(log.Level)), "STRIPE_OLTP_LOG_LEVEL")
    form = said.checked(_one_of(list(log.Format)), "STRIPE_OLTP_LOG_FORMAT")
    return log.Level(level) if level else None, log.Format(form or log.Format.TEXT)


class _Environment:
    """What a variable holds, None for nothing: of the environment, or else of ``.env``."""

    def __init__(self) -> None:
        self._file = env_file.read(ENV_FILE)
        self._said = {**self._file.values, **os.environ}

    def __call__(self, name: str) -> str | None:
        return (self._said.get(name) or "").strip() or None

    def first(self, *names: str) -> tuple[str, str | None]:
        """The first of several names that says something, and what it says."""
        return next(((name, value) for name in names if (value := self(name))), (names[0], None))

    def checked(self, check: Callable[[str, str | None], T], *names: str) -> T:
        """What ``check`` makes of the first name that says something. Raises its UsageError, with the line of .env."""
        name, value = self.first(*names)
        try:
            return check(name, value)
        except UsageError as error:
            if name in os.environ or name not in self._file.lines:
                raise
            raise type(error)(f".env, line {self._file.lines[name]}: {error}") from None


def _duration(unit: str, default: timedelta, least: int = 0) -> Callable[[str, str | None], timedelta]:
    def check(name: str, said: str | None) -> timedelta:
        if said is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", said) or int(said) < least:
            at_least = f", {least} at least"
            raise UsageError(f"{name} must be a whole number of {unit}{at_least}, for example {name}=3.")
        return timedelta(**{unit: int(said)})

    return check


def _treatment(name: str, said: str | None) -> Treatment | None:
    word = _one_of(list(Treatment))(name, said)
    return Treatment(word) if word else None


def _one_of(words: Sequence[str]) -> Callable[[str, str | None], str | None]:
    def check(name: str, said: str | None) -> str | None:
        if said and said not in words:
            raise UsageError(f"{name} must be one of {', '.join(words)}.")
        return said

    return check


def _checked_key(name: str, key: str | None) -> str | None:
    """The key. Raises UsageError, which says what is wrong with it and quotes nothing of it."""
    if key is None or KEY_FORM.fullmatch(key):
        return key
    for start, what in NO_KEYS.items():
        if key.startswith(start):
            raise UsageError(f"{name} is {what}. Use a restricted key (rk_…).")
    if not any(start in key for start in KEYS):
        raise UsageError(f"{name} is not a Stripe key. Keys begin with rk_test_, sk_test_, rk_live_ or sk_live_.")
    if key in KEYS:
        raise UsageError(f"{name} is only the beginning of a key. Copy all of it.")
    raise UsageError(f"{name} holds a key and {_foreign(key)}. Copy it again, whole and alone.")


def _foreign(key: str) -> str:
    """What does not belong into a key."""
    odd = re.sub(r"[A-Za-z0-9_]", "", key)
    if not odd:
        return "more before it"
    if any(sign.isspace() for sign in odd):
        return "a space or line break"
    return "quotation marks" if set(odd) <= set("\"'`“”") else "a sign that none has: they are letters and digits"


def _checked_base(_name: str, base: str | None) -> str:
    return checked_base(base or API_BASE)


def _secrets(name: str, said: str | None) -> tuple[str, ...]:
    """Secrets separated by commas or spaces. Raises UsageError, which quotes nothing of them."""
    secrets = tuple((said or "").replace(",", " ").split())
    if not secrets:
        raise UsageError(
            f"{name} is empty. Put the signing secret of the webhook endpoint (whsec_…) there, in the environment or"
            " in .env; two, separated by a comma, while you replace one."
        )
    for number, secret in enumerate(secrets, 1):
        if not SECRET_FORM.fullmatch(secret):
            raise UsageError(f"{name}: number {number} is no signing secret. They begin with whsec_.")
    return secrets


def _schemas(_name: str, prefix: str | None) -> Schemas:
    try:
        return Schemas(prefix or "")
    except SchemaPrefixError as error:
        raise UsageError(str(error)) from None


def _checked_url(_name: str, url: str | None) -> str | None:
    """SQLAlchemy and dlt want ``postgresql://``; many providers hand out ``postgres://``."""
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql"}:
        raise UsageError("DATABASE_URL is not a PostgreSQL URL. Write postgresql://user:password@host:5432/name.")
    if not is_well_formed(f"postgresql://{rest}"):
        raise UsageError(
            "DATABASE_URL is malformed. Percent-encode everything but letters and digits in user and password:"
            " @ is %40, / is %2F, : is %3A, % is %25. After ?, only libpq parameters are allowed."
        )
    return f"postgresql://{rest}"
