"""The taxes and discounts of invoices and lines are tables; lists that Stripe never cuts are not said to be whole."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from oltp_schema import raw

revision = "20261126_1636_invoice_taxes"
down_revision = "20261126_1605_money_of_charges"
branch_labels = None
depends_on = None

VIEWS = Path(__file__).with_suffix(".sql")
GONE = (
    "invoice_taxes",
    "invoice_discount_amounts",
    "invoice_line_item_taxes",
    "invoice_line_item_discount_amounts",
    "money_invoice_subtotal",
    "money_invoice_total",
    "money_transaction_fee",
)


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.execute(f"DROP VIEW {', '.join(f'oltp.{view}' for view in GONE)}")
    raw.create_table(op.get_bind().connection.cursor(), "invoice_discount_amounts", parent="invoice")
    raw.create_table(op.get_bind().connection.cursor(), "invoice_line_item_discount_amounts", parent="invoice")
    raw.create_table(op.get_bind().connection.cursor(), "invoice_line_item_taxes", parent="invoice")
    raw.create_table(op.get_bind().connection.cursor(), "invoice_taxes", parent="invoice")
    op.create_table(
        "invoice_taxes",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object"),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True, comment="The invoice, a row of invoices"),
        sa.Column("amount", sa.BigInteger(), nullable=True, comment="The tax, in minor units of currency"),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units",
        ),
        sa.Column("position", sa.BigInteger(), nullable=True, comment="Its place in the list of its parent, from 1"),
        sa.Column(
            "tax_behavior", sa.Text(), nullable=True, comment="Whether prices include it: inclusive or exclusive"
        ),
        sa.Column("tax_rate_id", sa.Text(collation="C"), nullable=True, comment="The tax rate, a row of tax_rates"),
        sa.Column("taxability_reason", sa.Text(), nullable=True, comment="Why it is or is not taxed"),
        sa.Column(
            "taxable_amount", sa.BigInteger(), nullable=True, comment="Amount that is taxed, in minor units of currency"
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=False,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_invoice_taxes_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_invoice_taxes_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_invoice_taxes_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = invoice_id || '.' || position", name=op.f("ck_invoice_taxes_id_is_place")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_id IS NOT NULL", name=op.f("ck_invoice_taxes_invoice_id_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL", name=op.f("ck_invoice_taxes_position_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_invoice_taxes_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_taxes) - '{id,row_state,promoted_at}'::text[]) = '{}'",  # noqa: E501
            name=op.f("ck_invoice_taxes_unresolved_is_bare"),
        ),
        sa.CheckConstraint("row_state IN ('present', 'unresolved')", name=op.f("ck_invoice_taxes_row_state_known")),
        sa.ForeignKeyConstraint(["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_invoice_taxes_invoice_id")),
        sa.ForeignKeyConstraint(["tax_rate_id"], ["oltp.tax_rates.id"], name=op.f("fk_invoice_taxes_tax_rate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_taxes")),
        schema="oltp",
        comment="An element of an invoice's total_taxes (total_tax_amounts until 2025-02-24.acacia), known by its place.",  # noqa: E501
    )
    op.create_index(op.f("ix_invoice_taxes_invoice_id"), "invoice_taxes", ["invoice_id"], unique=False, schema="oltp")
    op.create_index(
        "ix_invoice_taxes_promoted_at",
        "invoice_taxes",
        ["promoted_at"],
        unique=False,
        schema="oltp",
        postgresql_using="brin",
    )
    op.create_index(op.f("ix_invoice_taxes_tax_rate_id"), "invoice_taxes", ["tax_rate_id"], unique=False, schema="oltp")
    op.create_index(
        "ix_invoice_taxes_unresolved",
        "invoice_taxes",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "invoice_discount_amounts",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object"),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True, comment="The invoice, a row of invoices"),
        sa.Column(
            "amount", sa.BigInteger(), nullable=True, comment="What the discount takes off, in minor units of currency"
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units",
        ),
        sa.Column("discount_id", sa.Text(collation="C"), nullable=True, comment="The discount, a row of discounts"),
        sa.Column("position", sa.BigInteger(), nullable=True, comment="Its place in the list of its parent, from 1"),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=False,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_invoice_discount_amounts_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_invoice_discount_amounts_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_invoice_discount_amounts_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = invoice_id || '.' || position",
            name=op.f("ck_invoice_discount_amounts_id_is_place"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_id IS NOT NULL",
            name=op.f("ck_invoice_discount_amounts_invoice_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL", name=op.f("ck_invoice_discount_amounts_position_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_invoice_discount_amounts_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_discount_amounts) - '{id,row_state,promoted_at}'::text[]) = '{}'",  # noqa: E501
            name=op.f("ck_invoice_discount_amounts_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_invoice_discount_amounts_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["oltp.discounts.id"], name=op.f("fk_invoice_discount_amounts_discount_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_invoice_discount_amounts_invoice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_discount_amounts")),
        schema="oltp",
        comment="An element of an invoice's total_discount_amounts, known by its place.",
    )
    op.create_index(
        op.f("ix_invoice_discount_amounts_discount_id"),
        "invoice_discount_amounts",
        ["discount_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_invoice_discount_amounts_invoice_id"),
        "invoice_discount_amounts",
        ["invoice_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_invoice_discount_amounts_promoted_at",
        "invoice_discount_amounts",
        ["promoted_at"],
        unique=False,
        schema="oltp",
        postgresql_using="brin",
    )
    op.create_index(
        "ix_invoice_discount_amounts_unresolved",
        "invoice_discount_amounts",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "invoice_line_item_discount_amounts",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object"),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True, comment="The invoice, a row of invoices"),
        sa.Column(
            "amount", sa.BigInteger(), nullable=True, comment="What the discount takes off, in minor units of currency"
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units",
        ),
        sa.Column("discount_id", sa.Text(collation="C"), nullable=True, comment="The discount, a row of discounts"),
        sa.Column(
            "invoice_line_item_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The invoice line item, a row of invoice_line_items",
        ),
        sa.Column("position", sa.BigInteger(), nullable=True, comment="Its place in the list of its parent, from 1"),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=False,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_invoice_line_item_discount_amounts_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL",
            name=op.f("ck_invoice_line_item_discount_amounts_amount_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL",
            name=op.f("ck_invoice_line_item_discount_amounts_currency_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = invoice_line_item_id || '.' || position",
            name=op.f("ck_invoice_line_item_discount_amounts_id_is_place"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_id IS NOT NULL",
            name=op.f("ck_invoice_line_item_discount_amounts_invoice_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_line_item_id IS NOT NULL",
            name=op.f("ck_ilida_invoice_line_item_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL",
            name=op.f("ck_invoice_line_item_discount_amounts_position_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL", name=op.f("ck_ilida_transform_version_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_line_item_discount_amounts) - '{id,row_state,promoted_at}'::text[]) = '{}'",  # noqa: E501
            name=op.f("ck_invoice_line_item_discount_amounts_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_invoice_line_item_discount_amounts_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["oltp.discounts.id"], name=op.f("fk_invoice_line_item_discount_amounts_discount_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_invoice_line_item_discount_amounts_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_item_id"],
            ["oltp.invoice_line_items.id"],
            name=op.f("fk_invoice_line_item_discount_amounts_invoice_line_item_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line_item_discount_amounts")),
        schema="oltp",
        comment="An element of a line's discount_amounts, known by its place.",
    )
    op.create_index(
        op.f("ix_invoice_line_item_discount_amounts_discount_id"),
        "invoice_line_item_discount_amounts",
        ["discount_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_invoice_line_item_discount_amounts_invoice_id"),
        "invoice_line_item_discount_amounts",
        ["invoice_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_invoice_line_item_discount_amounts_invoice_line_item_id"),
        "invoice_line_item_discount_amounts",
        ["invoice_line_item_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_invoice_line_item_discount_amounts_promoted_at",
        "invoice_line_item_discount_amounts",
        ["promoted_at"],
        unique=False,
        schema="oltp",
        postgresql_using="brin",
    )
    op.create_index(
        "ix_invoice_line_item_discount_amounts_unresolved",
        "invoice_line_item_discount_amounts",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.create_table(
        "invoice_line_item_taxes",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object"),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True, comment="The invoice, a row of invoices"),
        sa.Column("amount", sa.BigInteger(), nullable=True, comment="The tax, in minor units of currency"),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units",
        ),
        sa.Column(
            "invoice_line_item_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The invoice line item, a row of invoice_line_items",
        ),
        sa.Column("position", sa.BigInteger(), nullable=True, comment="Its place in the list of its parent, from 1"),
        sa.Column(
            "tax_behavior", sa.Text(), nullable=True, comment="Whether prices include it: inclusive or exclusive"
        ),
        sa.Column("tax_rate_id", sa.Text(collation="C"), nullable=True, comment="The tax rate, a row of tax_rates"),
        sa.Column("taxability_reason", sa.Text(), nullable=True, comment="Why it is or is not taxed"),
        sa.Column(
            "taxable_amount", sa.BigInteger(), nullable=True, comment="Amount that is taxed, in minor units of currency"
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=False,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$'", name=op.f("ck_invoice_line_item_taxes_currency_form")),
        sa.CheckConstraint(
            "row_state <> 'present' OR amount IS NOT NULL", name=op.f("ck_invoice_line_item_taxes_amount_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR currency IS NOT NULL", name=op.f("ck_invoice_line_item_taxes_currency_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR id = invoice_line_item_id || '.' || position",
            name=op.f("ck_invoice_line_item_taxes_id_is_place"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_id IS NOT NULL",
            name=op.f("ck_invoice_line_item_taxes_invoice_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR invoice_line_item_id IS NOT NULL",
            name=op.f("ck_invoice_line_item_taxes_invoice_line_item_id_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR position IS NOT NULL", name=op.f("ck_invoice_line_item_taxes_position_required")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_invoice_line_item_taxes_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(invoice_line_item_taxes) - '{id,row_state,promoted_at}'::text[]) = '{}'",  # noqa: E501
            name=op.f("ck_invoice_line_item_taxes_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'unresolved')", name=op.f("ck_invoice_line_item_taxes_row_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_invoice_line_item_taxes_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_item_id"],
            ["oltp.invoice_line_items.id"],
            name=op.f("fk_invoice_line_item_taxes_invoice_line_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tax_rate_id"], ["oltp.tax_rates.id"], name=op.f("fk_invoice_line_item_taxes_tax_rate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line_item_taxes")),
        schema="oltp",
        comment="An element of a line's taxes (tax_amounts until 2025-02-24.acacia), known by its place.",
    )
    op.create_index(
        op.f("ix_invoice_line_item_taxes_invoice_id"),
        "invoice_line_item_taxes",
        ["invoice_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        op.f("ix_invoice_line_item_taxes_invoice_line_item_id"),
        "invoice_line_item_taxes",
        ["invoice_line_item_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_invoice_line_item_taxes_promoted_at",
        "invoice_line_item_taxes",
        ["promoted_at"],
        unique=False,
        schema="oltp",
        postgresql_using="brin",
    )
    op.create_index(
        op.f("ix_invoice_line_item_taxes_tax_rate_id"),
        "invoice_line_item_taxes",
        ["tax_rate_id"],
        unique=False,
        schema="oltp",
    )
    op.create_index(
        "ix_invoice_line_item_taxes_unresolved",
        "invoice_line_item_taxes",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
    op.drop_constraint(
        op.f("ck_balance_transactions_fee_details_complete_required"),
        "balance_transactions",
        schema="oltp",
        type_="check",
    )
    op.drop_column("balance_transactions", "fee_details_complete", schema="oltp")
    op.drop_constraint(op.f("ck_credit_notes_refunds_complete_required"), "credit_notes", schema="oltp", type_="check")
    op.drop_column("credit_notes", "refunds_complete", schema="oltp")
    op.drop_column("invoice_line_items", "discount_amounts", schema="oltp")
    op.drop_column("invoice_line_items", "taxes", schema="oltp")
    op.drop_column("invoices", "total_discount_amounts", schema="oltp")
    op.drop_column("invoices", "total_taxes", schema="oltp")
    op.drop_constraint(
        op.f("ck_subscription_schedules_phases_complete_required"),
        "subscription_schedules",
        schema="oltp",
        type_="check",
    )
    op.drop_column("subscription_schedules", "phases_complete", schema="oltp")
    op.get_bind().connection.cursor().execute("""
        COMMENT ON COLUMN oltp.invoice_line_items."id" IS 'Stripe''s id of the object';
        COMMENT ON COLUMN oltp.invoice_line_items."invoice_id" IS 'The invoice, a row of invoices';
    """)
    op.get_bind().connection.cursor().execute(VIEWS.read_text())
