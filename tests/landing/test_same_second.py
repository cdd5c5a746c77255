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

SECOND = datetime(2026, 1, 1, tzinfo=UTC)
LATER = SECOND + timedelta(seconds=1)
IN_RAW = 2


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
    newest = NewestCopies(connection)
    newest.next_load()
    assert newest.unchanged("charges", [("ch_1", (SECOND, False, "ff: A"))]) == [False]
    newest.next_load()
    assert newest.unchanged("charges", [("ch_1", (SECOND, False, "00: B"))]) == [False]
    assert newest.unchanged("charges", [("ch_1", (LATER, False, "ff: A"))]) == [False]


@pytest.mark.parametrize("living_first", [True, False])
@pytest.mark.parametrize("loads", [(0, 0), (1, 0), (2, 0), (2, 2)], ids=str)
def test_after_a_second_with_a_deletion_a_living_copy_is_new_and_a_deletion_is_not(
    connection: Connection, loads: tuple[int, int], living_first: bool
) -> None:
    """``loads`` is how many the two copies of that second were landed ago: those of two are in raw and nowhere else."""
    copies = [(SECOND, False, "A"), (SECOND, True, "D")]
    newest = NewestCopies(connection)
    for ago, said in zip(loads, copies if living_first else copies[::-1], strict=True):
        if ago == IN_RAW:
            _insert(connection, *said)
        else:
            assert newest.unchanged("products", [("gold", said)]) == [False]
            for _ in range(ago):
                newest.next_load()
    later = [("gold", (LATER, True, "D")), ("gold", (LATER, False, "A")), ("gold", (LATER, False, "A"))]
    assert newest.unchanged("products", later) == [True, False, True]


def _insert(connection: Connection, observed_at: datetime, deleted: bool, digest: str) -> None:
    """Land a copy of a product by a load of its own, which is complete."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM raw._dlt_loads")
        load_id = f"{cursor.fetchone()[0]:03}"
        cursor.execute(
            "INSERT INTO raw._dlt_loads (load_id, schema_name, status, inserted_at) VALUES (%s, 'stripe', 0, now())",
            (load_id,),
        )
        cursor.execute(
            "INSERT INTO raw.products (id, payload, origin, observed_at, digest, verbatim, deleted, _dlt_load_id,"
            " _dlt_id) VALUES ('gold', '{}', 'list', %s, %s, TRUE, %s, %s, %s)",
            (observed_at, digest, deleted, load_id, load_id),
        )
