"""The same seed gives the same bytes, however the account got there."""

from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.errors import StripeOltpError
from pipelines.sandbox import NOW, Business, Sandbox
from pipelines.sandbox.sandbox import FORMAT

DAY = 86_400
# What a small account is made of, in each format of the store. Another digest of the same format means that stores on
# disk would be taken for what they are not: raise FORMAT, say in the CHANGELOG what is new, and put the digest here.
DIGESTS = {"7": "be8354b8c9ae39fd0e262bbd77107621b6fe451160343eddace48ebc15072f7d"}


def contents(sandbox: Sandbox, where: str = "1 = 1") -> list[tuple[str, bytes]]:
    return [(row.id, row.body) for row in sandbox.store.select(where, [], "seq", 1_000_000)]


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert contents(Sandbox.create(None, customers=15)) == contents(Sandbox.create(None, customers=15))


def test_the_bytes_change_only_with_the_format() -> None:
    sandbox = Sandbox.create(None, customers=8)
    Business(sandbox, seed=7).step(40)
    kept = contents(
        sandbox, "object <> 'v2.core.event'"
    )  # stores without thin events are good: they have them from now on
    digest = sha256(b"\n".join(body for _, body in kept)).hexdigest()
    assert {FORMAT: digest} == DIGESTS, "The sandbox's bytes are others: see what DIGESTS says."


def test_another_seed_gives_another_account() -> None:
    one, other = (Sandbox.create(None, customers=15, seed=seed) for seed in (1, 2))
    assert contents(one) != contents(other)


def test_one_long_step_of_the_clock_and_many_short_ones_end_in_the_same_bytes() -> None:
    one, many = (Sandbox.create(None, customers=15) for _ in range(2))
    one.advance(NOW + 50 * DAY)
    for day in range(5, 51, 5):
        many.advance(NOW + day * DAY)
    assert sorted(contents(one)) == sorted(contents(many))


def test_a_reopened_sandbox_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    kept, memory = Sandbox.create(path, customers=15), Sandbox.create(None, customers=15)
    kept.advance(NOW + 3 * DAY)
    kept.close()
    kept = Sandbox.create(path, customers=15)
    assert kept.now == NOW + 3 * DAY
    kept.advance(NOW + 40 * DAY)
    memory.advance(NOW + 40 * DAY)
    assert sorted(contents(kept)) == sorted(contents(memory))
    kept.close()


def test_a_sandbox_of_another_size_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    Sandbox.create(path, customers=3).close()
    with pytest.raises(StripeOltpError, match=r"seed 1 and 3 customers.*not of seed 2 and 3 customers") as refused:
        Sandbox.create(path, customers=3, seed=2)
    assert refused.value.exit_code == 2


def test_a_failure_in_the_middle_of_a_step_leaves_the_clock_and_the_account_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = Sandbox.create(None, customers=15)
    before = contents(sandbox)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(__import__("pipelines.sandbox.agenda", fromlist=["ACTS"]).ACTS, "finalize", fail)
    with pytest.raises(RuntimeError):
        sandbox.advance(NOW + 40 * DAY)
    assert (sandbox.now, contents(sandbox)) == (NOW, before)


def test_an_old_sandbox_is_taken_as_it_is_unless_another_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    Sandbox.create(path, customers=3, seed=7).close()
    reopened = Sandbox.create(path)
    assert contents(reopened) == contents(Sandbox.create(None, customers=3, seed=7))
    reopened.close()


def test_a_file_that_is_no_sandbox_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    path.write_bytes(b"not a database, and long enough to be taken for one" * 100)
    with pytest.raises(StripeOltpError, match="cannot be used as a sandbox's store"):
        Sandbox.create(path)


def test_two_processes_may_use_one_store(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    one, other = (Sandbox.create(path, customers=5) for _ in range(2))
    one.advance(NOW + 3 * DAY)
    assert other.now == NOW + 3 * DAY
    other.advance(NOW + 40 * DAY)
    one.advance(NOW + 50 * DAY)
    alone = Sandbox.create(None, customers=5)
    alone.advance(NOW + 50 * DAY)
    assert sorted(contents(other)) == sorted(contents(alone))
    one.close()
    other.close()
