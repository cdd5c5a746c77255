-- One row per invoice payment.
SELECT
    doc.id,
    doc.amount_paid,
    doc.amount_requested,
    stripe_time(status_transitions.canceled_at) AS canceled_at,
    stripe_ref(payment.charge) AS charge_id,
    stripe_time(doc.created) AS created,
    doc.currency,
    FALSE AS derived,
    stripe_ref(doc.invoice) AS invoice_id,
    doc.is_default,
    doc.livemode,
    stripe_time(status_transitions.paid_at) AS paid_at,
    stripe_ref(payment.payment_intent) AS payment_intent_id,
    stripe_ref(payment.payment_record) AS payment_record_id,
    payment.type AS payment_type,
    doc.status
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        amount_paid bigint,
        amount_requested bigint,
        created bigint,
        currency text,
        invoice jsonb,
        is_default boolean,
        livemode boolean,
        payment jsonb,
        status text,
        status_transitions jsonb
    ),
    jsonb_to_record(doc.payment) AS payment (
        charge jsonb,
        payment_intent jsonb,
        payment_record jsonb,
        type text
    ),
    jsonb_to_record(doc.status_transitions) AS status_transitions (
        canceled_at bigint,
        paid_at bigint
    )
