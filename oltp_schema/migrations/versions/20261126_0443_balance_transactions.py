"""balance_transactions and their fees."""

import sqlalchemy as sa
from alembic import op

from oltp_schema import raw

revision = "20261126_0443_balance"
down_revision = "20261126_0448_tax_rates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "balance_transactions")
    raw.create_table(op.get_bind().connection.cursor(), "balance_transaction_fees", parent="balance_transaction")
    op.create_table(
        "balance_transactions",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("available_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("balance_type", sa.Text(), nullable=True),
        sa.Column("charge_id", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("dispute_id", sa.Text(collation="C"), nullable=True),
        sa.Column("exchange_rate", sa.Numeric(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("net", sa.BigInteger(), nullable=True),
        sa.Column("refund_id", sa.Text(collation="C"), nullable=True),
        sa.Column("reporting_category", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(collation="C"), nullable=True),
        sa.Column("source_type", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.Column("fee_details_complete", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_balance_transactions_deletion_observed"),
        ),
        sa.CheckConstraint(
            "charge_id IS NOT DISTINCT FROM CASE WHEN source_type = 'charge' THEN source_id END AND dispute_id IS NOT DISTINCT FROM CASE WHEN source_type = 'dispute' THEN source_id END AND refund_id IS NOT DISTINCT FROM CASE WHEN source_type = 'refund' THEN source_id END",  # noqa: E501
            name=op.f("ck_balance_transactions_source_of_its_kind"),
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_balance_transactions_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_balance_transactions_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR available_on IS NOT NULL",
            name=op.f("ck_balance_transactions_available_on_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_balance_transactions_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_balance_transactions_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR fee IS NOT NULL", name=op.f("ck_balance_transactions_fee_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR fee_details_complete IS NOT NULL",
            name=op.f("ck_balance_transactions_fee_details_complete_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR net IS NOT NULL", name=op.f("ck_balance_transactions_net_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL",
            name=op.f("ck_balance_transactions_observed_at_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_balance_transactions_status_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_balance_transactions_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_balance_transactions_type_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(balance_transactions) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_balance_transactions_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_balance_transactions_row_state_known")
        ),
        sa.CheckConstraint("net = amount::numeric - fee", name=op.f("ck_balance_transactions_net_is_amount_less_fee")),
        sa.ForeignKeyConstraint(["charge_id"], ["oltp.charges.id"], name=op.f("fk_balance_transactions_charge_id")),
        sa.ForeignKeyConstraint(["dispute_id"], ["oltp.disputes.id"], name=op.f("fk_balance_transactions_dispute_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["oltp.refunds.id"], name=op.f("fk_balance_transactions_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_transactions")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_balance_transactions_charge_id"), "balance_transactions", ["charge_id"], unique=False, schema="oltp"
    )
    op.create_index(
        op.f("ix_balance_transactions_created"), "balance_transactions", ["created"], unique=False, schema="oltp"
    )
    op.create_index(
        op.f("ix_balance_transactions_dispute_id"), "balance_transactions", ["dispute_id"], unique=False, schema="oltp"
    )
    op.create_index(
        "ix_balance_transactions_pending",
        "balance_transactions",
        ["available_on"],
        unique=False,
        schema="oltp",
        postgresql_where="status = 'pending'",
    )
    op.create_index(
        op.f("ix_balance_transactions_refund_id"), "balance_transactions", ["refund_id"], unique=False, schema="oltp"
    )
    op.create_index(
        "ix_balance_transactions_unresolved",
        "balance_transactions",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "balance_transaction_fees",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("application_id", sa.Text(collation="C"), nullable=True),
        sa.Column("balance_transaction_id", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_balance_transaction_fees_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_balance_transaction_fees_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR balance_transaction_id IS NOT NULL",
            name=op.f("ck_balance_transaction_fees_balance_transaction_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_balance_transaction_fees_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = balance_transaction_id || '.' || position",
            name=op.f("ck_balance_transaction_fees_id_is_place"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL", name=op.f("ck_balance_transaction_fees_position_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_balance_transaction_fees_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_balance_transaction_fees_type_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(balance_transaction_fees) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_balance_transaction_fees_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_balance_transaction_fees_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["balance_transaction_id"],
            ["oltp.balance_transactions.id"],
            name=op.f("fk_balance_transaction_fees_balance_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_transaction_fees")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_balance_transaction_fees_balance_transaction_id"),
        "balance_transaction_fees",
        ["balance_transaction_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_balance_transaction_fees_unresolved",
        "balance_transaction_fees",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
