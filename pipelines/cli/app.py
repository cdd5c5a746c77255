"""The application: its commands, and one place where failures become messages and exit codes."""

import sys
import warnings
from typing import NoReturn

import psycopg2
import typer
from sqlalchemy.exc import DBAPIError

from oltp_schema.errors import SchemaError
from pipelines.cli import INTERRUPTED, console, diff, proof, reconcile, runs, sandbox, schema, verify
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
proof.register(app)
verify.register(app)
reconcile.register(app)
diff.register(app)
sandbox.register(app)
app.add_typer(schema.app, name="schema")

FAILED = 1


def run() -> NoReturn:
    """Run a command; a user's mistake ends in one message, never in a traceback. Raises KeyboardInterrupt."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # libraries' own deprecations are not the user's to read
    try:
        app()
    except SystemExit as end:  # Typer's own ending: done, wrong use, a closed pipe, Ctrl-C
        if end.code == INTERRUPTED:
            raise KeyboardInterrupt from None
        raise
    except StripeOltpError as error:
        console.fail(str(error))
        sys.exit(error.exit_code)
    except SchemaError as error:
        console.fail(str(error))
    except psycopg2.Error as error:
        console.fail(_database_failure(error))
    except DBAPIError as error:  # SQLAlchemy's, of a migration
        console.fail(_database_failure(error.orig))
    sys.exit(FAILED)


def _database_failure(error: BaseException | None) -> str:
    """What PostgreSQL says, without the detail, which may carry a row."""
    primary, state = "the connection was lost", ""
    if isinstance(error, psycopg2.Error) and error.pgcode:
        primary, state = str(error.diag.message_primary), f" (SQLSTATE {error.pgcode})"
    return f"PostgreSQL failed: {primary}{state}. The transaction it failed in was taken back."
