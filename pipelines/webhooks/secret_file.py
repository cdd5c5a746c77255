"""The file that keeps signing secrets, as `.env` has them: one line of it is ours, and only its owner reads it."""

import re
from pathlib import Path

from pipelines import home
from pipelines.errors import UsageError

NAME = "STRIPE_WEBHOOK_SECRETS"
LINE = re.compile(rf"^(?:export\s+)?{NAME}=(.*)$", re.MULTILINE)


def check(path: Path) -> None:
    """Raises UsageError for a file that cannot be written, before anything is changed at Stripe."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError(f"{path} cannot be written: name a file in a folder that is there.")
    _text(path)


def add(path: Path, secret: str) -> None:
    """Put a secret before those that are there."""
    _write(path, [secret, *_secrets(_text(path))])


def keep_newest(path: Path) -> None:
    """Leave only the first one."""
    _write(path, _secrets(_text(path))[:1])


def _secrets(text: str) -> list[str]:
    found = LINE.search(text)
    return found[1].strip().strip("'\"").replace(",", " ").split() if found else []


def _write(path: Path, secrets: list[str]) -> None:
    """Raises UsageError."""
    text, line = _text(path), f"{NAME}={','.join(secrets)}"
    if LINE.search(text):
        text = LINE.sub(line, text, count=1)
    else:
        text += f"{'' if not text or text.endswith(chr(10)) else chr(10)}{line}\n"
    try:
        home.replace(path.resolve(), text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as text.") from None
