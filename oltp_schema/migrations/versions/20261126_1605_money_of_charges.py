"""Equations of charges and payment intents."""

from alembic import op

revision = "20261126_1605_money_of_charges"
down_revision = "20261126_1538_removed_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.get_bind().connection.cursor().execute("""
        CREATE VIEW oltp.money_charge_amount AS
        SELECT
            paid.currency,
            paid.amount::numeric AS figure,
            intent.amount::numeric AS expected,
            ARRAY[paid.id, paid.payment_intent_id] AS ids,
            intent.row_state <> 'present' AS is_pending
        FROM oltp.charges AS paid
        INNER JOIN oltp.payment_intents AS intent ON paid.payment_intent_id = intent.id
        WHERE paid.row_state = 'present' AND paid.status = 'succeeded';
        COMMENT ON VIEW oltp.money_charge_amount IS 'Per charge that succeeded, of a payment intent: amount = that of the payment intent.';
        CREATE VIEW oltp.money_payment_intent_amount_received AS
        WITH captured AS (
            SELECT
                paid.payment_intent_id,
                sum(paid.amount_captured) AS amount,
                array_agg(paid.id ORDER BY paid.id) AS ids,
                bool_or(paid.amount_captured IS NULL) AS is_unknown
            FROM oltp.charges AS paid
            WHERE paid.row_state = 'present' AND paid.status = 'succeeded' AND paid.payment_intent_id IS NOT NULL
            GROUP BY paid.payment_intent_id
        )

        SELECT
            intent.currency,
            intent.amount_received::numeric AS figure,
            ARRAY[intent.id] || coalesce(captured.ids, '{}') AS ids,
            coalesce(captured.amount, 0) AS expected,
            coalesce(captured.is_unknown, FALSE) AS is_pending
        FROM oltp.payment_intents AS intent
        LEFT JOIN captured ON intent.id = captured.payment_intent_id
        WHERE intent.row_state = 'present' AND intent.amount_received IS NOT NULL;
        COMMENT ON VIEW oltp.money_payment_intent_amount_received IS 'Per payment intent: amount_received = what was captured of its charges that succeeded.';
    """)  # noqa: E501
