"""A process that receives webhooks, as a service manager starts and stops it."""

import re
import signal
import subprocess

import urllib3

from tests.cli.conftest import CommandLine
from tests.webhooks.events import SECRET, body_of, signature, snapshot


def test_serve_takes_an_event_and_ends_in_peace_when_it_is_stopped(cli: CommandLine) -> None:
    body = body_of(snapshot())
    with subprocess.Popen(
        cli.command("serve", "--port", "0"),
        cwd=cli.folder,
        env=cli.environment | {"STRIPE_WEBHOOK_SECRETS": f"whsec_former, {SECRET}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        address = re.search(r"http://127\.0\.0\.1:\d+/webhooks", process.stdout.readline())
        assert address
        headers = {"Stripe-Signature": signature(body)}
        assert urllib3.request("POST", address[0], body=body, headers=headers).status == 200
        process.send_signal(signal.SIGTERM)
        said = "Stopped. What Stripe sends meanwhile it sends again, for up to three days.\n"
        assert (process.wait(60), process.stdout.read(), process.stderr.read()) == (0, said, "")


def test_what_is_wrong_is_said_without_the_secret(cli: CommandLine) -> None:
    assert "STRIPE_WEBHOOK_SECRETS is empty" in cli("serve", code=2, STRIPE_WEBHOOK_SECRETS=" , ").stderr
    said = cli("serve", code=2, STRIPE_WEBHOOK_SECRETS="whsec_one,hunter2").stderr
    assert "number 2 is no signing secret" in said
    assert "hunter2" not in said
    said = cli("serve", "--path", "/metrics", code=2, STRIPE_WEBHOOK_SECRETS=SECRET).stderr
    assert "--path must begin with /" in said
    said = cli("serve", "--host", "203.0.113.1", code=1, STRIPE_WEBHOOK_SECRETS=SECRET).stderr
    assert "Nothing can listen at 203.0.113.1:8787" in said
