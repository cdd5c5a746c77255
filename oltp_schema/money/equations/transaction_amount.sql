-- Per balance transaction of a charge, refund or dispute: its amount = that of its source, at its exchange rate.
--
-- The rate is one between the amounts as they are written, to six significant digits at least: what those that are not
-- written could change is no difference. A transaction in another currency without a rate is an adjustment of one.
WITH sources AS (
    SELECT
        entry.id,
        entry.source_id,
        entry.currency,
        entry.amount::numeric,
        entry.exchange_rate AS rate,
        paid.currency AS source_currency,
        coalesce(paid.amount_captured, paid.amount)::numeric AS source_amount,
        paid.row_state <> 'present' AS is_pending
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.charges AS paid ON entry.charge_id = paid.id
    WHERE entry.row_state = 'present' AND entry.type IN ('charge', 'payment')
    UNION ALL
    SELECT
        entry.id,
        entry.source_id,
        entry.currency,
        entry.amount::numeric,
        entry.exchange_rate AS rate,
        back.currency AS source_currency,
        CASE entry.type WHEN 'refund_failure' THEN back.amount ELSE -back.amount END::numeric AS source_amount,
        back.row_state <> 'present' AS is_pending
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.refunds AS back ON entry.refund_id = back.id
    WHERE entry.row_state = 'present' AND entry.type IN ('refund', 'payment_refund', 'refund_failure')
    UNION ALL
    SELECT
        entry.id,
        entry.source_id,
        entry.currency,
        entry.amount::numeric,
        entry.exchange_rate AS rate,
        claim.currency AS source_currency,
        sign(entry.amount)::numeric * claim.amount AS source_amount,
        claim.row_state <> 'present' AS is_pending
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.disputes AS claim ON entry.dispute_id = claim.id
    WHERE entry.row_state = 'present' AND entry.type = 'adjustment'
),

converted AS (
    SELECT
        sources.*,
        sources.source_amount * coalesce(sources.rate, 1) AS exact,
        CASE
            WHEN sources.rate > 0
                THEN abs(sources.source_amount) / 10.0 ^ greatest(scale(sources.rate), 5 - floor(log(sources.rate))) / 2
            ELSE 0
        END AS unwritten
    FROM sources
    WHERE sources.is_pending OR sources.rate IS NOT NULL OR sources.source_currency = sources.currency
)

SELECT
    converted.currency,
    converted.amount AS figure,
    converted.is_pending,
    ARRAY[converted.id, converted.source_id] AS ids,
    CASE
        WHEN abs(converted.amount - converted.exact) <= 0.5 + converted.unwritten THEN converted.amount
        ELSE round(converted.exact)
    END AS expected
FROM converted
