"""customer balance transactions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_0610_customer_balance"
down_revision = "20261126_0524_payouts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "customer_balance_transactions")
    raw.create_table(op.get_bind().connection.cursor(), "customer_balance_transaction_lists")
    op.create_table(
        "customer_balance_transactions",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("checkout_session_id", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("credit_note_id", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("ending_balance", sa.BigInteger(), nullable=True),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_customer_balance_transactions_deletion_observed"),
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_customer_balance_transactions_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_amount_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_created_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_currency_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR customer_id IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_customer_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR ending_balance IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_ending_balance_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_livemode_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_observed_at_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_customer_balance_transactions_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_customer_balance_transactions_type_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(customer_balance_transactions) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_customer_balance_transactions_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')",
            name=op.f("ck_customer_balance_transactions_row_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["oltp.customers.id"], name=op.f("fk_customer_balance_transactions_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_customer_balance_transactions_invoice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_balance_transactions")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_customer_balance_transactions_created"),
        "customer_balance_transactions",
        ["created"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_customer_balance_transactions_customer_id"),
        "customer_balance_transactions",
        ["customer_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_customer_balance_transactions_invoice_id"),
        "customer_balance_transactions",
        ["invoice_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_customer_balance_transactions_unresolved",
        "customer_balance_transactions",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
