-- One row per customer balance transaction.
SELECT
    doc.id,
    doc.amount,
    stripe_ref(doc.checkout_session) AS checkout_session_id,
    stripe_time(doc.created) AS created,
    stripe_ref(doc.credit_note) AS credit_note_id,
    doc.currency,
    stripe_ref(doc.customer_account) AS customer_account_id,
    stripe_ref(doc.customer) AS customer_id,
    doc.description,
    doc.ending_balance,
    stripe_ref(doc.invoice) AS invoice_id,
    doc.livemode,
    doc.metadata,
    doc.type
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        amount bigint,
        checkout_session jsonb,
        created bigint,
        credit_note jsonb,
        currency text,
        customer jsonb,
        customer_account jsonb,
        description text,
        ending_balance bigint,
        invoice jsonb,
        livemode boolean,
        metadata jsonb,
        type text
    )
