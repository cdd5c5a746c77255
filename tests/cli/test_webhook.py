"""The commands around the webhook endpoint, against a sandbox that keeps it."""

import stat
from pathlib import Path

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.webhooks.endpoints import wanted_events
from tests.cli.conftest import CommandLine, command_line

URL = "https://stripe.example.com/webhooks"


@pytest.fixture
def webhook(sandbox_store: Path, tmp_path: Path) -> CommandLine:
    (tmp_path / sandbox_store.name).write_bytes(sandbox_store.read_bytes())
    return command_line(tmp_path)


def secrets(webhook: CommandLine) -> list[str]:
    lines = (webhook.folder / ".env").read_text().splitlines()
    assert lines[0] == "# mine"
    return [secret for secret in lines[1].removeprefix("STRIPE_WEBHOOK_SECRETS=").split(",") if secret]


def test_an_endpoint_is_made_kept_in_step_rotated_and_deleted(webhook: CommandLine) -> None:
    kept = ("--secret-file", ".env")
    (webhook.folder / ".env").write_text("# mine\nSTRIPE_WEBHOOK_SECRETS=")
    assert "There is no webhook endpoint" in webhook("webhook", "status", code=1).stdout
    made = webhook("webhook", "create", "--url", URL, *kept)
    (first,) = secrets(webhook)
    assert first.startswith("whsec_")
    assert first not in made.stdout + made.stderr
    assert stat.S_IMODE((webhook.folder / ".env").stat().st_mode) == 0o600
    assert "its secret as it was" in webhook("webhook", "create", "--url", URL, *kept).stderr
    assert "rotate --finish --secret-file .env" in webhook("webhook", "rotate", *kept).stderr
    second, other = secrets(webhook)
    assert (other, second != first) == (first, True)
    assert len(webhook.json("webhook", "status")) == 2
    assert "A rotation is under way" in webhook("webhook", "rotate", *kept, code=1).stderr
    line = (webhook.folder / ".env").read_text()
    (webhook.folder / ".env").write_text(line.replace(f"{second},{first}", f"{first},{second}"))  # somebody sorts them
    assert "newest secret alone" in webhook("webhook", "rotate", "--finish", *kept).stderr
    (found,) = webhook.json("webhook", "status")
    assert (secrets(webhook), found["url"], found["in_step"]) == ([second], URL, True)
    printed = webhook("webhook", "rotate", "--print-secret").stdout
    assert printed.startswith("whsec_")
    moved = webhook("webhook", "create", "--url", "https://other.example.com/x", *kept)
    assert f"also sends every event to {URL}" in moved.stderr
    said = webhook("webhook", "delete", *kept).stderr
    assert "does not say which secret is of we_" in said  # that which was printed
    assert webhook.json("webhook", "status", code=1) == []
    assert secrets(webhook) == []


def test_nothing_is_made_where_its_secret_would_go_nowhere(webhook: CommandLine) -> None:
    create = ("webhook", "create", "--url", URL)
    assert "--secret-file .env or --print-secret" in webhook(*create, code=2).stderr
    assert "cannot be written" in webhook(*create, "--secret-file", "missing/file", code=2).stderr
    assert "--url is no address" in webhook("webhook", "create", "--url", "x", "--print-secret", code=2).stderr
    assert "There is no webhook endpoint" in webhook("webhook", "rotate", "--print-secret", code=1).stderr
    webhook("webhook", "status", code=1)


def test_a_live_account_is_changed_only_after_a_yes(webhook: CommandLine) -> None:
    live = {"STRIPE_API_KEY": "rk_live_made_up", "STRIPE_API_BASE": "http://127.0.0.1:1"}
    for command in (("create", "--url", URL, "--print-secret"), ("rotate", "--print-secret"), ("delete",)):
        assert "Add --live if you mean it" in webhook("webhook", *command, code=2, **live).stderr
    assert "cannot be reached" in webhook("webhook", "delete", "--live", code=1, **live).stderr


def test_the_events_are_those_of_every_type_that_has_some() -> None:
    events = wanted_events()
    assert len(events) > 100
    told = {entry.name for entry in CATALOGUE.values() if any(each.startswith(f"{entry.name}.") for each in events)}
    assert {"charge", "customer", "invoice", "payout", "price", "refund", "subscription_schedule"} <= told
    assert {"charge.dispute.created", "customer.subscription.updated", "customer.discount.deleted"} <= set(events)
    assert {"account.updated", "topup.succeeded", "transfer.created"} <= set(events), "what they name has a row"
    assert not any(each.startswith(("issuing_", "terminal.", "treasury.")) for each in events)
