"""Where the configuration comes from."""

import os
import re
from pathlib import Path

import pytest

from oltp_schema.schemas import PLAIN
from pipelines import env_file as env_files
from pipelines import settings
from pipelines.database import UnreachableDatabaseError, connect
from pipelines.errors import UsageError
from pipelines.runs.database import psql_of
from pipelines.sandbox import Sandbox
from tests.cli.conftest import CommandLine

ROOT = Path(__file__).parents[2]


def without(cli: CommandLine, *names: str) -> CommandLine:
    return CommandLine(cli.folder, {name: value for name, value in cli.environment.items() if name not in names})


def test_a_key_in_the_env_file_leads_to_its_stripe(cli: CommandLine, sandbox_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "elsewhere.sqlite"
    store.write_bytes(sandbox_store.read_bytes())
    (Path(cli.environment["STRIPE_OLTP_HOME"]) / sandbox_store.name).unlink()
    with Sandbox.create(store).serve() as stripe:
        (cli.folder / ".env").write_text(f"STRIPE_API_KEY=rk_test_ofMine\nSTRIPE_API_BASE={stripe.url}\n")
        landed = without(cli, "STRIPE_API_KEY").json("pipeline", "--objects", "product")
    assert landed["objects"]["product"]["promoted"] > 0
    assert not (Path(cli.environment["STRIPE_OLTP_HOME"]) / sandbox_store.name).exists(), "no sandbox of its own"


def test_the_environment_goes_before_the_env_file(cli: CommandLine) -> None:
    (cli.folder / ".env").write_text("STRIPE_API_KEY=pk_test_publishable\n")
    assert "publishable key" in without(cli, "STRIPE_API_KEY")("pipeline", code=2).stderr
    assert "not a Stripe key" in cli("pipeline", code=2, STRIPE_API_KEY="something").stderr


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A .env in the working folder, and an environment without anything of ours."""
    for name in filter(re.compile(r"STRIPE_\w+|SOURCES__\w+|DATABASE_URL").fullmatch, list(os.environ)):
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("# Zürich\nSTRIPE_API_KEY=rk_test_1".encode("latin-1"), "not UTF-8, in line 1"),
        (b"A=1\nSTRIPE_API_KEY=rk_test_\xff\n", "not UTF-8, in line 2"),
        ("STRIPE_API_KEY=rk_test_1".encode("utf-16"), "not UTF-8"),
        ("STRIPE_API_KEY=rk_test_1".encode("utf-16-le"), "UTF-16"),
    ],
)
def test_an_env_file_that_is_not_utf_8_is_refused(env_file: Path, content: bytes, says: str) -> None:
    env_file.write_bytes(content)
    for read in (settings.load, settings.load_log):
        with pytest.raises(UsageError, match=says) as refused:
            read()
        assert "rk_test" not in str(refused.value)


def test_an_env_file_may_begin_with_a_mark_of_its_encoding(env_file: Path) -> None:
    env_file.write_text("STRIPE_API_KEY=rk_test_1\n", encoding="utf-8-sig")
    assert settings.load().api_key == "rk_test_1"


def test_a_prefix_of_the_schemas_comes_from_the_environment(env_file: Path) -> None:
    assert settings.load().schemas.oltp == "oltp"
    env_file.write_text("STRIPE_OLTP_SCHEMA_PREFIX=acme_\n")
    assert settings.load().schemas.oltp == "acme_oltp"
    env_file.write_text("STRIPE_OLTP_SCHEMA_PREFIX=Acme-\n")
    with pytest.raises(UsageError, match="STRIPE_OLTP_SCHEMA_PREFIX takes up to 40 lower-case letters"):
        settings.load()


def test_an_env_folder_is_no_env_file(env_file: Path) -> None:
    env_file.mkdir()
    assert settings.load().api_key is None


ODD = """# ours
STRIPE_APIKEY=rk_test_hunter2
DATABASE_URL
STRIPE_OLTP_RELIST=3

export stripe_oltp_home='hunter2'
STRIPE_WEBHOOK_SECRET=whsec_hunter2
DATABASE_USER=hunter2
STRIPE_OLTP_LAG_SECONDS=600
= hunter2
OTHER
"""


def test_what_is_likely_a_mistake_in_an_env_file_is_said_by_its_line(env_file: Path) -> None:
    env_file.write_text(ODD)
    said = env_files.read(env_file).oddities
    assert [one.removeprefix(".env, line ") for one in said] == [
        "2: STRIPE_APIKEY is not used. Did you mean STRIPE_API_KEY?",
        "3: missing `=`; ignored. Did you mean DATABASE_URL=…?",
        "4: unknown variable STRIPE_OLTP_RELIST; README.md lists the names.",
        "6: stripe_oltp_home is not used. Did you mean STRIPE_OLTP_HOME?",
        "10: not readable; ignored. Write NAME=value.",
        "11: missing `=`; ignored. Write NAME=value.",
    ]


def test_another_programs_name_of_the_key_is_odd_only_without_ours(env_file: Path) -> None:
    env_file.write_text("STRIPE_SECRET_KEY=sk_test_1\n")
    assert "Did you mean STRIPE_API_KEY?" in env_files.read(env_file).oddities[0]
    env_file.write_text("STRIPE_SECRET_KEY=sk_test_1\nSTRIPE_API_KEY=rk_test_1\n")
    assert env_files.read(env_file).oddities == ()


def test_the_example_file_is_not_odd() -> None:
    example = env_files.read(ROOT / ".env.example")
    assert (example.oddities, set(example.values) - set(env_files.NAMES)) == ((), set())


def test_a_command_says_once_what_is_odd(cli: CommandLine) -> None:
    (cli.folder / ".env").write_text("STRIPE_APIKEY=rk_test_hunter2\n")
    said = cli("schema", "dump").stderr
    assert said.count("Did you mean STRIPE_API_KEY?") == 1
    assert "hunter2" not in said


def test_psql_is_shown_by_a_variable_only_where_a_shell_has_it(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("DATABASE_URL='postgresql://me:hunter2@db/books?sslmode=require&sslpassword=hunter2'\n")
    read = settings.load()
    assert psql_of(str(read.database_url), is_exported=read.is_url_exported) == (
        "psql 'postgresql://me@db/books?sslmode=require'"
    )
    monkeypatch.setenv("DATABASE_URL", str(read.database_url))
    assert psql_of(str(read.database_url), is_exported=settings.load().is_url_exported) == 'psql "$DATABASE_URL"'


def test_a_number_below_nothing_is_not_called_no_whole_number(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_OLTP_RECONCILE_DAYS", "-1")
    with pytest.raises(UsageError, match="a whole number of days, 0 at least"):
        settings.load()


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_the_time_for_an_answer_says_what_it_may_be(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    monkeypatch.setenv(settings.ANSWER, seconds)
    with pytest.raises(UsageError, match="a whole number of seconds, 1 at least"):
        settings.load()


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("rk_test_hunter 2", "holds a key and a space or line break"),
        ("Bearer rk_test_hunter2", "a space or line break"),
        ('"rk_test_hunter2"', "quotation marks"),
        ("rk_test_hunter2…", "a sign that none has"),
        ("\u200brk_test_hunter2", "a sign that none has"),
        ("KEYrk_test_hunter2", "more before it"),
        ("rk_test_", "only the beginning of a key"),
        ("pk_test_hunter 2", "a publishable key"),
        ("whsec_hunter2", "signing secret of a webhook"),
        ("hunter2", "Keys begin with rk_test_"),
    ],
)
def test_a_key_of_another_form_says_what_is_wrong_with_it(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, key: str, says: str
) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", key)
    with pytest.raises(UsageError, match=says) as refused:
        settings.load()
    assert "hunter" not in str(refused.value)
    monkeypatch.setenv("STRIPE_API_KEY", " rk_test_1\n")
    assert settings.load().api_key == "rk_test_1"


@pytest.mark.parametrize(
    "said",
    [
        *("STRIPE_OLTP_LAG_SECONDS=abc", "STRIPE_OLTP_ANSWER_SECONDS=0", "STRIPE_OLTP_LOG_LEVEL=loud"),
        *("STRIPE_API_KEY=pk_test_1", "STRIPE_API_BASE=x", "SOURCES__STRIPE__API_KEY=x", "DATABASE_URL=mysql://x"),
        "STRIPE_OLTP_SCHEMA_PREFIX=1",
    ],
)
def test_a_wrong_value_of_the_env_file_is_said_by_its_line(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    env_file.write_text(f"# ours\n\n{said}\n")
    name, _, value = said.partition("=")
    with pytest.raises(UsageError, match=rf"^\.env, line 3: {name.replace('SOURCES__STRIPE', '[A-Z_]+')} "):
        (settings.load_log if "LOG" in said else settings.load)()
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=r"^[A-Z_]+ "):
        (settings.load_log if "LOG" in said else settings.load)()


def test_a_live_key_that_would_travel_in_clear_text_is_wrong_use(env_file: Path) -> None:
    env_file.write_text("STRIPE_API_KEY=rk_live_1\nSTRIPE_API_BASE=http://stripe.internal\n")
    with pytest.raises(UsageError, match="unencrypted"):
        settings.load()


@pytest.mark.parametrize(
    "url",
    [
        *("u:12/hunter2@127.0.0.1:9/d", "u:hunter2?x@127.0.0.1:9/d", "u:x?hunter2@127.0.0.1:9/d", "u:hun@ter2@h/d"),
        *("u@127.0.0.1:9/d?pasword=hunter2", "u:[hunter2@127.0.0.1:9/d", "u@127.0.0.1:9/d?hunter2", "u:p\0hunter2@h/d"),
    ],
)
def test_a_url_that_libpq_reads_otherwise_is_not_quoted(
    env_file: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    said = ""
    try:
        connect(f"postgresql://{url}", PLAIN)
    except UnreachableDatabaseError as error:
        said += str(error)
    if "\0" not in url:
        monkeypatch.setenv("DATABASE_URL", f"postgresql://{url}")
        try:
            settings.load()
        except UsageError as error:
            said += str(error)
    assert said
    assert "ter2" not in said


def test_the_example_has_every_variable_and_every_default_of_the_readme() -> None:
    example, readme = ((ROOT / name).read_text() for name in (".env.example", "README.md"))
    rows = [row.split("|") for row in readme.partition("## Configuration")[2].partition("\n\n## ")[0].splitlines()]
    table = {name: row[3].strip() for row in rows if len(row) > 4 for name in re.findall(r"`([A-Z_]{8,})`", row[1])}
    assert re.findall(r"^([A-Z_]+)=", example, re.MULTILINE) == [*table, "POSTGRES_PASSWORD", "POSTGRES_PORT"]
    paces = ("LAG_SECONDS", "RELIST_DAYS", "RELIST_HOURS", "RECONCILE_DAYS")
    lag, window, often, reconcile = vars(settings.Pace()).values()
    meant = [lag.total_seconds(), window.days, often.total_seconds() // 3600, reconcile.days]
    numbers = [table[f"STRIPE_OLTP_{name}"] for name in paces]
    assert [float(number) for number in ", ".join([numbers[0], numbers[1], numbers[3]]).split(", ")] == meant
    said = re.search(r"# Empty: ([\d, and]+)\.\nSTRIPE_OLTP_LAG_SECONDS", example)
    assert said
    assert [float(number) for number in re.findall(r"\d+", said[1])] == meant
