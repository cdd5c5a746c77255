"""Refunds and disputes have tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_0410_refunds_disputes"
down_revision = "20261126_0400_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "disputes")
    op.create_table(
        "disputes",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("balance_transactions", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("charge_id", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column(
            "enhanced_eligibility_types", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("evidence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("evidence_details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("evidence_details_due_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence_details_has_evidence", sa.Boolean(), nullable=True),
        sa.Column("evidence_details_past_due", sa.Boolean(), nullable=True),
        sa.Column("evidence_details_submission_count", sa.BigInteger(), nullable=True),
        sa.Column("evidence_details_submission_method", sa.Text(), nullable=True),
        sa.Column("intended_submission_method", sa.Text(), nullable=True),
        sa.Column("is_charge_refundable", sa.Boolean(), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("network_reason_code", sa.Text(), nullable=True),
        sa.Column("payment_intent_id", sa.Text(collation="C"), nullable=True),
        sa.Column("payment_method_details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("payment_method_details_card_brand", sa.Text(), nullable=True),
        sa.Column("payment_method_details_card_case_type", sa.Text(), nullable=True),
        sa.Column("payment_method_details_card_network_reason_code", sa.Text(), nullable=True),
        sa.Column("payment_method_details_type", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_disputes_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_disputes_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_disputes_amount_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR balance_transactions IS NOT NULL",
            name=op.f("ck_disputes_balance_transactions_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR charge_id IS NOT NULL", name=op.f("ck_disputes_charge_id_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_disputes_created_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_disputes_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR evidence IS NOT NULL", name=op.f("ck_disputes_evidence_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR evidence_details IS NOT NULL", name=op.f("ck_disputes_evidence_details_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR is_charge_refundable IS NOT NULL",
            name=op.f("ck_disputes_is_charge_refundable_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_disputes_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR metadata IS NOT NULL", name=op.f("ck_disputes_metadata_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_disputes_observed_at_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR reason IS NOT NULL", name=op.f("ck_disputes_reason_required")),
        sa.CheckConstraint("row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_disputes_status_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_disputes_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(disputes) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_disputes_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_disputes_row_state_known")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_disputes_amount_not_negative")),
        sa.ForeignKeyConstraint(["charge_id"], ["oltp.charges.id"], name=op.f("fk_disputes_charge_id")),
        sa.ForeignKeyConstraint(
            ["payment_intent_id"], ["oltp.payment_intents.id"], name=op.f("fk_disputes_payment_intent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        schema="oltp",
    )
    op.create_index(op.f("ix_disputes_charge_id"), "disputes", ["charge_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_disputes_created"), "disputes", ["created"], unique=False, schema="oltp")
    op.create_index(
        op.f("ix_disputes_payment_intent_id"), "disputes", ["payment_intent_id"], unique=False, schema="oltp"
    )
    op.create_index(
        "ix_disputes_unresolved",
        "disputes",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("balance_transaction_id", sa.Text(collation="C"), nullable=True),
        sa.Column("charge_id", sa.Text(collation="C"), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("destination_details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("destination_details_type", sa.Text(), nullable=True),
        sa.Column("failure_balance_transaction_id", sa.Text(collation="C"), nullable=True),
        sa.Column("failure_reason", sa.Text(), nullable=True),
        sa.Column("instructions_email", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("next_action", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("payment_intent_id", sa.Text(collation="C"), nullable=True),
        sa.Column("payment_method_id", sa.Text(collation="C"), nullable=True),
        sa.Column("pending_reason", sa.Text(), nullable=True),
        sa.Column("presentment_details_presentment_amount", sa.BigInteger(), nullable=True),
        sa.Column("presentment_details_presentment_currency", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("receipt_number", sa.Text(), nullable=True),
        sa.Column("source_transfer_reversal_id", sa.Text(collation="C"), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("transfer_reversal_id", sa.Text(collation="C"), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_refunds_deletion_observed")
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_refunds_currency_form")),
        sa.CheckConstraint("row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_refunds_amount_required")),
        sa.CheckConstraint("row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_refunds_created_required")),
        sa.CheckConstraint("row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_refunds_currency_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_refunds_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_refunds_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(refunds) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_refunds_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_refunds_row_state_known")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_refunds_amount_not_negative")),
        sa.ForeignKeyConstraint(["charge_id"], ["oltp.charges.id"], name=op.f("fk_refunds_charge_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["oltp.customers.id"], name=op.f("fk_refunds_customer_id")),
        sa.ForeignKeyConstraint(
            ["payment_intent_id"], ["oltp.payment_intents.id"], name=op.f("fk_refunds_payment_intent_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_method_id"], ["oltp.payment_methods.id"], name=op.f("fk_refunds_payment_method_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        schema="oltp",
    )
    op.create_index(op.f("ix_refunds_charge_id"), "refunds", ["charge_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_refunds_created"), "refunds", ["created"], unique=False, schema="oltp")
    op.create_index(op.f("ix_refunds_customer_id"), "refunds", ["customer_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_refunds_payment_intent_id"), "refunds", ["payment_intent_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_refunds_payment_method_id"), "refunds", ["payment_method_id"], unique=False, schema="oltp")
    op.create_index(
        "ix_refunds_unresolved",
        "refunds",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
