"""What runs leave for those who watch: metrics in a file, and a word when they begin to fail or are well again."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipelines.cli import following, monitoring
from pipelines.runs.notify import ATTEMPTS
from tests.cli.conftest import CommandLine, command_line


class Told:
    """Who is notified: over HTTP, refusing the first ``failing`` posts."""

    def __init__(self) -> None:
        self.news: list[dict[str, Any]] = []
        self.failing = 0


@pytest.fixture
def told() -> Iterator[tuple[str, Told]]:
    found = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.failing -= 1
            if found.failing < 0:
                found.news.append(json.loads(body))
            self.send_response(500 if found.failing >= 0 else 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", found
        server.shutdown()
        thread.join()


def series(file: Path) -> dict[str, float]:
    families = text_string_to_metric_families(file.read_text())
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def test_runs_of_cron_count_on_in_a_file(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "stripe_oltp.prom"
    products = cli.json("pipeline", "--objects", "product", STRIPE_OLTP_METRICS_FILE=str(file))["objects"]["product"]
    cli("--metrics-file", str(file), "pipeline", "--objects", "product")
    cli("--metrics-file", str(file), "promote", "--objects", "nonsense", code=2)
    found = series(file)
    assert found["stripe_oltp_runs_total pipeline done"] == 2
    assert found["stripe_oltp_runs_total promote wrong_use"] == 1
    assert found["stripe_oltp_objects_total landed product"] == products["landed"] > 0
    assert found["stripe_oltp_requests_total"] > 2
    assert (found["stripe_oltp_balanced"], found["stripe_oltp_database_up"]) == (1, 1)
    assert found["stripe_oltp_last_success_timestamp_seconds"] > 1_700_000_000
    assert "Nobody" not in cli("--metrics-file", "/nowhere/at.all", "promote").stderr
    gone = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    cli("--metrics-file", str(file), "promote", code=1, **gone)
    assert series(file)["stripe_oltp_database_up"] == 0
    assert series(file)["stripe_oltp_runs_total promote failed"] == 1


def test_who_wants_to_know_is_told_once_of_a_failure_and_of_its_end(
    tmp_path: Path, cli: CommandLine, told: tuple[str, Told]
) -> None:
    url, found = told
    bad = {"STRIPE_OLTP_NOTIFY": url, "DATABASE_URL": "postgresql://nobody:hunter2@127.0.0.1:1/none"}
    found.failing = 2
    for _ in range(2):
        assert "hunter2" not in cli("promote", code=1, **bad).stderr
    (failure,) = found.news
    assert (failure["event"], failure["command"], failure["exit_code"]) == ("failure", "promote", 1)
    assert "127.0.0.1" in failure["message"]
    assert "hunter2" not in str(failure)
    for _ in range(2):
        cli("promote", STRIPE_OLTP_NOTIFY=url)
    assert [(news["event"], news["message"]) for news in found.news[1:]] == [("recovery", None)]
    assert found.news[1]["text"] == "stripe-oltp promote is well again"


def test_who_follows_tells_again_what_nobody_heard(
    tmp_path: Path, told: tuple[str, Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, found = told
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(following, "LASTING", 0.0)
    monkeypatch.setattr(following, "TOLD_EVERY", 0.0)
    monitoring.begin("follow", None, url)
    who = following.Following()
    found.failing = ATTEMPTS
    for _ in range(3):
        who.troubled("Stripe cannot be reached.")
        for thread in threading.enumerate():
            if thread.name == following.TELLER:
                thread.join()
    monitoring.forget()
    assert [news["message"] for news in found.news] == ["Stripe cannot be reached."]


def test_a_command_is_told_too_and_one_that_fails_fails_no_run(tmp_path: Path, cli: CommandLine) -> None:
    target = f"tee {tmp_path / 'news'}"
    command_line(tmp_path)("--notify", target, "pipeline", code=2, STRIPE_API_KEY="nonsense")
    assert json.loads((tmp_path / "news").read_text())["message"].startswith("STRIPE_API_KEY is not a Stripe key")
    said = command_line(tmp_path / ".")("--notify", "false", "pipeline", "--objects", "nonsense", code=2).stderr
    assert "Unknown object type" in said
    (tmp_path / ".stripe-oltp").mkdir(exist_ok=True)
    assert "Nobody was notified" in cli("--notify", "/nowhere", "promote", "--objects", "nonsense", code=2).stderr
