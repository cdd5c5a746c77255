"""A process that follows, as a service manager starts and stops it."""

import json
import os
import re
import signal
import socket
import subprocess
from contextlib import closing, suppress
from dataclasses import replace
from time import sleep

import psycopg2
import pytest
import urllib3

from oltp_schema.schemas import PLAIN
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


@pytest.mark.parametrize("is_closed", [True, False])
def test_it_ends_though_nobody_reads_what_it_says(cli: CommandLine, database_url: str, is_closed: bool) -> None:
    command = cli.command("--log-level", "error", "follow", "--every", "0.1", "--objects", "product")
    out, into = os.pipe()
    with (
        closing(psycopg2.connect(database_url)) as other,
        closing(psycopg2.connect(database_url)) as looking,
        other.cursor() as cursor,
        looking.cursor() as look,
        subprocess.Popen(
            command, cwd=cli.folder, env=cli.environment, stdout=into, stderr=subprocess.DEVNULL
        ) as process,
    ):
        said = b""
        while b"promoted" not in said:
            said += os.read(out, 1000)
        looking.autocommit = True
        cursor.execute("LOCK TABLE meta.runs")
        look.execute(f"NOTIFY {PLAIN.bell}")
        waits = "SELECT count(*) = 1 FROM pg_locks WHERE NOT granted AND relation = 'meta.runs'::regclass"
        look.execute(waits)
        while look.fetchone() != (True,):
            sleep(0.05)
            look.execute(waits)
        if is_closed:
            os.close(out)
        else:
            os.set_blocking(into, False)
            with suppress(BlockingIOError):
                while True:
                    os.write(into, b"x" * 512)
            os.set_blocking(into, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    os.close(into)


def test_a_service_manager_and_prometheus_hear_from_it(cli: CommandLine) -> None:
    command = cli.command("follow", "--json", "--every", "0.1", "--objects", "product", "--metrics-port", "0")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address := str(cli.folder / "notify"))
        manager.settimeout(60)
        with subprocess.Popen(
            command, cwd=cli.folder, env=cli.environment | {"NOTIFY_SOCKET": address},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout
            assert process.stderr
            found = re.search(r"http://127\.0\.0\.1:\d+/metrics", process.stderr.readline())
            assert found
            assert [manager.recv(100), manager.recv(100)] == [b"READY=1", b"WATCHDOG=1"]
            process.stdout.readline()
            metrics = urllib3.request("GET", found[0]).data.decode()
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        while (state := manager.recv(100)) == b"WATCHDOG=1":
            pass
        assert state == b"STOPPING=1"
    assert 'stripe_oltp_runs_total{command="follow",outcome="done"}' in metrics
    assert "stripe_oltp_database_up 1.0" in metrics


def test_it_ends_though_a_statement_of_its_own_does_not(cli: CommandLine, database_url: str) -> None:
    command = cli.command("--log-level", "error", "follow", "--json", "--every", "0.1", "--objects", "product")
    with (
        closing(psycopg2.connect(database_url)) as other,
        closing(psycopg2.connect(database_url)) as looking,
        subprocess.Popen(
            command, cwd=cli.folder, env=cli.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process,
        other.cursor() as cursor,
        looking.cursor() as look,
    ):
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        looking.autocommit = True
        cursor.execute("LOCK TABLE meta.runs")
        look.execute(f"NOTIFY {PLAIN.bell}")
        while True:
            look.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'meta.runs'::regclass")
            if look.fetchone() == (1,):
                break
            sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert (process.wait(20), process.stderr.read()) == (0, "")


def test_who_follows_is_told_when_the_account_is_known_and_until_when_it_was_followed(cli: CommandLine) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background has it ignored
    process = subprocess.Popen(
        cli.command("follow"),
        cwd=cli.folder,
        env=cli.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    with process:
        assert process.stdout
        assert process.stdout.readline().startswith("Following the sandbox Stripe. ")
        assert "rows promoted" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        *_, last = process.stdout.read().splitlines()  # another run may have been told meanwhile
        assert re.fullmatch(r"Stopped; in step until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.", last)


def test_a_key_that_is_none_is_told_at_once(cli: CommandLine) -> None:
    wrong = replace(cli, environment=cli.environment | {"STRIPE_API_KEY": "nonsense"})
    assert "STRIPE_API_KEY is not a Stripe key" in wrong("follow", code=2).stderr
