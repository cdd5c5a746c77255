"""A real browser: Chromium without a window, spoken to over a pipe in its DevTools protocol."""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage --remote-debugging-pipe"
END = b"\0"


class Browser:
    """A page of it. ``events`` are what it told, by the name of the event."""

    def __init__(self, to: BinaryIO, of: BinaryIO) -> None:
        self._to, self._of, self._number = to, of, 0
        self._session: str | None = None
        self.events: list[tuple[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        """Have it do something, and wait for its answer."""
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        message = {"id": self._number, "method": method, "params": parameters, **session}
        self._to.write(json.dumps(message).encode() + END)
        self._to.flush()
        while (told := self._next()).get("id") != self._number:
            self.events.append((told.get("method", ""), told.get("params")))
        assert "error" not in told, told
        return told["result"]

    def open(self, path: Path, *, width: int, scheme: str) -> None:
        """Show a file in a window of this width, to who prefers this colour scheme, and wait until it is there."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=844, deviceScaleFactor=1, mobile=width < 600)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.ask("Page.navigate", url=path.as_uri())
        while "Page.loadEventFired" not in (name for name, _ in self.events):
            told = self._next()
            self.events.append((told.get("method", ""), told.get("params")))

    def value(self, script: str) -> Any:
        """What a script says of the page."""
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def told(self, *names: str) -> list[Any]:
        """The parameters of the events of these names."""
        return [parameters for name, parameters in self.events if name in names]

    def _next(self) -> Any:
        message = b""
        while not message.endswith(END):
            read = self._of.read(1)
            assert read, "the browser is gone"
            message += read
        return json.loads(message[:-1])


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start one with a profile of its own in ``folder``."""
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    start = f"exec {CHROMIUM} {OPTIONS} --user-data-dir={shlex.quote(str(folder))} 3<&{theirs_in} 4>&{theirs_out}"
    process = subprocess.Popen(["bash", "-c", start], pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL)
    os.close(theirs_in)
    os.close(theirs_out)
    with os.fdopen(ours_out, "wb") as to, os.fdopen(ours_in, "rb") as of:
        try:
            yield Browser(to, of)
        finally:
            process.terminate()
            process.wait()
