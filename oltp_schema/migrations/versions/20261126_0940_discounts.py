"""discounts."""

import sqlalchemy as sa
from alembic import op

from oltp_schema import raw

revision = "20261126_0940_discounts"
down_revision = "20261126_1016_old_taxes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    raw.create_table(op.get_bind().connection.cursor(), "discounts")
    op.create_table(
        "discounts",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("checkout_session_id", sa.Text(collation="C"), nullable=True),
        sa.Column("coupon_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_account_id", sa.Text(collation="C"), nullable=True),
        sa.Column("customer_id", sa.Text(collation="C"), nullable=True),
        sa.Column("end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invoice_id", sa.Text(collation="C"), nullable=True),
        sa.Column("invoice_item_id", sa.Text(collation="C"), nullable=True),
        sa.Column("promotion_code_id", sa.Text(collation="C"), nullable=True),
        sa.Column("source_type", sa.Text(), nullable=True),
        sa.Column("start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("subscription_id", sa.Text(collation="C"), nullable=True),
        sa.Column("subscription_item_id", sa.Text(collation="C"), nullable=True),
        sa.Column("row_state", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transform_version", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "(row_state = 'deleted') = (deleted_observed_at IS NOT NULL)", name=op.f("ck_discounts_deletion_observed")
        ),
        sa.CheckConstraint(
            "row_state <> 'present' OR observed_at IS NOT NULL", name=op.f("ck_discounts_observed_at_required")
        ),
        sa.CheckConstraint("row_state <> 'present' OR start IS NOT NULL", name=op.f("ck_discounts_start_required")),
        sa.CheckConstraint(
            "row_state <> 'present' OR transform_version IS NOT NULL",
            name=op.f("ck_discounts_transform_version_required"),
        ),
        sa.CheckConstraint(
            "row_state <> 'unresolved' OR jsonb_strip_nulls(to_jsonb(discounts) - 'id' - 'row_state') = '{}'",
            name=op.f("ck_discounts_unresolved_is_bare"),
        ),
        sa.CheckConstraint(
            "row_state IN ('present', 'deleted', 'unresolved')", name=op.f("ck_discounts_row_state_known")
        ),
        sa.ForeignKeyConstraint(["coupon_id"], ["oltp.coupons.id"], name=op.f("fk_discounts_coupon_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["oltp.customers.id"], name=op.f("fk_discounts_customer_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["oltp.invoices.id"], name=op.f("fk_discounts_invoice_id")),
        sa.ForeignKeyConstraint(
            ["promotion_code_id"], ["oltp.promotion_codes.id"], name=op.f("fk_discounts_promotion_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["oltp.subscriptions.id"], name=op.f("fk_discounts_subscription_id")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_item_id"], ["oltp.subscription_items.id"], name=op.f("fk_discounts_subscription_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discounts")),
        schema="oltp",
    )
    op.create_index(op.f("ix_discounts_coupon_id"), "discounts", ["coupon_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_discounts_customer_id"), "discounts", ["customer_id"], unique=False, schema="oltp")
    op.create_index(op.f("ix_discounts_invoice_id"), "discounts", ["invoice_id"], unique=False, schema="oltp")
    op.create_index(
        op.f("ix_discounts_promotion_code_id"), "discounts", ["promotion_code_id"], unique=False, schema="oltp"
    )
    op.create_index(op.f("ix_discounts_subscription_id"), "discounts", ["subscription_id"], unique=False, schema="oltp")
    op.create_index(
        op.f("ix_discounts_subscription_item_id"), "discounts", ["subscription_item_id"], unique=False, schema="oltp"
    )
    op.create_index(
        "ix_discounts_unresolved",
        "discounts",
        ["id"],
        unique=False,
        schema="oltp",
        postgresql_where=sa.text("row_state = 'unresolved'"),
    )
