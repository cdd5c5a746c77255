"""How many events `serve` takes in a second, each committed before it is answered, and how long an answer takes."""

import json
import re
import subprocess
import sys
from contextlib import closing

import psycopg2

from tests.benchmarks.bench import ROOT, Bench, environment_of_a_user
from tests.benchmarks.results import Figure, Results
from tests.benchmarks.usage import cpu_of
from tests.webhooks.events import SECRET

SECONDS = 10.0
CONNECTIONS = 32  # Stripe's posts that wait for an answer at once


def run(bench: Bench) -> Results:
    """The rate and the 99th percentile under that load, on this machine's own address."""
    with bench.database() as url:
        environment = {"DATABASE_URL": url, "STRIPE_WEBHOOK_SECRETS": SECRET, "STRIPE_OLTP_HOME": str(bench.home / "s")}
        with subprocess.Popen(
            [sys.executable, "-m", "pipelines", "serve", "--port", "0"],
            cwd=ROOT,
            env=environment_of_a_user(environment),
            stdout=subprocess.PIPE,
            text=True,
        ) as serving:
            assert serving.stdout
            try:
                found = re.search(r"127\.0\.0\.1:(\d+)/", serving.stdout.readline())
                assert found
                cpu = cpu_of(serving.pid)
                took, good, seconds = _posted(int(found[1]))
                cpu = cpu_of(serving.pid) - cpu
            finally:
                serving.kill()
        noted = _noted(url)
    if not good == len(took) == noted:
        raise SystemExit(f"Of {len(took)} events {good} were taken, and {noted} were noted.")
    rate, p99 = len(took) / seconds, 1000 * sorted(took)[int(0.99 * len(took))]
    note = f"{1e6 * cpu / len(took):.0f} µs of CPU per event, {CONNECTIONS} connections"
    return Results(
        [
            Figure("serve: events taken durably", "/s", rate, None, rate, must=500, aim=1_000, lower=False, note=note),
            Figure("serve: answer, p99", "ms", p99, None, p99, must=100, aim=50),
        ]
    )


def _posted(port: int) -> tuple[list[float], int, float]:
    command = [sys.executable, "-m", "tests.benchmarks.posts", str(port), str(SECONDS), str(CONNECTIONS)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    took, good, seconds = json.loads(done.stdout)
    return took, good, seconds


def _noted(url: str) -> int:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM meta.doorbell")
        (number,) = cursor.fetchone() or (0,)
        return int(number)
