"""payouts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_0524_payouts"
down_revision = "20261126_0940_money"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "payouts")
    raw.create_table(op.get_bind().connection.cursor(), "payout_balance_transactions")
    op.create_table(
        "payouts",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("application_fee_amount", sa.BigInteger(), nullable=True),
        sa.Column("application_fee_id", sa.Text(collation="C"), nullable=True),
        sa.Column("arrival_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=True),
        sa.Column("balance_transaction_id", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("destination_id", sa.Text(collation="C"), nullable=True),
        sa.Column("failure_balance_transaction_id", sa.Text(collation="C"), nullable=True),
        sa.Column("failure_code", sa.Text(), nullable=True),
        sa.Column("failure_message", sa.Text(), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("original_payout_id", sa.Text(collation="C"), nullable=True),
        sa.Column("payout_method_id", sa.Text(collation="C"), nullable=True),
        sa.Column("reconciliation_status", sa.Text(), nullable=True),
        sa.Column("reversed_by_id", sa.Text(collation="C"), nullable=True),
        sa.Column("source_type", sa.Text(), nullable=True),
        sa.Column("statement_descriptor", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("trace_id_status", sa.Text(), nullable=True),
        sa.Column("trace_id_value", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.Column("balance_transactions_complete", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_payouts_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_payouts_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_payouts_amount_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR arrival_date IS NOT NULL", name=op.f("ck_payouts_arrival_date_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_payouts_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_payouts_currency_required")),
        sa.CheckConstraint("row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_payouts_livemode_required")),
        sa.CheckConstraint("row_state <> 'present' OR method IS NOT NULL", name=op.f("ck_payouts_method_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_payouts_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR source_type IS NOT NULL", name=op.f("ck_payouts_source_type_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_payouts_status_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_payouts_transform_version_required"),
        ),
        sa.CheckConstraint("row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_payouts_type_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payouts) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_payouts_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_payouts_row_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_payouts_balance_transaction_id"), "payouts", ["balance_transaction_id"], unique=False, schema="oltp"
    )
    op.create_index(op.f("ix_payouts_created"), "payouts", ["created"], unique=False, schema="oltp")
    op.create_index(
        op.f("ix_payouts_failure_balance_transaction_id"),
        "payouts",
        ["failure_balance_transaction_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_payouts_original_payout_id"), "payouts", ["original_payout_id"], unique=False, schema="oltp"
    )
    op.create_index(op.f("ix_payouts_reversed_by_id"), "payouts", ["reversed_by_id"], unique=False, schema="oltp")
    op.create_index(
        "ix_payouts_unresolved",
        "payouts",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "payout_balance_transactions",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("balance_transaction_id", sa.Text(collation="C"), nullable=True),
        sa.Column("payout_id", sa.Text(collation="C"), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "row_state <> 'present' OR payout_id IS NOT NULL",
            name=op.f("ck_payout_balance_transactions_payout_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_payout_balance_transactions_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(payout_balance_transactions) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_payout_balance_transactions_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_payout_balance_transactions_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["payout_id"], ["oltp.payouts.id"], name=op.f("fk_payout_balance_transactions_payout_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_balance_transactions")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_payout_balance_transactions_balance_transaction_id"),
        "payout_balance_transactions",
        ["balance_transaction_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_payout_balance_transactions_payout_id"),
        "payout_balance_transactions",
        ["payout_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_payout_balance_transactions_unresolved",
        "payout_balance_transactions",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    for table, column, parent in (
        ("payouts", "balance_transaction_id", "balance_transactions"),
        ("payouts", "failure_balance_transaction_id", "balance_transactions"),
        ("payouts", "original_payout_id", "payouts"),
        ("payouts", "reversed_by_id", "payouts"),
        ("payout_balance_transactions", "balance_transaction_id", "balance_transactions"),
    ):
        op.create_foreign_key(
            op.f(f"fk_{table}_{column}"),
            table,
            parent,
            [column],
            ["id"],
            source_schema="oltp",
            referent_schema="oltp",
            deferrable=True,
            initially="DEFERRED",
        )
