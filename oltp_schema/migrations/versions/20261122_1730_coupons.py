"""The coupon of a discount: older versions have it in the discount, newer ones in its source."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1730_coupons"
down_revision = "20261122_1700_quarantine_schema"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration. The next promotion fills the columns."""
    for table in ("customers", "invoices", "subscriptions"):
        op.add_column(table, sa.Column("discount_coupon_id", sa.Text(collation="C")), schema="oltp")
