-- What promotion executes to fill oltp.subscription_items, in order.
-- $1 and $2 are the first and the last position in the temporary table selected; %(name)s stands for a bound value.
-- A promotion of everything (the first one, a replay) has TRUE where this one looks up ids in the table touched, and
-- one without seconds to be put in order does not look up the place of a copy in the table placed.


-- First: the objects inside the documents of new loads.
INSERT INTO embedded
SELECT found.value ->> 'object', found.value ->> 'id', found.value, holder.api_version, holder.observed_at,
    holder._dlt_load_id, holder._dlt_id || '.' || found.path || '.' || lpad(found.ordinality::text, 6, '0')
FROM (
    SELECT landed.id, landed.api_version, landed.observed_at, landed._dlt_load_id, landed._dlt_id,
        landed.payload || '{}' AS payload
    FROM raw.subscription_items AS landed
    WHERE landed._dlt_load_id = ANY(%(loads)s) AND landed.origin NOT IN ('file', 'event')
        AND (%(documents)s::text[] IS NULL OR landed._dlt_id = ANY(%(documents)s))
    OFFSET 0
) AS holder
CROSS JOIN LATERAL (
    SELECT 0 AS path, found.value, found.ordinality
    FROM jsonb_path_query(
        holder.payload,
        '$.price ? (exists (@.object) && (@.deleted == true || exists (@.amount) || exists (@.charges_enabled)
            || exists (@.livemode) || exists (@.start)))',
        silent => TRUE
    ) WITH ORDINALITY AS found (value, ordinality) UNION ALL
    SELECT 1 AS path, found.value, found.ordinality
    FROM jsonb_path_query(
        holder.payload,
        '$.discounts[*].**{0 to 2} ? (exists (@.object) && (@.deleted == true || exists (@.amount)
            || exists (@.charges_enabled) || exists (@.livemode) || exists (@.start)))',
        silent => TRUE
    ) WITH ORDINALITY AS found (value, ordinality)) AS found
WHERE (found.value ->> 'object', found.value ->> 'id') <> ('subscription_item', holder.id)
    AND jsonb_typeof(found.value -> 'id') = 'string' AND length(found.value ->> 'id') <= 255;


-- First: the objects inside the documents of new loads.
INSERT INTO embedded
SELECT found.value ->> 'object', found.value ->> 'id', found.value, holder.api_version, holder.observed_at,
    holder._dlt_load_id, holder._dlt_id || '.' || found.path || '.' || lpad(found.ordinality::text, 6, '0')
FROM (
    SELECT landed.id, landed.api_version, landed.observed_at, landed._dlt_load_id, landed._dlt_id,
        landed.payload || '{}' AS payload
    FROM raw.subscription_items AS landed
    WHERE landed._dlt_load_id = ANY(%(loads)s) AND landed.origin IN ('file', 'event')
        AND (%(documents)s::text[] IS NULL OR landed._dlt_id = ANY(%(documents)s))
    OFFSET 0
) AS holder
CROSS JOIN LATERAL (
    SELECT 0 AS path, found.value, found.ordinality
    FROM jsonb_path_query(
        holder.payload,
        'strict $.** ? (exists (@.object) && (@.deleted == true || exists (@.amount) || exists (@.charges_enabled)
            || exists (@.livemode) || exists (@.start)))',
        silent => TRUE
    ) WITH ORDINALITY AS found (value, ordinality)) AS found
WHERE (found.value ->> 'object', found.value ->> 'id') <> ('subscription_item', holder.id)
    AND jsonb_typeof(found.value -> 'id') = 'string' AND length(found.value ->> 'id') <= 255;


