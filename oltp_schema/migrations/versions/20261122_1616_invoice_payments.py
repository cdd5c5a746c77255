"""Invoice payments, views over them, and invoices of before 2019-03-14; whether lists are complete."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1616_invoice_payments"
down_revision = "20261122_1335_foreign_keys"
branch_labels = None
depends_on = None

# `invoice` of a charge and of a payment intent ended with 2025-03-31.basil. Here it is for every version, and it may be
# several: one payment intent can pay for more than one invoice.
VIEWS = (
    """
    CREATE VIEW oltp.payment_intent_invoices AS
    SELECT payments.payment_intent_id, payments.invoice_id
    FROM oltp.invoice_payments AS payments
    WHERE payments.payment_intent_id IS NOT NULL
    UNION
    SELECT payment_intents.id, payment_intents.invoice_id
    FROM oltp.payment_intents
    WHERE payment_intents.invoice_id IS NOT NULL
    """,
    """
    CREATE VIEW oltp.charge_invoices AS
    SELECT charges.id AS charge_id, links.invoice_id
    FROM oltp.charges
    JOIN oltp.payment_intent_invoices AS links ON links.payment_intent_id = charges.payment_intent_id
    UNION
    SELECT payments.charge_id, payments.invoice_id
    FROM oltp.invoice_payments AS payments
    WHERE payments.charge_id IS NOT NULL
    UNION
    SELECT charges.id, charges.invoice_id
    FROM oltp.charges
    WHERE charges.invoice_id IS NOT NULL
    """,
)
ID = sa.Text(collation="C")
TIME = sa.DateTime(timezone=True)
REQUIRED = (
    *("amount_requested", "currency", "implied", "invoice_id", "is_default", "livemode", "payment_type", "status"),
    *("observed_at", "transform_version"),
)
# Stripe sends these from 2018-05-21, 2018-11-08 and 2019-03-14 on.
NO_LONGER_REQUIRED = (
    ("invoices", "amount_paid"),
    ("invoices", "amount_remaining"),
    ("invoices", "post_payment_credit_notes_amount"),
    ("invoices", "pre_payment_credit_notes_amount"),
    ("subscriptions", "billing_cycle_anchor"),
)
PARENTS = (("charge_id", "charges"), ("invoice_id", "invoices"), ("payment_intent_id", "payment_intents"))


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    for table, column in NO_LONGER_REQUIRED:
        op.drop_constraint(op.f(f"ck_{table}_{column}_required"), table, schema="oltp", type_="check")
    _add_completeness("invoices", "lines_complete", "invoice")
    _add_completeness("subscriptions", "items_complete", "subscription")
    _invoice_payments()
    for column, parent in PARENTS:
        op.create_foreign_key(
            f"fk_invoice_payments_{column}",
            "invoice_payments",
            parent,
            [column],
            ["id"],
            source_schema="oltp",
            referent_schema="oltp",
        )
        op.create_index(f"ix_invoice_payments_{column}", "invoice_payments", [column], schema="oltp")
    for view in VIEWS:
        op.execute(view)


def _add_completeness(table: str, column: str, name: str) -> None:
    """Every row says something until the next promotion, which reads all documents of the object again."""
    op.add_column(table, sa.Column(column, sa.Boolean()), schema="oltp")
    op.execute(f"UPDATE oltp.{table} SET {column} = TRUE WHERE row_state <> 'unresolved'")
    op.execute(f"DELETE FROM meta.promoted_loads WHERE object = '{name}'")
    rule = f"row_state <> 'present' OR {column} IS NOT NULL"
    op.create_check_constraint(op.f(f"ck_{table}_{column}_required"), table, rule, schema="oltp")


def _invoice_payments() -> None:
    op.create_table(
        "invoice_payments",
        sa.Column("id", ID, nullable=False),
        sa.Column("amount_paid", sa.BigInteger()),
        sa.Column("amount_requested", sa.BigInteger()),
        sa.Column("canceled_at", TIME),
        sa.Column("charge_id", ID),
        sa.Column("created", TIME),
        sa.Column("currency", sa.Text()),
        sa.Column("implied", sa.Boolean()),
        sa.Column("invoice_id", ID),
        sa.Column("is_default", sa.Boolean()),
        sa.Column("livemode", sa.Boolean()),
        sa.Column("paid_at", TIME),
        sa.Column("payment_intent_id", ID),
        sa.Column("payment_record_id", ID),
        sa.Column("payment_type", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", TIME),
        sa.Column("deleted_observed_at", TIME),
        sa.Column("transform_version", sa.SmallInteger()),
        *(
            sa.CheckConstraint(f"row_state <> 'present' OR {column} IS NOT NULL", name=f"{column}_required")
            for column in REQUIRED
        ),
        sa.CheckConstraint("row_state <> 'present' OR implied OR created IS NOT NULL", name="created_unless_implied"),
        sa.CheckConstraint("implied OR amount_paid >= 0", name="amount_paid_not_negative"),
        sa.CheckConstraint("implied OR amount_requested >= 0", name="amount_requested_not_negative"),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name="currency_form"),
        sa.CheckConstraint("row_state IN ('present', 'deleted', 'unresolved')", name="row_state_known"),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name="deletion_observed",
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_payments) - 'id' - 'row_state') = '{}'",
            name="unresolved_is_bare",
        ),
        sa.PrimaryKeyConstraint("id"),
        schema="oltp",
    )
    op.create_index(
        "ix_invoice_payments_unresolved",
        "invoice_payments",
        ["id"],
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
