-- One row per invoice that names its payment itself; `batch` holds rows of oltp.invoices.
--
-- Before 2025-03-31.basil an invoice had one payment at most, in `payment_intent` or, without one, in `charge`.
SELECT
    landed.id || ':' || coalesce(landed.payment_intent_id, landed.charge_id) AS id,
    CASE WHEN outcome.status = 'paid' THEN landed.amount_paid END AS amount_paid,
    landed.amount_due AS amount_requested,
    CASE WHEN outcome.status = 'canceled' THEN landed.status_transitions_voided_at END AS canceled_at,
    CASE WHEN landed.payment_intent_id IS NULL THEN landed.charge_id END AS charge_id,
    NULL::timestamptz AS created,
    landed.currency,
    TRUE AS derived,
    landed.id AS invoice_id,
    TRUE AS is_default,
    landed.livemode,
    CASE WHEN outcome.status = 'paid' THEN landed.status_transitions_paid_at END AS paid_at,
    landed.payment_intent_id,
    NULL AS payment_record_id,
    CASE WHEN landed.payment_intent_id IS NULL THEN 'charge' ELSE 'payment_intent' END AS payment_type,
    outcome.status
FROM batch AS landed,
    LATERAL (
        SELECT
            CASE
                WHEN landed.paid AND landed.paid_out_of_band IS NOT TRUE THEN 'paid'
                WHEN landed.paid OR landed.status = 'void' THEN 'canceled'
                ELSE 'open'
            END AS status
    ) AS outcome
