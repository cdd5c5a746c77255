-- One row per attempt to pay an invoice: a charge, in every API version.
--
-- invoice_id: The invoice that was to be paid.
-- charge_id: The charge that tried to.
-- customer_id: Who was charged.
-- created: When the attempt was made.
-- attempt: 1 for the first charge of the invoice, and so on by time.
-- is_final: Whether no later charge tries to pay the invoice.
-- succeeded: Whether the charge succeeded.
-- amount: What was to be charged, in minor units.
-- amount_captured: What was taken, in minor units: 0 if it failed.
-- amount_refunded: What of it was given back, in minor units.
-- currency: Of the amounts.
-- failure_code: Why it failed, as Stripe says it.
-- decline_code: Why the card's bank declined it.
SELECT
    paid.invoice_id,
    charges.id AS charge_id,
    charges.customer_id,
    charges.created,
    charges.amount,
    charges.amount_refunded,
    charges.currency,
    charges.failure_code,
    row_number() OVER in_time AS attempt,
    lead(charges.id) OVER in_time IS NULL AS is_final,
    charges.status = 'succeeded' AS succeeded,
    CASE charges.status WHEN 'succeeded' THEN coalesce(charges.amount_captured, charges.amount) ELSE 0 END
        AS amount_captured,
    CASE WHEN charges.outcome_type = 'issuer_declined' THEN charges.outcome_reason END AS decline_code
FROM oltp.charge_invoices AS paid
INNER JOIN oltp.charges ON paid.charge_id = charges.id
WHERE charges.row_state = 'present'
WINDOW in_time AS (PARTITION BY paid.invoice_id ORDER BY charges.created, charges.id)
