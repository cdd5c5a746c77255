"""Events in the envelopes of clouds, as files or on stdin."""

import json
import subprocess
from contextlib import closing
from typing import Any

import psycopg2

from tests.cli.conftest import CommandLine
from tests.webhooks.events import snapshot, thin


def eventbridge(event: dict[str, Any]) -> dict[str, Any]:
    head = {"version": "0", "id": "6a7e8feb", "detail-type": event["type"], "account": "123456789012", "resources": []}
    return head | {"source": "aws.partner/stripe.com/ed_test_1", "region": "eu-west-1", "detail": event}


def eventgrid(event: dict[str, Any]) -> dict[str, Any]:
    head = {"specversion": "1.0", "id": event["id"], "type": event["type"], "source": "stripe.com/ed_test_1"}
    return head | {"datacontenttype": "application/json", "data": event}


def test_events_of_both_clouds_are_noted_once(cli: CommandLine) -> None:
    (cli.folder / "events/deep").mkdir(parents=True)
    lines = [json.dumps(eventbridge(each)) for each in (snapshot("evt_1"), thin("evt_2"))]
    (cli.folder / "events/deep/bridge.jsonl").write_text("\n".join(lines) + "\n\n")
    (cli.folder / "events/grid.json").write_text(json.dumps([eventgrid(snapshot("evt_3")), eventgrid(thin("evt_4"))]))
    assert cli("ring", "--from", "events").stdout == "4 events: 4 rung.\n"
    done = subprocess.run(
        cli.command("ring", "--from", "-"), cwd=cli.folder, env=cli.environment,
        input=json.dumps(eventgrid(snapshot("evt_3")), indent=2), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "1 event: 1 doubled.\n")
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, object_type, object_id, source FROM meta.doorbell ORDER BY id")
        assert cursor.fetchall() == [
            ("evt_1", "customer", "cus_1", "eventbridge"),
            ("evt_2", "subscription", "sub_1", "eventbridge"),
            ("evt_3", "customer", "cus_1", "eventgrid"),
            ("evt_4", "subscription", "sub_1", "eventgrid"),
        ]


def test_what_is_no_envelope_is_named_and_nothing_is_noted(cli: CommandLine) -> None:
    (cli.folder / "bare.json").write_text(json.dumps(snapshot()))
    said = cli("ring", "--from", "bare.json", code=2).stderr
    assert (
        "bare.json: neither an envelope of Amazon EventBridge nor one of Azure Event Grid. Nothing was noted." in said
    )
    assert "cannot be read" in cli("ring", "--from", "missing.json", code=2).stderr
