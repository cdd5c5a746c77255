"""What the environment says, read here and nowhere else.

``.env`` in the working folder fills what the environment leaves out; neither is ever written to.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from oltp_schema.errors import SchemaPrefixError
from oltp_schema.schemas import PLAIN, Schemas
from pipelines import env_file, log
from pipelines.addresses import check_key, checked_base
from pipelines.database_url import is_well_formed
from pipelines.errors import UsageError

API_BASE = "https://api.stripe.com"
API_VERSION = "2026-10-28.endive"
ANSWER = "STRIPE_OLTP_ANSWER_SECONDS"
ENV_FILE = Path(".env")  # in the working folder
KEY_FORM = re.compile(r"(sk|rk)_(test|live)_\w+")


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
    answer of Stripe may take, from its first byte to its last. ``is_url_exported`` says whether a shell knows
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
    is_url_exported: bool = True

    @property
    def livemode(self) -> bool | None:
        """What the key says of its mode; None without a key."""
        return None if self.api_key is None else self.api_key.split("_")[1] == "live"


def load() -> Settings:
    """Read the environment and ``.env``. Raises UsageError for a key or URL of the wrong form."""
    value = _said()
    api_key = _checked_key(value("STRIPE_API_KEY") or value("SOURCES__STRIPE__API_KEY"))
    api_base = checked_base(_base(value))
    if api_key:
        check_key(api_key, api_base)
    return Settings(
        home=Path(value("STRIPE_OLTP_HOME") or ".stripe-oltp").absolute(),
        api_key=api_key,
        api_base=api_base,
        schemas=_schemas(value("STRIPE_OLTP_SCHEMA_PREFIX")),
        database_url=_checked_url(value("DATABASE_URL")),
        answer_within=_duration(ANSWER, value(ANSWER), "seconds", Settings.answer_within, least=1),
        is_url_exported=bool(os.environ.get("DATABASE_URL", "").strip()),
        pace=Pace(
            _duration("STRIPE_OLTP_LAG_SECONDS", value("STRIPE_OLTP_LAG_SECONDS"), "seconds", Pace.lag),
            _duration("STRIPE_OLTP_RELIST_DAYS", value("STRIPE_OLTP_RELIST_DAYS"), "days", Pace.relist_window),
            _duration("STRIPE_OLTP_RELIST_HOURS", value("STRIPE_OLTP_RELIST_HOURS"), "hours", Pace.relist_every),
            _duration("STRIPE_OLTP_RECONCILE_DAYS", value("STRIPE_OLTP_RECONCILE_DAYS"), "days", Pace.reconcile_every),
        ),
    )


def api_base_said() -> str:
    """Where the environment or ``.env`` says that Stripe's API is; Stripe's own address without a word."""
    return _base(_said())


def load_log() -> tuple[log.Level | None, log.Format]:
    """The level of the log (None: as fits the moment) and its format. Raises UsageError."""
    value = _said()
    level, form = value("STRIPE_OLTP_LOG_LEVEL"), value("STRIPE_OLTP_LOG_FORMAT")
    if level and level not in list(log.Level):
        raise UsageError(f"STRIPE_OLTP_LOG_LEVEL is one of {', '.join(log.Level)}.")
    if form and form not in list(log.Format):
        raise UsageError(f"STRIPE_OLTP_LOG_FORMAT is one of {', '.join(log.Format)}.")
    return log.Level(level) if level else None, log.Format(form or log.Format.TEXT)


def _said() -> Callable[[str], str | None]:
    """What a variable holds, None for nothing: of the environment, or else of ``.env``."""
    said = {**env_file.read(ENV_FILE).values, **os.environ}
    return lambda name: (said.get(name) or "").strip() or None


def _base(value: Callable[[str], str | None]) -> str:
    """By our name or by dlt's: a stand-in that one of the two ways to Stripe is sent to is meant for both."""
    return value("STRIPE_API_BASE") or value("SOURCES__STRIPE__API_BASE") or API_BASE


def _duration(name: str, said: str | None, unit: str, default: timedelta, least: int = 0) -> timedelta:
    if said is None:
        return default
    if not re.fullmatch(r"\d{1,9}", said) or int(said) < least:
        at_least = f", {least} at least" if least else ""
        raise UsageError(f"{name} is a whole number of {unit}{at_least}, for instance {name}=3.")
    return timedelta(**{unit: int(said)})


def _checked_key(key: str | None) -> str | None:
    if key and key.startswith("pk_"):
        raise UsageError("STRIPE_API_KEY is a publishable key, which cannot read. Use a restricted key (rk_…).")
    if key and not KEY_FORM.fullmatch(key):
        raise UsageError("STRIPE_API_KEY is not a Stripe key. It begins with rk_test_, sk_test_, rk_live_ or sk_live_.")
    return key


def _schemas(prefix: str | None) -> Schemas:
    try:
        return Schemas(prefix or "")
    except SchemaPrefixError as error:
        raise UsageError(str(error)) from None


def _checked_url(url: str | None) -> str | None:
    """SQLAlchemy and dlt want ``postgresql://``; many providers hand out ``postgres://``."""
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql"}:
        raise UsageError("DATABASE_URL is not a PostgreSQL URL. Its form is postgresql://user:password@host:5432/name.")
    if not is_well_formed(f"postgresql://{rest}"):
        raise UsageError(
            "DATABASE_URL cannot be read. In the user and the password, percent-encode what is not a letter or digit:"
            " @ is %40, / is %2F, : is %3A, % is %25. After a ?, only libpq's own parameters may stand."
        )
    return f"postgresql://{rest}"
