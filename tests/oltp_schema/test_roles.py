"""What each role may do and may not, by trying it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from uuid import uuid4

import psycopg2
import pytest
import sqlglot
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import cursor as Cursor
from sqlglot.errors import ParseError

from oltp_schema import roles
from oltp_schema.analysts import LAYERS, OPTIONAL, install
from oltp_schema.models import MODELS
from oltp_schema.personal_columns import personal
from oltp_schema.schemas import PLAIN
from pipelines.promotion.history import as_of
from tests.conftest import dropped_afterwards

Try = Callable[[str, str], bool]
TELLING = re.compile(
    r"(^|_)(email|phone|name|line1|line2|city|postal_code|ip_address|fingerprint|address|shipping|owner|evidence"
    r"|billing_details|url|pdf)$"
)
# They tell of the merchant, of what is sold, or of a bank.
OF_NOBODY = {
    *("accounts.business_profile_name", "accounts.business_profile_support_url", "accounts.business_profile_url"),
    *("accounts.settings_dashboard_display_name", "coupons.name", "credit_notes.amount_shipping"),
    *("disputes.evidence_details_has_evidence", "invoices.account_name", "invoices.amount_shipping"),
    *("payment_methods.us_bank_account_bank_name", "products.name", "products.url", "tax_rates.display_name"),
}


@pytest.fixture(scope="module")
def cursor(server_url: str, new_database: Callable[..., str], template: str) -> Iterator[Cursor]:
    """One transaction for all tests, which is taken back with the roles."""
    for url in dropped_afterwards(server_url, new_database(template)):
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(as_of.functions())
            yield cursor


@pytest.fixture(scope="module")
def may(cursor: Cursor) -> Try:
    """Whether a role may execute a statement."""
    called = f"test_{uuid4().hex[:8]}"
    for _ in range(2):  # again, as after an upgrade
        for statement in roles.statements(cursor, called):
            cursor.execute(statement)

    def attempt(role: str, statement: str) -> bool:
        cursor.execute(f"SAVEPOINT attempt; SET LOCAL ROLE {called}_{role}")
        try:
            cursor.execute(statement)
        except InsufficientPrivilege:
            return False
        else:
            return True
        finally:
            cursor.execute("ROLLBACK TO attempt; RESET ROLE")

    return attempt


@pytest.mark.parametrize(
    ("role", "statement", "expected"),
    [
        ("loader", "INSERT INTO meta.refetch_queue (object, id) VALUES ('charge', 'ch_1')", True),
        ("loader", "UPDATE meta.watermarks SET planned_until = now()", True),
        ("loader", "INSERT INTO raw.charges SELECT * FROM raw.charges", True),
        ("loader", "INSERT INTO raw._dlt_loads SELECT * FROM raw._dlt_loads", True),
        ("loader", "SELECT id, row_state, customer_id FROM oltp.charges", True),
        ("loader", "SELECT email FROM oltp.customers", False),
        ("loader", "INSERT INTO oltp.customers (id, row_state) VALUES ('cus_1', 'unresolved')", False),
        ("loader", "DELETE FROM meta.quarantine", False),
        ("loader", "SELECT * FROM meta.personal_columns", False),
        ("loader", "SELECT treatment FROM meta.personal_columns", True),
        ("loader", "UPDATE raw.charges SET payload = '{}'", False),
        ("loader", "SELECT rolpassword FROM pg_authid", False),
        ("promoter", "SELECT payload FROM raw.charges", True),
        ("promoter", "UPDATE raw._dlt_loads SET seen_by = 1", True),
        ("promoter", "INSERT INTO oltp.customers (id, row_state) VALUES ('cus_1', 'unresolved')", True),
        ("promoter", "DELETE FROM meta.quarantine", True),
        ("promoter", "INSERT INTO raw._dlt_loads SELECT * FROM raw._dlt_loads", False),
        ("promoter", "UPDATE meta.watermarks SET planned_until = now()", False),
        ("promoter", "DELETE FROM raw.charges", False),
        ("promoter", "CREATE TABLE oltp.notes (id text)", False),
        ("promoter", "SELECT rolpassword FROM pg_authid", False),
        ("reader", "SELECT email FROM oltp.customers", True),
        ("reader", "SELECT payload FROM raw.customers", True),
        ("reader", "SELECT count(*) FROM meta.runs", True),
        ("reader", "SELECT name FROM stripe.customers", True),
        ("reader", "UPDATE oltp.customers SET email = NULL", False),
        ("reader", "DELETE FROM raw.customers", False),
        ("reader", "CREATE TABLE oltp.notes (id text)", False),
        ("analyst", "SELECT id, created, currency, address_country, metadata FROM oltp.customers", True),
        ("analyst", "SELECT card_brand, card_cvc_check, card_country, amount FROM stripe.charges", True),
        ("analyst", "SELECT id, deleted, shipping_address_country FROM stripe.customers", True),
        ("analyst", "SELECT * FROM stripe.balance_transactions", True),
        ("analyst", "SELECT * FROM stripe.charges_metadata", True),
        ("analyst", "SELECT * FROM oltp.trial_balance", True),
        ("analyst", "SELECT * FROM mart.mrr", True),
        ("analyst", "SELECT * FROM oltp.customers", False),
        ("analyst", "SELECT email FROM oltp.customers", False),
        ("analyst", "SELECT count(*) FROM oltp.customers WHERE email = 'a@example.com'", False),
        ("analyst", "SELECT email FROM stripe.customers", False),
        ("analyst", "SELECT id, valid_from, exact FROM history.customers", True),
        ("analyst", "SELECT email FROM history.customers", False),
        ("analyst", "SELECT * FROM history.prices_at(now())", True),
        ("analyst", "SELECT * FROM history.customers_impersonal_at(now()) WHERE id = 'cus_1'", True),
        ("analyst", "SELECT id FROM history.customers_at(now())", False),
        ("analyst", "SELECT email FROM history.customers_at(now())", False),
        ("analyst", "SELECT address_line2 FROM stripe.customers", False),
        ("analyst", "SELECT card_name FROM stripe.charges", False),
        ("analyst", "SELECT card_address_zip FROM stripe.charges", False),
        ("analyst", "SELECT card_fingerprint FROM stripe.charges", False),
        ("analyst", "SELECT payload FROM raw.customers", False),
        ("analyst", "SELECT * FROM meta.quarantine", False),
        ("application", "SELECT id FROM oltp.charges", True),
        ("application", "SELECT amount FROM oltp.charges", False),
        ("application", "SELECT id FROM stripe.charges", False),
    ],
)
def test_a_role_may_do_its_work_and_no_more(may: Try, role: str, statement: str, *, expected: bool) -> None:
    assert may(role, statement) is expected


def test_each_table_as_of_a_moment_is_there_without_what_is_personal(may: Try, cursor: Cursor) -> None:
    hidden = personal(cursor, roles.analysed(cursor))
    kept = [table for table, model in MODELS.items() if model.keeps_history]
    assert {table for table in kept if hidden[f"history.{table}"]} >= {"customers", "invoices", "disputes"}
    for table in kept:
        columns = hidden[f"history.{table}"]
        assert may("analyst", f"SELECT * FROM history.{table}_{'impersonal_' * bool(columns)}at(now())"), table
        cursor.execute(f"SELECT * FROM history.{table}")
        whole = {column.name for column in cursor.description} - {"promoted_at"}
        if columns:
            cursor.execute(f"SELECT * FROM history.{table}_impersonal_at(now())")
            assert {column.name for column in cursor.description} == whole - columns


def test_an_application_may_refer_to_our_keys(may: Try, cursor: Cursor) -> None:
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname ~ '^test_.*_application$' ORDER BY oid DESC LIMIT 1")
    (role,) = cursor.fetchone()
    cursor.execute(f"CREATE SCHEMA app AUTHORIZATION {role}")
    assert may("application", 'CREATE TABLE app.orders (charge text COLLATE "C" REFERENCES oltp.charges)')
    assert not may("analyst", "CREATE TABLE app.orders (id text)")


def test_what_sounds_personal_is_declared_so() -> None:
    found = {
        f"{table}.{column.name}"
        for table, model in MODELS.items()
        for column in model.__table__.c
        if TELLING.search(column.name) and not column.info.get("personal")
    }
    assert found == OF_NOBODY


def test_no_view_shows_a_personal_column_under_another_name(cursor: Cursor) -> None:
    hidden = personal(cursor, roles.analysed(cursor))
    assert hidden["stripe.charges"] >= {"card_name", "card_address_zip", "shipping_name", "billing_details_email"}
    assert {"card_brand", "card_cvc_check", "amount", "metadata"}.isdisjoint(hidden["stripe.charges"])
    assert hidden["stripe.invoices"] >= {"customer_address_city", "customer_email"}
    assert hidden["oltp.plans"] == set()
    assert hidden.keys() >= {
        f"{layer.schema}.{view}" for layer in LAYERS if not layer.is_optional for view in layer.views()
    }


def test_what_a_function_in_from_makes_of_a_personal_document_is_personal(cursor: Cursor) -> None:
    cursor.execute(
        """SAVEPOINT without; CREATE VIEW oltp.parts AS
        SELECT charges.id, part.key AS what, part.value, entry.value AS said, whole.kind
        FROM oltp.charges CROSS JOIN jsonb_each(charges.shipping) AS part
        CROSS JOIN LATERAL jsonb_each_text(charges.metadata) AS entry (key, value)
        CROSS JOIN LATERAL (SELECT jsonb_typeof(charges.billing_details) AS kind) AS whole"""
    )
    hidden = personal(cursor, roles.analysed(cursor))["oltp.parts"]
    cursor.execute("ROLLBACK TO without")
    assert hidden >= {"what", "value", "kind"}
    assert "id" not in hidden


def test_a_view_of_the_user_that_is_not_understood_or_reads_something_else_is_left_out(
    cursor: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor.execute(
        "SAVEPOINT without; CREATE TABLE public.secrets (id text);"
        " CREATE VIEW oltp.mine AS SELECT id FROM oltp.charges;"
        " CREATE VIEW oltp.documents AS SELECT payload FROM raw.charges;"
        " CREATE VIEW oltp.others AS SELECT id FROM public.secrets"
    )
    granted = "".join(roles.statements(cursor, "test"))
    monkeypatch.setattr(sqlglot, "parse_one", not_understood)
    without_views = "".join(roles.statements(cursor, "test"))
    cursor.execute("ROLLBACK TO without")
    assert f" ON {PLAIN.oltp}.mine TO" in granted
    assert not re.search(r"\.(documents|others|secrets) TO", granted)
    assert f" ON {PLAIN.oltp}.mine TO" not in without_views
    assert f" ON {PLAIN.oltp}.charges TO" in without_views


def not_understood(*_: object, **__: object) -> None:
    raise ParseError("as of a syntax that sqlglot does not have")


def test_tables_of_the_future_are_those_of_the_owner_whoever_grants(cursor: Cursor) -> None:
    cursor.execute("SAVEPOINT without; CREATE ROLE owner_of_a_test; ALTER TABLE oltp.charges OWNER TO owner_of_a_test")
    (line,) = (line for line in roles.statements(cursor, "test") if "DEFAULT" in line)
    cursor.execute("ROLLBACK TO without")
    schemas = ", ".join((PLAIN.meta, PLAIN.raw, PLAIN.oltp, PLAIN.history, PLAIN.stripe, PLAIN.mart))
    assert line.startswith(f"ALTER DEFAULT PRIVILEGES FOR ROLE owner_of_a_test IN SCHEMA {schemas} ")


def test_what_is_installed_later_may_be_read_by_the_roles_that_are_there(
    cursor: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor.execute("SAVEPOINT without")
    called = f"late_{uuid4().hex[:8]}"
    for statement in roles.statements(cursor, called):
        cursor.execute(statement)
    own = roles.named
    monkeypatch.setattr(roles, "named", lambda names: own(names, called))
    install(cursor, OPTIONAL)
    for statement in roles.of_layer(cursor, PLAIN.fivetran):
        cursor.execute(statement)
    cursor.execute(f"SET LOCAL ROLE {called}_analyst; SELECT id, is_deleted FROM fivetran.customer")
    with pytest.raises(InsufficientPrivilege):
        cursor.execute("SELECT email FROM fivetran.customer")
    cursor.execute("ROLLBACK TO without; SAVEPOINT without")
    install(cursor, OPTIONAL)
    monkeypatch.setattr(roles, "named", lambda names: own(names, "nobody_made_them"))
    assert roles.of_layer(cursor, PLAIN.fivetran) == []
    cursor.execute("ROLLBACK TO without")


def test_a_schema_of_somebody_else_is_left_out(cursor: Cursor) -> None:
    cursor.execute("SAVEPOINT without; DROP SCHEMA mart CASCADE; CREATE SCHEMA mart; CREATE TABLE mart.sales (id text)")
    granted = roles.statements(cursor, "test")
    cursor.execute("ROLLBACK TO without")
    assert [line for line in granted if "mart" in line] == []
    assert any(f"{PLAIN.oltp}, {PLAIN.history}, {PLAIN.stripe} TO test_reader" in line for line in granted)