-- If elements were landed by themselves: the ids of subscriptions that they touch.
INSERT INTO touched
SELECT DISTINCT parent.id
FROM raw.subscription_items AS item JOIN raw.subscriptions AS parent ON parent.id = coalesce(item.parent,
    CASE jsonb_typeof(item.payload -> 'subscription') WHEN 'object' THEN item.payload -> 'subscription' ->> 'id'
    ELSE item.payload -> 'subscription' #>> '{}' END)
WHERE item._dlt_load_id = ANY(%(loads)s)
ON CONFLICT DO NOTHING;


-- If Stripe cut the items of a selected copy: the list with all that is known of it.
WITH list AS (
    SELECT 'items' AS field, '' AS own_ids, NULL::text AS unique_id
),
known AS (
    SELECT landed.id AS parent_id, landed.payload, landed.observed_at, coalesce((SELECT placed.place FROM placed
        WHERE placed.raw_id = landed._dlt_id), (CASE
        WHEN landed.deleted THEN 1000000
        WHEN landed.origin <> 'event' THEN 0
        WHEN landed.event IS NULL THEN -4
        WHEN right(landed.event ->> 'type', 8) = '.created' THEN -3
        WHEN substring(landed.event ->> 'type' FROM '[^.]*$') IN ('paid', 'succeeded', 'payment_succeeded', 'failed',
            'payment_failed', 'setup_failed', 'finalization_failed', 'captured', 'refunded', 'canceled', 'voided',
            'marked_uncollectible', 'expired', 'closed', 'completed', 'accepted', 'released', 'aborted', 'reversed',
            'detached', 'deleted') THEN -1
        ELSE -2 END + CASE WHEN landed.event ? 'withheld' THEN 10 ELSE 0 END)) AS place, CASE
            WHEN landed.event IS NULL THEN '' ELSE concat_ws(
            ' ', landed.event ->> 'id', landed.api_version, landed.digest) END COLLATE "C" AS told, landed._dlt_load_id,
                landed._dlt_id,
        FALSE AS is_alone, selected.copy = landed.ctid AS is_selected,
        landed.payload #> '{items,has_more}' = 'true'::jsonb AS is_cut,
        EXISTS (
            SELECT FROM raw.subscription_items AS item
            WHERE item._dlt_load_id = landed._dlt_load_id AND item.origin = 'list'
                AND coalesce(item.parent, CASE jsonb_typeof(item.payload -> 'subscription')
                    WHEN 'object' THEN item.payload -> 'subscription' ->> 'id'
                    ELSE item.payload -> 'subscription' #>> '{}' END) = landed.id
        ) AS is_completed
    FROM selected JOIN raw.subscriptions AS landed ON landed.id = selected.id
    WHERE selected.cut AND landed._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
        WHERE loads.status = 0) AND (NOT landed.deleted OR landed.payload ? 'livemode')
    UNION ALL
    SELECT selected.id, item.payload, item.observed_at, 0, '', item._dlt_load_id, item._dlt_id,
        TRUE, FALSE, FALSE, FALSE
    FROM selected JOIN raw.subscription_items AS item ON coalesce(item.parent,
        CASE jsonb_typeof(item.payload -> 'subscription') WHEN 'object' THEN item.payload -> 'subscription' ->> 'id'
        ELSE item.payload -> 'subscription' #>> '{}' END) = selected.id
    WHERE selected.cut AND item._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
        WHERE loads.status = 0)
),
whole AS (
    -- One row per parent whose selected copy has its list cut: the list with all that is known of it.
    --
    -- A part of the statement in `cut_lists.py`, which gives it two tables:
    --
    -- - `list` has one row: the `field` of the list; `own_ids`, how the ids begin that are an element's own; `unique_id`,
    --   the field that told elements with other ids apart (NULL where there is none).
    -- - `known` has the copies of the parents and the elements that were landed by themselves (`is_alone`), each with the
    --   id of its parent and what puts it in order. Of a copy, `is_selected` says that it counts, `is_cut` that Stripe cut
    --   its list, `is_completed` that its load also brought the whole list from its endpoint.
    WITH ranked AS (
        SELECT
            known.*,
            rank() OVER by_load AS load_rank,
            rank() OVER by_copy AS copy_rank
        FROM known
            WINDOW
        by_load AS (
            PARTITION BY known.parent_id
            ORDER BY known.observed_at, known.place, known.told, known._dlt_load_id
        ),
        by_copy AS (
            PARTITION BY known.parent_id
            ORDER BY known.observed_at, known.place, known.told, known._dlt_load_id, known._dlt_id
        )
    ),
    cut AS (
        SELECT ranked.* FROM ranked
        WHERE ranked.is_selected AND ranked.is_cut
    ),
    last_whole AS (
        SELECT DISTINCT ON (ranked.parent_id) ranked.*
        FROM ranked INNER JOIN cut ON ranked.parent_id = cut.parent_id
        WHERE
            NOT ranked.is_alone
            AND ranked.copy_rank <= cut.copy_rank
            AND (ranked.is_cut IS NOT TRUE OR ranked.is_completed)
        ORDER BY ranked.parent_id ASC, ranked.copy_rank DESC
    ),
    elements AS (
        SELECT
            ranked.parent_id,
            ranked.load_rank,
            ranked.copy_rank,
            ranked._dlt_load_id,
            ranked._dlt_id AS holder,
            FALSE AS is_alone,
            element.payload,
            element.place_in_list
        FROM ranked
            INNER JOIN cut ON ranked.parent_id = cut.parent_id
        CROSS JOIN list,
            jsonb_array_elements(meta.stripe_list(ranked.payload -> list.field))
            WITH ORDINALITY AS element (payload, place_in_list)
        WHERE NOT ranked.is_alone AND ranked.copy_rank <= cut.copy_rank
        UNION ALL
        SELECT
            ranked.parent_id,
            ranked.load_rank,
            ranked.copy_rank,
            ranked._dlt_load_id,
            ranked._dlt_load_id AS holder,
            TRUE AS is_alone,
            ranked.payload,
            row_number() OVER (PARTITION BY ranked.parent_id, ranked._dlt_load_id
                ORDER BY ranked._dlt_id) AS place_in_list
        FROM ranked INNER JOIN cut ON ranked.parent_id = cut.parent_id
        WHERE ranked.is_alone
    ),
    -- One that has no id of its own is told apart by its number among those of its id in the same list.
    told_apart AS (
        SELECT
            elements.*,
            coalesce(elements.payload ->> list.unique_id, elements.payload ->> 'id') AS id,
            CASE
                WHEN elements.payload ->> list.unique_id IS NOT NULL THEN 1
                WHEN starts_with(elements.payload ->> 'id', list.own_ids) THEN 1
                ELSE row_number() OVER (
                    PARTITION BY elements.parent_id, elements.is_alone, elements.holder, elements.payload ->> 'id'
                    ORDER BY elements.place_in_list
                )
            END AS number
        FROM elements CROSS JOIN list
    ),
    newest AS (
        SELECT DISTINCT ON (told_apart.parent_id, told_apart.id, told_apart.number) told_apart.*
        FROM told_apart LEFT JOIN last_whole ON told_apart.parent_id = last_whole.parent_id
        WHERE
            last_whole.parent_id IS NULL
            OR told_apart.copy_rank >= last_whole.copy_rank
            OR (told_apart.is_alone AND told_apart._dlt_load_id = last_whole._dlt_load_id)
        ORDER BY told_apart.parent_id ASC, told_apart.id ASC, told_apart.number ASC, told_apart.copy_rank DESC
    )
    SELECT
        newest.parent_id,
        jsonb_agg(newest.payload ORDER BY newest.load_rank DESC, newest.place_in_list ASC, newest.id ASC) AS elements
    FROM newest
    GROUP BY newest.parent_id
)
UPDATE selected
SET completed = jsonb_set(coalesce(selected.completed, landed.payload), '{items,data}', whole.elements)
FROM whole, raw.subscriptions AS landed
WHERE selected.id = whole.parent_id AND landed.ctid = selected.copy;


-- Then: the lists of which nothing brought the rest.
UPDATE selected SET incomplete = selected.incomplete || 'items'::text
FROM raw.subscriptions AS landed
WHERE selected.cut AND landed.ctid = selected.copy AND landed.payload #> '{items,has_more}' = 'true'::jsonb
    AND NOT EXISTS (
        SELECT FROM raw.subscription_items AS item
        WHERE item._dlt_load_id = landed._dlt_load_id AND item.origin = 'list'
            AND coalesce(item.parent, CASE jsonb_typeof(item.payload -> 'subscription')
                WHEN 'object' THEN item.payload -> 'subscription' ->> 'id'
                ELSE item.payload -> 'subscription' #>> '{}' END) = landed.id
    );


-- The rows of the selected documents, 20,000 at a time; prepared for fewer than 500.
WITH picked AS MATERIALIZED (
    SELECT selected.position, selected.id, selected.copy, selected.observed_at, selected.deleted_observed_at,
        selected.completed, selected.held, selected.incomplete, selected.listed, selected.current FROM selected
    WHERE selected.position BETWEEN $1 AND $2 AND selected.copy IS NOT NULL
),
opened AS (
    SELECT picked.id, picked.completed, landed.payload || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.subscriptions AS landed ON landed.ctid = picked.copy AND TRUE
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'subscription'
        AND NOT (opened.forms IS DISTINCT FROM 1664153731 AND (coalesce(opened.completed, opened.payload) @?
        '$ ? ((@."items".type() == "object"
        && exists(@."items".data[*] ? (exists(@."billing_thresholds".type() ? (@ != "object" && @ != "null"))
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null")))))))
        || (@."items".type() == "array" && exists(@."items"[*] ? (exists(@."billing_thresholds".type() ? (@ != "object"
        && @ != "null")) || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))))))))') IS TRUE)
        THEN coalesce(opened.completed, opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row per element of a subscription's `items`; `batch` holds the subscriptions.
    --
    -- Items of 2017 could not have metadata, and do not say that they have none.
    SELECT
        item.id,
        stripe_time(item.billed_until) AS billed_until,
        (item.billing_thresholds ->> 'usage_gte')::bigint AS billing_thresholds_usage_gte,
        stripe_time(item.created) AS created,
        stripe_time(coalesce(item.current_period_end, doc.current_period_end)) AS current_period_end,
        stripe_time(coalesce(item.current_period_start, doc.current_period_start)) AS current_period_start,
        stripe_time(current_trial.end_date) AS current_trial_end_date,
        stripe_time(current_trial.start_date) AS current_trial_start_date,
        stripe_ref(current_trial.trial_offer) AS current_trial_trial_offer_id,
        stripe_array(item.discounts) AS discounts,
        coalesce(item.metadata, '{}') AS metadata,
        coalesce(stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
        item.quantity,
        landed.id AS subscription_id,
        stripe_array(item.tax_rates) AS tax_rates
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            current_period_end bigint,
            current_period_start bigint,
            items jsonb
        ),
        jsonb_to_recordset(stripe_array(doc.items)) AS item (
            id text,
            billed_until bigint,
            billing_thresholds jsonb,
            created bigint,
            current_period_end bigint,
            current_period_start bigint,
            current_trial jsonb,
            discounts jsonb,
            metadata jsonb,
            plan jsonb,
            price jsonb,
            quantity bigint,
            tax_rates jsonb
        ),
        jsonb_to_record(item.current_trial) AS current_trial (
            end_date bigint,
            start_date bigint,
            trial_offer jsonb
        )
),
incoming AS (
    SELECT mapped.id, mapped.billed_until, mapped.billing_thresholds_usage_gte, mapped.created,
        mapped.current_period_end, mapped.current_period_start, mapped.current_trial_end_date,
        mapped.current_trial_start_date, mapped.current_trial_trial_offer_id, mapped.discounts, mapped.metadata,
        mapped.price_id, mapped.quantity, mapped.subscription_id, mapped.tax_rates, 'present' AS row_state,
        1 AS transform_version FROM mapped
),
gone AS (
    UPDATE oltp.subscription_items AS kept SET row_state = 'unresolved', billed_until = NULL,
        billing_thresholds_usage_gte = NULL, created = NULL, current_period_end = NULL, current_period_start = NULL,
        current_trial_end_date = NULL, current_trial_start_date = NULL, current_trial_trial_offer_id = NULL,
        discounts = NULL, metadata = NULL, price_id = NULL, quantity = NULL, subscription_id = NULL, tax_rates = NULL,
        transform_version = NULL, promoted_at = now()
    WHERE kept.row_state <> 'unresolved' AND kept.id IN (
        SELECT standing.id FROM (
            SELECT standing.id FROM oltp.subscription_items AS standing
            WHERE standing.subscription_id IN (SELECT picked.id FROM picked) OFFSET 0
        ) AS standing
        WHERE NOT EXISTS (SELECT FROM incoming WHERE incoming.id = standing.id)
    )
    RETURNING 1),
written AS (
    INSERT INTO oltp.subscription_items AS kept (id, billed_until, billing_thresholds_usage_gte, created,
        current_period_end, current_period_start, current_trial_end_date, current_trial_start_date,
        current_trial_trial_offer_id, discounts, metadata, price_id, quantity, row_state, subscription_id, tax_rates,
        transform_version)
    SELECT incoming.id, incoming.billed_until, incoming.billing_thresholds_usage_gte, incoming.created,
        incoming.current_period_end, incoming.current_period_start, incoming.current_trial_end_date,
        incoming.current_trial_start_date, incoming.current_trial_trial_offer_id, incoming.discounts, incoming.metadata,
        incoming.price_id, incoming.quantity, incoming.row_state, incoming.subscription_id, incoming.tax_rates,
        incoming.transform_version FROM incoming
    ON CONFLICT (id) DO UPDATE SET billed_until = excluded.billed_until,
        billing_thresholds_usage_gte = excluded.billing_thresholds_usage_gte, created = excluded.created,
        current_period_end = excluded.current_period_end, current_period_start = excluded.current_period_start,
        current_trial_end_date = excluded.current_trial_end_date,
        current_trial_start_date = excluded.current_trial_start_date,
        current_trial_trial_offer_id = excluded.current_trial_trial_offer_id, discounts = excluded.discounts,
        metadata = excluded.metadata, price_id = excluded.price_id, quantity = excluded.quantity,
        row_state = excluded.row_state, subscription_id = CASE WHEN kept.subscription_id <> excluded.subscription_id
        AND kept.row_state = 'present' THEN (SELECT excluded.subscription_id FROM (VALUES (1), (2)) AS holders)
        ELSE excluded.subscription_id END, tax_rates = excluded.tax_rates,
        transform_version = excluded.transform_version, promoted_at = now()
    WHERE (kept.billed_until, kept.billing_thresholds_usage_gte, kept.created, kept.current_period_end,
        kept.current_period_start, kept.current_trial_end_date, kept.current_trial_start_date,
        kept.current_trial_trial_offer_id, kept.discounts, kept.metadata, kept.price_id, kept.quantity, kept.row_state,
        kept.subscription_id, kept.tax_rates, kept.transform_version) IS DISTINCT FROM (excluded.billed_until,
        excluded.billing_thresholds_usage_gte, excluded.created, excluded.current_period_end,
        excluded.current_period_start, excluded.current_trial_end_date, excluded.current_trial_start_date,
        excluded.current_trial_trial_offer_id, excluded.discounts, excluded.metadata, excluded.price_id,
        excluded.quantity, excluded.row_state, excluded.subscription_id, excluded.tax_rates, excluded.transform_version)
    RETURNING kept.id, xmax = 0 AS is_new, kept.row_state, kept.price_id, kept.subscription_id
),
unresolved_prices AS (
    INSERT INTO oltp.prices (id, row_state)
    SELECT DISTINCT named.id, 'unresolved' FROM (SELECT written.price_id AS id FROM written) AS named
    WHERE named.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM oltp.prices AS known WHERE known.id = named.id)
    ON CONFLICT (id) DO NOTHING
),
unresolved_subscriptions AS (
    INSERT INTO oltp.subscriptions (id, row_state)
    SELECT DISTINCT named.id, 'unresolved' FROM (SELECT written.subscription_id AS id FROM written) AS named
    WHERE named.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM oltp.subscriptions AS known WHERE known.id = named.id)
    ON CONFLICT (id) DO NOTHING
)
SELECT ARRAY[(SELECT count(*) FROM picked), (SELECT count(*) FROM incoming),
    count(*) FILTER (WHERE written.is_new), count(*) FILTER (WHERE NOT written.is_new),
    count(*) FILTER (WHERE written.row_state = 'deleted'), (SELECT count(*) FROM gone)]
