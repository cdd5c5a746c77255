"""``python -m pipelines.postgres start|stop|status``: the embedded server by itself, as ``make down`` stops it."""

import argparse
import sys

from pipelines import postgres, settings
from pipelines.errors import StripeOltpError


def main() -> int:
    """Run one of the three; the exit code of ``status`` is 0 when the server runs."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.postgres", description="The embedded PostgreSQL 18.")
    parser.add_argument("action", choices=["start", "stop", "status"])
    action = parser.parse_args().action
    try:
        home = settings.load().home
        if action == "stop":
            print(
                "The embedded PostgreSQL is stopped." if postgres.stop(home) else "No embedded PostgreSQL was running."
            )
            return 0
        if action == "start":
            postgres.start(home)
    except StripeOltpError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    running = postgres.is_running(home)
    print(f"Running. Connect with {postgres.psql_command(home)}" if running else "Not running.")
    return 0 if running else 1


if __name__ == "__main__":
    sys.exit(main())
