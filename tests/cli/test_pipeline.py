"""The main job from end to end, as a user runs it."""

import signal
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE, group_of, promoted
from tests.cli.conftest import CommandLine
from tests.forks import FORKS
from tests.torture import dying

STATUS_KEYS = (
    *("raw_rows", "raw_ids", "promoted", "present", "deleted", "unresolved", "quarantined", "waiting"),
    *("derived", "incomplete", "transform"),
)

# Ctrl-C, and what stops a service. The torture tells more of processes that are killed, and tests/landing/test_crashes.
STOPS = (
    ("inside a plan", signal.SIGTERM),
    ("before changes are noted", signal.SIGINT),
    ("before it is noted what was read", signal.SIGTERM),
    ("before a type is promoted", signal.SIGINT),
    ("before the run is noted as done", signal.SIGTERM),
)


# What so small an account may have none of.
RARE = {
    *("customer_balance_transaction", "dispute", "invoiceitem"),
    *(entry.name for kind in ("credit_note", "subscription_schedule") for entry in group_of(CATALOGUE[kind])),
}


def test_land_promote_prove_and_do_it_again(first_cli: CommandLine) -> None:
    first = first_cli.json("pipeline")
    assert first["balanced"]
    assert first["objects"].keys() == {entry.name for entry in promoted()}
    assert {name for name, row in first["objects"].items() if not row["promoted"]} <= RARE

    status = first_cli.json("status")
    assert (status["livemode"], status["balanced"]) == (False, True)
    assert status["account"].startswith("acct_")
    for name, of_type in status["objects"].items():
        assert first["objects"][name]["promoted"] == of_type["promoted"] + of_type["derived"], f"{name}: each row once"
        assert tuple(of_type) == STATUS_KEYS
        assert of_type["raw_ids"] == of_type["promoted"] + of_type["quarantined"]
        assert of_type["promoted"] + of_type["derived"] == of_type["present"] + of_type["deleted"]

    estimated = first_cli.json("status", "--estimate")
    assert (estimated["exact"], estimated["balanced"], estimated.keys()) == (False, None, status.keys())

    parity = first_cli.json("parity")
    assert parity["mismatches"] == 0
    assert parity["rows"] == sum(of_type["promoted"] + of_type["derived"] for of_type in status["objects"].values())

    again = first_cli.json("pipeline")
    assert {name: row["landed"] for name, row in again["objects"].items() if row["landed"]} == {}
    assert {name: row["promoted"] for name, row in again["objects"].items() if row["promoted"]} == {}
    unchanged = first_cli.json("status")
    assert unchanged.pop("freshness").keys() == status.pop("freshness").keys(), "it goes on"
    assert unchanged == status, "nothing new landed, nothing changed"


def test_replay_needs_neither_network_nor_sandbox(cli: CommandLine) -> None:
    cli("pipeline", "--objects", "customer")
    (Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite").unlink()
    nowhere = "http://127.0.0.1:9"
    replayed = cli.json("replay", STRIPE_API_KEY="sk_test_unused", STRIPE_API_BASE=nowhere)["objects"]["customer"]
    assert replayed["promoted"] == 0
    assert replayed["unchanged"] > 0


def test_one_object_type_by_itself(cli: CommandLine) -> None:
    landed = cli.json("pipeline", "--objects", "charge")
    done = ("landed", "promoted", "unchanged", "quarantined")
    assert [name for name, row in landed["objects"].items() if any(row[figure] for figure in done)] == ["charge"]
    status = cli.json("status")
    assert landed["objects"]["customer"]["unresolved"] == status["objects"]["customer"]["unresolved"]
    assert status["balanced"]
    assert status["objects"]["customer"]["unresolved"] > 0
    cli("pipeline", "--objects", "customers")
    assert cli.json("status", "--objects", "customer")["objects"]["customer"]["promoted"] > 0


def test_the_summary_tells_a_person_what_happened_and_what_next(cli: CommandLine) -> None:
    text = cli("pipeline", "--objects", "product,price").stdout
    assert "object" in text.splitlines()[1]
    for words in (
        "quarantined",
        "unresolved",
        "seconds",
        "Balanced:",
        "psql",
        "parity",
        "replay",
    ):
        assert words in text
    assert "SQL and Python agree" in cli("parity").stdout
    assert "Balanced." in cli("status").stdout
    assert "Nothing is in quarantine." in cli("quarantine").stdout


def test_a_document_in_quarantine_shows_in_the_exit_code_and_in_the_list(cli: CommandLine) -> None:
    bad = '{"id": "ch_bad", "object": "charge", "livemode": false, "amount": "private words"}'
    (cli.folder / "bad.json").write_text(bad)
    cli("land", "--from", "bad.json")
    done = cli("promote", code=3)
    assert "1 in quarantine" in done.stdout
    listed = cli("quarantine", code=3).stdout
    assert "charge ch_bad: amount" in listed
    assert "stripe-oltp replay --objects charge" in listed
    assert "private words" not in listed
    held = cli.json("quarantine", code=3)
    assert (held["quarantined"], held["documents"][0]["field"]) == (1, "amount")
    assert cli.json("status")["balanced"]
    assert cli.json("parity")["mismatches"] == 0


def test_a_changed_row_fails_parity(cli: CommandLine) -> None:
    cli("pipeline", "--objects", "product")
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection:
        connection.cursor().execute(
            "UPDATE oltp.products SET name = 'forged' WHERE id = (SELECT min(id) FROM oltp.products)"
        )
    outcome = cli.json("parity", code=1)
    assert outcome["mismatches"] == 1
    assert (outcome["examples"][0]["object"], outcome["examples"][0]["column"]) == ("product", "name")
    assert "forged" not in cli("parity", code=1).stdout
    cli("replay")
    assert cli.json("parity")["mismatches"] == 0


@pytest.mark.parametrize("stops", [STOPS[1:3], pytest.param(STOPS, marks=pytest.mark.slow)], ids=["some", "all"])
def test_runs_stopped_at_any_moment_are_made_good_by_the_next(
    first_cli: CommandLine, stops: Sequence[tuple[str, signal.Signals]]
) -> None:
    run = ["pipeline", "--objects", "customer,invoice"]
    for point, how in stops:
        words = first_cli.folder / "stopped.err"
        process = FORKS.Process(
            target=dying.run, args=(run, first_cli.environment, words.with_suffix(""), (point, 1, how))
        )
        process.start()
        process.join(180)
        assert process.exitcode == 130, f"{point}\n{words.read_text()}"
        assert "Traceback" not in words.read_text()
    first_cli(*run)
    assert first_cli.json("status")["balanced"]
    assert first_cli.json("parity")["mismatches"] == 0