FROM written;


-- If that fails: which documents break a rule, 100 at a time. The verdict on a row is the number of the first rule that
-- it breaks, of those that the table has by then.
WITH picked AS MATERIALIZED (
    SELECT selected.position, selected.id, selected.copy, selected.observed_at, selected.deleted_observed_at,
        selected.completed, selected.held, selected.incomplete, selected.listed, selected.current FROM selected
    WHERE selected.position BETWEEN $1 AND $2 AND selected.copy IS NOT NULL
),
opened AS (
    SELECT setval('pg_temp.read', picked.position) AS place, picked.id, picked.completed, landed.payload
        || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.subscriptions AS landed ON landed.ctid = picked.copy AND TRUE
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'subscription'
        AND NOT (opened.forms IS DISTINCT FROM 1664153731 AND (coalesce(opened.completed, opened.payload) @?
        '$ ? ((@."items".type() == "object"
        && exists(@."items".data[*] ? (exists(@."billing_thresholds".type() ? (@ != "object" && @ != "null"))
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null")))))))
        || (@."items".type() == "array" && exists(@."items"[*] ? (exists(@."billing_thresholds".type() ? (@ != "object"
        && @ != "null")) || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))))))))') IS TRUE)
        THEN coalesce(opened.completed, opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row per element of a subscription's `items`; `batch` holds the subscriptions.
    --
    -- Items of 2017 could not have metadata, and do not say that they have none.
    SELECT
        item.id,
        stripe_time(item.billed_until) AS billed_until,
        (item.billing_thresholds ->> 'usage_gte')::bigint AS billing_thresholds_usage_gte,
        stripe_time(item.created) AS created,
        stripe_time(coalesce(item.current_period_end, doc.current_period_end)) AS current_period_end,
        stripe_time(coalesce(item.current_period_start, doc.current_period_start)) AS current_period_start,
        stripe_time(current_trial.end_date) AS current_trial_end_date,
        stripe_time(current_trial.start_date) AS current_trial_start_date,
        stripe_ref(current_trial.trial_offer) AS current_trial_trial_offer_id,
        stripe_array(item.discounts) AS discounts,
        coalesce(item.metadata, '{}') AS metadata,
        coalesce(stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
        item.quantity,
        landed.id AS subscription_id,
        stripe_array(item.tax_rates) AS tax_rates
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            current_period_end bigint,
            current_period_start bigint,
            items jsonb
        ),
        jsonb_to_recordset(stripe_array(doc.items)) AS item (
            id text,
            billed_until bigint,
            billing_thresholds jsonb,
            created bigint,
            current_period_end bigint,
            current_period_start bigint,
            current_trial jsonb,
            discounts jsonb,
            metadata jsonb,
            plan jsonb,
            price jsonb,
            quantity bigint,
            tax_rates jsonb
        ),
        jsonb_to_record(item.current_trial) AS current_trial (
            end_date bigint,
            start_date bigint,
            trial_offer jsonb
        )
),
incoming AS (
    SELECT mapped.id, mapped.billed_until, mapped.billing_thresholds_usage_gte, mapped.created,
        mapped.current_period_end, mapped.current_period_start, mapped.current_trial_end_date,
        mapped.current_trial_start_date, mapped.current_trial_trial_offer_id, mapped.discounts, mapped.metadata,
        mapped.price_id, mapped.quantity, mapped.subscription_id, mapped.tax_rates, 'present' AS row_state,
        1 AS transform_version FROM mapped
),
judged AS (
    SELECT subscription_items.subscription_id AS owner, row_number() OVER () AS number,
        CASE WHEN subscription_items IS NULL THEN NULL ELSE %(verdict)s END AS verdict
    FROM (SELECT incoming.id, incoming.billed_until, incoming.billing_thresholds_usage_gte, incoming.created,
        incoming.current_period_end, incoming.current_period_start, incoming.current_trial_end_date,
        incoming.current_trial_start_date, incoming.current_trial_trial_offer_id, incoming.discounts, incoming.metadata,
        incoming.price_id, incoming.quantity, incoming.row_state, incoming.subscription_id, incoming.tax_rates,
        incoming.transform_version FROM incoming OFFSET 0) AS subscription_items
)
SELECT (SELECT picked.position FROM picked WHERE picked.id = judged.owner) AS place,
    judged.number, judged.verdict, NULL::text, NULL::text, NULL::text
FROM judged WHERE judged.verdict IS NOT NULL;


-- If it still fails for fewer than 100, or a text may be too long for an index: each is written by itself, into an
-- empty table with the same rules and indexes.
WITH picked AS MATERIALIZED (
    SELECT selected.position, selected.id, selected.copy, selected.observed_at, selected.deleted_observed_at,
        selected.completed, selected.held, selected.incomplete, selected.listed, selected.current FROM selected
    WHERE selected.position BETWEEN $1 AND $2 AND selected.copy IS NOT NULL
),
opened AS (
    SELECT picked.id, picked.completed, landed.payload || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.subscriptions AS landed ON landed.ctid = picked.copy AND TRUE
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'subscription'
        AND NOT (opened.forms IS DISTINCT FROM 1664153731 AND (coalesce(opened.completed, opened.payload) @?
        '$ ? ((@."items".type() == "object"
        && exists(@."items".data[*] ? (exists(@."billing_thresholds".type() ? (@ != "object" && @ != "null"))
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null")))))))
        || (@."items".type() == "array" && exists(@."items"[*] ? (exists(@."billing_thresholds".type() ? (@ != "object"
        && @ != "null")) || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))))))))') IS TRUE)
        THEN coalesce(opened.completed, opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row per element of a subscription's `items`; `batch` holds the subscriptions.
    --
    -- Items of 2017 could not have metadata, and do not say that they have none.
    SELECT
        item.id,
        stripe_time(item.billed_until) AS billed_until,
        (item.billing_thresholds ->> 'usage_gte')::bigint AS billing_thresholds_usage_gte,
        stripe_time(item.created) AS created,
        stripe_time(coalesce(item.current_period_end, doc.current_period_end)) AS current_period_end,
        stripe_time(coalesce(item.current_period_start, doc.current_period_start)) AS current_period_start,
        stripe_time(current_trial.end_date) AS current_trial_end_date,
        stripe_time(current_trial.start_date) AS current_trial_start_date,
        stripe_ref(current_trial.trial_offer) AS current_trial_trial_offer_id,
        stripe_array(item.discounts) AS discounts,
        coalesce(item.metadata, '{}') AS metadata,
        coalesce(stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
        item.quantity,
        landed.id AS subscription_id,
        stripe_array(item.tax_rates) AS tax_rates
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            current_period_end bigint,
            current_period_start bigint,
            items jsonb
        ),
        jsonb_to_recordset(stripe_array(doc.items)) AS item (
            id text,
            billed_until bigint,
            billing_thresholds jsonb,
            created bigint,
            current_period_end bigint,
            current_period_start bigint,
            current_trial jsonb,
            discounts jsonb,
            metadata jsonb,
            plan jsonb,
            price jsonb,
            quantity bigint,
            tax_rates jsonb
        ),
        jsonb_to_record(item.current_trial) AS current_trial (
            end_date bigint,
            start_date bigint,
            trial_offer jsonb
        )
),
incoming AS (
    SELECT mapped.id, mapped.billed_until, mapped.billing_thresholds_usage_gte, mapped.created,
        mapped.current_period_end, mapped.current_period_start, mapped.current_trial_end_date,
        mapped.current_trial_start_date, mapped.current_trial_trial_offer_id, mapped.discounts, mapped.metadata,
        mapped.price_id, mapped.quantity, mapped.subscription_id, mapped.tax_rates, 'present' AS row_state,
        1 AS transform_version FROM mapped
)
INSERT INTO pg_temp.subscription_items (id, billed_until, billing_thresholds_usage_gte, created, current_period_end,
    current_period_start, current_trial_end_date, current_trial_start_date, current_trial_trial_offer_id, discounts,
    metadata, price_id, quantity, row_state, subscription_id, tax_rates, transform_version)
SELECT incoming.id, incoming.billed_until, incoming.billing_thresholds_usage_gte, incoming.created,
    incoming.current_period_end, incoming.current_period_start, incoming.current_trial_end_date,
    incoming.current_trial_start_date, incoming.current_trial_trial_offer_id, incoming.discounts, incoming.metadata,
    incoming.price_id, incoming.quantity, incoming.row_state, incoming.subscription_id, incoming.tax_rates,
    incoming.transform_version FROM incoming;


-- If an element is in several documents: those that hold it or wait for it, which are tried, too.
WITH parts AS MATERIALIZED (
    SELECT DISTINCT element ->> 'id' AS id
    FROM selected JOIN raw.subscriptions AS landed ON landed.ctid = selected.copy,
        jsonb_array_elements(meta.stripe_list(
            coalesce(selected.completed, landed.payload) -> 'items'
        )) AS element
)
INSERT INTO rivals
SELECT kept.subscription_id FROM parts JOIN oltp.subscription_items AS kept ON kept.id = parts.id
WHERE kept.row_state = 'present'
UNION
SELECT quarantined.id FROM meta.quarantine AS quarantined
WHERE quarantined.object = 'subscription' AND (
    quarantined.contested && ARRAY(SELECT parts.id FROM parts WHERE parts.id IS NOT NULL)
    OR quarantined.contested && ARRAY(
        SELECT unnest(own.contested) FROM meta.quarantine AS own JOIN selected ON selected.id = own.id
        WHERE own.object = 'subscription'
    )
)
ON CONFLICT DO NOTHING;


