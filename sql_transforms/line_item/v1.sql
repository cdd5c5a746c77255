-- One row per element of an invoice's `lines`; `batch` holds the invoices.
--
-- Before 2019-12-03 `id` was that of the subscription, its item or the invoice item, shared by lines of many invoices
-- and sometimes by several of one; `unique_id` carries what it became. Where that is not said, a line is known by its
-- invoice, that id, and from the second of that id on its number among them. Until 2018-02-28 only that id named the
-- subscription or the invoice item. `type` has its older words, those that Stripe used before `parent`.
SELECT
    CASE
        WHEN item.unique_id IS NOT NULL THEN item.unique_id
        WHEN starts_with(item.id, 'il_') THEN item.id
        ELSE landed.id || ':' || item.id || coalesce(':' || nullif(row_number() OVER same_id, 1), '')
    END AS id,
    item.amount,
    item.amount_excluding_tax,
    item.currency,
    item.description,
    item.discountable,
    stripe_array(item.discounts) AS discounts,
    landed.id AS invoice_id,
    coalesce(
        stripe_ref(of_invoice_item.invoice_item),
        stripe_ref(of_subscription_item.invoice_item),
        stripe_ref(item.invoice_item),
        CASE WHEN starts_with(item.id, 'ii_') THEN item.id END
    ) AS invoice_item_id,
    item.livemode,
    item.metadata,
    stripe_time(period."end") AS period_end,
    stripe_time(period.start) AS period_start,
    stripe_array(item.pretax_credit_amounts) AS pretax_credit_amounts,
    coalesce(stripe_ref(price_details.price), stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
    coalesce(
        stripe_ref(price_details.product),
        stripe_ref(item.price -> 'product'),
        stripe_ref(item.plan -> 'product')
    ) AS product_id,
    coalesce(of_subscription_item.proration, of_invoice_item.proration, item.proration, FALSE) AS proration,
    coalesce(
        of_subscription_item.proration_details,
        of_invoice_item.proration_details,
        item.proration_details
    ) AS proration_details,
    item.quantity,
    coalesce(item.quantity_decimal, item.quantity) AS quantity_decimal,
    coalesce(
        stripe_ref(of_subscription_item.subscription),
        stripe_ref(of_invoice_item.subscription),
        stripe_ref(item.subscription),
        CASE WHEN starts_with(item.id, 'sub_') OR starts_with(item.id, 'su_') THEN item.id END
    ) AS subscription_id,
    coalesce(
        stripe_ref(of_subscription_item.subscription_item),
        stripe_ref(item.subscription_item),
        CASE WHEN starts_with(item.id, 'si_') THEN item.id END
    ) AS subscription_item_id,
    item.subtotal,
    stripe_array(item.tax_rates) AS tax_rates,
    CASE coalesce(parent.type, item.type)
        WHEN 'subscription_item_details' THEN 'subscription'
        WHEN 'invoice_item_details' THEN 'invoiceitem'
        ELSE coalesce(parent.type, item.type)
    END AS type,
    coalesce(
        pricing.unit_amount_decimal,
        (item.price ->> 'unit_amount_decimal')::numeric,
        (item.price ->> 'unit_amount')::numeric,
        (item.plan ->> 'amount_decimal')::numeric,
        (item.plan ->> 'amount')::numeric
    ) AS unit_amount_decimal,
    item.unit_amount_excluding_tax
FROM batch AS landed,
    jsonb_to_record(landed.payload) AS doc (lines jsonb),
    jsonb_array_elements(stripe_array(doc.lines)) WITH ORDINALITY AS element (value, position),
    jsonb_to_record(element.value) AS item (
        id text,
        amount bigint,
        amount_excluding_tax bigint,
        currency text,
        description text,
        discountable boolean,
        discounts jsonb,
        invoice_item jsonb,
        livemode boolean,
        metadata jsonb,
        parent jsonb,
        period jsonb,
        plan jsonb,
        pretax_credit_amounts jsonb,
        price jsonb,
        pricing jsonb,
        proration boolean,
        proration_details jsonb,
        quantity bigint,
        quantity_decimal numeric,
        subscription jsonb,
        subscription_item jsonb,
        subtotal bigint,
        tax_rates jsonb,
        type text,
        unique_id text,
        unit_amount_excluding_tax numeric
    ),
    jsonb_to_record(item.parent) AS parent (
        invoice_item_details jsonb,
        subscription_item_details jsonb,
        type text
    ),
    jsonb_to_record(parent.invoice_item_details) AS of_invoice_item (
        invoice_item jsonb,
        proration boolean,
        proration_details jsonb,
        subscription jsonb
    ),
    jsonb_to_record(parent.subscription_item_details) AS of_subscription_item (
        invoice_item jsonb,
        proration boolean,
        proration_details jsonb,
        subscription jsonb,
        subscription_item jsonb
    ),
    jsonb_to_record(item.period) AS period (
        "end" bigint,
        start bigint
    ),
    jsonb_to_record(item.pricing) AS pricing (
        price_details jsonb,
        unit_amount_decimal numeric
    ),
    jsonb_to_record(pricing.price_details) AS price_details (
        price jsonb,
        product jsonb
    )
WINDOW same_id AS (PARTITION BY landed.id, item.id ORDER BY element.position)
