"""Clients of Stripe that others wrote read the sandbox, all of it, and nothing that they ask is refused.

`make peers` installs them into `.venv/peers` and runs these tests, which takes minutes. The clients are subprocesses
with an environment of their own; a proxy that does not answer keeps them on this machine.
"""

import json
import os
import sqlite3
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.sandbox import Gate, Sandbox, Serving
from pipelines.sandbox.server.gate import Act
from pipelines.sandbox.server.messages import Answer, Request
from tests.sandbox.conftest import documents

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9"
# What dj-stripe asks that Stripe refuses too: `id` of the list of tax ids, entitlements of no customer. And API v2,
# which it asks of api.stripe.com whatever it was told.
NOT_SYNCED = {"AccountV2", "ActiveEntitlement", "TaxId"}

pytestmark = [
    pytest.mark.skipif("PEERS" not in os.environ, reason="`make peers` installs the clients and runs this"),
    pytest.mark.timeout(900),
]


class Noting(Gate):
    """Lets everything pass and notes what was refused."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self.asked: set[str] = set()

    def around(self, request: Request, act: Act) -> Answer:
        answer = act()
        self.asked.add(request.path)
        if answer.status >= 400:
            self.refused.append(f"{answer.status} {request.path}?{request.encoded}: {answer.body.decode()}")
        return answer


class Peer(NamedTuple):
    """A sandbox that is served, what was refused there, and how to run a client against it."""

    sandbox: Sandbox
    serving: Serving
    noting: Noting
    run: Callable[..., str]

    def ids(self, kind: str) -> set[str]:
        rows = self.sandbox.store.select("object = ? AND listed", [kind], "seq", 1_000_000)
        return {row.id for row in rows}


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    sandbox, noting = Sandbox.create(None, customers=3), Noting()
    with sandbox.serve(gate=noting) as serving:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "HTTPS_PROXY": NOWHERE,
            "NO_PROXY": "127.0.0.1",
        }
        environment |= {"PYTHONPATH": str(ROOT / "tests/peers/clients"), "STRIPE_BASE": serving.url}
        environment |= {"STRIPE_KEY": f"sk_test_{'sandbox' * 4}", "PEER_DATABASE": str(tmp_path / "peer.sqlite")}

        def run(client: str, *command: str, **more: str) -> str:
            python = str(ROOT / ".venv/peers" / client / "bin/python")
            done = subprocess.run(
                [python, *command], cwd=tmp_path, env=environment | more, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr[-3000:]
            return done.stdout

        yield Peer(sandbox, serving, noting, run)


def test_tap_stripe_reads_every_stream(peer: Peer, tmp_path: Path) -> None:
    config = {"client_secret": "sk_test_tap", "start_date": "2026-01-01T00:00:00Z", "date_window_size": "400"}
    config["account_id"] = documents(peer.sandbox, "account")[0]["id"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    tap = ("-c", "import tap_stripe; tap_stripe.main()", "--config", "config.json")
    catalog = json.loads(peer.run("tap-stripe", *tap, "--discover"))
    for stream in catalog["streams"]:
        for each in stream["metadata"]:
            each["metadata"]["selected"] = True
    (tmp_path / "catalog.json").write_text(json.dumps(catalog))
    read = defaultdict(set)
    for line in peer.run("tap-stripe", *tap, "--catalog", "catalog.json").splitlines():
        message = json.loads(line)
        if message["type"] == "RECORD":
            read[message["stream"]].add(message["record"]["id"])
    assert peer.noting.refused == []
    assert len(catalog["streams"]) == 18
    for stream, kind in (("charges", "charge"), ("invoices", "invoice"), ("subscriptions", "subscription")):
        assert read[stream] == peer.ids(kind)
    assert read["balance_transactions"] == peer.ids("balance_transaction")
    assert read["invoice_line_items"] >= peer.ids("line_item")
    assert read["customers"] >= peer.ids("customer")


def test_dj_stripe_syncs_its_models(peer: Peer, tmp_path: Path) -> None:
    django = {"DJANGO_SETTINGS_MODULE": "dj_stripe_settings"}
    every = (
        "import django; django.setup(); from django.apps import apps; print(*[m.__name__ for m in apps.get_app_config("
    )
    names = set(peer.run("dj-stripe", "-c", f"{every}'djstripe').get_models()])", **django).split())
    peer.run("dj-stripe", "-m", "django", "migrate", "--verbosity", "0", **django)
    peer.run("dj-stripe", "-m", "django", "djstripe_sync_models", "--no-fail-on-error", *(names - NOT_SYNCED), **django)
    assert peer.noting.refused == []
    with sqlite3.connect(tmp_path / "peer.sqlite") as database:
        for kind in ("charge", "invoice", "payment_intent", "product", "refund", "subscription", "balance_transaction"):
            table = f"djstripe_{kind.replace('_', '')}"
            assert {row[0] for row in database.execute(f"SELECT id FROM {table}")} >= peer.ids(kind), kind
        prices = {row[0] for row in database.execute("SELECT id FROM djstripe_price")}
    assert prices >= peer.ids("price") - {"gold"}  # it takes no id without a prefix, as plans of old accounts have
