"""The balance, and the lines of reports."""

from alembic import op

revision = "20261126_1150_report_lines"
down_revision = "20261126_1138_payouts_of_balance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.execute("""
CREATE VIEW oltp.balance AS
SELECT
    entry.currency,
    coalesce(sum(entry.net) FILTER (WHERE entry.status = 'available'), 0) AS available,
    coalesce(sum(entry.net) FILTER (WHERE entry.status <> 'available'), 0) AS pending
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present' AND coalesce(entry.balance_type, 'payments') = 'payments'
GROUP BY entry.currency
    """)
    op.execute("""
CREATE VIEW oltp.report_lines AS
WITH paid_out AS (
    SELECT
        member.balance_transaction_id,
        min(whole.arrival_date) AS settled_at
    FROM oltp.payout_balance_transactions AS member
    INNER JOIN oltp.payouts AS whole ON member.payout_id = whole.id
    WHERE member.row_state = 'present' AND whole.automatic
    GROUP BY member.balance_transaction_id
)

SELECT
    entry.id,
    entry.created,
    paid_out.settled_at,
    entry.currency,
    entry.reporting_category,
    entry.amount AS gross,
    entry.fee,
    entry.net,
    entry.reporting_category IN ('payout', 'payout_reversal') AS is_of_payouts,
    own.id IS NOT NULL AS is_automatic_payout,
    coalesce(own.arrival_date, entry.created) AS effective_at
FROM oltp.balance_transactions AS entry
LEFT JOIN paid_out ON entry.id = paid_out.balance_transaction_id
LEFT JOIN oltp.payouts AS own ON entry.id = own.balance_transaction_id AND own.automatic
WHERE entry.row_state = 'present'
    """)
