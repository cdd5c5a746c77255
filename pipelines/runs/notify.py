"""Telling somebody when a command begins to fail, and when it is well again: by a POST of JSON, or by a command.

What was told last is kept in the home folder, so that a run every ten minutes does not tell the same every ten minutes.
What is told has no value of a document and no key: the message is that which the command printed.
"""

import json
import shlex
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import urllib3
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from pipelines.errors import StripeOltpError
from pipelines.home import own_home, read_text, replace

ATTEMPTS = 3
WITHIN = 10.0  # seconds, for each attempt and for a command
AGAIN_AFTER = timedelta(days=1)
URLS = ("http://", "https://")


class NotifyError(StripeOltpError):
    """Nobody could be told."""


@dataclass(frozen=True)
class Notifier:
    """Tells ``target``, a URL or a command that reads JSON from its stdin, how ``command`` of an installation stands.

    What was told is kept in ``home``; ``installation`` is its prefix.
    """

    target: str
    command: str
    home: Path
    installation: str = ""

    def ended(self, code: int, message: str | None) -> None:
        """Tell of an exit code where it is news. Raises NotifyError and FolderAccessError."""
        now, told = datetime.now(UTC), self._told()
        is_again = told.get("code") == code and now - _moment(told) < AGAIN_AFTER
        is_news = bool(told.get("code")) if code == 0 else not is_again
        if not is_news:
            return
        self._tell(_news(self.command, self.installation, code, message, now))
        self._keep(code, now)

    def _tell(self, news: dict[str, Any]) -> None:
        body = json.dumps(news).encode()
        try:
            if self.target.startswith(URLS):
                _post(self.target, body)
            else:
                subprocess.run(shlex.split(self.target), input=body, timeout=WITHIN, check=True, capture_output=True)  # noqa: S603 -- it is the user's own command
        except (urllib3.exceptions.HTTPError, OSError, ValueError, subprocess.SubprocessError) as error:
            raise NotifyError(f"Nobody was notified: STRIPE_OLTP_NOTIFY failed ({type(error).__name__}).") from None

    @property
    def _file(self) -> Path:
        return own_home(self.home) / f"notified-{self.installation or 'default'}-{self.command}.json"

    def _told(self) -> dict[str, Any]:
        """What was told last."""
        try:
            found = json.loads(read_text(self._file))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _keep(self, code: int, now: datetime) -> None:
        try:
            replace(self._file, json.dumps({"code": code, "time": now.isoformat()}))
        except OSError as error:
            raise NotifyError(f"What was notified cannot be kept in {self.home}: {error.strerror}.") from None


def _news(command: str, installation: str, code: int, message: str | None, now: datetime) -> dict[str, Any]:
    name = f"stripe-oltp {command}" + (f" ({installation})" if installation else "")
    words = "is well again" if code == 0 else f"ended with exit code {code}" + (f": {message}" if message else "")
    return {
        "event": "failure" if code else "recovery",
        "command": command,
        "installation": installation,
        "exit_code": code,
        "message": message if code else None,
        "time": now.isoformat(),
        "text": f"{name} {words}",  # what chats show
    }


def _post(url: str, body: bytes) -> None:
    """Raises urllib3's HTTPError, after a few attempts."""
    retrying = Retrying(
        retry=retry_if_exception_type(urllib3.exceptions.HTTPError),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=0.2, max=2),
        reraise=True,
    )
    retrying(_post_once, url, body)


def _post_once(url: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = urllib3.request("POST", url, body=body, headers=headers, timeout=WITHIN, retries=False)
    if not 200 <= answer.status < 300:
        raise urllib3.exceptions.HTTPError


def _moment(told: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(told.get("time")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
