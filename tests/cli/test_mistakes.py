"""A user's mistake gets one message that says what to do, an exit code, and no traceback."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines import locks
from pipelines.cli import main
from pipelines.connection_failure import why
from pipelines.database import UnreachableDatabaseError, connect
from pipelines.locks import keys_of
from tests.cli.conftest import CommandLine

SECRET = "sk_live_51SecretSecretSecret"


def test_an_unknown_object_type_names_the_known_ones(cli: CommandLine) -> None:
    words = cli("pipeline", "--objects", "charge,invoise", code=2).stderr
    assert "Unknown object type invoise" in words
    assert "payment_intent" in words


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("land", "--nonsense"), ("seed",), ("quarantine", "--limit", "0"), ("replay", "--schema", "past")],
)
def test_wrong_use_exits_with_2(cli: CommandLine, arguments: tuple[str, ...]) -> None:
    cli(*arguments, code=2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("land", "--from", "nowhere"), "nowhere: there is no such file or folder."),
        (("replay", "--as-of", "2026-01-01", "--schema", "Past!"), "Past! cannot begin the names of schemas."),
        (("replay", "--as-of", "2026-01-01", "--schema", ""), "An empty name cannot begin the names of schemas."),
        (("diff", "--transform", "charge=99"), "charge/v99.sql does not exist."),
    ],
)
def test_what_an_option_names_in_vain_is_wrong_use(cli: CommandLine, arguments: tuple[str, ...], words: str) -> None:
    assert words in " ".join(cli(*arguments, code=2).stderr.split())


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"STRIPE_API_KEY": "hello"}, "STRIPE_API_KEY is not a Stripe key"),
        ({"STRIPE_API_KEY": "pk_test_123"}, "publishable key"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL is not a PostgreSQL URL"),
    ],
)
def test_a_setting_of_the_wrong_form_is_named(cli: CommandLine, variables: dict[str, str], words: str) -> None:
    said = cli("pipeline", code=2, **variables).stderr
    assert words in said
    assert "hello" not in said


def test_an_unreachable_database_is_named_without_its_password(cli: CommandLine) -> None:
    said = cli("pipeline", code=1, DATABASE_URL="postgresql://someone:hunter2@127.0.0.1:9/billing").stderr
    assert "The database cannot be reached" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("user", "name", "says"),
    [
        ("{user}:hunter2", "{name}", "PostgreSQL refuses the password for the role {user}"),
        ("{user}", "{name}", "PostgreSQL asks for a password, and DATABASE_URL has none"),
        ("nobody_here:hunter2", "{name}", "the role nobody_here"),
        ("{user}:{password}", "no_such", "The server has no database no_such"),
    ],
)
def test_what_a_server_answers_is_no_unreachable_one(server_url: str, user: str, name: str, says: str) -> None:
    parts = urlsplit(server_url)
    known = {"user": parts.username, "password": parts.password, "name": parts.path[1:]}
    user, name, says = (text.format(**known) for text in (user, name, says))
    url = f"postgresql://{user}@{parts.hostname}:{parts.port}/{name}"
    with pytest.raises(UnreachableDatabaseError, match=says) as refused:
        connect(url, PLAIN)
    assert not re.search("cannot be reached|hunter2", str(refused.value))


@pytest.mark.parametrize(
    ("libpq", "says"),
    [
        (
            'failed: FATAL:  no pg_hba.conf entry for host "::1", user "u", database "d", no encryption',
            "sslmode=require",
        ),
        ('failed: FATAL:  no pg_hba.conf entry for host "::1", user "u", database "d", SSL encryption', "no line of"),
        ("failed: FATAL:  sorry, too many clients already", "All connections that the server allows are taken"),
        ("failed: FATAL:  the database system is starting up", "but starting up"),
        ("(::1), port 1 failed: Connection refused\n\tIs the server\n(127.0.0.1) failed: FATAL:  anything", "anything"),
        ("failed: Connection refused\n\tIs the server", "cannot be reached: failed: Connection refused. Check"),
    ],
)
def test_of_all_that_libpq_says_an_answer_counts(libpq: str, says: str) -> None:
    assert says in why(psycopg2.OperationalError(libpq), "postgresql://u@localhost/d")


def test_reading_an_empty_database_says_what_to_run(first_cli: CommandLine) -> None:
    for command in ("status", "parity", "quarantine"):
        assert "Run make pipeline first" in first_cli(command, code=1).stderr


def test_a_database_of_a_newer_release_is_left_alone(cli: CommandLine) -> None:
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection:
        connection.cursor().execute("UPDATE meta.alembic_version SET version_num = '29990101_0000_future'")
    for command in ("pipeline", "promote", "status"):
        words = cli(command, code=1).stderr
        assert "29990101_0000_future" in words
        assert "older than the database" in words


def test_a_second_run_at_the_same_time_says_so_and_exits(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "DYING", 0.1)
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as other:
        other.cursor().execute("SELECT pg_advisory_lock(%s, %s)", keys_of(other))
        assert "Another run is writing to this database" in cli("pipeline", code=1).stderr
        assert "Another run is writing to this database" in cli("replay", code=1).stderr
        other.cursor().execute(
            "INSERT INTO meta.runs (command, started_at, outcome) VALUES ('pipeline', '2026-11-01 12:00Z', 'running')"
        )
        other.commit()
        assert cli.json("status")["writing_since"] == "2026-11-01T12:00:00+00:00", "the run's, not its session's"
    cli("promote")


def test_a_live_key_never_meets_test_data(cli: CommandLine) -> None:
    cli("pipeline", "--objects", "product")
    for command in ("pipeline", "follow"):  # a code with which no service manager starts it again
        words = cli(command, code=2, STRIPE_API_KEY=SECRET, STRIPE_API_BASE="http://127.0.0.1:9").stderr
        assert "STRIPE_API_KEY" in words
        assert SECRET not in words
    assert cli.json("status")["livemode"] is False


def test_a_migration_that_fails_stops_the_run(first_cli: CommandLine) -> None:
    with closing(psycopg2.connect(first_cli.environment["DATABASE_URL"])) as connection, connection:
        connection.cursor().execute("CREATE SCHEMA oltp; CREATE TABLE oltp.charges (id int)")
    assert "already exists (SQLSTATE 42P07)" in first_cli("pipeline", code=1).stderr
    with closing(psycopg2.connect(first_cli.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('raw.customers'), to_regclass('meta.runs')")
        assert cursor.fetchone() == (None, None), "nothing was landed, nothing half migrated"


def test_a_failing_load_shows_no_row(cli: CommandLine) -> None:
    cli("land", "--objects", "product")
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection:
        connection.cursor().execute("ALTER TABLE raw.customers ADD CHECK (id <> 'cus_secret')")
    document = '{"id": "cus_secret", "object": "customer", "livemode": false, "email": "someone@example.com"}'
    (cli.folder / "customer.json").write_text(document)
    done = cli("land", "--from", "customer.json", code=1)
    assert "someone@example.com" not in done.stdout + done.stderr


@pytest.mark.parametrize("password", ["hun/ter2", "hun%zzter2", "hun@ter2"])
def test_a_password_that_breaks_the_url_is_not_repeated(cli: CommandLine, password: str) -> None:
    url = f"postgresql://someone:{password}@127.0.0.1:9/billing"
    words = cli("status", code=2, DATABASE_URL=url).stderr
    assert "Percent-encode" in words
    assert "ter2" not in words


def test_a_type_that_is_only_landed_cannot_be_promoted(cli: CommandLine, landed_only: str) -> None:
    assert "gift has no table in oltp" in cli("promote", "--objects", landed_only, code=2).stderr
    assert "--objects is empty" in cli("pipeline", "--objects", " , ", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--log-level", "info", "land", "--from", "sandbox"], "Completed loads are kept"),
        (["pipeline"], "Completed loads are kept"),
        (["sandbox", "--fresh"], "Stopped. The account is kept."),
        (["verify"], "Interrupted."),
        ([], "Interrupted."),
    ],
)
def test_an_interrupted_command_says_what_is_left_of_its_own_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.argv", ["stripe-oltp", *arguments])
    monkeypatch.setattr("pipelines.cli.app.run", interrupted)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as end:
        main()
    assert (end.value.code, says in capsys.readouterr().err) == (130, True)


STOPPED_IN_AN_IMPORT = """
import signal, sys

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "ssl":
            signal.raise_signal(signal.SIGTERM)

sys.meta_path.insert(0, Stop())
sys.argv = ["stripe-oltp", "--version"]
from pipelines.cli import main
main()
"""


def test_a_stop_while_a_module_in_c_imports_others_is_heard() -> None:
    command = [sys.executable, "-c", STOPPED_IN_AN_IMPORT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
def test_output_that_no_disk_has_room_for_is_told_in_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "pipelines", "schema", "sql", "charge"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "No space left on device: the output, or a file, could not be written. Make room, and run it again." in (
        done.stderr
    )
    assert "Traceback" not in done.stderr


def test_a_command_whose_output_nobody_reads_to_its_end_says_nothing_of_it() -> None:
    command = [sys.executable, "-m", "pipelines", "schema", "sql", "charge"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()  # as head does
        assert process.stderr.read() == ""
    assert process.returncode == 141
