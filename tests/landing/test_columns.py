"""Every column is filled by what the API gives when asked, or is one that only older versions carry.

A sandbox that has a document with every field of each type is landed over HTTP and promoted. Fields that Stripe gives
only when asked lie beside their objects there, as in any sandbox, so that a column which needs one is empty unless the
landing asks.
"""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pipelines.catalogue import CATALOGUE, StripeObject, children_of, promotable, promoted
from pipelines.checks import parity
from pipelines.landing.run import land, land_planned
from pipelines.promotion import promote
from pipelines.promotion.statements import table_of
from pipelines.promotion.transforms import install_functions
from pipelines.runs import ledger
from pipelines.sandbox import Sandbox
from pipelines.sandbox.included import keep
from pipelines.settings import Settings
from tests.transforms.cases import FOLDER, all_cases
from tests.transforms.rows import by_python

Document = dict[str, Any]
Tables = dict[str, list[Document]]
# The cases that together have every field of today; of a type that is not named, all of its cases do.
EVERYTHING = {
    "product": ["every_field_of_endive"],
    "price": ["every_field_of_endive", "tiers_expanded", "one_time_with_an_amount_the_customer_chooses"],
    "customer": ["every_field_of_endive"],
    "payment_method": ["every_field_of_a_card", "sepa_debit_of_an_expanded_customer", "detached_us_bank_account"],
    "subscription": ["every_field_of_endive"],
    "invoice": ["every_field_of_endive", "of_a_quote"],
    "invoice_payment": ["every_field_of_endive", "of_a_charge_without_an_intent", "of_a_payment_record"],
    "payment_intent": ["every_field_of_endive"],
    "charge": ["every_field_of_all_years"],
    "subscription_schedule": ["every_field_of_endive"],
}
PARTS = {
    "subscription_item": ["every_field_of_endive"],
    "line_item": ["every_field_of_endive", "an_invoice_item_from_basil"],
    "credit_note_line_item": ["every_field_of_all_years"],
}
# What no document of today has, nor one of the account's own.
OF_OLDER_VERSIONS = {
    "events": "account_id",
    "prices": "recurring_aggregate_usage",
    "subscriptions": "discount discount_coupon_id discount_id tax_percent",
    "invoices": "application_fee_amount discount discount_coupon_id discount_id paid_out_of_band tax_percent"
    " transfer_data_amount transfer_data_destination_id",
    "invoice_line_items": "amount_excluding_tax tax_rates unit_amount_excluding_tax",
    "payment_intents": "invoice_id",
    "subscription_schedules": "default_source_id renewal_interval_interval renewal_interval_length revision",
    "subscription_schedule_phases": "coupon_id tax_percent",
}


@pytest.fixture(scope="module")
def rows(
    new_database: Callable[..., str],
    template: str,
    once: Callable[[str, Callable[[], Tables]], Tables],
    tmp_path_factory: pytest.TempPathFactory,
) -> Tables:
    """All rows of an account with every field, by table."""
    return once("columns", lambda: landed(new_database(template), tmp_path_factory.mktemp("columns")))


def landed(url: str, home: Path) -> Tables:
    sandbox = Sandbox.create(None, customers=1)
    fill(sandbox)
    with sandbox.serve() as server, closing(psycopg2.connect(url)) as connection:
        install_functions(connection)
        connection.commit()
        settings = Settings(home, server.api_key, server.url)
        for read_them in (land, land_planned):  # rows tell of which parents there are lists to read
            read_them(settings, url, promotable(None))
            with ledger.run(connection, "test") as run:
                promotion = promote(connection, promotable(None), run_id=run.id)
                connection.commit()
        assert promotion.quarantined == 0
        assert parity.check(connection, promotable(None)).examples == []
        with connection.cursor() as cursor:
            return {str(entry.table): read(cursor, str(entry.table)) for entry in promoted()}


def read(cursor: Any, table: str) -> list[Document]:
    cursor.execute(f"SELECT * FROM oltp.{table} WHERE row_state = 'present'")
    names = [column.name for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def document(name: str, case: str) -> Document:
    found: Document = json.loads((FOLDER / name / case / "document.json").read_text())
    return found


DISCOUNT = document("discount", "every_field_of_endive")


def fill(sandbox: Sandbox) -> None:
    account = sandbox.account
    account.add(DISCOUNT, listed=False)
    for name in (entry.name for entry in promotable(None) if not entry.shown_by_others):
        cases = EVERYTHING.get(name) or sorted(folder.name for folder in (FOLDER / name).iterdir())
        for number, case in enumerate(cases):
            found = document(name, cases[0]) | document(name, case)
            found["id"] += f"_{number}" * bool(number)
            if "customer" in found:
                found["customer"] = "cus_Ada"
            for child in children_of(CATALOGUE[name]):
                assert child.embedded
                if not (parts := PARTS.get(child.name)):
                    continue  # parts without ids come in the cases of their whole
                elements = [document(child.name, parts[0]) | document(child.name, part) for part in parts]
                for place, element in enumerate(elements):
                    element |= {"id": f"{element['id']}_{number}_{place}", "discounts": [DISCOUNT["id"]]}
                    element[child.embedded.reference] = found["id"]
                found["discounts"] = [DISCOUNT["id"]]
                found[child.embedded.field] = {"object": "list", "data": elements, "has_more": False, "url": "/v1/x"}
            for field in CATALOGUE[name].reading.expand:
                if field not in CATALOGUE[name].reading.ids and field in found:
                    keep(account, found, field, found.pop(field))
            add(sandbox, found)


def add(sandbox: Sandbox, found: Document) -> None:
    account, name = sandbox.account, found["object"]
    if CATALOGUE[name].singleton:
        account.save(found | {"id": account.store.setting("account")})
        return
    account.add(found)
    if name == "payout":
        account.store.adopt("balance_transaction", found["balance_transaction"], found["id"])


@pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
def test_every_column_is_filled_or_of_older_versions(entry: StripeObject, rows: Tables) -> None:
    columns = {column.name for column in table_of(entry).data_columns}
    assert columns - filled(rows[str(entry.table)]) == set(OF_OLDER_VERSIONS.get(str(entry.table), "").split())


def test_documents_of_older_versions_fill_the_others() -> None:
    found: Tables = {}
    for case in all_cases():
        for table, made in by_python(case.name, [case.text]).items():
            found.setdefault(table, []).extend(made)
    assert {table: set(columns.split()) - filled(found[table]) for table, columns in OF_OLDER_VERSIONS.items()} == {
        table: set() for table in OF_OLDER_VERSIONS
    }


@pytest.mark.parametrize("table", ["subscriptions", "subscription_items", "invoices", "invoice_line_items"])
def test_discounts_are_objects(table: str, rows: Tables) -> None:
    found = [discount for row in rows[table] for discount in row["discounts"] or ()]
    assert found
    assert [discount for discount in found if discount != DISCOUNT] == []


def filled(rows: list[Document]) -> set[str]:
    return {name for row in rows for name, value in row.items() if value is not None}
