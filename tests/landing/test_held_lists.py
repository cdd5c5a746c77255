"""What only documents of another type list lands with these: all of it, exactly, and once."""

import json

import pytest

from pipelines.catalogue import CATALOGUE
from pipelines.landing.run import land
from pipelines.settings import Settings
from pipelines.stripe_api.documents import read
from tests.landing.conftest import Rows
from tests.landing.stripe_server import StripeServer, error
from tests.promotion.documents import customer, listed

CUSTOMERS, REST = [CATALOGUE["customer"]], "/v1/customers/cus_2/tax_ids"
LANDED = "SELECT id, parent, origin FROM raw.tax_ids ORDER BY id"
ODD = b'{"id": "txi_0", "object": "tax_id",\n "livemode": false, "value": "\\u0041", "created": 1e0}'


def tax_id(number: int) -> dict[str, object]:
    return {"id": f"txi_{number}", "object": "tax_id", "livemode": False}


@pytest.fixture
def holders(stripe: StripeServer) -> None:
    """Customers: one who shows all, one of whose list Stripe shows ten, one with none, and one of another form."""
    shown = json.dumps(customer("cus_1", tax_ids=listed([tax_id(0), tax_id(1)]))).encode()
    stripe.lists["/v1/customers"] = [
        shown.replace(json.dumps(tax_id(0)).encode(), ODD),
        json.dumps(customer("cus_2", tax_ids=listed([tax_id(2)], cut=True))).encode(),
        json.dumps(customer("cus_3", tax_ids=listed([]))).encode(),
        json.dumps(customer("cus_4", tax_ids=5)).encode(),
    ]
    stripe.lists["/v1/test_helpers/test_clocks"] = []
    stripe.lists[REST] = [json.dumps(tax_id(number)).encode() for number in (2, 3)]


@pytest.mark.usefixtures("holders")
def test_it_lands_whole_and_once(stripe: StripeServer, settings: Settings, database_url: str, rows: Rows) -> None:
    land(settings, database_url, CUSTOMERS)
    held = [(f"txi_{number}", f"cus_{1 + number // 2}", "list") for number in range(4)]
    assert rows(LANDED) == held
    assert rows("SELECT digest FROM raw.tax_ids WHERE id = 'txi_0'") == [(read(ODD).digest,)]
    assert land(settings, database_url, CUSTOMERS).load_ids == []
    asked = next(query for path, query, _ in stripe.requests if path == "/v1/customers")
    assert ["data.tax_ids"] in asked.values()
    assert rows(LANDED) == held


@pytest.mark.usefixtures("holders")
def test_a_list_that_the_key_may_not_read_costs_what_only_it_has(
    stripe: StripeServer, settings: Settings, database_url: str, rows: Rows
) -> None:
    stripe.always[REST] = lambda _: error(403, "Missing permission.")
    report = land(settings, database_url, CUSTOMERS)
    assert report.refused == {"tax_id"}
    assert [stripe_id for stripe_id, _, _ in rows(LANDED)] == ["txi_0", "txi_1"]
    assert rows("SELECT count(*) FROM raw.customers") == [(4,)]
