"""``stripe-oltp verify`` as its users meet it."""

import re
from contextlib import closing
from pathlib import Path

import psycopg2

from pipelines.sandbox import Lacking, Sandbox
from tests.cli.conftest import CommandLine

NOWHERE = "http://127.0.0.1:9"
TWO = ("--objects", "customer,charge")


def by_hand(cli: CommandLine, statement: str) -> None:
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection:
        connection.cursor().execute(f"SET LOCAL session_replication_role = replica; {statement}")


def words_of_customers(cli: CommandLine) -> set[str]:
    """The names and e-mail addresses of the account's customers."""
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT unnest(ARRAY[name, email, phone]) FROM oltp.customers")
        return {word for (word,) in cursor.fetchall() if word}


def test_verify_says_that_database_and_stripe_agree_and_finds_what_does_not(cli: CommandLine) -> None:
    cli("pipeline", *TWO)
    text = cli("verify", *TWO, "--seed", "7").stdout
    assert "The database agrees with Stripe:" in text
    assert "(seed 7)" in text

    words = words_of_customers(cli) | {"forged@example.com"}
    by_hand(cli, "UPDATE oltp.charges SET amount = 1, receipt_email = 'forged@example.com'")
    by_hand(cli, "UPDATE oltp.customers SET name = 'forged@example.com', email = 'forged@example.com'")
    text = cli("verify", "--all", code=1).stdout
    assert "differences from Stripe:" in text
    assert "`stripe-oltp reconcile` fetches what differs and repairs it." in " ".join(text.split())
    assert "the row is not what Stripe's document says (amount, receipt_email)" in text
    outcome = cli.json("verify", code=1)
    assert not outcome["agrees"]
    assert {one["object"] for one in outcome["differences"]} == {"charge", "customer"}
    assert outcome["money"]["differences"]
    assert len(words) > 10
    assert not [word for word in words if word in text or word in str(outcome)]


def test_verify_exits_with_4_when_the_key_may_not_read_a_type(cli: CommandLine) -> None:
    cli("pipeline", *TWO)
    store = Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite"
    with closing(Sandbox.create(store)) as sandbox, sandbox.serve(gate=Lacking("/v1/customers")) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        text = cli("verify", *TWO, code=4, **there).stdout
        assert "The key may not read customer, so agreement is not proven." in text


def test_verify_does_not_call_it_agreement_when_a_type_was_never_read(cli: CommandLine) -> None:
    store = Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite"
    with closing(Sandbox.create(store)) as sandbox, sandbox.serve(gate=Lacking("/v1/charges")) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        cli("pipeline", *TWO, code=4, **there)
        assert not cli.json("verify", *TWO, code=4, **there)["agrees"]
        assert cli.json("reconcile", *TWO, code=4, **there)["refused"] == ["charge"]
    text = cli("verify", *TWO, code=1).stdout
    assert "Charge was not read, so agreement is not proven." in text
    assert "Never read, and not compared: charge. Run stripe-oltp pipeline." in text
    assert ["charge", *"??????"] in [line.split() for line in text.splitlines()]
    assert cli.json("reconcile", *TWO, code=1)["unread"] == ["charge"]


def test_verify_refuses_a_span_in_which_nothing_can_lie(cli: CommandLine) -> None:
    done = cli("verify", "--since", "2026-02-01", "--until", "2026-01-01", code=2)
    assert "--since must be before --until" in done.stderr


def test_verify_adds_money_up_without_stripe_and_names_a_cent_that_is_too_much(cli: CommandLine) -> None:
    cli("pipeline", "--objects", "customer,charge,refund,invoice,invoice_payment,dispute")
    text = cli("verify", "--money", STRIPE_API_BASE=NOWHERE).stdout
    assert re.search(r"\b7 equations of money hold on [\d,]+ rows, to the cent\.", text)
    unread = "balance_transaction, credit_note, payment_intent, payout"
    assert f"not all of {unread} was read and promoted. stripe-oltp pipeline" in text
    by_hand(cli, "UPDATE oltp.charges SET amount = 123456789, amount_refunded = 123456789 WHERE paid")
    outcome = cli.json("verify", "--money", code=1, STRIPE_API_BASE=NOWHERE)
    assert not outcome["agrees"]
    found = outcome["equations"]["charge_refunded"]
    assert found["differences"] == len(found["found"]) > 0
    assert outcome["equations"]["transaction_net"]["unread"] == ["balance_transaction"]
    done = cli("--log-level", "info", "verify", "--money", code=1, STRIPE_API_BASE=NOWHERE)
    first = found["found"][0]
    assert (
        f"{', '.join(first['ids'])} {first['currency']}: {first['figure']:,} is not {first['expected']:,}"
        in done.stdout
    )
    assert "stripe-oltp verify --objects charge,refund --all says" in done.stdout
    assert "123456789" not in done.stderr.replace(",", "")
    for options, said in {
        ("--money", "--objects", "charge"): "omit options that select",
        ("--money", "--since", "2026-01-01"): "add --reports",
        ("--reports",): "--reports belongs to --money",
    }.items():
        assert said in cli("verify", *options, code=2).stderr