-- Then, when everything else is written: the elements that the selected documents still contest.
WITH picked AS MATERIALIZED (
    SELECT selected.position, selected.id, selected.copy, selected.observed_at, selected.deleted_observed_at,
        selected.completed, selected.held, selected.incomplete, selected.listed, selected.current FROM selected
    WHERE selected.position BETWEEN $1 AND $2 AND selected.copy IS NOT NULL
),
opened AS (
    SELECT picked.id, picked.completed, landed.payload || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.subscriptions AS landed ON landed.ctid = picked.copy AND TRUE
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'subscription'
        AND NOT (opened.forms IS DISTINCT FROM 1664153731 AND (coalesce(opened.completed, opened.payload) @?
        '$ ? ((@."items".type() == "object"
        && exists(@."items".data[*] ? (exists(@."billing_thresholds".type() ? (@ != "object" && @ != "null"))
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null")))))))
        || (@."items".type() == "array" && exists(@."items"[*] ? (exists(@."billing_thresholds".type() ? (@ != "object"
        && @ != "null")) || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))))))))') IS TRUE)
        THEN coalesce(opened.completed, opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row per element of a subscription's `items`; `batch` holds the subscriptions.
    --
    -- Items of 2017 could not have metadata, and do not say that they have none.
    SELECT
        item.id,
        stripe_time(item.billed_until) AS billed_until,
        (item.billing_thresholds ->> 'usage_gte')::bigint AS billing_thresholds_usage_gte,
        stripe_time(item.created) AS created,
        stripe_time(coalesce(item.current_period_end, doc.current_period_end)) AS current_period_end,
        stripe_time(coalesce(item.current_period_start, doc.current_period_start)) AS current_period_start,
        stripe_time(current_trial.end_date) AS current_trial_end_date,
        stripe_time(current_trial.start_date) AS current_trial_start_date,
        stripe_ref(current_trial.trial_offer) AS current_trial_trial_offer_id,
        stripe_array(item.discounts) AS discounts,
        coalesce(item.metadata, '{}') AS metadata,
        coalesce(stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
        item.quantity,
        landed.id AS subscription_id,
        stripe_array(item.tax_rates) AS tax_rates
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            current_period_end bigint,
            current_period_start bigint,
            items jsonb
        ),
        jsonb_to_recordset(stripe_array(doc.items)) AS item (
            id text,
            billed_until bigint,
            billing_thresholds jsonb,
            created bigint,
            current_period_end bigint,
            current_period_start bigint,
            current_trial jsonb,
            discounts jsonb,
            metadata jsonb,
            plan jsonb,
            price jsonb,
            quantity bigint,
            tax_rates jsonb
        ),
        jsonb_to_record(item.current_trial) AS current_trial (
            end_date bigint,
            start_date bigint,
            trial_offer jsonb
        )
)
SELECT mapped.id, array_agg(DISTINCT mapped.subscription_id ORDER BY mapped.subscription_id) FROM mapped
GROUP BY mapped.id HAVING count(DISTINCT mapped.subscription_id) > 1 ORDER BY mapped.id;


-- If no copy of a refused document passes: its rows are taken back.
UPDATE oltp.subscription_items AS kept SET row_state = 'unresolved', billed_until = NULL,
    billing_thresholds_usage_gte = NULL, created = NULL, current_period_end = NULL, current_period_start = NULL,
    current_trial_end_date = NULL, current_trial_start_date = NULL, current_trial_trial_offer_id = NULL,
    discounts = NULL, metadata = NULL, price_id = NULL, quantity = NULL, subscription_id = NULL, tax_rates = NULL,
    transform_version = NULL, promoted_at = now()
WHERE kept.row_state <> 'unresolved' AND kept.subscription_id IN (SELECT retried.id FROM retried
    WHERE NOT EXISTS (SELECT FROM selected WHERE selected.id = retried.id AND selected.copy IS NOT NULL));


-- If everything is promoted: the rows that no document makes are deleted.
UPDATE oltp.subscription_items AS kept SET row_state = 'unresolved', billed_until = NULL,
    billing_thresholds_usage_gte = NULL, created = NULL, current_period_end = NULL, current_period_start = NULL,
    current_trial_end_date = NULL, current_trial_start_date = NULL, current_trial_trial_offer_id = NULL,
    discounts = NULL, metadata = NULL, price_id = NULL, quantity = NULL, subscription_id = NULL, tax_rates = NULL,
    transform_version = NULL, promoted_at = now()
WHERE kept.row_state <> 'unresolved' AND NOT EXISTS (SELECT FROM raw.subscriptions AS landed
    JOIN raw._dlt_loads AS loads ON loads.load_id = landed._dlt_load_id AND loads.status = 0
    WHERE landed.id = kept.subscription_id);


