"""The schemas of the first release: oltp, history and meta new, and raw, new or filled by an earlier commit."""

from pathlib import Path

from alembic import op
from psycopg2.extensions import cursor as Cursor

from oltp_schema import raw
from oltp_schema.errors import ForeignTableError

revision = "20261127_0255_first_release"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).with_suffix(".sql")
TEXT = 'text COLLATE "C"'
RAW = f"""
    id {TEXT} NOT NULL, payload jsonb NOT NULL, api_version {TEXT}, origin {TEXT} NOT NULL,
    observed_at timestamptz NOT NULL, digest {TEXT} NOT NULL, verbatim boolean NOT NULL, deleted boolean NOT NULL,
    parent {TEXT}, _dlt_load_id {TEXT} NOT NULL, _dlt_id {TEXT} NOT NULL, event jsonb, forms integer
"""
SINCE = {"parent": TEXT, "event": "jsonb", "forms": "integer"}  # the columns that tables of before may lack
SET_ASIDE = f"""
    object {TEXT}, id {TEXT}, bytes bytea NOT NULL, reason {TEXT} NOT NULL, origin {TEXT} NOT NULL,
    observed_at timestamptz NOT NULL, digest {TEXT} NOT NULL, _dlt_load_id {TEXT} NOT NULL, _dlt_id {TEXT} NOT NULL
"""
# dlt's own table of completed loads, made before dlt is there so that readers always find it; the last column is ours.
LOADS = """
    CREATE TABLE IF NOT EXISTS raw._dlt_loads (
        load_id varchar(64) NOT NULL, schema_name varchar, status bigint NOT NULL,
        inserted_at timestamptz NOT NULL, schema_version_hash varchar
    );
    ALTER TABLE raw._dlt_loads ADD COLUMN IF NOT EXISTS seen_by bigint;
    CREATE INDEX IF NOT EXISTS ix__dlt_loads_load_id ON raw._dlt_loads (load_id);
    CREATE INDEX IF NOT EXISTS ix__dlt_loads_new ON raw._dlt_loads (load_id) WHERE seen_by IS NULL AND status = 0
"""
TABLES = (
    "products",
    "prices",
    "customers",
    "payment_methods",
    "subscriptions",
    "subscription_items",
    "invoices",
    "line_items",
    "payment_intents",
    "charges",
    "refunds",
    "disputes",
    "invoice_payments",
    "events",
    "coupons",
    "payouts",
    "payout_balance_transactions",
    "tax_rates",
    "promotion_codes",
    "discounts",
    "invoiceitems",
    "balance_transactions",
    "balance_transaction_fees",
    "credit_notes",
    "credit_note_line_items",
    "credit_note_refunds",
    "customer_balance_transactions",
    "customer_balance_transaction_lists",
    "accounts",
    "tax_ids",
    "subscription_schedules",
    "subscription_schedule_phases",
    "subscription_schedule_phase_items",
    "invoice_taxes",
    "invoice_discount_amounts",
    "invoice_line_item_discount_amounts",
    "invoice_line_item_taxes",
    "v2_core_events",
)
# Where a child names its parent: noted with the copy, or in the document, as an id or as the object itself.
PARENTS = {
    "subscription_items": "subscription",
    "invoice_taxes": "invoice",
    "line_items": "invoice",
    "invoice_discount_amounts": "invoice",
    "invoice_line_item_discount_amounts": "invoice",
    "invoice_line_item_taxes": "invoice",
    "subscription_schedule_phases": "subscription_schedule",
    "subscription_schedule_phase_items": "subscription_schedule",
    "balance_transaction_fees": "balance_transaction",
    "credit_note_line_items": "credit_note",
    "credit_note_refunds": "credit_note",
}
# A relation in the schema history, whose name others may have given to what is theirs.
OF_OTHERS = """
    SELECT min(cls.oid::regclass::text) FROM pg_class AS cls
    WHERE cls.relnamespace = to_regnamespace('history') AND cls.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
# Whether a row may be as large as its page, and what is to be altered of its columns.
STORAGE = """
    SELECT cls.reloptions IS NOT NULL, (
        SELECT string_agg(format('ALTER %%I SET STORAGE MAIN', att.attname), ', ')
        FROM pg_attribute AS att WHERE att.attrelid = cls.oid AND att.attstorage = 'x' AND NOT att.attisdropped
    ), (
        SELECT 'ALTER payload SET COMPRESSION lz4' FROM pg_attribute AS att
        WHERE att.attrelid = cls.oid AND att.attname = 'payload' AND att.attcompression = '' AND EXISTS (
            SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
        )
    )
    FROM pg_class AS cls WHERE cls.oid = to_regclass(%s)
"""


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration. What is landed keeps its form: nothing is rewritten."""
    cursor = op.get_bind().connection.cursor()
    # meta is there already, for alembic; an administrator may have made the others.
    for schema in ("raw", "oltp", "history"):
        cursor.execute(f"SELECT to_regnamespace('{schema}') IS NULL")
        if cursor.fetchone() == (True,):
            cursor.execute(f"CREATE SCHEMA {schema}")
    cursor.execute(OF_OTHERS)
    (foreign,) = cursor.fetchone() or (None,)
    if foreign:
        raise ForeignTableError(foreign)
    cursor.execute(SQL.read_text())
    _make_raw(cursor)


def _make_raw(cursor: Cursor) -> None:
    cursor.execute(f"{LOADS}; CREATE TABLE IF NOT EXISTS raw.set_aside ({SET_ASIDE});")
    cursor.execute("CREATE INDEX IF NOT EXISTS ix_set_aside_digest ON raw.set_aside (digest)")
    for name in TABLES:
        if not raw.is_made(cursor, name):
            cursor.execute(f"CREATE TABLE raw.{name} ({RAW})")
    for name, definition in SINCE.items():
        raw.add_column(cursor, name, definition)
    for table in raw.tables(cursor):
        name = table.rpartition(".")[2].strip('"')
        raw.create_indexes(cursor, name)
        raw.index_events(cursor, name)
        _keep_in_page(cursor, table)
    for name, field in PARENTS.items():
        raw.index_parents(cursor, name, field)
    raw.index_told(cursor, "events")


def _keep_in_page(cursor: Cursor, table: str) -> None:
    """Let what is too large for a quarter of a page be compressed, and stay in the page.

    By default PostgreSQL moves the largest values of such a row out: the digest and the ids, too, if only the payload
    may not. With lz4, where the server has it, compressing costs next to nothing.
    """
    cursor.execute(STORAGE, (table,))
    is_enlarged, *changes = cursor.fetchone()
    if any(changes):
        cursor.execute(f"ALTER TABLE {table} {', '.join(filter(None, changes))}")
    if is_enlarged:
        cursor.execute(f"ALTER TABLE {table} RESET (toast_tuple_target)")
