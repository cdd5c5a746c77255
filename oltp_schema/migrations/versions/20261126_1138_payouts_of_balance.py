"""Payouts of balance transactions."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1138_payouts_of_balance"
down_revision = "20261126_1100_first_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.add_column("balance_transactions", sa.Column("payout_id", sa.Text(collation="C"), nullable=True), schema="oltp")
    op.drop_constraint(
        op.f("ck_balance_transactions_source_of_its_kind"), "balance_transactions", schema="oltp", type_="check"
    )
    op.create_check_constraint(
        op.f("ck_balance_transactions_source_by_kind"),
        "balance_transactions",
        "charge_id IS NOT DISTINCT FROM CASE WHEN source_type = 'charge' THEN source_id END AND dispute_id IS NOT DISTINCT FROM CASE WHEN source_type = 'dispute' THEN source_id END AND payout_id IS NOT DISTINCT FROM CASE WHEN source_type = 'payout' THEN source_id END AND refund_id IS NOT DISTINCT FROM CASE WHEN source_type = 'refund' THEN source_id END",  # noqa: E501
        schema="oltp",
    )
    op.create_index(
        op.f("ix_balance_transactions_payout_id"), "balance_transactions", ["payout_id"], unique=False, schema="oltp"
    )
    op.create_foreign_key(
        op.f("fk_balance_transactions_payout_id"),
        "balance_transactions",
        "payouts",
        ["payout_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
    )
