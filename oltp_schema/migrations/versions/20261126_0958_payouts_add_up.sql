CREATE VIEW oltp.money_payout_amount AS
WITH members AS (
    SELECT
        member.payout_id,
        sum(entry.net) AS net,
        bool_or(entry.row_state <> 'present') AS is_pending
    FROM oltp.payout_balance_transactions AS member
    INNER JOIN oltp.payouts AS whole ON member.payout_id = whole.id
    INNER JOIN oltp.balance_transactions AS entry ON member.balance_transaction_id = entry.id
    WHERE member.row_state = 'present' AND entry.id IS DISTINCT FROM whole.balance_transaction_id
    GROUP BY member.payout_id
)

SELECT
    whole.currency,
    whole.amount::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(members.net, 0) AS expected,
    whole.balance_transactions_complete IS NOT TRUE
    OR whole.reconciliation_status <> 'completed'
    OR coalesce(members.is_pending, FALSE) AS is_pending
FROM oltp.payouts AS whole
LEFT JOIN members ON whole.id = members.payout_id
WHERE whole.row_state = 'present' AND whole.automatic;

CREATE VIEW oltp.money_payout_once AS
SELECT
    entry.currency,
    FALSE AS is_pending,
    1::numeric AS expected,
    ARRAY[entry.id] || array_agg(member.payout_id ORDER BY member.payout_id) AS ids,
    count(*)::numeric AS figure
FROM oltp.payout_balance_transactions AS member
INNER JOIN oltp.balance_transactions AS entry ON member.balance_transaction_id = entry.id
WHERE member.row_state = 'present'
GROUP BY entry.id, entry.currency;

CREATE VIEW oltp.money_transaction_payout AS
SELECT
    entry.currency,
    entry.amount::numeric AS figure,
    ARRAY[entry.id, whole.id] AS ids,
    CASE entry.type WHEN 'payout' THEN -whole.amount::numeric ELSE whole.amount END AS expected,
    whole.row_state <> 'present' AS is_pending
FROM oltp.balance_transactions AS entry
INNER JOIN oltp.payouts AS whole ON entry.source_id = whole.id
WHERE
    entry.row_state = 'present'
    AND entry.type IN ('payout', 'payout_failure', 'payout_cancel')
    AND (whole.currency = entry.currency OR whole.row_state <> 'present');
