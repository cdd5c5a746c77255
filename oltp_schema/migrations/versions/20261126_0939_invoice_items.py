"""invoice items and credit notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from oltp_schema import raw

revision = "20261126_0939_invoice_items"
down_revision = "20261126_0519_coupons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "credit_notes")
    raw.create_table(op.get_bind().connection.cursor(), "invoiceitems")
    raw.create_table(op.get_bind().connection.cursor(), "credit_note_line_items", parent="credit_note")
    raw.create_table(op.get_bind().connection.cursor(), "credit_note_refunds", parent="credit_note")
    op.create_table(
        "invoice_items",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("discountable", sa.Boolean(), nullable=True),
        sa.Column("discounts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("frozen_fields", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True),
        sa.Column("invoicing_rules", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("net_amount", sa.BigInteger(), nullable=True),
        sa.Column("parent_type", sa.Text(), nullable=True),
        sa.Column("period_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("price_id", sa.Text(collation="C"), nullable=True),
        sa.Column("product_id", sa.Text(collation="C"), nullable=True),
        sa.Column("proration", sa.Boolean(), nullable=True),
        sa.Column("proration_details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("quantity_decimal", sa.Numeric(), nullable=True),
        sa.Column("subscription_id", sa.Text(collation="C"), nullable=True),
        sa.Column("subscription_item_id", sa.Text(collation="C"), nullable=True),
        sa.Column("tax_rates", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("test_clock_id", sa.Text(collation="C"), nullable=True),
        sa.Column("unit_amount_decimal", sa.Numeric(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_invoice_items_deletion_observed"),
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_invoice_items_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_invoice_items_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_invoice_items_currency_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR date IS NOT NULL", name=op.f("ck_invoice_items_date_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR discountable IS NOT NULL", name=op.f("ck_invoice_items_discountable_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_invoice_items_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_invoice_items_observed_at_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR proration IS NOT NULL", name=op.f("ck_invoice_items_proration_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_invoice_items_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_items) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_invoice_items_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_invoice_items_row_state_known")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["oltp.customers.id"], name=op.f("fk_invoice_items_customer_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_invoice_items_invoice_id")),
        sa.ForeignKeyConstraint(["price_id"], ["oltp.prices.id"], name=op.f("fk_invoice_items_price_id")),
        sa.ForeignKeyConstraint(["product_id"], ["oltp.products.id"], name=op.f("fk_invoice_items_product_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["oltp.subscriptions.id"], name=op.f("fk_invoice_items_subscription_id")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_item_id"], ["oltp.subscription_items.id"], name=op.f("fk_invoice_items_subscription_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_items")),
        schema="oltp",
    )
    op.create_index(op.f("ix_invoice_items_customer_id"), "invoice_items", ["customer_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_invoice_items_date"), "invoice_items", ["date"], unique=False, schema="oltp")
    op.create_index(op.f("ix_invoice_items_invoice_id"), "invoice_items", ["invoice_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_invoice_items_price_id"), "invoice_items", ["price_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_invoice_items_product_id"), "invoice_items", ["product_id"], unique=False, schema="oltp")
    op.create_index(
        op.f("ix_invoice_items_subscription_id"), "invoice_items", ["subscription_id"], unique=False, schema="oltp"
    )
    op.create_index(
        op.f("ix_invoice_items_subscription_item_id"),
        "invoice_items",
        ["subscription_item_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_invoice_items_unresolved",
        "invoice_items",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "credit_notes",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("amount_shipping", sa.BigInteger(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_balance_transaction_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("discount_amount", sa.BigInteger(), nullable=True),
        sa.Column("discount_amounts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("memo", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("out_of_band_amount", sa.BigInteger(), nullable=True),
        sa.Column("pdf", sa.Text(), nullable=True),
        sa.Column("post_payment_amount", sa.BigInteger(), nullable=True),
        sa.Column("pre_payment_amount", sa.BigInteger(), nullable=True),
        sa.Column("pretax_credit_amounts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("refund_id", sa.Text(collation="C"), nullable=True),
        sa.Column("shipping_cost", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=True),
        sa.Column("subtotal_excluding_tax", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("total_excluding_tax", sa.BigInteger(), nullable=True),
        sa.Column("total_taxes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.Column("lines_complete", sa.Boolean(), nullable=True),
        sa.Column("refunds_complete", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)",
            name=op.f("ck_credit_notes_deletion_observed"),
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_credit_notes_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_credit_notes_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR created IS NOT NULL", name=op.f("ck_credit_notes_created_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_credit_notes_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_id IS NOT NULL", name=op.f("ck_credit_notes_invoice_id_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR lines_complete IS NOT NULL", name=op.f("ck_credit_notes_lines_complete_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_credit_notes_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR number IS NOT NULL", name=op.f("ck_credit_notes_number_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_credit_notes_observed_at_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR pdf IS NOT NULL", name=op.f("ck_credit_notes_pdf_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR refunds_complete IS NOT NULL",
            name=op.f("ck_credit_notes_refunds_complete_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR status IS NOT NULL", name=op.f("ck_credit_notes_status_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_credit_notes_transform_version_required"),
        ),
        sa.CheckConstraint("row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_credit_notes_type_required")),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_notes) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_credit_notes_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_credit_notes_row_state_known")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["oltp.customers.id"], name=op.f("fk_credit_notes_customer_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_credit_notes_invoice_id")),
        sa.ForeignKeyConstraint(["refund_id"], ["oltp.refunds.id"], name=op.f("fk_credit_notes_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_notes")),
        schema="oltp",
    )
    op.create_index(op.f("ix_credit_notes_created"), "credit_notes", ["created"], unique=False, schema="oltp")
    op.create_index(op.f("ix_credit_notes_customer_id"), "credit_notes", ["customer_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_credit_notes_invoice_id"), "credit_notes", ["invoice_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_credit_notes_refund_id"), "credit_notes", ["refund_id"], unique=False, schema="oltp")
    op.create_index(
        "ix_credit_notes_unresolved",
        "credit_notes",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "credit_note_line_items",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("amount_excluding_tax", sa.BigInteger(), nullable=True),
        sa.Column("credit_note_id", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("discount_amount", sa.BigInteger(), nullable=True),
        sa.Column("discount_amounts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("invoice_line_item_id", sa.Text(collation="C"), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("pretax_credit_amounts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("tax_rates", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("taxes", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("unit_amount", sa.BigInteger(), nullable=True),
        sa.Column("unit_amount_decimal", sa.Numeric(), nullable=True),
        sa.Column("unit_amount_excluding_tax", sa.Numeric(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_credit_note_line_items_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_credit_note_line_items_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR credit_note_id IS NOT NULL",
            name=op.f("ck_credit_note_line_items_credit_note_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_credit_note_line_items_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR discount_amount IS NOT NULL",
            name=op.f("ck_credit_note_line_items_discount_amount_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR livemode IS NOT NULL", name=op.f("ck_credit_note_line_items_livemode_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR tax_rates IS NOT NULL", name=op.f("ck_credit_note_line_items_tax_rates_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_credit_note_line_items_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR type IS NOT NULL", name=op.f("ck_credit_note_line_items_type_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_note_line_items) - 'id' - 'row_state') = '{}'",  # noqa: E501
            name=op.f("ck_credit_note_line_items_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_credit_note_line_items_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["credit_note_id"], ["oltp.credit_notes.id"], name=op.f("fk_credit_note_line_items_credit_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_item_id"],
            ["oltp.invoice_line_items.id"],
            name=op.f("fk_credit_note_line_items_invoice_line_item_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note_line_items")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_credit_note_line_items_credit_note_id"),
        "credit_note_line_items",
        ["credit_note_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_credit_note_line_items_invoice_line_item_id"),
        "credit_note_line_items",
        ["invoice_line_item_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_credit_note_line_items_unresolved",
        "credit_note_line_items",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "credit_note_refunds",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_refunded", sa.BigInteger(), nullable=True),
        sa.Column("credit_note_id", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("payment_record_refund", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("refund_id", sa.Text(collation="C"), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_credit_note_refunds_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR credit_note_id IS NOT NULL",
            name=op.f("ck_credit_note_refunds_credit_note_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_credit_note_refunds_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = credit_note_id || '.' || position",
            name=op.f("ck_credit_note_refunds_id_is_place"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL", name=op.f("ck_credit_note_refunds_position_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_credit_note_refunds_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(credit_note_refunds) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_credit_note_refunds_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_credit_note_refunds_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["credit_note_id"], ["oltp.credit_notes.id"], name=op.f("fk_credit_note_refunds_credit_note_id")
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["oltp.refunds.id"], name=op.f("fk_credit_note_refunds_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note_refunds")),
        schema="oltp",
    )
    op.create_index(
        op.f("ix_credit_note_refunds_credit_note_id"),
        "credit_note_refunds",
        ["credit_note_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_credit_note_refunds_refund_id"), "credit_note_refunds", ["refund_id"], unique=False, schema="oltp"
    )
    op.create_index(
        "ix_credit_note_refunds_unresolved",
        "credit_note_refunds",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
