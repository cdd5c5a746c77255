"""Coupons and invoice items are named by keys."""

from alembic import op

revision = "20261126_1237_coupons"
down_revision = "20261126_1202_tax_ids"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_index(
        op.f("ix_customers_discount_coupon_id"), "customers", ["discount_coupon_id"], unique=False, schema="oltp"
    )
    op.create_foreign_key(
        op.f("fk_customers_discount_coupon_id"),
        "customers",
        "coupons",
        ["discount_coupon_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
    )
    op.create_index(
        op.f("ix_invoice_line_items_invoice_item_id"),
        "invoice_line_items",
        ["invoice_item_id"],
        unique=False,
        schema="oltp",
    )
    op.create_foreign_key(
        op.f("fk_invoice_line_items_invoice_item_id"),
        "invoice_line_items",
        "invoice_items",
        ["invoice_item_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
    op.create_index(
        op.f("ix_invoices_discount_coupon_id"), "invoices", ["discount_coupon_id"], unique=False, schema="oltp"
    )
    op.create_foreign_key(
        op.f("fk_invoices_discount_coupon_id"),
        "invoices",
        "coupons",
        ["discount_coupon_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
    )
    op.create_index(
        op.f("ix_subscriptions_discount_coupon_id"),
        "subscriptions",
        ["discount_coupon_id"],
        unique=False,
        schema="oltp",
    )
    op.create_foreign_key(
        op.f("fk_subscriptions_discount_coupon_id"),
        "subscriptions",
        "coupons",
        ["discount_coupon_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
    )
