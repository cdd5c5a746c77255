"""The command line ``stripe-oltp``: data on stdout, talk on stderr.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done with rows in quarantine, 4 done except for object
types that the key may not read, 130 interrupted, 141 the output was closed.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
GOES_ON = "Interrupted. Completed loads are kept; run the command again to continue."
ENDED = dict.fromkeys(("pipeline", "land", "promote", "reconcile"), GOES_ON) | {
    "replay": "Interrupted. The rows are as they were, or as far as steps were completed; run the command again.",
    "sandbox": "Stopped. The account is kept.",
}


def main() -> NoReturn:
    """Run a command. Ctrl-C ends in one line at any moment, the import of the libraries included."""
    try:
        when_stopped(_end_at_once)
        from pipelines.cli.app import run

        when_stopped(signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        sys.stderr.write(f"{_ended()}\n")
        sys.exit(INTERRUPTED)


def when_stopped(handler: Callable[[int, FrameType | None], object]) -> None:
    """Take a service manager's stop for a Ctrl-C; what is ignored because it runs in the background stays ignored."""
    signal.signal(signal.SIGTERM, handler)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, handler)


def _end_at_once(*_: object) -> NoReturn:
    """While libraries are imported, because modules in C (psycopg2, ssl) import others and drop a KeyboardInterrupt."""
    sys.stderr.write(f"{_ended()}\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)


def _ended() -> str:
    """What a person should know of the command that was interrupted."""
    return next((ENDED[word] for word in sys.argv[1:] if word in ENDED), "Interrupted.")
