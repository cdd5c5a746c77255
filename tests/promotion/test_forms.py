"""The committed forms are those that the twins read, and every document of a wrong form waits with its field named."""

import json

from pipelines.catalogue import select
from pipelines.checks import parity
from pipelines.promotion.derive_forms import COMMAND, write
from pipelines.promotion.transforms import FOLDER
from tests.promotion.conftest import Database
from tests.promotion.documents import charge, customer, invoice, line_item, product, subscription
from tests.promotion.documents import subscription_item as item

FORMS = FOLDER.joinpath("forms.json").read_text()


def test_the_committed_forms_are_those_that_the_twins_read() -> None:
    assert write() == FORMS, f"a twin reads other fields now: run {COMMAND}"


def test_texts_and_nested_objects_are_held_wherever_they_stand() -> None:
    forms = json.loads(FORMS)
    assert {"email", "shipping.address.country"} <= set(forms["customer"]["text"])
    assert {"metadata", "shipping.address"} <= set(forms["customer"]["object"])
    assert "items[].metadata" in forms["subscription"]["object"]
    assert {"billing", "collection_method"} <= set(forms["invoice"]["text"])  # both places of what moved
    assert "source.brand" in forms["charge"]["text"]  # of sources that are cards


WRONG = {
    "a number for text": (customer(email=5), "email"),
    "true for text": (customer(phone=True), "phone"),
    "an object for text": (customer(name={"first": "A"}), "name"),
    "a list of texts for text": (customer(name=["A"]), "name"),
    "an empty list for text": (customer(name=[]), "name"),
    "a list of null for text": (customer(name=[None]), "name"),
    "a word for an object": (customer(metadata="words"), "metadata"),
    "a list for an object": (customer(metadata=[]), "metadata"),
    "a number deep down": (customer(shipping={"address": {"country": 7}}), "shipping.address.country"),
    "a word in between": (customer(shipping={"address": "here"}), "shipping.address"),
    "an id that is a number": (charge(customer={"id": 5}), "customer.id"),
    "an older place that is not looked at": (product(tax_details={"tax_code": "a"}, tax_code=5), "tax_code"),
    "a list object of no list": (product(images={"data": 5}), "images"),
    "no number": (subscription(tax_percent="NaN"), "tax_percent"),
    "in an item": (subscription(items=[item("si_1"), item("si_2", metadata=7)]), "items[1].metadata"),
    "in a line": (invoice(lines=[line_item(description=["x"])]), "lines[0].description"),
    "in a line of an array": (invoice() | {"lines": [line_item(description=3)]}, "lines[0].description"),
}


def test_documents_of_a_wrong_form_wait(database: Database) -> None:
    database.land(*(document | {"id": name} for name, (document, _) in WRONG.items()))
    assert database.promote().quarantined == len(WRONG)
    held = database.query("SELECT id, sqlstate, field FROM meta.quarantine")
    assert {row["id"]: (row["sqlstate"][:2], row["field"]) for row in held} == {
        name: ("22", field) for name, (_, field) in WRONG.items()
    }
    assert parity.check(database.connection, select(None)).examples == []


RIGHT = [
    customer("a", email="5", name="", phone="[1]", metadata={}, shipping=None),
    customer("b", description="{", metadata={"order": "1"}, discount=None, preferred_locales=[]),
    charge(customer={"id": "cus_1"}, payment_intent="", destination=None, source={"id": "card_1", "object": "card"}),
    subscription("c", items=[item(price="price_1", tax_rates=None)], tax_percent="19.5"),
    subscription("d", tax_percent=19),
]


def test_documents_of_the_right_forms_promote(database: Database) -> None:
    database.land(*RIGHT)
    assert database.promote().quarantined == 0
    assert parity.check(database.connection, select(None)).examples == []
