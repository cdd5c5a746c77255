-- The currencies in which not all is known of what payouts took until a time.
SELECT DISTINCT payouts.currency
FROM oltp.payouts
WHERE
    payouts.row_state = 'present'
    AND payouts.automatic
    AND payouts.arrival_date < to_timestamp(%(until)s)
    AND payouts.balance_transactions_complete IS NOT TRUE
