"""What Stripe does not give costs what it costs, is asked for no more than it must be, and is said once."""

import json
import tracemalloc
from itertools import count

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.raw.csv_files import Copy
from pipelines.raw.spools import Spool
from pipelines.settings import Settings
from pipelines.stripe_api.documents import read
from pipelines.stripe_api.retries import said_at
from tests.landing.conftest import IMPATIENT, Command, Rows
from tests.landing.stripe_server import Saying, StripeServer, error
from tests.landing.test_incremental import CHARGE, CUSTOMER, T, asked, document
from tests.landing.test_incremental import run as land
from tests.promotion import documents as small

METHOD, INVOICE = CATALOGUE["payment_method"], CATALOGUE["invoice"]
OBJECTS = ("--objects", "charge,customer")


def charges_of(stripe: StripeServer, number: int, **fields: object) -> None:
    """Charges of as many customers, which no list has, but each has by its id."""
    customers = [small.customer(f"cus_{n}", **fields) for n in range(number)]
    charges = [small.charge(f"ch_{n}", customer=f"cus_{n}") for n in range(number)]
    stripe.lists |= {"/v1/charges": [json.dumps(one).encode() for one in charges], "/v1/customers": []}
    stripe.objects |= {f"/v1/customers/{one['id']}": json.dumps(one).encode() for one in customers}


def test_documents_in_quarantine_are_asked_for_once_for_all(stripe: StripeServer, run: Command, rows: Rows) -> None:
    charges_of(stripe, 5, email=7, name={}, created="never")
    assert run("pipeline", *OBJECTS)[0] == 3
    assert rows("SELECT count(*) FROM meta.quarantine") == [(5,)]
    by_id = [path for path, _, _ in stripe.requests if path.startswith("/v1/customers/")]
    assert len(by_id) == 5
    assert run("pipeline", *OBJECTS)[0] == 3
    assert [path for path, _, _ in stripe.requests if path.startswith("/v1/customers/")] == by_id


def test_what_raw_has_only_from_elsewhere_is_asked_for_once_a_run(
    stripe: StripeServer, run: Command, rows: Rows
) -> None:
    charges_of(stripe, 2, created="never")
    run("pipeline", *OBJECTS)
    assert rows("UPDATE raw.customers SET origin = 'file' RETURNING 1") == [(1,), (1,)]
    stripe.requests.clear()
    run("pipeline", *OBJECTS)
    assert len([path for path, _, _ in stripe.requests if path.startswith("/v1/customers/")]) == 2


def test_a_type_that_failed_is_left_out_of_all_that_follows_in_the_run(stripe: StripeServer, run: Command) -> None:
    charges_of(stripe, 3)
    dead = ("/v1/account", "/v1/test_helpers/test_clocks", "/v1/events", "/v1/invoices")
    stripe.always = {path: lambda _: error(500, "Dead.") for path in dead}
    code, said = run("pipeline", "--objects", "charge,customer,invoice", "--json")
    assert code == 1
    once = IMPATIENT["attempts"]
    windows = {"/v1/events": 2}  # of the first run: those that tell of changes, and some before; read side by side
    assert {path: len(asked(stripe, path)) for path in dead} == {path: once * windows.get(path, 1) for path in dead}
    outcome = json.loads(said[said.index("{\n") : said.rindex("}") + 1])
    assert outcome["failed"] == ["account", "event", "invoice", "test_helpers.test_clock"]
    assert len(outcome["problems"]) == len(set(outcome["problems"])) == 4
    assert outcome["objects"]["customer"]["promoted"] == 3


def test_a_type_that_failed_is_never_nothing_new(stripe: StripeServer, run: Command) -> None:
    charges_of(stripe, 1)
    assert run("pipeline", *OBJECTS)[0] == 0
    assert ": nothing new since" in run("pipeline", *OBJECTS)[1]
    for status, code in ((500, 1), (403, 4)):
        stripe.always = {"/v1/charges": lambda _, status=status: error(status, "No.")}  # type: ignore[misc]
        ended, said = run("pipeline", *OBJECTS)
        assert ended == code
        assert "nothing new of what could be read (not charge) since" in said
        assert "charge (not read)" in said


# Lists without end


def in_turn(*pages: list[bytes]) -> "object":
    turn = count()
    return lambda _: Saying(
        body=b'{"object":"list","data":[' + b",".join(pages[next(turn) % len(pages)]) + b'],"has_more":true}'
    )


