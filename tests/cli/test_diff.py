"""``stripe-oltp diff`` as its users meet it."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg2
import pytest
from typer.testing import CliRunner, Result

from pipelines.catalogue import CATALOGUE
from pipelines.cli.app import app
from pipelines.errors import UsageError
from pipelines.promotion import transforms
from tests.cli.conftest import CommandLine
from tests.promotion.conftest import Database
from tests.promotion.documents import charge

ACTIVE, NEXT = CATALOGUE["charge"].transform, 9  # a version that no release has
AMOUNTS = (1, 2, 13)

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """``stripe-oltp diff`` in this process, over three promoted charges that version 9 reads otherwise."""
    folder = tmp_path / "sql_transforms"
    shutil.copytree(str(transforms.FOLDER), folder)
    text = (folder / f"charge/v{ACTIVE}.sql").read_text()
    text = text.replace("doc.amount,", "CASE doc.amount WHEN 13 THEN -13 ELSE 2 * doc.amount END AS amount,", 1)
    text = text.replace("doc.description,", "upper(doc.description) AS description,", 1)
    (folder / f"charge/v{NEXT}.sql").write_text(text)
    monkeypatch.setattr(transforms, "FOLDER", folder)
    monkeypatch.setenv("DATABASE_URL", database_url)
    with closing(psycopg2.connect(database_url)) as connection:
        transforms.install_functions(connection)
        database = Database(connection, count(1))
        database.land(
            *(charge(f"ch_{amount}", amount=amount, description=f"private {amount}") for amount in (1, 2, 13))
        )
        database.promote()
        yield lambda *arguments: CliRunner().invoke(app, ["diff", *arguments])


def test_it_counts_and_names_what_would_change(run: Run) -> None:
    done = run("--transform", f"charge={NEXT}", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "transforms": {
            "charge": {
                "from": ACTIVE,
                "to": NEXT,
                "rows": 2,
                "added": 0,
                "removed": 1,
                "changed": 2,
                "refused": 1,
                "newly_refused": 1,
                "examples": {"changed": ["ch_1", "ch_2"], "removed": ["ch_13"]},
                "columns": {
                    "amount": {"changed": 2, "examples": ["ch_1", "ch_2"]},
                    "description": {"changed": 2, "examples": ["ch_1", "ch_2"]},
                },
                "refusals": [
                    {
                        "sqlstate": "23514",
                        "rule": "ck_charges_amount_not_negative",
                        "documents": 1,
                        "examples": ["ch_13"],
                    }
                ],
            }
        },
        "not_promoted": {},
    }


def test_it_tells_a_person_the_same(run: Run) -> None:
    said = run("--transform", f"charge={NEXT}", "--examples", "1").stdout
    lines = [line.strip() for line in said.splitlines()]
    assert f"charge v{ACTIVE} to v{NEXT}: 2 rows" in lines
    assert "changed 2: ch_1, …" in lines
    assert "refused 1, 0 of them already in quarantine" in lines
    assert "ck_charges_amount_not_negative (SQLSTATE 23514) 1: ch_13" in lines
    assert ["amount", "2", "ch_1,", "…"] in [line.split() for line in lines]
    assert "Nothing was changed." in said
    same = run("--transform", f"charge={ACTIVE}").stdout
    assert f"charge v{ACTIVE} to v{ACTIVE}: no change in 3 rows." in same


def test_values_are_shown_only_on_request(run: Run) -> None:
    arguments = ("--transform", f"charge={NEXT}")
    assert "private" not in run(*arguments).output.lower()
    assert "private" not in run(*arguments, "--json").output.lower()
    assert "ch_1: private 1 -> PRIVATE 1" in run(*arguments, "--show-values").stdout
    columns = json.loads(run(*arguments, "--show-values", "--json").stdout)["transforms"]["charge"]["columns"]
    assert columns["amount"]["values"][1] == {
        "id": "ch_2",
        "before": "2",
        "after": "4",
    }


def test_a_version_that_is_not_there_is_named(run: Run) -> None:
    assert "sql_transforms/charge/v8.sql does not exist" in str(run("--transform", "charge=8").exception)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("charge",), "charge=2"),
        (("charge=",), "charge=2"),
        (("charge=two",), "charge=2"),
        (("charge=-1",), "charge=2"),
        (("charges=²",), "charge"),
        (("invoise=2",), "subscription_item"),
        (("gift=2",), "gift has no transform"),
        (("charge=2", "charge=3"), "choose one version of charge"),
    ],
)
def test_wrong_use_is_explained_before_anything_is_opened(arguments: tuple[str, ...], words: str) -> None:
    options = [part for argument in arguments for part in ("--transform", argument)]
    failure = CliRunner().invoke(app, ["diff", *options]).exception
    assert isinstance(failure, UsageError)
    assert words in str(failure)


def test_a_mistake_ends_with_its_exit_code(first_cli: CommandLine) -> None:
    assert "give a version" in first_cli("diff", "--transform", "charge", code=2).stderr
    assert "Run make pipeline first" in first_cli("diff", "--transform", "charge=1", code=1).stderr


def test_a_transform_has_to_be_named() -> None:
    assert CliRunner().invoke(app, ["diff"]).exit_code == 2
