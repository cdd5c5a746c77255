"""What happens in the second of the first plan is told, though its event is landed as early as the object."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from psycopg2.extensions import connection as Connection

from pipelines.catalogue import CATALOGUE, StripeObject
from pipelines.landing.run import land
from pipelines.raw.newest import NewestCopies
from pipelines.settings import Settings
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer
from tests.landing.test_incremental import CHARGE, T, document, event, states


@pytest.mark.parametrize("objects", [[CHARGE], [CHARGE, CATALOGUE["event"]]], ids=["charges", "charges and events"])
def test_a_change_in_the_second_of_the_first_plan_and_after_its_list_was_read_is_told(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, objects: list[StripeObject]
) -> None:
    stripe.lists["/v1/charges"] = [document("charge", "ch_1", state="A")]
    listed = threading.Event()

    def change_when_listed(path: str, query: dict[str, list[str]]) -> None:
        if path == "/v1/charges":
            listed.set()
        if path == "/v1/events":
            listed.wait(5)
            changed = document("charge", "ch_1", state="B")
            stripe.objects["/v1/charges/ch_1"] = changed
            told = event(1, "charge.updated", changed, created=T)
            stripe.lists[path] = [told] if int(query["created[lt]"][0]) > T else []

    stripe.before = change_when_listed
    land(settings, database_url, objects, None)
    stripe.lists["/v1/charges"] = []  # as of a charge that is older than what the next run lists
    for _ in range(2):
        assert states(rows, "charges") == [("A", "list"), ("B", "retrieve")]
        assert rows("SELECT count(*) FROM raw.events") == [(1,)]
        land(settings, database_url, objects, None)


def test_of_one_second_the_copy_of_the_later_load_counts(connection: Connection) -> None:
    newest, second = NewestCopies(connection), datetime(2026, 1, 1, tzinfo=UTC)
    newest.next_load()
    assert newest.unchanged("charges", [("ch_1", second, "ff: A")]) == [False]
    newest.next_load()
    assert newest.unchanged("charges", [("ch_1", second, "00: B")]) == [False]
    assert newest.unchanged("charges", [("ch_1", second + timedelta(seconds=1), "ff: A")]) == [False]
