"""The application: its commands, and one place where failures become messages and exit codes."""

import errno
import os
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Annotated, NoReturn

import psycopg2
import typer

from oltp_schema.errors import SchemaError
from pipelines import env_file, log, settings
from pipelines.cli import (
    INTERRUPTED,
    console,
    diff,
    export,
    follow,
    monitoring,
    proof,
    report,
    runs,
    sandbox,
    schema,
    serve,
    verify,
    webhook,
)
from pipelines.errors import StripeOltpError

app = typer.Typer(
    name="stripe-oltp",
    help="Your Stripe account as a strict relational PostgreSQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
runs.register(app)
follow.register(app)
serve.register(app)
proof.register(app)
verify.register(app)
diff.register(app)
export.register(app)
report.register(app)
sandbox.register(app)
app.add_typer(schema.app, name="schema")
app.add_typer(webhook.app, name="webhook")

FAILED = 1
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNREAD = 128 + 13  # who read the output has closed it, as head does: what a shell says of a process ended by SIGPIPE
DATA_EXCEPTION = "22"  # the class of SQLSTATEs whose messages quote the value
# Nobody is called for a good run, nor for what the exit codes 3 and 4 say in the end: that is worth a warning.
LEVEL_OF_CODE = {0: log.info, UNREAD: log.info, 3: log.warning, 4: log.warning, INTERRUPTED: log.warning}


def _show_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        console.OUT.print(f"stripe-oltp {version('stripe-oltp')}")
        raise typer.Exit


@app.callback()
def begin(
    context: typer.Context,
    level: Annotated[
        log.Level | None,
        typer.Option(
            "--log-level",
            help="Log to stderr, one event per line; also STRIPE_OLTP_LOG_LEVEL."
            " Default: warning, or off if stderr is a terminal.",
        ),
    ] = None,
    form: Annotated[
        log.Format | None,
        typer.Option("--log-format", help="Format of the log; also STRIPE_OLTP_LOG_FORMAT. Default: text."),
    ] = None,
    metrics_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="After a run, write metrics for Prometheus there; also STRIPE_OLTP_METRICS_FILE."
        ),
    ] = None,
    notify: Annotated[
        str | None,
        typer.Option(
            metavar="URL|COMMAND",
            help="Tell it when runs begin to fail, and when they are well again; also STRIPE_OLTP_NOTIFY.",
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Your Stripe account as a strict relational PostgreSQL."""
    said_level, said_form = settings.load_log()
    log.configure(level or said_level or _default_level(), form or said_form)
    log.listen(console.say)
    log.info("begin", command=context.invoked_subcommand)
    monitoring.begin(context.invoked_subcommand, metrics_file, notify)
    for oddity in env_file.read(settings.ENV_FILE).oddities:
        console.warn(oddity)


def _default_level() -> log.Level:
    """Whoever sits at a terminal reads the report; nobody may be reading what cron or a service writes."""
    return log.Level.OFF if sys.stderr.isatty() else log.Level.WARNING


def run() -> NoReturn:
    """Run a command; a user's mistake ends in one message, never in a traceback. Raises KeyboardInterrupt."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # libraries' own deprecations are not the user's to read
    started = perf_counter()
    console.forget_failures()
    monitoring.forget()
    code = _run()
    monitoring.ended(code)
    LEVEL_OF_CODE.get(code, log.error)("end", exit_code=code, seconds=perf_counter() - started)
    if code == INTERRUPTED and not log.is_on():
        raise KeyboardInterrupt
    sys.exit(code)


def _run() -> int:
    """The exit code."""
    try:
        app()
    except SystemExit as end:  # Typer's own ending: done, wrong use, a closed pipe, Ctrl-C
        if isinstance(end.__context__, BrokenPipeError):
            return UNREAD
        return end.code if isinstance(end.code, int) else FAILED if end.code else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except StripeOltpError as error:
        console.fail(str(error))
        return error.exit_code
    except SchemaError as error:
        console.fail(str(error))
    except psycopg2.Error as error:
        console.fail(_database_failure(error))
    except OSError as error:
        if error.errno not in FULL:
            raise
        _forget_output()
        console.fail(f"{error.strerror}: the output, or a file, could not be written. Make room, and run it again.")
    return FAILED


def _forget_output() -> None:
    """What is left of it, which Python would try to write once more at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _database_failure(error: psycopg2.Error) -> str:
    """What PostgreSQL says, without the detail, which may carry a row, and without the values that it refused."""
    primary, state = "the connection was lost", ""
    if error.pgcode:
        quotes_values = error.pgcode.startswith(DATA_EXCEPTION)
        primary = "a value was refused" if quotes_values else str(error.diag.message_primary)
        state = f" (SQLSTATE {error.pgcode})"
    return f"PostgreSQL failed: {primary}{state}. The transaction was rolled back."
