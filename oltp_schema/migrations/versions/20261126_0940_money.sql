CREATE VIEW oltp.journal AS
WITH posting AS (
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        'balance:pending' AS account,
        entry.currency,
        entry.net::numeric AS amount
    FROM oltp.balance_transactions AS entry
    WHERE entry.row_state = 'present'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.available_on AS posted_at,
        moved.account,
        entry.currency,
        moved.side * entry.net::numeric AS amount
    FROM oltp.balance_transactions AS entry
    CROSS JOIN (VALUES ('balance:available', 1), ('balance:pending', -1)) AS moved (account, side)
    WHERE entry.row_state = 'present' AND entry.status = 'available'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        'fees:' || part.type AS account,
        part.currency,
        part.amount::numeric AS amount
    FROM oltp.balance_transactions AS entry
    INNER JOIN oltp.balance_transaction_fees AS part ON entry.id = part.balance_transaction_id
    WHERE entry.row_state = 'present' AND part.row_state = 'present'
    UNION ALL
    SELECT
        entry.id AS balance_transaction_id,
        entry.created AS posted_at,
        coalesce(entry.reporting_category, entry.type) AS account,
        entry.currency,
        -entry.amount::numeric AS amount
    FROM oltp.balance_transactions AS entry
    WHERE entry.row_state = 'present'
)

SELECT
    posting.balance_transaction_id,
    posting.account,
    posting.currency,
    (posting.posted_at AT TIME ZONE 'UTC')::date AS day,
    greatest(posting.amount, 0) AS debit,
    greatest(-posting.amount, 0) AS credit
FROM posting;

CREATE VIEW oltp.trial_balance AS
SELECT
    posting.account,
    posting.currency,
    posting.day,
    sum(posting.debit) AS debit,
    sum(posting.credit) AS credit,
    sum(sum(posting.debit - posting.credit))
        OVER (PARTITION BY posting.account, posting.currency ORDER BY posting.day)
        AS balance
FROM oltp.journal AS posting
GROUP BY posting.account, posting.currency, posting.day;

CREATE VIEW oltp.money_charge_disputed AS
WITH claims AS (
    SELECT
        dispute.charge_id,
        array_agg(dispute.id ORDER BY dispute.id) AS ids,
        bool_and(starts_with(dispute.status, 'warning_') OR dispute.status = 'prevented') AS are_inquiries
    FROM oltp.disputes AS dispute
    WHERE dispute.row_state = 'present'
    GROUP BY dispute.charge_id
)

SELECT
    paid.currency,
    paid.disputed::integer::numeric AS figure,
    ARRAY[paid.id] || coalesce(claims.ids, '{}') AS ids,
    (claims.charge_id IS NOT NULL)::integer::numeric AS expected,
    coalesce(claims.are_inquiries, FALSE) AS is_pending
FROM oltp.charges AS paid
LEFT JOIN claims ON paid.id = claims.charge_id
WHERE paid.row_state = 'present' AND paid.disputed IS NOT NULL;

CREATE VIEW oltp.money_charge_refunded AS
WITH back AS (
    SELECT
        refund.charge_id,
        sum(refund.amount) AS amount,
        array_agg(refund.id ORDER BY refund.id) AS ids
    FROM oltp.refunds AS refund
    WHERE refund.row_state = 'present' AND coalesce(refund.status, 'succeeded') NOT IN ('failed', 'canceled')
    GROUP BY refund.charge_id
)

SELECT
    paid.currency,
    paid.amount_refunded::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[paid.id] || coalesce(back.ids, '{}') AS ids,
    coalesce(back.amount, 0) AS expected
FROM oltp.charges AS paid
LEFT JOIN back ON paid.id = back.charge_id
WHERE paid.row_state = 'present';

CREATE VIEW oltp.money_invoice_amount_due AS
SELECT
    whole.currency,
    whole.amount_due::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] AS ids,
    whole.total::numeric + whole.starting_balance - whole.ending_balance
    - coalesce(whole.pre_payment_credit_notes_amount, 0) AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'draft' AND whole.ending_balance IS NOT NULL;

CREATE VIEW oltp.money_invoice_amount_paid AS
WITH paid AS (
    SELECT
        payment.invoice_id,
        sum(payment.amount_paid) AS amount,
        array_agg(payment.id ORDER BY payment.id) AS ids
    FROM oltp.invoice_payments AS payment
    WHERE payment.row_state = 'present' AND payment.status = 'paid'
    GROUP BY payment.invoice_id
)

SELECT
    whole.currency,
    whole.amount_paid::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] || coalesce(paid.ids, '{}') AS ids,
    coalesce(paid.amount, 0) AS expected
FROM oltp.invoices AS whole
LEFT JOIN paid ON whole.id = paid.invoice_id
WHERE whole.row_state = 'present' AND whole.amount_paid IS NOT NULL AND whole.paid_out_of_band IS NOT TRUE;

CREATE VIEW oltp.money_invoice_amount_remaining AS
SELECT
    whole.currency,
    whole.amount_remaining::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[whole.id] AS ids,
    greatest(whole.amount_due::numeric - whole.amount_paid, 0) AS expected
FROM oltp.invoices AS whole
WHERE whole.row_state = 'present' AND whole.status <> 'void' AND whole.amount_remaining IS NOT NULL;

