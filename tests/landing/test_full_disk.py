"""What cannot be written ends the landing with a sentence, never with a run that waits for ever."""

import errno
from collections.abc import Sequence

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.landing.run import land
from pipelines.raw.csv_files import CsvFile, Place
from pipelines.settings import Settings
from pipelines.stripe_api.errors import LoadFailedError
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer

CHARGE = CATALOGUE["charge"]


@pytest.fixture(autouse=True)
def _charges(stripe: StripeServer) -> None:
    stripe.lists["/v1/charges"] = [b'{"id":"ch_%d","object":"charge","livemode":false}' % number for number in range(5)]


def fail(*given: object) -> None:
    for file in given:
        if isinstance(file, CsvFile) and hasattr(file, "_stream"):
            file._stream.close()  # as closing does that fails: nobody is left to do it
    raise OSError(errno.ENOSPC, "No space left on device")


def lands_afterwards(settings: Settings, url: str, rows: Rows) -> bool:
    land(settings, url, [CHARGE])
    return rows("SELECT count(DISTINCT id) FROM raw.charges") == [(5,)]


PLACES = pytest.mark.parametrize(
    "what",
    [(Place, "prepare"), (CsvFile, "__post_init__"), (CsvFile, "write"), (CsvFile, "close")],
    ids=["making its folder", "opening a file", "writing to it", "closing it"],
)


@pytest.mark.timeout(60)
@PLACES
def test_a_disk_that_is_full_ends_the_landing_and_the_next_one_reads_it_all(
    what: tuple[type, str], settings: Settings, database_url: str, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(*what, fail)
        with pytest.raises(LoadFailedError, match="No space left on device"):
            land(settings, database_url, [CHARGE])
    assert rows("SELECT count(*) FROM meta.windows WHERE object = 'charge'") == [(1,)], "it is still planned"
    assert lands_afterwards(settings, database_url, rows)


@pytest.mark.timeout(60)
@PLACES
def test_a_disk_that_is_full_keeps_nothing_of_a_load_without_dlt(  # noqa: PLR0917 -- fixtures
    what: tuple[type, str],
    settings: Settings,
    database_url: str,
    rows: Rows,
    stripe: StripeServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    land(settings, database_url, [CHARGE])
    stripe.date = "Sun, 22 Nov 2026 11:00:00 GMT"
    told = stripe.objects["/v1/charges/ch_1"] = b'{"id":"ch_1","object":"charge","livemode":false,"paid":true}'
    stripe.lists["/v1/events"].append(
        b'{"id":"evt_1","object":"event","type":"charge.updated","created":1795341700,"data":{"object":%b}}' % told
    )
    with monkeypatch.context() as full:
        full.setattr(*what, fail)
        with pytest.raises(LoadFailedError, match=r"No space left on device\). The next landing reads it again"):
            land(settings, database_url, [CHARGE])
    assert rows("SELECT count(*) FROM raw.charges UNION ALL SELECT count(*) FROM raw._dlt_loads") == [(5,), (1,)]
    land(settings, database_url, [CHARGE])
    assert rows("SELECT id FROM raw.charges WHERE payload ? 'paid'") == [("ch_1",)]


@pytest.mark.timeout(60)
def test_a_disk_that_is_full_later_on_keeps_what_was_loaded_before(
    settings: Settings, database_url: str, rows: Rows, stripe: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.landing.load.load.OBJECTS", 100)
    monkeypatch.setattr("pipelines.landing.plan.windows.LARGE", 100)
    stripe.lists["/v1/charges"] = [
        b'{"id":"ch_%d","object":"charge","livemode":false,"created":%d}' % (number, 1_700_000_000 - 60 * number)
        for number in range(500)
    ]
    write, written = CsvFile.write, 0

    def write_or_fail(file: CsvFile, found: Sequence[bytes]) -> None:
        nonlocal written
        written += len(found)
        if written > 250:
            fail()
        write(file, found)

    with monkeypatch.context() as full:
        full.setattr(CsvFile, "write", write_or_fail)
        with pytest.raises(LoadFailedError, match="No space left on device"):
            land(settings, database_url, [CHARGE])
    land(settings, database_url, [CHARGE])
    assert rows("SELECT count(DISTINCT id) FROM raw.charges") == [(500,)]
    assert rows("SELECT count(*) FROM meta.windows") == [(0,)]
