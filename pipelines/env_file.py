"""What ``.env`` says, and what in it is likely a mistake: never a value, which may be a password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from pipelines.errors import UsageError

NAMES = (
    *(
        "STRIPE_API_KEY",
        "STRIPE_API_BASE",
        "DATABASE_URL",
        "STRIPE_WEBHOOK_SECRETS",
        "SOURCES__STRIPE__API_KEY",
        "SOURCES__STRIPE__API_BASE",
    ),
    *(
        "STRIPE_OLTP_SCHEMA_PREFIX",
        "STRIPE_OLTP_PERSONAL_COLUMNS",
        "STRIPE_OLTP_HOME",
        "STRIPE_OLTP_LOG_LEVEL",
        "STRIPE_OLTP_LOG_FORMAT",
        "STRIPE_OLTP_METRICS_FILE",
        "STRIPE_OLTP_NOTIFY",
        "STRIPE_OLTP_ANSWER_SECONDS",
    ),
    *("STRIPE_OLTP_LAG_SECONDS", "STRIPE_OLTP_RELIST_DAYS", "STRIPE_OLTP_RELIST_HOURS", "STRIPE_OLTP_RECONCILE_DAYS"),
    *("POSTGRES_PASSWORD", "POSTGRES_PORT"),
)
"""The variables of this project, those of `docker-compose.yaml` and of its dlt source among them."""
OTHERS = dict.fromkeys(("STRIPE_SECRET_KEY", "STRIPE_SECRET", "STRIPE_KEY", "STRIPE_API_SECRET"), "STRIPE_API_KEY")
"""How other programs call what has a name here."""
ELSEWHERE = frozenset({"STRIPE_WEBHOOK_SECRET"})
"""What other programs have for themselves: the secret of an endpoint of their own."""
OURS = "STRIPE_OLTP_"
ALIKE = 0.9  # of difflib: a letter more, less or other; DATABASE_USER is further from DATABASE_URL


@dataclass(frozen=True)
class EnvFile:
    """The values by name, the ``oddities`` as sentences that name a line, and the line of each value."""

    values: dict[str, str | None]
    oddities: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


def read(path: Path) -> EnvFile:
    """Read ``.env``; nothing when there is none. Raises UsageError, which quotes nothing of it."""
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.is_file() or path.is_fifo() else ""
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f".env is not UTF-8, in line {line}. Save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f".env cannot be read: {error.strerror}.") from None
    if "\0" in text:
        raise UsageError(".env is not text, or saved as UTF-16. Save it as UTF-8.")
    values, bindings = dotenv_values(stream=StringIO(text)), list(parse_stream(StringIO(text)))
    found = (_oddity(one, values) for one in bindings)
    lines = {one.key: _line(one) for one in bindings if one.key and not one.error}
    return EnvFile(values, tuple(oddity for oddity in found if oddity), lines)


def _line(one: Binding) -> int:
    """The parser counts the empty lines before a binding as its first ones."""
    return one.original.line + len(one.original.string) - len(one.original.string.lstrip("\r\n"))


def _oddity(one: Binding, values: dict[str, str | None]) -> str | None:
    line = _line(one)
    if one.error:
        return f".env, line {line}: not readable; ignored. Write NAME=value."
    if one.key is None:
        return None
    meant = one.key if one.key in NAMES else _meant(one.key)
    if one.value is None:
        named = f" Did you mean {meant}=…?" if meant else " Write NAME=value."
        return f".env, line {line}: missing `=`; ignored.{named}"
    if meant is None and one.key.startswith(OURS):
        return f".env, line {line}: unknown variable {one.key}; README.md lists the names."
    if meant in {None, one.key} or meant in values:
        return None
    return f".env, line {line}: {one.key} is not used. Did you mean {meant}?"


def _meant(name: str) -> str | None:
    """The variable that a name is likely meant to be."""
    if name in ELSEWHERE:
        return None
    bare = {_bare(known): known for known in NAMES}
    close = get_close_matches(_bare(name), bare, n=1, cutoff=ALIKE)
    return OTHERS.get(name) or (bare[close[0]] if close else None)


def _bare(name: str) -> str:
    return name.upper().replace("_", "").replace("-", "")
