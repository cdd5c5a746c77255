"""The command line ``stripe-oltp``: data on stdout, talk on stderr.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done with rows in quarantine, 4 done except for object
types that the key may not read, 130 interrupted.
"""

import signal
import sys
from typing import NoReturn

INTERRUPTED = 130
GOES_ON = "Interrupted. What was landed stays landed; run the command again to go on."
ENDED = dict.fromkeys(("pipeline", "land", "promote", "replay", "reconcile"), GOES_ON) | {
    "sandbox": "Stopped. The account is kept.",
}


def main() -> NoReturn:
    """Run a command. Ctrl-C ends in one line at any moment, the import of the libraries included."""
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop is a Ctrl-C
        from pipelines.cli.app import run

        run()
    except KeyboardInterrupt:
        sys.stderr.write(f"{_ended()}\n")
        sys.exit(INTERRUPTED)


def _ended() -> str:
    """What a person should know of the command that was interrupted."""
    return next((ENDED[word] for word in sys.argv[1:] if word in ENDED), "Interrupted.")
