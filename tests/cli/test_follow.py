"""A process that follows, as a service manager starts and stops it."""

import json
import signal
import subprocess
from dataclasses import replace

from tests.cli.conftest import CommandLine


def test_follow_ends_in_peace_when_it_is_stopped(cli: CommandLine) -> None:
    command = cli.command("--log-level", "error", "follow", "--json", "--every", "0.1", "--objects", "product")
    with subprocess.Popen(
        command, cwd=cli.folder, env=cli.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        first = json.loads(process.stdout.readline())
        assert first["balanced"] is True
        assert first["objects"]["product"]["landed"] > 0
        process.send_signal(signal.SIGTERM)
        assert (process.wait(60), process.stdout.read(), process.stderr.read()) == (0, "", "")
    assert cli.json("status")["balanced"]


def test_a_key_that_is_none_is_told_at_once(cli: CommandLine) -> None:
    wrong = replace(cli, environment=cli.environment | {"STRIPE_API_KEY": "nonsense"})
    assert "STRIPE_API_KEY is not a Stripe key" in wrong("follow", code=2).stderr