CREATE VIEW oltp.money_invoice_subtotal AS
WITH lines AS (
    SELECT
        line.invoice_id,
        sum(line.amount) AS amount
    FROM oltp.invoice_line_items AS line
    WHERE line.row_state = 'present'
    GROUP BY line.invoice_id
),

own_discounts AS (
    SELECT
        line.invoice_id,
        sum((taken.discount -> 'amount')::numeric) AS amount
    FROM oltp.invoice_line_items AS line
    INNER JOIN oltp.invoices AS whole ON line.invoice_id = whole.id
    CROSS JOIN jsonb_path_query(line.discount_amounts, '$[*] ? (@.amount.type() == "number")') AS taken (discount)
    WHERE
        line.row_state = 'present'
        AND NOT coalesce(whole.discounts, '[]') @> jsonb_build_array(taken.discount -> 'discount')
        AND NOT coalesce(whole.discounts, '[]')
        @> jsonb_build_array(jsonb_build_object('id', taken.discount -> 'discount'))
    GROUP BY line.invoice_id
)

SELECT
    whole.currency,
    whole.subtotal::numeric AS figure,
    ARRAY[whole.id] AS ids,
    CASE
        WHEN whole.subtotal = coalesce(lines.amount, 0) THEN whole.subtotal
        ELSE coalesce(lines.amount, 0) - coalesce(own_discounts.amount, 0)
    END AS expected,
    whole.lines_complete IS NOT TRUE AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN own_discounts ON whole.id = own_discounts.invoice_id
WHERE whole.row_state = 'present';

CREATE VIEW oltp.money_invoice_total AS
WITH lines AS (
    SELECT
        line.invoice_id,
        sum(line.amount) AS amount
    FROM oltp.invoice_line_items AS line
    WHERE line.row_state = 'present'
    GROUP BY line.invoice_id
),

discounts AS (
    SELECT
        whole.id,
        sum(taken.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_discount_amounts, '$[*].amount ? (@.type() == "number")'
        ) AS taken (amount)
    GROUP BY whole.id
),

credits AS (
    SELECT
        whole.id,
        sum(given.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_pretax_credit_amounts,
            '$[*] ? (@.type == "credit_balance_transaction").amount ? (@.type() == "number")'
        ) AS given (amount)
    GROUP BY whole.id
),

taxes AS (
    SELECT
        whole.id,
        sum(tax.amount::numeric) AS amount
    FROM oltp.invoices AS whole
    CROSS JOIN
        jsonb_path_query(
            whole.total_taxes, '$[*] ? (@.tax_behavior == "exclusive").amount ? (@.type() == "number")'
        ) AS tax (amount)
    GROUP BY whole.id
)

SELECT
    whole.currency,
    whole.total::numeric AS figure,
    ARRAY[whole.id] AS ids,
    coalesce(lines.amount, 0) + coalesce(whole.amount_shipping, 0)
    - coalesce(discounts.amount, 0) - coalesce(credits.amount, 0)
    + CASE WHEN whole.total_taxes IS NULL THEN coalesce(whole.tax, 0) ELSE coalesce(taxes.amount, 0) END AS expected,
    whole.lines_complete IS NOT TRUE
    OR (whole.total_discount_amounts IS NULL AND whole.discount IS NOT NULL) AS is_pending
FROM oltp.invoices AS whole
LEFT JOIN lines ON whole.id = lines.invoice_id
LEFT JOIN discounts ON whole.id = discounts.id
LEFT JOIN credits ON whole.id = credits.id
LEFT JOIN taxes ON whole.id = taxes.id
WHERE whole.row_state = 'present';

CREATE VIEW oltp.money_journal_day AS
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.day::text] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.day, posting.currency;

CREATE VIEW oltp.money_journal_transaction AS
SELECT
    posting.currency,
    FALSE AS is_pending,
    ARRAY[posting.balance_transaction_id] AS ids,
    sum(posting.debit) AS figure,
    sum(posting.credit) AS expected
FROM oltp.journal AS posting
GROUP BY posting.balance_transaction_id, posting.currency;

CREATE VIEW oltp.money_transaction_amount AS
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
FROM converted;

CREATE VIEW oltp.money_transaction_fee AS
WITH details AS (
    SELECT
        part.balance_transaction_id,
        sum(part.amount) AS amount
    FROM oltp.balance_transaction_fees AS part
    WHERE part.row_state = 'present'
    GROUP BY part.balance_transaction_id
)

SELECT
    entry.currency,
    entry.fee::numeric AS figure,
    ARRAY[entry.id] AS ids,
    coalesce(details.amount, 0) AS expected,
    entry.fee_details_complete IS NOT TRUE AS is_pending
FROM oltp.balance_transactions AS entry
LEFT JOIN details ON entry.id = details.balance_transaction_id
WHERE entry.row_state = 'present';

CREATE VIEW oltp.money_transaction_net AS
SELECT
    entry.currency,
    entry.net::numeric AS figure,
    FALSE AS is_pending,
    ARRAY[entry.id] AS ids,
    entry.amount::numeric - entry.fee AS expected
FROM oltp.balance_transactions AS entry
WHERE entry.row_state = 'present';