-- When all types are written: of the copies of subscriptions that the loads bring, and of what events tell, the objects
-- whose version is their row in oltp, and of these and their parts what ends, and what begins.
WITH new (id, is_told, copy, raw_id, load_id, observed_at, api_version, is_gone, origin, event, event_id,
    digest) AS MATERIALIZED (
    SELECT landed.id, FALSE, landed.ctid, landed._dlt_id, landed._dlt_load_id, landed.observed_at,
        landed.api_version, landed.deleted, landed.origin, landed.event, landed.event ->> 'id', landed.digest
    FROM raw.subscriptions AS landed WHERE landed._dlt_load_id = ANY (%(loads)s) AND (
        landed.origin <> 'embedded' OR landed.deleted OR NOT EXISTS (
            SELECT FROM raw.subscriptions AS served
            WHERE served.id = landed.id AND (served.origin IN ('list', 'retrieve') AND NOT served.deleted)
                AND served._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
        )
    ) AND NOT starts_with(landed.digest, 'altered:')
    UNION ALL
    SELECT landed.id, TRUE, landed.copy, landed.raw_id, landed.load_id, landed.observed_at,
        landed.api_version, landed.is_gone, 'event', NULL, landed.event_id, landed.digest
    FROM (SELECT * FROM told WHERE told.load_id = ANY (%(loads)s)) AS landed
    WHERE landed.name = 'subscription' AND NOT EXISTS (
        SELECT FROM raw.subscriptions AS known
        WHERE known.id = landed.id AND known.observed_at = landed.observed_at AND known.event IS NOT NULL
            AND known.event ->> 'id' = landed.event_id
    )
),
direct AS MATERIALIZED (
    WITH named AS (
        SELECT seen.id, min(seen.observed_at) AS since, max(seen.observed_at) AS last_at,
            bool_or(seen.is_told) AS is_event, min(seen.copy) FILTER (WHERE NOT seen.is_told) AS copy,
            array_agg(seen.copy) FILTER (WHERE seen.is_told) AS events,
            coalesce(
                max(seen.observed_at) FILTER (WHERE seen.is_told)
                < min(seen.observed_at) FILTER (WHERE NOT seen.is_told), TRUE
            ) AS is_earlier
        FROM new AS seen
        GROUP BY seen.id
        HAVING count(*) FILTER (WHERE NOT seen.is_told) = 1 AND NOT bool_or(seen.is_gone)
            AND bool_and(seen.is_told OR (seen.event IS NULL AND seen.origin IN ('list', 'retrieve', 'file')))
            AND coalesce(
                max(seen.observed_at) FILTER (WHERE seen.is_told)
                <= min(seen.observed_at) FILTER (WHERE NOT seen.is_told), TRUE
            )
            AND min(seen.api_version) IS NOT DISTINCT FROM max(seen.api_version)
            AND count(seen.api_version) IN (0, count(*))
    )
    SELECT named.id, named.since, named.last_at, named.is_event,
        NOT (EXISTS (SELECT FROM meta.event_gaps) AND EXISTS (
            SELECT FROM meta.event_gaps AS gap WHERE gap.since < named.since AND gap.until > last.observed_at
        )) AS is_covered, last.version AS last_version, last.ends, standing.ctid AS row_tid
    FROM named
    JOIN oltp.subscriptions AS standing ON standing.id = named.id AND standing.observed_at = named.last_at
        AND standing.row_state = 'present' AND standing.transform_version = 1
    CROSS JOIN LATERAL (
        SELECT landed.id, landed.payload || '{}' AS payload, landed.api_version
        FROM raw.subscriptions AS landed WHERE landed.ctid = named.copy OFFSET 0
    ) AS landed
    LEFT JOIN LATERAL (
        SELECT kept.version, kept.observed_at, kept.valid_to, ROW(kept.id, kept.application_fee_percent,
            kept.application_id, kept.automatic_tax, kept.automatic_tax_enabled, kept.billing_cycle_anchor,
            kept.billing_cycle_anchor_config, kept.billing_mode, kept.billing_mode_type, kept.billing_schedules,
            kept.billing_thresholds_amount_gte, kept.billing_thresholds_reset_billing_cycle_anchor, kept.cancel_at,
            kept.cancel_at_period_end, kept.canceled_at, kept.cancellation_details_comment,
            kept.cancellation_details_feedback, kept.cancellation_details_reason, kept.collection_method, kept.created,
            kept.currency, kept.current_period_end, kept.current_period_start, kept.customer_account_id,
            kept.customer_id, kept.days_until_due, kept.default_payment_method_id, kept.default_source_id,
            kept.default_tax_rates, kept.description, kept.discount, kept.discount_coupon_id, kept.discount_id,
            kept.discounts, kept.ended_at, kept.invoice_settings, kept.latest_invoice_id, kept.livemode, kept.metadata,
            kept.next_pending_invoice_item_invoice, kept.on_behalf_of_id, kept.pause_collection_behavior,
            kept.pause_collection_resumes_at, kept.payment_settings, kept.pending_invoice_item_interval,
            kept.pending_setup_intent_id, kept.pending_update, kept.pending_update_expires_at, kept.plan_id,
            kept.quantity, kept.schedule_id, kept.start_date, kept.status, kept.status_details_paused_transitioned_at,
            kept.tax_percent, kept.test_clock_id, kept.transfer_data_amount_percent, kept.transfer_data_destination_id,
            kept.trial_end, kept.trial_settings_end_behavior_missing_payment_method,
            kept.trial_start) IS DISTINCT FROM ROW(standing.id, standing.application_fee_percent,
            standing.application_id, standing.automatic_tax, standing.automatic_tax_enabled,
            standing.billing_cycle_anchor, standing.billing_cycle_anchor_config, standing.billing_mode,
            standing.billing_mode_type, standing.billing_schedules, standing.billing_thresholds_amount_gte,
            standing.billing_thresholds_reset_billing_cycle_anchor, standing.cancel_at, standing.cancel_at_period_end,
            standing.canceled_at, standing.cancellation_details_comment, standing.cancellation_details_feedback,
            standing.cancellation_details_reason, standing.collection_method, standing.created, standing.currency,
            standing.current_period_end, standing.current_period_start, standing.customer_account_id,
            standing.customer_id, standing.days_until_due, standing.default_payment_method_id,
            standing.default_source_id, standing.default_tax_rates, standing.description, standing.discount,
            standing.discount_coupon_id, standing.discount_id, standing.discounts, standing.ended_at,
            standing.invoice_settings, standing.latest_invoice_id, standing.livemode, standing.metadata,
            standing.next_pending_invoice_item_invoice, standing.on_behalf_of_id, standing.pause_collection_behavior,
            standing.pause_collection_resumes_at, standing.payment_settings, standing.pending_invoice_item_interval,
            standing.pending_setup_intent_id, standing.pending_update, standing.pending_update_expires_at,
            standing.plan_id, standing.quantity, standing.schedule_id, standing.start_date, standing.status,
            standing.status_details_paused_transitioned_at, standing.tax_percent, standing.test_clock_id,
            standing.transfer_data_amount_percent, standing.transfer_data_destination_id, standing.trial_end,
            standing.trial_settings_end_behavior_missing_payment_method, standing.trial_start) AS ends
        FROM history.subscriptions AS kept WHERE kept.id = named.id ORDER BY kept.version DESC LIMIT 1
    ) AS last ON TRUE
    CROSS JOIN LATERAL (
        SELECT count(*) = 0 AS are_none,
            bool_or((known.origin IN ('list', 'retrieve') AND NOT known.deleted)
                AND known._dlt_load_id <> ALL (%(loads)s)) AS is_served,
            bool_and(NOT starts_with(known.digest, 'altered:')) AS are_intact,
            bool_and(known.observed_at <= named.since OR known.origin NOT IN ('list', 'retrieve', 'file')) AS are_before
        FROM raw.subscriptions AS known WHERE known.id = named.id AND known.ctid <> named.copy
    ) AS others
    WHERE NOT (coalesce(landed.payload #> '{items,has_more}' = 'true'::jsonb, FALSE))
        AND NOT ((landed.payload @? '$.discounts[*] ? (@.type() == "string")'
        AND coalesce(landed.api_version >= '2023-10-16', TRUE))
        OR (landed.payload @? '$.items.data[*].discounts[*] ? (@.type() == "string")'
        AND coalesce(landed.api_version >= '2023-10-16', TRUE)))
        AND (named.is_earlier OR NOT (landed.payload @? '$.discounts[*] ? (@.type() == "object")'
            OR landed.payload @? '$.items.data[*].discounts[*] ? (@.type() == "object")'))
        AND NOT (EXISTS (SELECT FROM meta.quarantine AS waiting WHERE waiting.object = 'subscription') AND EXISTS (
            SELECT FROM meta.quarantine AS waiting
            WHERE waiting.object = 'subscription' AND waiting.id = named.id
        )) AND CASE WHEN last.version IS NULL
            THEN others.are_none AND NOT EXISTS (
                SELECT FROM raw.events AS known
                WHERE known.payload #>> '{data,object,id}' = named.id
                    AND known._dlt_load_id <> ALL (%(loads)s)
            )
            ELSE last.valid_to IS NULL AND last.observed_at < named.since
            AND others.is_served AND others.are_intact AND others.are_before
            AND NOT ((landed.payload @? '$.discounts[*] ? (@.type() == "object")'
                OR landed.payload @? '$.items.data[*].discounts[*] ? (@.type() == "object")') AND NOT EXISTS (
                SELECT FROM raw.subscriptions AS known
                WHERE known.id = landed.id AND known.observed_at = last.observed_at AND NOT known.deleted
                    AND known.origin IN ('list', 'retrieve', 'file')
                        AND NOT (known.payload @? '$.discounts[*] ? (@.type() == "string")'
                        OR known.payload @? '$.items.data[*].discounts[*] ? (@.type() == "string")')
            ))
        END AND NOT EXISTS (
            SELECT FROM oltp.subscription_items AS standing
            JOIN history.subscription_items AS kept ON kept.id = standing.id
            WHERE standing.subscription_id = named.id
                AND kept.subscription_id <> named.id
        )
        AND NOT (named.is_event AND EXISTS (
            SELECT FROM (
                SELECT event.payload #> '{data,object}' AS payload
                FROM raw.events AS event WHERE event.ctid = ANY (named.events) OFFSET 0
            ) AS told
            WHERE (record_image_eq(ROW(told.payload), ROW(landed.payload)) OR (told.payload - '{discounts}'::text[]
                = landed.payload - '{discounts}'::text[] AND (
                    SELECT (told.payload -> 'discounts'
                        IS NOT DISTINCT FROM landed.payload -> 'discounts' OR (
                            coalesce(landed.api_version >= '2023-10-16', TRUE)
                                AND known.payload -> 'discounts' = landed.payload -> 'discounts'
                                AND told.payload -> 'discounts' = (SELECT jsonb_agg(shown.value -> 'id'
                                ORDER BY shown.place)
                                FROM jsonb_array_elements(meta.stripe_list(landed.payload -> 'discounts'))
                                    WITH ORDINALITY AS shown (value, place))
                        ))
                    FROM (SELECT (
                        SELECT known.payload || '{}' FROM raw.subscriptions AS known
                        WHERE known.id = named.id AND known.observed_at <= named.since AND NOT known.deleted
                            AND known.origin IN ('list', 'retrieve', 'file')
                                AND EXISTS (SELECT FROM raw._dlt_loads AS loads WHERE loads.load_id = known._dlt_load_id
                                AND loads.status = 0 OFFSET 0)
                        ORDER BY known.observed_at DESC, known._dlt_load_id DESC, known._dlt_id DESC LIMIT 1
                    ) AS payload OFFSET 0) AS known
                ))) IS NOT TRUE
        ))
),
moved AS (
    UPDATE history.subscriptions AS kept
    SET valid_to = CASE WHEN direct.ends THEN direct.since END,
        observed_at = CASE WHEN direct.ends THEN kept.observed_at ELSE direct.last_at END, promoted_at = now()
    FROM direct
    WHERE kept.id = direct.id AND kept.version = direct.last_version
),
begun AS (
    INSERT INTO history.subscriptions (id, version, valid_from, valid_to, source, exact, application_fee_percent,
        application_id, automatic_tax, automatic_tax_enabled, billing_cycle_anchor, billing_cycle_anchor_config,
        billing_mode, billing_mode_type, billing_schedules, billing_thresholds_amount_gte,
        billing_thresholds_reset_billing_cycle_anchor, cancel_at, cancel_at_period_end, canceled_at,
        cancellation_details_comment, cancellation_details_feedback, cancellation_details_reason, collection_method,
        created, currency, current_period_end, current_period_start, customer_account_id, customer_id, days_until_due,
        default_payment_method_id, default_source_id, default_tax_rates, deleted_observed_at, description, discount,
        discount_coupon_id, discount_id, discounts, ended_at, invoice_settings, items_complete, latest_invoice_id,
        livemode, metadata, next_pending_invoice_item_invoice, observed_at, on_behalf_of_id, pause_collection_behavior,
        pause_collection_resumes_at, payment_settings, pending_invoice_item_interval, pending_setup_intent_id,
        pending_update, pending_update_expires_at, plan_id, quantity, row_state, schedule_id, start_date, status,
        status_details_paused_transitioned_at, tax_percent, test_clock_id, transfer_data_amount_percent,
        transfer_data_destination_id, transform_version, trial_end, trial_settings_end_behavior_missing_payment_method,
        trial_start)
    SELECT standing.id, coalesce(direct.last_version, 0) + 1, CASE
        WHEN direct.last_version IS NULL THEN least(standing.created, direct.since) ELSE direct.since END,
        NULL::timestamptz, CASE WHEN direct.is_event THEN 'event' ELSE 'copy' END, direct.is_event AND direct.is_covered
        AND (NOT direct.last_version IS NULL OR standing.created = direct.since) IS TRUE,
        standing.application_fee_percent, standing.application_id, standing.automatic_tax,
        standing.automatic_tax_enabled, standing.billing_cycle_anchor, standing.billing_cycle_anchor_config,
        standing.billing_mode, standing.billing_mode_type, standing.billing_schedules,
        standing.billing_thresholds_amount_gte, standing.billing_thresholds_reset_billing_cycle_anchor,
        standing.cancel_at, standing.cancel_at_period_end, standing.canceled_at, standing.cancellation_details_comment,
        standing.cancellation_details_feedback, standing.cancellation_details_reason, standing.collection_method,
        standing.created, standing.currency, standing.current_period_end, standing.current_period_start,
        standing.customer_account_id, standing.customer_id, standing.days_until_due, standing.default_payment_method_id,
        standing.default_source_id, standing.default_tax_rates, NULL::timestamptz, standing.description,
        standing.discount, standing.discount_coupon_id, standing.discount_id, standing.discounts, standing.ended_at,
        standing.invoice_settings, TRUE, standing.latest_invoice_id, standing.livemode, standing.metadata,
        standing.next_pending_invoice_item_invoice, direct.last_at, standing.on_behalf_of_id,
        standing.pause_collection_behavior, standing.pause_collection_resumes_at, standing.payment_settings,
        standing.pending_invoice_item_interval, standing.pending_setup_intent_id, standing.pending_update,
        standing.pending_update_expires_at, standing.plan_id, standing.quantity, 'present', standing.schedule_id,
        standing.start_date, standing.status, standing.status_details_paused_transitioned_at, standing.tax_percent,
        standing.test_clock_id, standing.transfer_data_amount_percent, standing.transfer_data_destination_id, 1,
        standing.trial_end, standing.trial_settings_end_behavior_missing_payment_method, standing.trial_start
    FROM direct CROSS JOIN LATERAL (
        SELECT standing.* FROM oltp.subscriptions AS standing WHERE standing.ctid = direct.row_tid OFFSET 0
    ) AS standing
    WHERE direct.last_version IS NULL OR direct.ends
),
ended_subscription_items AS (
    UPDATE history.subscription_items AS kept SET valid_to = direct.since, promoted_at = now()
    FROM direct CROSS JOIN LATERAL (
        SELECT kept.id, kept.version FROM history.subscription_items AS kept
        WHERE kept.subscription_id = direct.id AND kept.valid_to IS NULL AND NOT EXISTS (
            SELECT FROM oltp.subscription_items AS standing
            WHERE standing.subscription_id = direct.id AND standing.row_state = 'present' AND kept.id = standing.id
                AND NOT ROW(kept.id, kept.billed_until, kept.billing_thresholds_usage_gte, kept.created,
                kept.current_period_end, kept.current_period_start, kept.current_trial_end_date,
                kept.current_trial_start_date, kept.current_trial_trial_offer_id, kept.discounts, kept.metadata,
                kept.price_id, kept.quantity, kept.subscription_id, kept.tax_rates) IS DISTINCT FROM ROW(standing.id,
                standing.billed_until, standing.billing_thresholds_usage_gte, standing.created,
                standing.current_period_end, standing.current_period_start, standing.current_trial_end_date,
                standing.current_trial_start_date, standing.current_trial_trial_offer_id, standing.discounts,
                standing.metadata, standing.price_id, standing.quantity, standing.subscription_id,
                standing.tax_rates) OFFSET 0
        ) OFFSET 0
    ) AS ended
    WHERE kept.id = ended.id AND kept.version = ended.version
),
begun_subscription_items AS (
    INSERT INTO history.subscription_items (id, version, valid_from, valid_to, source, exact, billed_until,
        billing_thresholds_usage_gte, created, current_period_end, current_period_start, current_trial_end_date,
        current_trial_start_date, current_trial_trial_offer_id, discounts, metadata, price_id, quantity, row_state,
        subscription_id, tax_rates, transform_version)
    SELECT standing.id, coalesce(
        (SELECT max(kept.version) FROM history.subscription_items AS kept WHERE kept.id = standing.id), 0
    ) + 1, CASE WHEN direct.last_version IS NULL THEN least(standing.created, direct.since) ELSE direct.since END,
        NULL::timestamptz, CASE WHEN direct.is_event THEN 'event' ELSE 'copy' END, direct.is_event AND direct.is_covered
        AND (NOT direct.last_version IS NULL OR standing.created = direct.since) IS TRUE, standing.billed_until,
        standing.billing_thresholds_usage_gte, standing.created, standing.current_period_end,
        standing.current_period_start, standing.current_trial_end_date, standing.current_trial_start_date,
        standing.current_trial_trial_offer_id, standing.discounts, standing.metadata, standing.price_id,
        standing.quantity, 'present', standing.subscription_id, standing.tax_rates, 1
    FROM direct CROSS JOIN LATERAL (
        SELECT standing.* FROM oltp.subscription_items AS standing
        WHERE standing.subscription_id = direct.id AND standing.row_state = 'present' OFFSET 0
    ) AS standing
    WHERE NOT EXISTS (
        SELECT FROM history.subscription_items AS kept WHERE kept.valid_to IS NULL AND kept.id = standing.id
            AND NOT ROW(kept.id, kept.billed_until, kept.billing_thresholds_usage_gte, kept.created,
            kept.current_period_end, kept.current_period_start, kept.current_trial_end_date,
            kept.current_trial_start_date, kept.current_trial_trial_offer_id, kept.discounts, kept.metadata,
            kept.price_id, kept.quantity, kept.subscription_id, kept.tax_rates) IS DISTINCT FROM ROW(standing.id,
            standing.billed_until, standing.billing_thresholds_usage_gte, standing.created, standing.current_period_end,
            standing.current_period_start, standing.current_trial_end_date, standing.current_trial_start_date,
            standing.current_trial_trial_offer_id, standing.discounts, standing.metadata, standing.price_id,
            standing.quantity, standing.subscription_id, standing.tax_rates) OFFSET 0
    )
),
others AS (
    INSERT INTO seen (id, is_told, copy, raw_id, load_id, observed_at, api_version, is_gone, origin, event, event_id,
        digest)
    SELECT id, is_told, copy, raw_id, load_id, observed_at, api_version, is_gone, origin, event, event_id,
        digest FROM new WHERE new.id NOT IN (SELECT direct.id FROM direct)
    RETURNING 1
)
SELECT EXISTS (SELECT FROM others);


-- Of all others, 20,000 copies at a time: the rows that they show. The verdict on a row is as above.
WITH opened AS (
    SELECT stations.position, stations.id, stations.load_id, stations.observed_at, stations.is_told, landed.payload
        || '{}' AS payload, landed.api_version, landed.forms
    FROM stations JOIN raw.subscriptions AS landed ON landed.ctid = stations.copy
    WHERE stations.position BETWEEN $1 AND $2 AND NOT (stations.is_gone OR stations.is_refused) AND NOT stations.is_told
    UNION ALL
    SELECT stations.position, stations.id, stations.load_id, stations.observed_at, stations.is_told,
        landed.payload #> '{data,object}', stations.api_version, NULL
    FROM stations JOIN raw.events AS landed ON landed.ctid = stations.copy
    WHERE stations.position BETWEEN $1 AND $2 AND NOT (stations.is_gone OR stations.is_refused) AND stations.is_told
),
made AS (
    SELECT opened.number AS id, opened.observed_at, opened.api_version, opened.forms,
        step_3.payload || jsonb_build_object('id', opened.number) AS payload
    FROM (SELECT opened.*, ((opened.position << 3) + CASE
        WHEN ((opened.payload #> '{items,has_more}' = 'true'::jsonb) IS NOT TRUE
        OR EXISTS (SELECT FROM raw.subscription_items AS item WHERE coalesce(item.parent,
        CASE jsonb_typeof(item.payload -> 'subscription') WHEN 'object' THEN item.payload -> 'subscription' ->> 'id'
        ELSE item.payload -> 'subscription' #>> '{}' END) = opened.id
        AND item._dlt_load_id = opened.load_id AND item.origin = 'list' AND NOT opened.is_told)) THEN 1
            ELSE 0 END)::text AS number FROM opened OFFSET 0) AS opened
    CROSS JOIN LATERAL (SELECT CASE WHEN opened.payload @? '$.discounts[*] ? (@.type() == "string")'
        AND coalesce(opened.api_version >= '2023-10-16', TRUE)
        AND jsonb_typeof(opened.payload #> '{discounts}') = 'array'
        THEN (
            SELECT jsonb_set(opened.payload, '{discounts}', (
                SELECT jsonb_agg(coalesce(whole.objects -> (named.value #>> '{}'), named.value) ORDER BY named.place)
                FROM jsonb_array_elements(meta.stripe_list(opened.payload -> 'discounts'))
                    WITH ORDINALITY AS named (value, place)
            ))
            FROM (SELECT coalesce(coalesce((SELECT (SELECT jsonb_object_agg(found.value ->> 'id',
                found.value) FROM jsonb_path_query(
                known.payload,
                '$.discounts[*] ? (@.type() == "object" && exists (@.object) && exists (@.id))', silent => TRUE
            ) AS found (value)) FROM raw.subscriptions AS known
                WHERE known.id = opened.id AND known.observed_at <= opened.observed_at AND NOT known.deleted
                    AND known.origin IN ('list', 'retrieve', 'file')
                    AND known.payload @? '$.discounts[*] ? (@.type() == "object")'
                        AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                        WHERE loads.status = 0)
                ORDER BY known.observed_at DESC, known._dlt_load_id DESC, known._dlt_id DESC LIMIT 1),
                    (SELECT (SELECT jsonb_object_agg(found.value ->> 'id', found.value) FROM jsonb_path_query(
                    known.payload,
                    '$.discounts[*] ? (@.type() == "object" && exists (@.object) && exists (@.id))', silent => TRUE
                ) AS found (value)) FROM raw.subscriptions AS known
                    WHERE known.id = opened.id AND known.observed_at > opened.observed_at AND NOT known.deleted
                        AND known.origin IN ('list', 'retrieve', 'file')
                        AND known.payload @? '$.discounts[*] ? (@.type() == "object")'
                            AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                            WHERE loads.status = 0)
                    ORDER BY known.observed_at ASC, known._dlt_load_id ASC, known._dlt_id ASC LIMIT 1)),
                        '{}') AS objects) AS whole
        ) ELSE opened.payload END AS payload OFFSET 0) AS step_1
    CROSS JOIN LATERAL (SELECT CASE WHEN opened.payload @? '$.items.data[*].discounts[*] ? (@.type() == "string")'
        AND coalesce(opened.api_version >= '2023-10-16', TRUE)
        AND jsonb_typeof(opened.payload #> '{items,data}') = 'array'
        THEN (
            SELECT jsonb_set(step_1.payload, '{items,data}', (
                SELECT jsonb_agg(CASE
                    WHEN jsonb_typeof(element.value #> '{discounts,0}') IS NOT NULL
                    THEN jsonb_set(element.value, '{discounts}', (
                        SELECT jsonb_agg(coalesce(whole.objects -> (named.value #>> '{}'), named.value)
                            ORDER BY named.place)
                        FROM jsonb_array_elements(meta.stripe_list(element.value -> 'discounts'))
                            WITH ORDINALITY AS named (value, place)
                    ))
                    ELSE element.value
                END ORDER BY element.place)
                FROM jsonb_array_elements(step_1.payload #> '{items,data}') WITH ORDINALITY AS element (value, place)
            ))
            FROM (SELECT coalesce(coalesce((SELECT (SELECT jsonb_object_agg(found.value ->> 'id',
                found.value) FROM jsonb_path_query(
                known.payload,
                '$.items.data[*].discounts[*] ? (@.type() == "object" && exists (@.object) && exists (@.id))',
                    silent => TRUE
            ) AS found (value)) FROM raw.subscriptions AS known
                WHERE known.id = opened.id AND known.observed_at <= opened.observed_at AND NOT known.deleted
                    AND known.origin IN ('list', 'retrieve', 'file')
                    AND known.payload @? '$.items.data[*].discounts[*] ? (@.type() == "object")'
                        AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                        WHERE loads.status = 0)
                ORDER BY known.observed_at DESC, known._dlt_load_id DESC, known._dlt_id DESC LIMIT 1),
                    (SELECT (SELECT jsonb_object_agg(found.value ->> 'id', found.value) FROM jsonb_path_query(
                    known.payload,
                    '$.items.data[*].discounts[*] ? (@.type() == "object" && exists (@.object) && exists (@.id))',
                        silent => TRUE
                ) AS found (value)) FROM raw.subscriptions AS known
                    WHERE known.id = opened.id AND known.observed_at > opened.observed_at AND NOT known.deleted
                        AND known.origin IN ('list', 'retrieve', 'file')
                        AND known.payload @? '$.items.data[*].discounts[*] ? (@.type() == "object")'
                            AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                            WHERE loads.status = 0)
                    ORDER BY known.observed_at ASC, known._dlt_load_id ASC, known._dlt_id ASC LIMIT 1)),
                        '{}') AS objects) AS whole
        ) ELSE step_1.payload END AS payload OFFSET 0) AS step_2
    CROSS JOIN LATERAL (SELECT CASE
        WHEN (opened.payload #> '{items,has_more}' = 'true'::jsonb) THEN jsonb_set(step_2.payload, '{items,data}',
        meta.stripe_list(opened.payload -> 'items') || coalesce((SELECT jsonb_agg(item.payload
            ORDER BY item._dlt_id) FROM raw.subscription_items AS item WHERE coalesce(item.parent,
            CASE jsonb_typeof(item.payload -> 'subscription') WHEN 'object' THEN item.payload -> 'subscription' ->> 'id'
            ELSE item.payload -> 'subscription' #>> '{}' END) = opened.id
            AND item._dlt_load_id = opened.load_id AND item.origin = 'list' AND NOT opened.is_told
            AND item.payload ->> 'id' NOT IN (SELECT held.value ->> 'id'
                FROM jsonb_array_elements(meta.stripe_list(opened.payload -> 'items')) AS held (value))), '[]'))
                    ELSE step_2.payload END AS payload OFFSET 0) AS step_3
    OFFSET 0
),
batch AS (
    SELECT made.id, made.api_version, made.observed_at,
        CASE WHEN made.payload ->> 'object' = 'subscription' AND NOT ((made.forms IS DISTINCT FROM 1664153731
            AND (made.payload @? '$ ? (@."application_fee_percent" like_regex "[nN]"
            || @."tax_percent" like_regex "[nN]" || exists(@."transfer_data" ? (@."amount_percent" like_regex "[nN]"))
            || exists(@."automatic_tax".type() ? (@ != "object" && @ != "null"))
            || exists(@."billing_cycle_anchor_config".type() ? (@ != "object" && @ != "null"))
            || exists(@."billing_mode".type() ? (@ != "object" && @ != "null"))
            || exists(@."billing_mode" ? (exists(@."type".type() ? (@ != "string" && @ != "null"))))
            || exists(@."discount".type() ? (@ != "object" && @ != "null"))
            || exists(@."discount" ? (exists(@."source".type() ? (@ != "object" && @ != "null"))
            || exists(@."coupon".type() ? (@ != "string" && @ != "object" && @ != "null"))
            || exists(@."coupon" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
            || exists(@."id".type() ? (@ != "string" && @ != "null"))))
            || exists(@."invoice_settings".type() ? (@ != "object" && @ != "null"))
            || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
            || exists(@."payment_settings".type() ? (@ != "object" && @ != "null"))
            || exists(@."pending_invoice_item_interval".type() ? (@ != "object" && @ != "null"))
            || exists(@."pending_update".type() ? (@ != "object" && @ != "null"))
            || exists(@."status_details".type() ? (@ != "object" && @ != "null"))
            || exists(@."status_details" ? (exists(@."paused".type() ? (@ != "object" && @ != "null"))))
            || exists(@."trial_settings".type() ? (@ != "object" && @ != "null"))
            || exists(@."trial_settings" ? (exists(@."end_behavior".type() ? (@ != "object" && @ != "null"))
            || exists(@."end_behavior" ? (exists(@."missing_payment_method".type() ? (@ != "string" && @ != "null"))))))
            || exists(@."billing".type() ? (@ != "string" && @ != "null"))
            || exists(@."cancellation_details" ? (exists(@."comment".type() ? (@ != "string" && @ != "null"))
            || exists(@."feedback".type() ? (@ != "string" && @ != "null"))
            || exists(@."reason".type() ? (@ != "string" && @ != "null"))))
            || exists(@."collection_method".type() ? (@ != "string" && @ != "null"))
            || exists(@."currency".type() ? (@ != "string" && @ != "null"))
            || exists(@."description".type() ? (@ != "string" && @ != "null"))
            || exists(@."id".type() ? (@ != "string" && @ != "null"))
            || exists(@."pause_collection" ? (exists(@."behavior".type() ? (@ != "string" && @ != "null"))))
            || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))))
            || exists(@."status".type() ? (@ != "string" && @ != "null")))') IS TRUE)
            OR (made.forms IS DISTINCT FROM 1664153731 AND (made.payload @? '$ ? ((@."items".type() == "object"
            && exists(@."items".data[*] ? (exists(@."billing_thresholds".type() ? (@ != "object" && @ != "null"))
            || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
            || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
            || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
            || exists(@."id".type() ? (@ != "string" && @ != "null"))))
            || exists(@."id".type() ? (@ != "string" && @ != "null"))
            || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null")))))))
            || (@."items".type() == "array"
            && exists(@."items"[*] ? (exists(@."billing_thresholds".type() ? (@ != "object" && @ != "null"))
            || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
            || exists(@."plan".type() ? (@ != "string" && @ != "object" && @ != "null"))
            || exists(@."plan" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))
            || exists(@."id".type() ? (@ != "string" && @ != "null"))))
            || exists(@."id".type() ? (@ != "string" && @ != "null"))
            || exists(@."price" ? (exists(@."currency".type() ? (@ != "string" && @ != "null"))))))))') IS TRUE))
            THEN made.payload
            ELSE ('not ' || coalesce(made.payload ->> 'object', 'said'))::jsonb END AS payload
    FROM made
),
mapped AS (
    -- One row per element of a subscription's `items`; `batch` holds the subscriptions.
    --
    -- Items of 2017 could not have metadata, and do not say that they have none.
    SELECT
        item.id,
        stripe_time(item.billed_until) AS billed_until,
        (item.billing_thresholds ->> 'usage_gte')::bigint AS billing_thresholds_usage_gte,
        stripe_time(item.created) AS created,
        stripe_time(coalesce(item.current_period_end, doc.current_period_end)) AS current_period_end,
        stripe_time(coalesce(item.current_period_start, doc.current_period_start)) AS current_period_start,
        stripe_time(current_trial.end_date) AS current_trial_end_date,
        stripe_time(current_trial.start_date) AS current_trial_start_date,
        stripe_ref(current_trial.trial_offer) AS current_trial_trial_offer_id,
        stripe_array(item.discounts) AS discounts,
        coalesce(item.metadata, '{}') AS metadata,
        coalesce(stripe_ref(item.price), stripe_ref(item.plan)) AS price_id,
        item.quantity,
        landed.id AS subscription_id,
        stripe_array(item.tax_rates) AS tax_rates
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            current_period_end bigint,
            current_period_start bigint,
            items jsonb
        ),
        jsonb_to_recordset(stripe_array(doc.items)) AS item (
            id text,
            billed_until bigint,
            billing_thresholds jsonb,
            created bigint,
            current_period_end bigint,
            current_period_start bigint,
            current_trial jsonb,
            discounts jsonb,
            metadata jsonb,
            plan jsonb,
            price jsonb,
            quantity bigint,
            tax_rates jsonb
        ),
        jsonb_to_record(item.current_trial) AS current_trial (
            end_date bigint,
            start_date bigint,
            trial_offer jsonb
        )
),
incoming AS (
    SELECT stations.position AS station, stations.id AS owner_id, mapped.id, mapped.billed_until,
        mapped.billing_thresholds_usage_gte, mapped.created, mapped.current_period_end, mapped.current_period_start,
        mapped.current_trial_end_date, mapped.current_trial_start_date, mapped.current_trial_trial_offer_id,
        mapped.discounts, mapped.metadata, mapped.price_id, mapped.quantity, mapped.subscription_id, mapped.tax_rates,
        'present' AS row_state, 1::smallint AS transform_version
    FROM mapped JOIN stations ON stations.position = mapped.subscription_id::bigint >> 3
),
shown AS (
    SELECT subscription_items.*, CASE WHEN subscription_items IS NULL THEN NULL
        WHEN octet_length(subscription_items.id) > 2000 OR octet_length(subscription_items.owner_id) > 2000
        OR octet_length(subscription_items.subscription_id) > 2000 THEN -1 END AS verdict
    FROM (SELECT * FROM incoming OFFSET 0) AS subscription_items
)
SELECT shown.station, shown.verdict, shown.id, shown.billed_until, shown.billing_thresholds_usage_gte, shown.created,
    shown.current_period_end, shown.current_period_start, shown.current_trial_end_date, shown.current_trial_start_date,
    shown.current_trial_trial_offer_id, shown.discounts, shown.metadata, shown.price_id, shown.quantity, shown.owner_id,
    shown.tax_rates FROM shown;


-- The versions that these make.
WITH whole_line AS (
    SELECT line.*, count(*) FILTER (WHERE (line.is_gone OR own.is_whole IS NOT FALSE)) OVER (
        PARTITION BY line.owner_id ORDER BY line.position
    ) AS n, (line.is_gone OR own.is_whole IS NOT FALSE) AS is_whole
    FROM line LEFT JOIN (SELECT shown.station,
        shown.items_complete AS is_whole FROM shown_subscriptions AS shown) AS own ON own.station = line.position
),
shown AS (
    SELECT shown.id, shown.billed_until, shown.billing_thresholds_usage_gte, shown.created, shown.current_period_end,
        shown.current_period_start, shown.current_trial_end_date, shown.current_trial_start_date,
        shown.current_trial_trial_offer_id, shown.discounts, shown.metadata, shown.price_id, shown.quantity,
        shown.subscription_id, shown.tax_rates, whole_line.owner_id AS _of, whole_line.position AS _position,
        whole_line.observed_at AS _at,
        whole_line.n AS _n, whole_line.n - whole_line.is_whole::integer AS _n_before,
        whole_line.is_event AS _is_event, whole_line.is_covered AS _is_covered,
        whole_line.is_first AS _is_first,
        NULL::integer AS _version, NULL::timestamptz AS _valid_from, NULL::text AS _source,
        NULL::boolean AS _exact
    FROM shown_subscription_items AS shown JOIN whole_line ON whole_line.position = shown.station
    UNION ALL
    SELECT kept.id, kept.billed_until, kept.billing_thresholds_usage_gte, kept.created, kept.current_period_end,
        kept.current_period_start, kept.current_trial_end_date, kept.current_trial_start_date,
        kept.current_trial_trial_offer_id, kept.discounts, kept.metadata, kept.price_id, kept.quantity,
        kept.subscription_id, kept.tax_rates, kept.subscription_id, 0, kept.valid_from, 0, 0, NULL, NULL, FALSE,
        kept.version, kept.valid_from, kept.source, kept.exact
    FROM (SELECT DISTINCT line.owner_id FROM line) AS named
    JOIN history.subscription_items AS kept ON kept.subscription_id = named.owner_id AND kept.valid_to IS NULL
    WHERE NOT EXISTS (SELECT FROM renewed WHERE renewed.id = named.owner_id)
),
compared AS (
    SELECT shown.*, shown.created AS _made_at, min(shown._of) OVER (PARTITION BY shown.id) AS _first_of,
        (lag(ROW(shown.id, shown.billed_until, shown.billing_thresholds_usage_gte, shown.created,
            shown.current_period_end, shown.current_period_start, shown.current_trial_end_date,
            shown.current_trial_start_date, shown.current_trial_trial_offer_id, shown.discounts, shown.metadata,
            shown.price_id, shown.quantity, shown.subscription_id,
            shown.tax_rates)) OVER by_id IS DISTINCT FROM ROW(shown.id, shown.billed_until,
            shown.billing_thresholds_usage_gte, shown.created, shown.current_period_end, shown.current_period_start,
            shown.current_trial_end_date, shown.current_trial_start_date, shown.current_trial_trial_offer_id,
            shown.discounts, shown.metadata, shown.price_id, shown.quantity, shown.subscription_id, shown.tax_rates)
            OR shown._n_before > lag(shown._n) OVER by_id) AS _begins
    FROM shown
        WINDOW by_id AS (PARTITION BY shown.id, shown._of ORDER BY shown._position)
),
numbered AS (
    SELECT compared.*, count(*) FILTER (WHERE compared._begins) OVER by_id AS _number
    FROM compared
        WINDOW by_id AS (PARTITION BY compared.id, compared._of ORDER BY compared._position)
),
last AS (
    SELECT numbered._of, numbered.id, numbered._number, max(numbered._n) AS _n, max(numbered._at) AS _at
    FROM numbered GROUP BY numbered._of, numbered.id, numbered._number
),
begun AS (
    SELECT numbered.*, lead(numbered._at) OVER by_id AS _next_at,
        first_value(numbered._version) OVER by_id AS _known,
        numbered._is_first AND numbered._number = 1 AS _is_old
    FROM numbered WHERE numbered._begins
        WINDOW by_id AS (PARTITION BY numbered.id, numbered._of
            ORDER BY numbered._position ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT begun.id,
    begun._number + coalesce(begun._known - 1, coalesce((
        SELECT max(kept.version) FROM history.subscription_items AS kept
        WHERE kept.id = begun.id AND kept.subscription_id = begun._of
            AND NOT EXISTS (SELECT FROM renewed WHERE renewed.id = begun._of)
    ), 0)),
    coalesce(
        begun._valid_from, CASE WHEN begun._is_old THEN least(begun._made_at, begun._at) ELSE begun._at END
    ),
    least(begun._next_at, ending.observed_at),
    coalesce(begun._source, CASE WHEN begun._is_event THEN 'event' ELSE 'copy' END),
    coalesce(
        begun._exact,
        begun._is_event AND begun._is_covered AND (NOT begun._is_old OR begun._made_at = begun._at) IS TRUE
    ),
    begun.billed_until, begun.billing_thresholds_usage_gte, begun.created, begun.current_period_end,
        begun.current_period_start, begun.current_trial_end_date, begun.current_trial_start_date,
        begun.current_trial_trial_offer_id, begun.discounts, begun.metadata, begun.price_id, begun.quantity, 'present',
        begun.subscription_id, begun.tax_rates, 1
FROM begun
JOIN last ON last._of = begun._of AND last.id = begun.id AND last._number = begun._number
LEFT JOIN whole_line AS ending ON ending.owner_id = begun._of AND ending.is_whole AND ending.n = last._n + 1
WHERE begun._of = begun._first_of
    AND NOT EXISTS (
        SELECT FROM history.subscription_items AS kept WHERE kept.id = begun.id AND kept.subscription_id < begun._of
    );


-- What that changes of the versions that are there.
DELETE FROM history.subscription_items AS kept USING made_subscription_items AS made
WHERE made.id = kept.id AND made.subscription_id < kept.subscription_id;


-- What that changes of the versions that are there.
DELETE FROM history.subscription_items AS kept WHERE kept.subscription_id IN (SELECT renewed.id FROM renewed)
    AND NOT EXISTS (
    SELECT FROM made_subscription_items AS made
    WHERE made.id = kept.id AND made.version = kept.version AND made.subscription_id = kept.subscription_id
);


-- What that changes of the versions that are there.
UPDATE history.subscription_items AS kept SET valid_from = made.valid_from, valid_to = made.valid_to,
    source = made.source, exact = made.exact, billed_until = made.billed_until,
    billing_thresholds_usage_gte = made.billing_thresholds_usage_gte, created = made.created,
    current_period_end = made.current_period_end, current_period_start = made.current_period_start,
    current_trial_end_date = made.current_trial_end_date, current_trial_start_date = made.current_trial_start_date,
    current_trial_trial_offer_id = made.current_trial_trial_offer_id, discounts = made.discounts,
    metadata = made.metadata, price_id = made.price_id, quantity = made.quantity, row_state = made.row_state,
    subscription_id = made.subscription_id, tax_rates = made.tax_rates, transform_version = made.transform_version,
    promoted_at = now()
FROM made_subscription_items AS made
WHERE made.id = kept.id AND made.version = kept.version AND made.subscription_id = kept.subscription_id
    AND (kept.version, kept.valid_from, kept.valid_to, kept.source, kept.exact, kept.billed_until,
        kept.billing_thresholds_usage_gte, kept.created, kept.current_period_end, kept.current_period_start,
        kept.current_trial_end_date, kept.current_trial_start_date, kept.current_trial_trial_offer_id, kept.discounts,
        kept.metadata, kept.price_id, kept.quantity, kept.row_state, kept.subscription_id, kept.tax_rates,
        kept.transform_version) IS DISTINCT FROM (made.version, made.valid_from, made.valid_to, made.source, made.exact,
        made.billed_until, made.billing_thresholds_usage_gte, made.created, made.current_period_end,
        made.current_period_start, made.current_trial_end_date, made.current_trial_start_date,
        made.current_trial_trial_offer_id, made.discounts, made.metadata, made.price_id, made.quantity, made.row_state,
        made.subscription_id, made.tax_rates, made.transform_version);


-- What that changes of the versions that are there.
INSERT INTO history.subscription_items (id, version, valid_from, valid_to, source, exact, billed_until,
    billing_thresholds_usage_gte, created, current_period_end, current_period_start, current_trial_end_date,
    current_trial_start_date, current_trial_trial_offer_id, discounts, metadata, price_id, quantity, row_state,
    subscription_id, tax_rates, transform_version)
SELECT id, version, valid_from, valid_to, source, exact, billed_until, billing_thresholds_usage_gte, created,
    current_period_end, current_period_start, current_trial_end_date, current_trial_start_date,
    current_trial_trial_offer_id, discounts, metadata, price_id, quantity, row_state, subscription_id, tax_rates,
    transform_version FROM made_subscription_items AS made
WHERE NOT EXISTS (
    SELECT FROM history.subscription_items AS kept WHERE kept.id = made.id AND kept.version = made.version
)
ON CONFLICT DO NOTHING;


-- When all types are written: the rows that only foreign keys of circles name.
INSERT INTO oltp.subscription_items (id, row_state)
SELECT DISTINCT postponed.id, 'unresolved' FROM postponed_references AS postponed
WHERE postponed.parent = 'subscription_items'
    AND NOT EXISTS (SELECT FROM oltp.subscription_items AS known WHERE known.id = postponed.id)
ON CONFLICT (id) DO NOTHING;


-- In the end, if rows changed or left: the unresolved rows that nothing names any more are deleted. Each foreign key of
-- a table of your own adds a condition.
WITH gone AS (
    DELETE FROM oltp.subscription_items AS parent WHERE parent.row_state = 'unresolved'
        AND (SELECT 1 FROM oltp.discounts AS child WHERE child.subscription_item_id = parent.id LIMIT 1) IS NULL
        AND (SELECT 1 FROM oltp.invoice_items AS child WHERE child.subscription_item_id = parent.id LIMIT 1) IS NULL
        AND (SELECT 1 FROM oltp.invoice_line_items AS child
            WHERE child.subscription_item_id = parent.id LIMIT 1) IS NULL
    RETURNING parent.id
)
INSERT INTO meta.removed_rows AS known (table_name, id, removed_at)
SELECT 'subscription_items', gone.id, now() FROM gone
ON CONFLICT (table_name, id) DO UPDATE SET removed_at = excluded.removed_at;


-- For the report: the rows that others name and nothing brought.
SELECT 'subscription_item', count(*) FROM oltp.subscription_items AS kept WHERE kept.row_state = 'unresolved';
