-- One row per invoice.
--
-- What Stripe states goes before what is worked out here, and the newest place before the older ones. `payments` is
-- there only when it was asked for (`expand[]=payments`): its default payment names the payment intent, the one that is
-- paid the charge, and of several such ones the oldest does.
SELECT
    doc.id,
    doc.account_country,
    doc.account_name,
    stripe_array(doc.account_tax_ids) AS account_tax_ids,
    doc.amount_due,
    doc.amount_overpaid,
    doc.amount_paid,
    doc.amount_paid_off_stripe,
    doc.amount_remaining,
    doc.amount_shipping,
    coalesce(doc.application_fee_amount, doc.application_fee) AS application_fee_amount,
    stripe_ref(doc.application) AS application_id,
    doc.attempt_count,
    doc.attempted,
    doc.auto_advance,
    doc.automatic_tax,
    automatic_tax.enabled AS automatic_tax_enabled,
    automatic_tax.provider AS automatic_tax_provider,
    automatic_tax.status AS automatic_tax_status,
    stripe_time(doc.automatically_finalizes_at) AS automatically_finalizes_at,
    doc.billing_reason,
    coalesce(
        stripe_ref(doc.charge),
        (
            SELECT
                coalesce(
                    stripe_ref(payment.value #> '{payment,charge}'),
                    stripe_ref(payment.value #> '{payment,payment_intent,latest_charge}')
                )
            FROM jsonb_array_elements(stripe_array(doc.payments)) WITH ORDINALITY AS payment (value, position)
            ORDER BY
                (payment.value ->> 'status' = 'paid') DESC NULLS LAST,
                (payment.value ->> 'created')::bigint,
                payment.position
            LIMIT 1
        )
    ) AS charge_id,
    coalesce(doc.collection_method, doc.billing) AS collection_method,
    stripe_time(coalesce(doc.created, doc.date)) AS created,
    doc.currency,
    stripe_array(doc.custom_fields) AS custom_fields,
    stripe_ref(doc.customer_account) AS customer_account_id,
    doc.customer_address,
    customer_address.country AS customer_address_country,
    customer_address.postal_code AS customer_address_postal_code,
    customer_address.state AS customer_address_state,
    doc.customer_email,
    stripe_ref(doc.customer) AS customer_id,
    doc.customer_name,
    doc.customer_phone,
    doc.customer_shipping,
    doc.customer_tax_exempt,
    stripe_array(doc.customer_tax_ids) AS customer_tax_ids,
    stripe_ref(doc.default_payment_method) AS default_payment_method_id,
    stripe_ref(doc.default_source) AS default_source_id,
    stripe_array(doc.default_tax_rates) AS default_tax_rates,
    doc.description,
    doc.discount,
    coalesce(
        stripe_ref(doc.discount #> '{source,coupon}'), stripe_ref(doc.discount -> 'coupon')
    ) AS discount_coupon_id,
    stripe_ref(doc.discount) AS discount_id,
    stripe_array(doc.discounts) AS discounts,
    stripe_time(doc.due_date) AS due_date,
    stripe_time(doc.effective_at) AS effective_at,
    doc.ending_balance,
    doc.footer,
    from_invoice.action AS from_invoice_action,
    stripe_ref(from_invoice.invoice) AS from_invoice_invoice_id,
    doc.hosted_invoice_url,
    doc.invoice_pdf,
    stripe_ref(issuer.account) AS issuer_account_id,
    issuer.type AS issuer_type,
    doc.last_finalization_error,
    doc.last_finalization_error ->> 'code' AS last_finalization_error_code,
    stripe_ref(doc.latest_revision) AS latest_revision_id,
    doc.livemode,
    doc.metadata,
    stripe_time(doc.next_payment_attempt) AS next_payment_attempt,
    doc.number,
    stripe_ref(doc.on_behalf_of) AS on_behalf_of_id,
    coalesce(doc.paid, doc.status = 'paid') AS paid,
    doc.paid_out_of_band,
    parent.type AS parent_type,
    coalesce(
        stripe_ref(doc.payment_intent),
        (
            SELECT stripe_ref(payment.value #> '{payment,payment_intent}')
            FROM jsonb_array_elements(stripe_array(doc.payments)) WITH ORDINALITY AS payment (value, position)
            ORDER BY
                (payment.value ->> 'is_default')::boolean DESC NULLS LAST,
                (payment.value ->> 'created')::bigint,
                payment.position
            LIMIT 1
        )
    ) AS payment_intent_id,
    doc.payment_settings,
    stripe_time(doc.period_end) AS period_end,
    stripe_time(doc.period_start) AS period_start,
    doc.post_payment_credit_notes_amount,
    doc.pre_payment_credit_notes_amount,
    coalesce(stripe_ref(parent.quote_details -> 'quote'), stripe_ref(doc.quote)) AS quote_id,
    doc.receipt_number,
    coalesce(doc.rendering, doc.rendering_options) AS rendering,
    doc.shipping_cost,
    doc.shipping_details,
    doc.starting_balance,
    doc.statement_descriptor,
    coalesce(
        doc.status,
        CASE WHEN doc.paid THEN 'paid' WHEN doc.forgiven THEN 'uncollectible' END
    ) AS status,
    doc.status_details #>> '{uncollectible,reason}' AS status_details_uncollectible_reason,
    stripe_time(coalesce(status_transitions.finalized_at, doc.finalized_at)) AS status_transitions_finalized_at,
    stripe_time(status_transitions.marked_uncollectible_at) AS status_transitions_marked_uncollectible_at,
    stripe_time(status_transitions.paid_at) AS status_transitions_paid_at,
    stripe_time(status_transitions.voided_at) AS status_transitions_voided_at,
    coalesce(
        parent_subscription.metadata, stripe_json(doc.subscription_details -> 'metadata')
    ) AS subscription_details_metadata,
    coalesce(stripe_ref(parent_subscription.subscription), stripe_ref(doc.subscription)) AS subscription_id,
    stripe_time(
        coalesce(parent_subscription.subscription_proration_date, doc.subscription_proration_date)
    ) AS subscription_proration_date,
    doc.subtotal,
    doc.subtotal_excluding_tax,
    coalesce(
        doc.tax,
        (
            SELECT sum(entry.amount)::bigint
            FROM jsonb_to_recordset(stripe_array(doc.total_taxes)) AS entry (amount bigint)
        )
    ) AS tax,
    doc.tax_percent,
    stripe_ref(doc.test_clock) AS test_clock_id,
    doc.threshold_reason,
    doc.total,
    doc.total_excluding_tax,
    stripe_array(doc.total_pretax_credit_amounts) AS total_pretax_credit_amounts,
    transfer_data.amount AS transfer_data_amount,
    stripe_ref(transfer_data.destination) AS transfer_data_destination_id,
    stripe_time(doc.webhooks_delivered_at) AS webhooks_delivered_at
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        account_country text,
        account_name text,
        account_tax_ids jsonb,
        amount_due bigint,
        amount_overpaid bigint,
        amount_paid bigint,
        amount_paid_off_stripe bigint,
        amount_remaining bigint,
        amount_shipping bigint,
        application jsonb,
        application_fee bigint,
        application_fee_amount bigint,
        attempt_count bigint,
        attempted boolean,
        auto_advance boolean,
        automatic_tax jsonb,
        automatically_finalizes_at bigint,
        billing text,
        billing_reason text,
        charge jsonb,
        collection_method text,
        created bigint,
        currency text,
        custom_fields jsonb,
        customer jsonb,
        customer_account jsonb,
        customer_address jsonb,
        customer_email text,
        customer_name text,
        customer_phone text,
        customer_shipping jsonb,
        customer_tax_exempt text,
        customer_tax_ids jsonb,
        date bigint,
        default_payment_method jsonb,
        default_source jsonb,
        default_tax_rates jsonb,
        description text,
        discount jsonb,
        discounts jsonb,
        due_date bigint,
        effective_at bigint,
        ending_balance bigint,
        finalized_at bigint,
        footer text,
        forgiven boolean,
        from_invoice jsonb,
        hosted_invoice_url text,
        invoice_pdf text,
        issuer jsonb,
        last_finalization_error jsonb,
        latest_revision jsonb,
        livemode boolean,
        metadata jsonb,
        next_payment_attempt bigint,
        number text,
        on_behalf_of jsonb,
        paid boolean,
        paid_out_of_band boolean,
        parent jsonb,
        payment_intent jsonb,
        payment_settings jsonb,
        payments jsonb,
        period_end bigint,
        period_start bigint,
        post_payment_credit_notes_amount bigint,
        pre_payment_credit_notes_amount bigint,
        quote jsonb,
        receipt_number text,
        rendering jsonb,
        rendering_options jsonb,
        shipping_cost jsonb,
        shipping_details jsonb,
        starting_balance bigint,
        statement_descriptor text,
        status text,
        status_details jsonb,
        status_transitions jsonb,
        subscription jsonb,
        subscription_details jsonb,
        subscription_proration_date bigint,
        subtotal bigint,
        subtotal_excluding_tax bigint,
        tax bigint,
        tax_percent numeric,
        test_clock jsonb,
        threshold_reason jsonb,
        total bigint,
        total_excluding_tax bigint,
        total_pretax_credit_amounts jsonb,
        total_taxes jsonb,
        transfer_data jsonb,
        webhooks_delivered_at bigint
    ),
    jsonb_to_record(doc.automatic_tax) AS automatic_tax (
        enabled boolean,
        provider text,
        status text
    ),
    jsonb_to_record(doc.customer_address) AS customer_address (
        country text,
        postal_code text,
        state text
    ),
    jsonb_to_record(doc.from_invoice) AS from_invoice (
        action text,
        invoice jsonb
    ),
    jsonb_to_record(doc.issuer) AS issuer (
        account jsonb,
        type text
    ),
    jsonb_to_record(doc.parent) AS parent (
        quote_details jsonb,
        subscription_details jsonb,
        type text
    ),
    jsonb_to_record(parent.subscription_details) AS parent_subscription (
        metadata jsonb,
        subscription jsonb,
        subscription_proration_date bigint
    ),
    jsonb_to_record(doc.status_transitions) AS status_transitions (
        finalized_at bigint,
        marked_uncollectible_at bigint,
        paid_at bigint,
        voided_at bigint
    ),
    jsonb_to_record(doc.transfer_data) AS transfer_data (
        amount bigint,
        destination jsonb
    )
