-- One row per month (UTC) and currency of the balance at Stripe: what came in, what went out, what it stands at.
--
-- charged: Of charges, in the currency that they are settled in.
-- refunded, disputed: What left for refunds and disputes, less what came back of them.
-- fees: What Stripe kept of each movement, what it charged apart from them, and the tax on that.
-- other: What came in or went out otherwise.
-- paid_out: What left for the bank, less what came back.
-- balance: What it stands at after the month: the sum of all of this since the beginning.
WITH entries AS (
    SELECT
        entry.currency,
        entry.amount,
        entry.fee,
        entry.net,
        date_trunc('month', entry.created AT TIME ZONE 'UTC')::date AS month,
        coalesce(entry.reporting_category, entry.type) AS category
    FROM oltp.balance_transactions AS entry
    WHERE entry.row_state = 'present' AND coalesce(entry.balance_type, 'payments') = 'payments'
),

moved AS (
    SELECT
        currency,
        month,
        coalesce(sum(amount) FILTER (WHERE category IN ('charge', 'charge_failure', 'payment')), 0) AS charged,
        -coalesce(
            sum(amount) FILTER (
                WHERE category IN ('refund', 'refund_failure', 'partial_capture_reversal', 'payment_refund')
            ), 0
        ) AS refunded,
        -coalesce(sum(amount) FILTER (WHERE category IN ('dispute', 'dispute_reversal')), 0) AS disputed,
        sum(fee) - coalesce(sum(amount) FILTER (WHERE category IN ('fee', 'network_cost', 'tax', 'stripe_fee')), 0)
            AS fees,
        -coalesce(
            sum(amount) FILTER (WHERE category IN ('payout', 'payout_reversal', 'payout_cancel', 'payout_failure')), 0
        ) AS paid_out,
        sum(net) AS net
    FROM entries
    GROUP BY currency, month
),

months AS (
    SELECT
        moved.currency,
        generate_series(min(moved.month), date_trunc('month', now() AT TIME ZONE 'UTC'), interval '1 month')::date
            AS month
    FROM moved
    GROUP BY moved.currency
),

balances AS (
    SELECT
        months.currency,
        months.month,
        coalesce(moved.charged, 0) AS charged,
        coalesce(moved.refunded, 0) AS refunded,
        coalesce(moved.disputed, 0) AS disputed,
        coalesce(moved.fees, 0) AS fees,
        coalesce(moved.paid_out, 0) AS paid_out,
        coalesce(moved.net, 0) AS net,
        sum(coalesce(moved.net, 0)) OVER (PARTITION BY months.currency ORDER BY months.month) AS balance
    FROM months
    LEFT JOIN moved ON months.currency = moved.currency AND months.month = moved.month
)

SELECT
    balances.currency,
    balances.month,
    balances.charged,
    balances.refunded,
    balances.disputed,
    balances.fees,
    balances.paid_out,
    balances.balance,
    balances.net - balances.charged + balances.refunded + balances.disputed + balances.fees + balances.paid_out
        AS other
FROM balances
WHERE balances.month > now() AT TIME ZONE 'UTC' - interval '24 months'
ORDER BY balances.currency, balances.month
