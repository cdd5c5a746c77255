"""The file that keeps signing secrets, as `.env` has them: one line of it is ours, and only its owner reads it.

Under that line stands which secret is of which endpoint, because Stripe does not tell later, and lines are edited.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from pipelines import home
from pipelines.errors import UsageError

NAME = "STRIPE_WEBHOOK_SECRETS"
SHOWN = 6  # characters of a secret that tell it from the others
MARK = re.compile(r"^# stripe-oltp: the secret that ends in (\S+) is of (\S+)[^\S\r\n]*(?:\r\n|\n|\Z)", re.MULTILINE)
FRAME = re.compile(r"^(\s*(?:export[^\S\r\n]+)?).*?([^\S\r\n]+#[^\r\n]*)?(\r\n|\n|\r)?$", re.DOTALL)


def check(path: Path) -> None:
    """Raises UsageError for a file that cannot be written, before anything is changed at Stripe."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"{path} cannot be written: name a file in a folder that is there.")
    _read(path)


def add(path: Path, secret: str, endpoint: str) -> None:
    """Put the secret of an endpoint before those that are there."""
    kept = _read(path)
    _write(path, _SecretText(kept.text, [secret, *kept.secrets], {**kept.endings, endpoint: secret[-SHOWN:]}))


def forget(path: Path, endpoints: Iterable[str]) -> list[str]:
    """Take out the secrets of endpoints; returns those endpoints of which the file does not say which theirs are."""
    kept, unknown = _read(path), []
    for endpoint in endpoints:
        ending = kept.endings.pop(endpoint, None)
        its = [secret for secret in kept.secrets if ending and secret.endswith(ending)]
        if not its:
            unknown.append(endpoint)
        kept.secrets = [secret for secret in kept.secrets if secret not in its]
    _write(path, kept)
    return unknown


@dataclass
class _SecretText:
    """The text of a file without the marks, the secrets in it, and what the secret of each endpoint ends in."""

    text: str
    secrets: list[str]
    endings: dict[str, str]


def _read(path: Path) -> _SecretText:
    """Raises UsageError."""
    try:
        text = path.read_bytes().decode() if path.exists() else ""  # as it is: lines may end as on Windows
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as text.") from None
    endings = {endpoint: ending for ending, endpoint in MARK.findall(text)}
    text = MARK.sub("", text)
    values = [binding.value for binding in parse_stream(StringIO(text, newline="")) if binding.key == NAME]
    return _SecretText(text, ((values[-1] if values else None) or "").replace(",", " ").split(), endings)


def _write(path: Path, kept: _SecretText) -> None:
    """Raises UsageError."""
    parts = [(binding.key, binding.original.string) for binding in parse_stream(StringIO(kept.text, newline=""))]
    ours = [place for place, (key, _) in enumerate(parts) if key == NAME]
    texts = [original for _, original in parts]
    end = "\r\n" if "\r\n" in kept.text else "\n"
    if not ours:
        texts.append("" if not kept.text or kept.text.endswith("\n") else end)
    place = ours[-1] if ours else len(texts) - 1
    head, comment, _ = FRAME.fullmatch(texts[place]).groups()  # type: ignore[union-attr]  # it fits all text
    marks = [
        f"# stripe-oltp: the secret that ends in {ending} is of {endpoint}" for endpoint, ending in kept.endings.items()
    ]
    lines = [f"{head if ours else texts[place]}{NAME}={','.join(kept.secrets)}{comment or ''}", *marks]
    texts[place] = "".join(f"{line}{end}" for line in lines)
    try:
        home.replace(path.resolve(), "".join(texts))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
