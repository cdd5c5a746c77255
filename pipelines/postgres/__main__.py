"""``python -m pipelines.postgres start|stop|status``: the embedded server by itself, as ``make down`` stops it."""

import argparse
import sys

import typer

from pipelines import postgres, settings
from pipelines.errors import StripeOltpError


def main() -> int:
    """Do what the argument says; returns the exit code, 1 for ``status`` when the server does not run."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.postgres", description="The embedded PostgreSQL 18.")
    parser.add_argument("action", choices=["start", "stop", "status"])
    action = parser.parse_args().action
    try:
        home = settings.load().home
        if action == "stop":
            typer.echo("Stopped the embedded PostgreSQL." if postgres.stop(home) else "No embedded PostgreSQL runs.")
            return 0
        if action == "start":
            postgres.start(home)
        running = postgres.is_running(home)
    except StripeOltpError as error:
        typer.echo(error, err=True)
        return error.exit_code
    typer.echo(f"Running. Open it with {postgres.psql_command(home)}" if running else "No embedded PostgreSQL runs.")
    return 0 if running else 1


if __name__ == "__main__":
    sys.exit(main())
