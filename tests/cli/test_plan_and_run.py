"""What ``pipeline --plan`` says is what the run after it asks Stripe for, and what it promotes."""

import re
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE, EVENT, THIN_EVENT
from pipelines.sandbox import Gate
from pipelines.sandbox.server import serving
from pipelines.sandbox.server.gate import Act
from pipelines.sandbox.server.messages import Answer, Request
from pipelines.stripe_api.documents import seconds_of
from tests.cli.conftest import CommandLine

OBJECTS = ("--objects", "product,price,customer")
PATHS = {entry.path: entry.name for entry in CATALOGUE.values() if entry.path}
ASKED_ALWAYS = {"/v1/account", "/v1/test_helpers/test_clocks"}
Lists = dict[str, tuple[int | None, int]]
"""Of each type the oldest second that is listed (unix time; None: all), and in how many windows."""


@dataclass
class Log(Gate):
    """Each request that the sandbox was sent; the lists are short, so that each window is one page."""

    requests: list[Request] = field(default_factory=list)

    def around(self, request: Request, act: Act) -> Answer:
        if request.path not in ASKED_ALWAYS:
            self.requests.append(request)
        return act()

    def lists(self) -> Lists:
        found: dict[str, list[int]] = {}
        for name, query in ((PATHS[each.path], parse_qs(each.encoded)) for each in self.requests if each.path in PATHS):
            assert "starting_after" not in query
            (since,) = query.get("created[gte]", ["0"])
            found.setdefault(name, []).append(int(seconds_of(since) if "T" in since else since))
        return {name: (min(since) or None, len(since)) for name, since in found.items()}

    def fetched(self) -> list[tuple[str, str]]:
        found = [each.path.rpartition("/") for each in self.requests if each.path not in PATHS]
        return [(PATHS[path], stripe_id) for path, _, stripe_id in found]


def planned(cli: CommandLine) -> tuple[Lists, dict[str, int], dict[str, int]]:
    """The lists, how many objects are to be fetched, and how many loads to be promoted, by type."""
    lists: Lists = {}
    numbers: dict[str, dict[str, int]] = {"fetch": {}, "read": {}}
    for step in cli.json("pipeline", *OBJECTS, "--plan"):
        name, (what, _, windows) = step["object"], re.split(r"( in (\d+) windows|$)", step["what"])[:3]
        if since := re.fullmatch(r"list (?:events|what was created) since (.*) UTC", what):
            lists[name] = int(datetime.fromisoformat(f"{since[1]}+00:00").timestamp()), int(windows or 1)
        elif what == "list everything":
            lists[name] = None, int(windows or 1)
        elif number := re.fullmatch(r"(fetch|read) (\d+) (?:by id|loads that wait)", what):
            numbers[number[1]][name] = int(number[2])
    return lists, numbers["fetch"], numbers["read"]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    monkeypatch.setattr(serving, "Gate", lambda: log)
    return log


def test_a_first_run_lists_what_was_planned(cli: CommandLine, log: Log) -> None:
    lists, fetch, read = planned(cli)
    assert (log.requests, fetch, read) == ([], {}, {})
    cli("land", *OBJECTS)
    # Events are listed from now on, by a clock that nobody has asked yet.
    made, events = log.lists(), {EVENT.name, THIN_EVENT.name}
    assert made.keys() == lists.keys() >= events
    assert [made[name] for name in made.keys() - events] == [lists[name] for name in made.keys() - events]
    assert log.fetched() == []


def test_a_later_run_lists_fetches_and_promotes_what_was_planned(cli: CommandLine, database_url: str, log: Log) -> None:
    cli("land", *OBJECTS)
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM raw.customers")
        queued = cursor.fetchone()
        cursor.execute("INSERT INTO meta.refetch_queue (object, id) SELECT 'customer', unnest(%s)", (list(queued),))
        connection.commit()
        log.requests.clear()
        lists, fetch, read = planned(cli)
        assert log.requests == []
        cli("pipeline", *OBJECTS)
        assert (log.lists(), sorted(log.fetched())) == (lists, [("customer", id_) for id_ in queued])
        cursor.execute("SELECT object, loads FROM meta.ledger WHERE loads > 0")
        assert (fetch, read) == ({"customer": 2}, dict(cursor.fetchall()))