def test_a_list_without_end_costs_its_type_alone(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is left and gone on with: a load takes a page here."""
    monkeypatch.setattr("pipelines.landing.load.load.OBJECTS", 2)
    pages = [[document("payment_method", f"pm_{n}_{k}", created=T) for k in range(2)] for n in range(5)]
    stripe.always["/v1/payment_methods"] = in_turn(*pages)  # type: ignore[assignment]
    stripe.lists["/v1/customers"] = [document("customer", f"cus_{n}", created=T) for n in range(3)]
    report = land(settings, database_url, METHOD, CUSTOMER)
    assert set(report.failures) == {"payment_method"}
    assert "never ends: after 5 pages it came to pm_0_1 again" in str(report.failure)
    assert len(asked(stripe, "/v1/payment_methods")) == 6
    assert rows("SELECT count(*) FROM raw.customers") == [(3,)]


def test_a_cut_list_without_end_takes_its_document_and_no_element(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    cut = {"object": "list", "has_more": True, "data": []}
    stripe.lists["/v1/invoices"] = [document("invoice", "in_1", lines=cut, created=T)]
    stripe.lists["/v1/customers"] = [document("customer", "cus_1", created=T)]
    pages = [[document("line_item", f"il_{n}")] for n in range(5)]
    stripe.always["/v1/invoices/in_1/lines"] = in_turn(*pages)  # type: ignore[assignment]
    report = land(settings, database_url, INVOICE, CUSTOMER)
    assert "GET /v1/invoices/in_1/lines: the list never ends" in str(report.failures["invoice"])
    assert rows("SELECT count(*) FROM raw.line_items") == [(0,)]
    assert rows("SELECT count(*) FROM raw.invoices") == rows("SELECT count(*) FROM raw.customers") == [(1,)]


def test_a_cut_list_of_any_length_takes_the_same_memory() -> None:
    def page(number: int) -> list[Copy]:
        elements = [b'{"id":"il_%d_%d","pad":"%s"}' % (number, n, b"x" * 1_000) for n in range(100)]
        return [Copy("line_item", "line_items", read(one), "list", said_at({}), None, "in_1") for one in elements]

    tracemalloc.start()
    with Spool() as spool:
        for number in range(100):
            spool.add(page(number))
        read_back = [copies[-1].document.id for copies in spool]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read_back == [f"il_{number}_99" for number in range(100)]
    assert peak < 5 * 2**20, "of 10 MB"


# Documents that cannot be


@pytest.mark.parametrize("livemode", [True, False])
def test_documents_of_the_other_mode_are_not_landed_and_named(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows, livemode: bool
) -> None:
    settings = Settings(settings.home, f"rk_{'test' if livemode else 'live'}_made_up", settings.api_base)
    stripe.lists["/v1/charges"] = [json.dumps({"id": "ch_1", "object": "charge", "livemode": livemode}).encode()]
    stripe.lists["/v1/customers"] = [b'{"id":"cus_1","object":"customer"}']
    report = land(settings, database_url, CHARGE, CUSTOMER)
    assert f"Stripe gave charge ch_1 with livemode {str(livemode).lower()}" in str(report.failures["charge"])
    assert rows("SELECT count(*) FROM raw.charges") == [(0,)]
    assert rows("SELECT count(*) FROM raw.customers") == [(1,)]


def test_times_that_cannot_be_are_named_and_no_agreement(stripe: StripeServer, run: Command) -> None:
    charges_of(stripe, 1)
    late = [small.charge(f"ch_late_{n}", created=T + 9_999_999) for n in range(5)]
    stripe.lists["/v1/charges"] += [json.dumps(one).encode() for one in late]
    note = "Of charge, 5 objects were created in the future by Stripe's own clock: ch_late_0, ch_late_1, ch_late_2 …"
    assert note in run("pipeline", *OBJECTS)[1]
    code, said = run("verify", *OBJECTS)
    assert code == 1
    assert note in said
    assert "Stripe's responses for charge are invalid, so agreement is not proven" in said
    stripe.lists["/v1/test_helpers/test_clocks"] = [document("test_helpers.test_clock", "clock_1")]
    assert "in the future" not in run("verify", *OBJECTS)[1], "a test clock's time may be any"


def test_a_time_that_is_no_number_is_named(stripe: StripeServer, settings: Settings, database_url: str) -> None:
    stripe.lists["/v1/charges"] = [document("charge", "ch_1", created=str(T))]
    report = land(settings, database_url, CHARGE)
    assert report.problems == ["Of charge, 1 object was created at a time that is no number of seconds: ch_1."]


def test_another_object_than_the_one_asked_for_is_not_landed(stripe: StripeServer, run: Command, rows: Rows) -> None:
    charges_of(stripe, 1)
    stripe.objects["/v1/customers/cus_0"] = json.dumps(small.customer("cus_1")).encode()
    assert "Stripe answered with cus_1 instead" in run("pipeline", *OBJECTS)[1]
    assert rows("SELECT count(*) FROM raw.customers") == [(0,)]
