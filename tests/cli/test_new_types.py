"""A release asks for more types than the one before it: a restricted key of before goes on, and is told once."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from pipelines.catalogue import CATALOGUE, registry
from pipelines.sandbox import Gate, Lacking, Sandbox
from pipelines.sandbox.server.messages import Answer, Request
from tests.cli.conftest import CommandLine

OLD, NEW = "price", "product"
NOTICE = "New types that STRIPE_API_KEY may not read yet: product."

Release = Callable[..., None]


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Release:
    """Install a release that has these default types."""

    def install(*names: str) -> None:
        for entry in list(CATALOGUE.values()):
            monkeypatch.setitem(registry._ENTRIES, entry.name, replace(entry, offered=entry.name not in names))

    return install


@pytest.fixture
def sandbox(cli: CommandLine) -> Iterator[Sandbox]:
    with closing(Sandbox.create(Path(cli.environment["STRIPE_OLTP_HOME"]) / "sandbox.sqlite")) as sandbox:
        yield sandbox


@contextmanager
def key(sandbox: Sandbox, cli: CommandLine, *lacks: str) -> Iterator[CommandLine]:
    """The command line with a restricted key that lacks the permission for these paths."""
    with sandbox.serve(gate=Lacking(*lacks)) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        yield replace(cli, environment={**cli.environment, **there})


def told(done: CompletedProcess[str]) -> str:
    """What a command without a terminal says: its problems are events of the log, and not said again in the report."""
    return done.stdout + done.stderr


@pytest.fixture
def old_key(cli: CommandLine, sandbox: Sandbox, release: Release) -> Iterator[CommandLine]:
    """A restricted key that read all that the release before had by default, and the next one has a type more."""
    with key(sandbox, cli, "/v1/products") as restricted:
        release(OLD)
        restricted("pipeline")
        release(OLD, NEW)
        yield restricted


def test_a_key_of_before_goes_on_and_is_told_once(old_key: CommandLine) -> None:
    first = told(old_key("pipeline"))
    assert first.count(NOTICE) == 1
    assert "Read on Products" in first
    assert "may not read" not in told(old_key("pipeline"))
    said = old_key.json("pipeline")
    assert (said["refused"], said["problems"]) == ([], [])
    assert NEW not in said["read_whole"]


def test_a_list_per_object_is_new_with_the_type_of_its_elements(
    cli: CommandLine, sandbox: Sandbox, release: Release
) -> None:
    release(OLD)
    cli("pipeline")
    release(OLD, "payout", "balance_transaction")
    with key(sandbox, cli, "/v1/balance_transactions") as restricted:
        assert restricted.json("pipeline")["refused"] == []
        said = restricted.json("pipeline")
    assert (said["refused"], said["problems"]) == ([], [])


class NoLists(Gate):
    """A key that may read customers, and not the lists of their balance transactions."""

    def before(self, request: Request) -> Answer | None:
        is_one = request.path.startswith("/v1/customers/") and request.path.endswith("/balance_transactions")
        return Lacking(request.path).before(request) if is_one else None


def test_a_type_whose_lists_per_object_are_refused_is_not_called_read(
    cli: CommandLine, sandbox: Sandbox, release: Release
) -> None:
    account = sandbox.account
    customer = json.loads(sandbox.store.select("object = 'customer' AND listed", [], "seq", 1)[0].body)
    account.save(customer | {"balance": -500}, "customer.updated")
    release(OLD, "customer")
    cli("pipeline")
    release(OLD, "customer", "customer_balance_transaction")
    with sandbox.serve(gate=NoLists()) as server:
        there = {"STRIPE_API_KEY": server.api_key, "STRIPE_API_BASE": server.url}
        cli.environment.update(there)
        said = [cli.json("pipeline") for _ in range(2)]
    assert [each["refused"] for each in said] == [[], []]
    assert "New types that STRIPE_API_KEY may not read yet" in str(said[0]["problems"])
    assert said[1]["problems"] == []


def test_status_goes_on_to_tell(old_key: CommandLine) -> None:
    assert old_key.json("status")["not_permitted"] == []
    old_key("pipeline")
    assert old_key.json("status")["not_permitted"] == [NEW]
    assert "may not read yet: product. Grant it Read on Products." in old_key("status").stdout


def test_what_compares_leaves_it_out_and_says_so(old_key: CommandLine) -> None:
    for _ in range(2):  # before a run of the new release, and after it
        compared = old_key("verify", "--sample", "5").stdout
        assert "Not compared, because no run has read them yet: product" in compared
        assert old_key.json("reconcile")["objects"].keys() == {OLD}
        old_key("pipeline")


def test_who_names_it_has_asked_for_it(old_key: CommandLine) -> None:
    old_key("pipeline")
    assert "may not read /v1/products" in told(old_key("pipeline", "--objects", NEW, code=4))
    assert old_key.json("pipeline", code=4)["refused"] == [NEW]
    assert old_key.json("status")["not_permitted"] == []


def test_once_it_is_permitted_it_is_read_whole_and_from_then_on_expected(
    old_key: CommandLine, cli: CommandLine, sandbox: Sandbox
) -> None:
    old_key("pipeline")
    with key(sandbox, cli) as granted:
        said = told(granted("pipeline"))
    assert "New types, read completely: product." in said
    assert cli.json("status")["objects"][NEW]["present"]
    assert "may not read /v1/products" in told(old_key("pipeline", code=4))
    assert old_key.json("pipeline", code=4)["refused"] == [NEW]


def test_a_key_that_may_reads_a_new_type_at_once(cli: CommandLine, release: Release) -> None:
    release(OLD)
    cli("pipeline")
    release(OLD, NEW)
    assert "New types, read completely: product." in told(cli("pipeline"))
    assert "New types" not in told(cli("pipeline"))


def test_for_a_new_installation_no_type_is_new(cli: CommandLine, sandbox: Sandbox, release: Release) -> None:
    release(OLD, NEW)
    with key(sandbox, cli, "/v1/products") as restricted:
        restricted("pipeline", "--objects", OLD)  # names types, so knows nothing of default ones
        for _ in range(2):
            assert restricted.json("pipeline", code=4)["refused"] == [NEW]


def test_what_was_named_and_read_before_is_no_new_type(cli: CommandLine, sandbox: Sandbox, release: Release) -> None:
    release(OLD)
    cli("pipeline")
    cli("pipeline", "--objects", NEW)
    release(OLD, NEW)
    with key(sandbox, cli, "/v1/products") as restricted:
        assert restricted.json("pipeline", code=4)["refused"] == [NEW]
