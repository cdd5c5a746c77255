-- One row a payment intent.
--
-- Until 2022-08-01 the charges came as a list and none was marked as the latest; `allowed_source_types`,
-- `next_source_action` and the two words of `status` are those of before 2019-02-11.
SELECT
    doc.id,
    stripe_array(doc.allowed_payment_method_types) AS allowed_payment_method_types,
    doc.amount,
    doc.amount_capturable,
    doc.amount_details,
    doc.amount_received,
    doc.application_fee_amount,
    stripe_ref(doc.application) AS application_id,
    automatic_payment_methods.allow_redirects AS automatic_payment_methods_allow_redirects,
    automatic_payment_methods.enabled AS automatic_payment_methods_enabled,
    stripe_time(doc.canceled_at) AS canceled_at,
    doc.cancellation_reason,
    doc.capture_method,
    doc.confirmation_method,
    stripe_time(doc.created) AS created,
    doc.currency,
    stripe_ref(doc.customer_account) AS customer_account_id,
    stripe_ref(doc.customer) AS customer_id,
    doc.description,
    stripe_array(doc.excluded_payment_method_types) AS excluded_payment_method_types,
    stripe_ref(doc.invoice) AS invoice_id,
    doc.last_payment_error,
    last_payment_error.code AS last_payment_error_code,
    last_payment_error.decline_code AS last_payment_error_decline_code,
    last_payment_error.message AS last_payment_error_message,
    last_payment_error.type AS last_payment_error_type,
    coalesce(
        stripe_ref(doc.latest_charge),
        (
            SELECT charge.value ->> 'id'
            FROM jsonb_array_elements(stripe_array(doc.charges)) WITH ORDINALITY AS charge (value, position)
            ORDER BY (charge.value ->> 'created')::bigint DESC NULLS LAST, charge.position
            LIMIT 1
        )
    ) AS latest_charge_id,
    doc.livemode,
    doc.metadata,
    coalesce(doc.next_action, doc.next_source_action) AS next_action,
    coalesce(doc.next_action, doc.next_source_action) ->> 'type' AS next_action_type,
    stripe_ref(doc.on_behalf_of) AS on_behalf_of_id,
    doc.payment_details,
    doc.payment_method_configuration_details,
    stripe_ref(doc.payment_method) AS payment_method_id,
    doc.payment_method_options,
    coalesce(stripe_array(doc.payment_method_types), stripe_array(doc.allowed_source_types)) AS payment_method_types,
    stripe_ref(doc.payment_record) AS payment_record_id,
    presentment_details.presentment_amount AS presentment_details_presentment_amount,
    presentment_details.presentment_currency AS presentment_details_presentment_currency,
    doc.processing,
    doc.receipt_email,
    stripe_ref(doc.review) AS review_id,
    doc.setup_future_usage,
    doc.shipping,
    stripe_ref(doc.source) AS source_id,
    doc.statement_descriptor,
    doc.statement_descriptor_suffix,
    CASE doc.status
        WHEN 'requires_source' THEN 'requires_payment_method'
        WHEN 'requires_source_action' THEN 'requires_action'
        ELSE doc.status
    END AS status,
    doc.transfer_data,
    transfer_data.amount AS transfer_data_amount,
    stripe_ref(transfer_data.destination) AS transfer_data_destination_id,
    doc.transfer_group
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (
        id text,
        allowed_payment_method_types jsonb,
        allowed_source_types jsonb,
        amount bigint,
        amount_capturable bigint,
        amount_details jsonb,
        amount_received bigint,
        application jsonb,
        application_fee_amount bigint,
        automatic_payment_methods jsonb,
        canceled_at bigint,
        cancellation_reason text,
        capture_method text,
        charges jsonb,
        confirmation_method text,
        created bigint,
        currency text,
        customer jsonb,
        customer_account jsonb,
        description text,
        excluded_payment_method_types jsonb,
        invoice jsonb,
        last_payment_error jsonb,
        latest_charge jsonb,
        livemode boolean,
        metadata jsonb,
        next_action jsonb,
        next_source_action jsonb,
        on_behalf_of jsonb,
        payment_details jsonb,
        payment_method jsonb,
        payment_method_configuration_details jsonb,
        payment_method_options jsonb,
        payment_method_types jsonb,
        payment_record jsonb,
        presentment_details jsonb,
        processing jsonb,
        receipt_email text,
        review jsonb,
        setup_future_usage text,
        shipping jsonb,
        source jsonb,
        statement_descriptor text,
        statement_descriptor_suffix text,
        status text,
        transfer_data jsonb,
        transfer_group text
    ),
    jsonb_to_record(doc.automatic_payment_methods) AS automatic_payment_methods (
        allow_redirects text,
        enabled boolean
    ),
    jsonb_to_record(doc.last_payment_error) AS last_payment_error (
        code text,
        decline_code text,
        message text,
        type text
    ),
    jsonb_to_record(doc.presentment_details) AS presentment_details (
        presentment_amount bigint,
        presentment_currency text
    ),
    jsonb_to_record(doc.transfer_data) AS transfer_data (
        amount bigint,
        destination jsonb
    )
