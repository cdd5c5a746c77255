"""Add the foreign keys and their indexes."""

from alembic import op

revision = "20261122_1335_foreign_keys"
down_revision = "20261122_1330_create_tables"
branch_labels = None
depends_on = None

# Checked at once: (table, column, parent).
STRONG = (
    ("prices", "product_id", "products"),
    ("payment_methods", "customer_id", "customers"),
    ("subscriptions", "customer_id", "customers"),
    ("subscriptions", "default_payment_method_id", "payment_methods"),
    ("subscription_items", "price_id", "prices"),
    ("subscription_items", "subscription_id", "subscriptions"),
    ("invoices", "customer_id", "customers"),
    ("invoices", "default_payment_method_id", "payment_methods"),
    ("invoices", "subscription_id", "subscriptions"),
    ("invoice_line_items", "invoice_id", "invoices"),
    ("invoice_line_items", "price_id", "prices"),
    ("invoice_line_items", "product_id", "products"),
    ("invoice_line_items", "subscription_id", "subscriptions"),
    ("invoice_line_items", "subscription_item_id", "subscription_items"),
    ("payment_intents", "customer_id", "customers"),
    ("payment_intents", "invoice_id", "invoices"),
    ("payment_intents", "payment_method_id", "payment_methods"),
    ("charges", "customer_id", "customers"),
    ("charges", "invoice_id", "invoices"),
    ("charges", "payment_intent_id", "payment_intents"),
    ("charges", "payment_method_id", "payment_methods"),
)
# They close circles, so they are checked at commit.
WEAK = (
    ("products", "default_price_id", "prices"),
    ("customers", "invoice_settings_default_payment_method_id", "payment_methods"),
    ("payment_methods", "card_generated_from_charge_id", "charges"),
    ("subscriptions", "latest_invoice_id", "invoices"),
    ("invoices", "charge_id", "charges"),
    ("invoices", "from_invoice_invoice_id", "invoices"),
    ("invoices", "latest_revision_id", "invoices"),
    ("invoices", "payment_intent_id", "payment_intents"),
    ("payment_intents", "latest_charge_id", "charges"),
)


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    for table, column, parent in STRONG:
        _reference(table, column, parent)
    for table, column, parent in WEAK:
        _reference(table, column, parent, deferrable=True, initially="DEFERRED")
    op.create_foreign_key(
        "fk_ledger_run_id", "ledger", "runs", ["run_id"], ["id"], source_schema="meta", referent_schema="meta"
    )


def _reference(table: str, column: str, parent: str, *, deferrable: bool = False, initially: str | None = None) -> None:
    op.create_foreign_key(
        f"fk_{table}_{column}",
        table,
        parent,
        [column],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        deferrable=deferrable or None,
        initially=initially,
    )
    op.create_index(f"ix_{table}_{column}", table, [column], schema="oltp")
