"""``python -m pipelines.postgres start|stop|status``: the embedded server by itself, as ``make down`` stops it."""

import argparse
import sys
from pathlib import Path

import typer

from pipelines import postgres, settings
from pipelines.errors import StripeOltpError

GO_ON = {"stripe-oltp bell": "`stripe-oltp follow`", "stripe-oltp serve": "`stripe-oltp serve`"}


def main() -> int:
    """Do what the argument says; returns the exit code, 1 for ``status`` when the server does not run."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.postgres", description="The embedded PostgreSQL 18.")
    parser.add_argument("action", choices=["start", "stop", "status"])
    action = parser.parse_args().action
    try:
        home = settings.load().home
        if action == "stop":
            typer.echo(_stopped(home))
            return 0
        if action == "start":
            postgres.start(home)
        running = postgres.is_running(home)
    except StripeOltpError as error:
        typer.echo(error, err=True)
        return error.exit_code
    typer.echo(f"Running. Open it with {postgres.psql_command(home)}" if running else "No embedded PostgreSQL runs.")
    return 0 if running else 1


def _stopped(home: Path) -> str:
    users = [GO_ON[name] for name in postgres.who_uses(home) if name in GO_ON]
    if not postgres.stop(home):
        return "No embedded PostgreSQL runs."
    if not users:
        return "Stopped the embedded PostgreSQL."
    they, them = ("They start", "them") if len(users) > 1 else ("It starts", "it")
    return (
        f"Stopped the embedded PostgreSQL under {' and '.join(users)}. Nothing is lost. {they} it again when needed: to"
        f" keep it stopped, end {them} with Ctrl-C before this."
    )


if __name__ == "__main__":
    sys.exit(main())
