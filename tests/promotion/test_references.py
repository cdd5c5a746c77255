"""Parents that come late, parents that never come, circles, and tables of users that name our rows."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.promotion.conftest import Database
from tests.promotion.documents import (
    charge,
    customer,
    invoice,
    payment_intent,
    payment_method,
    price,
    product,
    subscription,
    subscription_item,
)


def test_a_parent_nobody_has_is_unresolved_until_it_comes(database: Database) -> None:
    database.land(charge(customer="cus_late", payment_method="card_old"))
    promotion = database.promote()
    assert promotion.objects["customer"].unresolved == 1
    assert [(row["id"], row["row_state"]) for row in database.rows("payment_methods")] == [("card_old", "unresolved")]
    database.land(customer("cus_late"))
    promotion = database.promote()
    assert [(row["id"], row["row_state"]) for row in database.rows("customers")] == [("cus_late", "present")]
    assert promotion.objects["customer"].unresolved == 0


def test_circles_promote_in_one_run(database: Database) -> None:
    database.land(
        *(product(default_price="price_1"), price(product="prod_1")),
        *(customer(invoice_settings={"default_payment_method": "pm_1"}), payment_method()),
        subscription(items=[subscription_item()], latest_invoice="in_1"),
        invoice(parent={"subscription_details": {"subscription": "sub_1"}, "type": "subscription_details"}),
        *(payment_intent(latest_charge="ch_1"), charge(payment_intent="pi_1")),
    )
    promotion = database.promote()
    assert {name: counts.unresolved for name, counts in promotion.objects.items() if counts.unresolved} == {}
    assert {name: counts.updated for name, counts in promotion.objects.items() if counts.updated} == {}, (
        "a weak edge does not make a placeholder of what the same run brings"
    )


def test_what_only_a_weak_edge_names_is_unresolved(database: Database) -> None:
    database.land(payment_intent(latest_charge="ch_elsewhere"))
    promotion = database.promote("payment_intent")
    assert [(row["id"], row["row_state"]) for row in database.rows("charges")] == [("ch_elsewhere", "unresolved")]
    assert promotion.objects["payment_intent"].unresolved == 0


def test_a_parent_that_nothing_names_any_more_leaves(database: Database) -> None:
    database.land(charge(customer="cus_wrong"), at=1)
    database.promote()
    database.land(charge(customer="cus_right"), at=2)
    database.promote()
    assert [row["id"] for row in database.rows("customers")] == ["cus_right"]


def test_an_invoice_may_name_another_invoice(database: Database) -> None:
    database.land(
        invoice("in_1", latest_revision="in_2"),
        invoice("in_2", from_invoice={"action": "revision", "invoice": "in_1"}),
        invoice("in_3", latest_revision="in_unknown"),
    )
    database.promote()
    rows = {row["id"]: row for row in database.rows("invoices")}
    assert rows["in_1"]["latest_revision_id"] == "in_2"
    assert rows["in_2"]["from_invoice_invoice_id"] == "in_1"
    assert rows["in_unknown"]["row_state"] == "unresolved"


def test_a_table_of_the_users_own_may_name_a_row_that_stripe_names_no_more(database: Database) -> None:
    database.land(charge(customer="cus_1"), at=1)
    database.promote()
    database.execute(
        "CREATE SCHEMA app; CREATE TABLE app.accounts (customer text REFERENCES oltp.customers);"
        "INSERT INTO app.accounts VALUES ('cus_1')"
    )
    database.land(charge(customer="cus_2"), at=2)
    database.promote()
    assert [(row["id"], row["row_state"]) for row in database.rows("customers")] == [
        *(("cus_1", "unresolved"), ("cus_2", "unresolved"))
    ]


def test_current_rows_keep_the_parents_that_they_alone_name(database: Database) -> None:
    database.land(charge(customer="cus_1", payment_method="card_1"), payment_intent(latest_charge="ch_2"))
    database.promote()
    before = database.everything()
    promotion = database.replay()
    counts = promotion.objects["charge"], promotion.objects["payment_intent"]
    assert [(found.rows_in, found.unchanged) for found in counts] == [(1, 1), (1, 1)]
    assert database.everything() == before
    named = {
        table: [row["id"] for row in database.rows(table)] for table in ("customers", "payment_methods", "charges")
    }
    assert named == {"customers": ["cus_1"], "payment_methods": ["card_1"], "charges": ["ch_1", "ch_2"]}


def test_of_the_rows_of_one_run_each_brings_its_parents_whatever_stood_before(database: Database) -> None:
    database.land(charge("ch_1", customer="cus_1"), charge("ch_2", customer="cus_2"))
    database.promote()
    database.land(charge("ch_1", customer="cus_1"), charge("ch_2", customer="cus_3"), charge("ch_3", customer="cus_4"))
    database.replay()
    assert [row["id"] for row in database.rows("customers")] == ["cus_1", "cus_3", "cus_4"]


@pytest.fixture
def role(database: Database) -> Iterator[str]:
    """A role that runs the pipeline and owns what it makes, and nothing else."""
    name = f"etl_{uuid4().hex[:8]}"
    database.execute(
        f"CREATE ROLE {name}; GRANT ALL ON SCHEMA meta, raw, oltp, history TO {name};"
        f"GRANT ALL ON ALL TABLES IN SCHEMA meta, raw, oltp, history TO {name};"
        f"GRANT ALL ON ALL SEQUENCES IN SCHEMA meta, raw TO {name};"
    )
    yield name
    database.execute(f"RESET ROLE; DROP OWNED BY {name}; DROP ROLE {name}")


UNREADABLE = {
    "no privilege at all": ("", "GRANT USAGE ON SCHEMA app TO {role}; GRANT SELECT ON app.accounts TO {role};"),
    "a closed schema": ("GRANT SELECT ON app.accounts TO {role}", "GRANT USAGE ON SCHEMA app TO {role};"),
    "a closed table": ("GRANT USAGE ON SCHEMA app TO {role}", "GRANT SELECT ON app.accounts TO {role};"),
    "another column": (
        "GRANT USAGE ON SCHEMA app TO {role}; GRANT SELECT (id) ON app.accounts TO {role}",
        "GRANT SELECT ON app.accounts TO {role};",
    ),
    "hidden rows": (
        "GRANT USAGE ON SCHEMA app TO {role}; GRANT SELECT ON app.accounts TO {role};"
        "ALTER TABLE app.accounts ENABLE ROW LEVEL SECURITY",
        "ALTER ROLE {role} BYPASSRLS;",
    ),
}


@pytest.mark.parametrize("grants", UNREADABLE)
def test_what_a_table_that_cannot_be_read_may_name_stays(database: Database, role: str, grants: str) -> None:
    given, remedy = (text.format(role=role) for text in UNREADABLE[grants])
    on_delete = "CASCADE" if grants in {"a closed table", "hidden rows"} else "NO ACTION"
    database.land(charge(customer="cus_1"), charge("ch_2", customer="cus_2"), at=1)
    database.promote()
    database.execute(
        "CREATE SCHEMA app; CREATE TABLE app.accounts (id int, customer text REFERENCES oltp.customers"
        f" ON DELETE {on_delete}); INSERT INTO app.accounts VALUES (1, 'cus_1'); {given}"
    )
    database.land(charge(customer="cus_3"), charge("ch_2", customer="cus_3"), at=2)
    database.execute(f"SET ROLE {role}")
    promotion = database.promote()
    (problem,) = promotion.problems
    assert "oltp.customers: 2 unresolved rows" in problem
    assert problem.endswith(
        f"of app.accounts, which may name them, cannot be read. Let its owner or an administrator run: {remedy}"
    )
    assert [row["id"] for row in database.rows("customers")] == ["cus_1", "cus_2", "cus_3"]
    database.execute(f"RESET ROLE; {remedy} SET ROLE {role}")
    assert database.replay().problems == []
    assert [row["id"] for row in database.rows("customers")] == ["cus_1", "cus_3"]
    database.execute("RESET ROLE")
    assert database.query("SELECT count(*) FROM app.accounts") == [{"count": 1}]


def test_a_table_that_cannot_be_read_is_no_matter_as_long_as_nothing_would_leave(database: Database, role: str) -> None:
    database.execute("CREATE SCHEMA app; CREATE TABLE app.accounts (customer text REFERENCES oltp.customers)")
    database.execute(f"SET ROLE {role}")
    database.land(charge(customer="cus_1", payment_method="card_1"), at=1)
    database.promote()
    database.land(charge(customer="cus_1", payment_method="card_2"), at=2)
    assert database.promote().problems == []
    assert [row["id"] for row in database.rows("payment_methods")] == ["card_2"]


def test_foreign_keys_of_every_form_are_seen(database: Database) -> None:
    database.land(*(charge(f"ch_{number}", customer=f"cus_{number}") for number in range(6)), at=1)
    database.promote()
    database.execute("""
        CREATE SCHEMA "My ""app"; SET search_path TO "My ""app";
        ALTER TABLE oltp.customers ADD UNIQUE (row_state, id);
        CREATE TABLE "Two" (state text, "customer id" text,
            FOREIGN KEY (state, "customer id") REFERENCES oltp.customers (row_state, id));
        INSERT INTO "Two" VALUES ('unresolved', 'cus_0');
        CREATE TABLE parts (customer varchar(30) COLLATE "POSIX" REFERENCES oltp.customers)
            PARTITION BY LIST (customer);
        CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN ('cus_1');
        CREATE TABLE part_2 PARTITION OF parts DEFAULT;
        INSERT INTO parts VALUES ('cus_1'), ('cus_2');
        CREATE TABLE oltp.notes (customer text REFERENCES oltp.customers); INSERT INTO oltp.notes VALUES ('cus_3');
        RESET search_path
    """)
    database.land(*(charge(f"ch_{number}", customer="cus_x") for number in range(6)), at=2)
    assert database.promote().problems == []
    kept = [row["id"] for row in database.rows("customers")]
    assert kept == ["cus_0", "cus_1", "cus_2", "cus_3", "cus_x"]


def test_rows_that_are_only_named_are_counted_of_types_that_are_not_promoted(database: Database) -> None:
    database.land(charge("ch_1", customer="cus_1"))
    done = database.promote("charge")
    assert {name: counts.unresolved for name, counts in done.objects.items()} == {"customer": 1, "charge": 0}
    assert database.promote("charge").objects.keys() == {"charge"}, "nothing changed, and nothing is looked for"
