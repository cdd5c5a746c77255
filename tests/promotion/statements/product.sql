-- What promotion executes to fill oltp.charges, in order.
-- $1 and $2 are the first and the last position in the temporary table chosen; %(name)s stands for a bound value.
-- A promotion of everything (the first one, a replay) has TRUE where this one looks up ids in the table touched, and
-- one without seconds to be put in order does not look up the place of a copy in the table placed.


-- First: the objects inside the documents of new loads.
INSERT INTO embedded
SELECT found.value ->> 'object', found.value ->> 'id', found.value, holder.api_version, holder.observed_at,
    holder._dlt_load_id, holder._dlt_id || '.0.' || lpad(found.ordinality::text, 6, '0')
FROM raw.charges AS holder
CROSS JOIN LATERAL jsonb_path_query(
    holder.payload,
    'strict $.** ? (exists (@.object) && (@.deleted == true || exists (@.amount) || exists (@.livemode)))',
    silent => TRUE
) WITH ORDINALITY AS found (value, ordinality)
WHERE holder._dlt_load_id = ANY(%(loads)s) AND holder.origin IN ('file', 'event')
    AND (found.value ->> 'object', found.value ->> 'id') <> ('charge', holder.id)
    AND jsonb_typeof(found.value -> 'id') = 'string' AND length(found.value ->> 'id') <= 255
    AND (%(documents)s::text[] IS NULL OR holder._dlt_id = ANY(%(documents)s));


-- Those of this type land as copies, unless they say nothing new.
WITH found AS (
    SELECT DISTINCT ON (embedded.id, said.digest) embedded.*, said.digest, said.is_stub
    FROM embedded
    CROSS JOIN LATERAL (
        SELECT md5(embedded.payload::text) AS digest,
            NOT embedded.payload ? 'livemode' AS is_stub
    ) AS said
    WHERE embedded.object = 'charge'
        AND (embedded.payload ? 'livemode' OR embedded.payload -> 'deleted' = 'true')
    ORDER BY embedded.id, said.digest, embedded.observed_at DESC, embedded.load_id DESC, embedded.raw_id DESC
),
landed AS (
    INSERT INTO raw.charges (id, payload, api_version, origin, observed_at, digest, verbatim,
        deleted, _dlt_load_id, _dlt_id)
    SELECT found.id, found.payload, found.api_version, 'embedded', found.observed_at, found.digest, TRUE,
        found.payload -> 'deleted' IS NOT DISTINCT FROM 'true', found.load_id, found.raw_id
    FROM found
    WHERE CASE
        WHEN found.is_stub THEN NOT EXISTS (
            SELECT FROM (
                SELECT known.payload, known.deleted, known.observed_at FROM raw.charges AS known
                WHERE known.id = found.id AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                    WHERE loads.status = 0)
                ORDER BY known.observed_at DESC, known._dlt_load_id DESC, known._dlt_id DESC LIMIT 1) AS newest
            WHERE newest.deleted OR newest.observed_at >= found.observed_at
        )
        ELSE NOT EXISTS (
            SELECT known.payload, known.deleted, known.observed_at FROM raw.charges AS known
            WHERE known.id = found.id AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                WHERE loads.status = 0)
                AND known.payload ? 'livemode' AND known.origin <> 'embedded') AND NOT EXISTS (
                    SELECT FROM (
                        SELECT known.payload, known.deleted, known.observed_at FROM raw.charges AS known
                        WHERE known.id = found.id
                            AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                            WHERE loads.status = 0)
                            AND known.payload ? 'livemode' AND known.observed_at <= found.observed_at
                                ORDER BY known.observed_at DESC, known._dlt_load_id DESC,
                                known._dlt_id DESC LIMIT 1) AS before
                    WHERE before.payload = found.payload
                )
    END
    RETURNING _dlt_load_id
)
INSERT INTO meta.pending_loads (object, load_id)
SELECT DISTINCT 'charge', landed._dlt_load_id FROM landed ON CONFLICT DO NOTHING;


-- The ids that the loads to be promoted touch.
INSERT INTO touched
SELECT landed.id FROM raw.charges AS landed WHERE landed._dlt_load_id = ANY(%(loads)s)
UNION
SELECT held.id FROM meta.quarantine AS held
WHERE held.object = 'charge'
    AND held.schema_revision <> (SELECT schema.version_num FROM meta.alembic_version AS schema);


-- The seconds whose copies have to be put in order: an event says what was before, and another copy differs.
INSERT INTO claiming
SELECT row_number() OVER () AS number, seconds.* FROM (
    SELECT DISTINCT landed.id, landed.observed_at FROM raw.charges AS landed
    WHERE landed.event IS NOT NULL AND jsonb_typeof(landed.event -> 'previous_attributes') = 'object'
        AND landed._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
            AND NOT landed.deleted AND landed.origin <> 'embedded' AND landed.id IN (SELECT touched.id FROM touched)
            AND NOT EXISTS (
            SELECT FROM raw.charges AS later
            WHERE later.id = landed.id AND later.observed_at > landed.observed_at
                AND later._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
                AND later.origin <> 'embedded' AND (NOT later.deleted OR later.payload ? 'livemode')
                AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = later._dlt_id)
        )
        AND EXISTS (
            SELECT FROM raw.charges AS other
            WHERE other.id = landed.id AND other.observed_at = landed.observed_at
                AND other.digest <> landed.digest
                    AND other._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
                    AND NOT other.deleted AND other.origin <> 'embedded'
        )
) AS seconds;


-- If there are such seconds, 1,000 at a time: how their copies relate. Python puts them in order.
WITH claiming AS MATERIALIZED (
    SELECT claimed.* FROM pg_temp.claiming AS claimed WHERE claimed.number BETWEEN %(first)s AND %(last)s
),
copies AS MATERIALIZED (
    SELECT claiming.number, copy._dlt_id AS raw_id, (CASE
        WHEN copy.origin <> 'event' THEN 0
        WHEN copy.deleted THEN 1000000
        WHEN copy.event IS NULL THEN -4
        WHEN right(copy.event ->> 'type', 8) = '.created' THEN -3
        WHEN substring(copy.event ->> 'type' FROM '[^.]*$') IN ('paid', 'succeeded', 'payment_succeeded', 'failed',
            'payment_failed', 'setup_failed', 'finalization_failed', 'captured', 'refunded', 'canceled', 'voided',
            'marked_uncollectible', 'expired', 'closed', 'completed', 'accepted', 'released', 'aborted', 'reversed',
            'detached', 'deleted') THEN -1
        ELSE -2 END + CASE WHEN copy.event ? 'withheld' THEN 10 ELSE 0 END) AS place, CASE
            WHEN copy.event IS NULL THEN '' ELSE concat_ws(
            ' ', copy.event ->> 'id', copy.api_version, copy.digest) END COLLATE "C" AS key,
        copy.payload || '{}' AS payload, copy.event IS NOT NULL AS is_told, FALSE AS is_earlier,
        CASE WHEN jsonb_typeof(copy.event -> 'previous_attributes') = 'object'
            THEN copy.event -> 'previous_attributes' ELSE '{}' END AS before
    FROM claiming CROSS JOIN LATERAL (
        SELECT copy.* FROM raw.charges AS copy
        WHERE copy.id = claiming.id AND copy.observed_at = claiming.observed_at
            AND copy._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
            AND NOT copy.deleted AND copy.origin <> 'embedded' OFFSET 0) AS copy
    UNION ALL
    SELECT claiming.number, copy._dlt_id, 0, '', copy.payload || '{}', FALSE, TRUE, '{}'
    FROM claiming
    CROSS JOIN LATERAL (
        SELECT earlier.observed_at FROM raw.charges AS earlier
        WHERE earlier.id = claiming.id AND earlier.observed_at < claiming.observed_at
            AND earlier._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
                AND NOT earlier.deleted AND earlier.origin <> 'embedded'
        ORDER BY earlier.observed_at DESC LIMIT 1
    ) AS last
    CROSS JOIN LATERAL (
        SELECT copy.* FROM raw.charges AS copy
        WHERE copy.id = claiming.id AND copy.observed_at = last.observed_at
            AND copy._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
            AND NOT copy.deleted AND copy.origin <> 'embedded' OFFSET 0) AS copy
),
related AS (
    -- One row per copy of the seconds at hand: what it shows of what the events of its second say was before, and is now.
    --
    -- A part of the statement in `seconds.py`, which gives it the table `copies`: those of each second (`number`), and
    -- those of the last one before it (`is_earlier`). `is_told` says that an event brought the copy; `before` has its
    -- `previous_attributes`, the old values of what changed: inside an object only what changed in it, an array as a whole.
    -- What was not there before is null in it.
    WITH RECURSIVE fields AS (
        SELECT
            copies.raw_id,
            ARRAY[field.key] AS path,
            field.value
        FROM copies CROSS JOIN jsonb_each(copies.before) AS field
        UNION ALL
        SELECT
            fields.raw_id,
            fields.path || field.key AS path,
            field.value
        FROM fields
        CROSS JOIN jsonb_each(
            CASE WHEN jsonb_typeof(fields.value) = 'object' THEN fields.value ELSE '{}' END
        ) AS field
    ),
    changed AS (
        SELECT fields.* FROM fields
        WHERE jsonb_typeof(fields.value) <> 'object' OR fields.value = '{}'
    ),
    told AS (
        SELECT
            copies.*,
            array(SELECT jsonb_object_keys(copies.before)) AS changed_fields
        FROM copies
        WHERE copies.is_told
    ),
    shown AS (
        SELECT
            event.raw_id,
            copy.raw_id AS shown_by,
            copy.is_told,
            copy.is_earlier,
            bool_and(coalesce(copy.payload #> changed.path, 'null') = changed.value) AS is_before,
            bool_and(
                coalesce(copy.payload #> changed.path, 'null') = coalesce(event.payload #> changed.path, 'null')
            ) AS is_now,
            bool_or(copy.payload - event.changed_fields <> event.payload - event.changed_fields) AS is_unlike
        FROM told AS event
            INNER JOIN changed ON event.raw_id = changed.raw_id
            INNER JOIN copies AS copy ON event.number = copy.number AND event.raw_id <> copy.raw_id
        GROUP BY event.raw_id, copy.raw_id, copy.is_told, copy.is_earlier
    ),
    related AS (
        SELECT
            shown.raw_id,
            bool_or(shown.is_earlier AND shown.is_before) AS is_next,
            array_agg(shown.shown_by) FILTER (WHERE shown.is_before AND NOT shown.is_earlier) AS after,
            array_agg(shown.shown_by) FILTER (WHERE shown.is_now AND NOT (shown.is_told
                OR shown.is_earlier)) AS shown_by,
            array_agg(shown.shown_by) FILTER (WHERE shown.is_unlike AND shown.is_told) AS unlike
        FROM shown
        GROUP BY shown.raw_id
    )
    SELECT
        copies.number,
        copies.raw_id,
        copies.place,
        copies.key,
        copies.is_told,
        coalesce(related.after, '{}') AS after,
        coalesce(related.shown_by, '{}') AS shown_by,
        coalesce(related.is_next, FALSE) AS is_next,
        coalesce(related.unlike, '{}') AS unlike
    FROM copies LEFT JOIN related ON copies.raw_id = related.raw_id
    WHERE NOT copies.is_earlier
)
SELECT related.* FROM related
ORDER BY related.number, related.raw_id;


-- The copy of each id that counts.
INSERT INTO chosen (position, id, copy, raw_id, load_id, observed_at, deleted_observed_at, cut, lacks)
WITH copies AS (
    SELECT landed.id, landed.ctid AS copy, landed.observed_at, coalesce((SELECT placed.place FROM placed
        WHERE placed.raw_id = landed._dlt_id), (CASE
        WHEN landed.origin <> 'event' THEN 0
        WHEN landed.deleted THEN 1000000
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
        landed.origin = 'embedded' AS is_embedded,
        landed.deleted, (NOT landed.deleted OR landed.payload ? 'livemode') AS is_whole, FALSE AS cut,
        FALSE AS lacks
    FROM raw.charges AS landed
    WHERE landed._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
        AND landed.id IN (SELECT touched.id FROM touched)
        AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = landed._dlt_id)
),
whole AS (
    SELECT DISTINCT ON (copies.id) copies.* FROM copies WHERE copies.is_whole
    ORDER BY copies.id, copies.is_embedded, copies.observed_at DESC, copies.place DESC, copies.told DESC,
        copies._dlt_load_id DESC, copies._dlt_id DESC
),
gone AS (
    SELECT DISTINCT ON (copies.id) copies.* FROM copies WHERE copies.deleted
    ORDER BY copies.id, copies.observed_at DESC, copies.place DESC, copies.told DESC, copies._dlt_load_id DESC,
        copies._dlt_id DESC
)
SELECT row_number() OVER (ORDER BY whole.copy), coalesce(whole.id, gone.id), whole.copy,
    coalesce(whole._dlt_id, gone._dlt_id), coalesce(whole._dlt_load_id, gone._dlt_load_id), whole.observed_at,
    CASE
        WHEN whole.id IS NULL OR (gone.observed_at, gone.place, gone.told, gone._dlt_load_id,
            gone._dlt_id) >= (whole.observed_at, whole.place, whole.told, whole._dlt_load_id,
            whole._dlt_id) THEN gone.observed_at
    END,
    whole.cut, whole.lacks
FROM whole FULL JOIN gone ON gone.id = whole.id;


-- If more than 500 documents are chosen: whether any has a row. If not, ON CONFLICT is left out.
SELECT EXISTS (SELECT FROM chosen JOIN oltp.charges AS kept ON kept.id = chosen.id);


-- If only the deleted stub is known of some ids: their rows.
INSERT INTO oltp.charges AS kept (id, row_state, deleted_observed_at, livemode)
SELECT chosen.id, 'deleted', chosen.deleted_observed_at,
    (SELECT account.livemode FROM meta.account AS account) FROM chosen WHERE chosen.copy IS NULL
ON CONFLICT (id) DO UPDATE
SET row_state = excluded.row_state, deleted_observed_at = excluded.deleted_observed_at, livemode = excluded.livemode,
    amount = NULL, amount_captured = NULL, amount_refunded = NULL, application_fee_amount = NULL,
    application_fee_id = NULL, application_id = NULL, authorization_code = NULL, balance_transaction_id = NULL,
    billing_details = NULL, billing_details_address_country = NULL, billing_details_address_postal_code = NULL,
    billing_details_email = NULL, billing_details_name = NULL, calculated_statement_descriptor = NULL, captured = NULL,
    created = NULL, currency = NULL, customer_id = NULL, description = NULL, dispute_id = NULL, disputed = NULL,
    failure_balance_transaction_id = NULL, failure_code = NULL, failure_message = NULL,
    fraud_details_stripe_report = NULL, fraud_details_user_report = NULL, invoice_id = NULL, level3 = NULL,
    metadata = NULL, observed_at = NULL, on_behalf_of_id = NULL, outcome = NULL, outcome_advice_code = NULL,
    outcome_network_advice_code = NULL, outcome_network_decline_code = NULL, outcome_network_status = NULL,
    outcome_reason = NULL, outcome_risk_level = NULL, outcome_risk_score = NULL, outcome_rule_id = NULL,
    outcome_seller_message = NULL, outcome_type = NULL, paid = NULL, payment_intent_id = NULL,
    payment_method_details = NULL, payment_method_details_card_brand = NULL, payment_method_details_card_country = NULL,
    payment_method_details_card_exp_month = NULL, payment_method_details_card_exp_year = NULL,
    payment_method_details_card_fingerprint = NULL, payment_method_details_card_funding = NULL,
    payment_method_details_card_last4 = NULL, payment_method_details_card_mandate_id = NULL,
    payment_method_details_card_network = NULL, payment_method_details_type = NULL, payment_method_id = NULL,
    presentment_details_presentment_amount = NULL, presentment_details_presentment_currency = NULL,
    receipt_email = NULL, receipt_number = NULL, receipt_url = NULL, refunded = NULL, review_id = NULL, shipping = NULL,
    source_id = NULL, source_transfer_id = NULL, statement_descriptor = NULL, statement_descriptor_suffix = NULL,
    status = NULL, transfer_data_amount = NULL, transfer_data_destination_id = NULL, transfer_group = NULL,
    transfer_id = NULL, transform_version = NULL
WHERE (kept.row_state, kept.deleted_observed_at, kept.livemode)
    IS DISTINCT FROM (excluded.row_state, excluded.deleted_observed_at, excluded.livemode)
    OR num_nonnulls(kept.amount, kept.amount_captured, kept.amount_refunded, kept.application_fee_amount,
        kept.application_fee_id, kept.application_id, kept.authorization_code, kept.balance_transaction_id,
        kept.billing_details, kept.billing_details_address_country, kept.billing_details_address_postal_code,
        kept.billing_details_email, kept.billing_details_name, kept.calculated_statement_descriptor, kept.captured,
        kept.created, kept.currency, kept.customer_id, kept.description, kept.dispute_id, kept.disputed,
        kept.failure_balance_transaction_id, kept.failure_code, kept.failure_message, kept.fraud_details_stripe_report,
        kept.fraud_details_user_report, kept.invoice_id, kept.level3, kept.metadata, kept.observed_at,
        kept.on_behalf_of_id, kept.outcome, kept.outcome_advice_code, kept.outcome_network_advice_code,
        kept.outcome_network_decline_code, kept.outcome_network_status, kept.outcome_reason, kept.outcome_risk_level,
        kept.outcome_risk_score, kept.outcome_rule_id, kept.outcome_seller_message, kept.outcome_type, kept.paid,
        kept.payment_intent_id, kept.payment_method_details, kept.payment_method_details_card_brand,
        kept.payment_method_details_card_country, kept.payment_method_details_card_exp_month,
        kept.payment_method_details_card_exp_year, kept.payment_method_details_card_fingerprint,
        kept.payment_method_details_card_funding, kept.payment_method_details_card_last4,
        kept.payment_method_details_card_mandate_id, kept.payment_method_details_card_network,
        kept.payment_method_details_type, kept.payment_method_id, kept.presentment_details_presentment_amount,
        kept.presentment_details_presentment_currency, kept.receipt_email, kept.receipt_number, kept.receipt_url,
        kept.refunded, kept.review_id, kept.shipping, kept.source_id, kept.source_transfer_id,
        kept.statement_descriptor, kept.statement_descriptor_suffix, kept.status, kept.transfer_data_amount,
        kept.transfer_data_destination_id, kept.transfer_group, kept.transfer_id, kept.transform_version) > 0
RETURNING xmax = 0;


-- The rows of the chosen documents, 20,000 at a time; it is prepared for fewer than 500.
WITH picked AS MATERIALIZED (
    SELECT chosen.position, chosen.id, chosen.copy, chosen.observed_at, chosen.deleted_observed_at, chosen.completed,
        chosen.incomplete FROM chosen WHERE chosen.position BETWEEN $1 AND $2 AND chosen.copy IS NOT NULL
),
opened AS (
    SELECT picked.id, picked.completed, landed.payload || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.charges AS landed ON landed.ctid = picked.copy
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'charge' AND NOT (opened.forms IS DISTINCT FROM 1571486337
        AND (coalesce(opened.completed, opened.payload) @?
        '$ ? (exists(@."source" ? (exists(@."card".type() ? (@ != "object" && @ != "null"))
        || exists(@."card" ? (@."exp_month".type() != "number" && @."exp_month".type() != "null"
        && !(@."exp_month".type() == "string"
        && @."exp_month" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || @."exp_year".type() != "number" && @."exp_year".type() != "null" && !(@."exp_year".type() == "string"
        && @."exp_year" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || exists(@."address_country".type() ? (@ != "string" && @ != "null"))
        || exists(@."address_zip".type() ? (@ != "string" && @ != "null"))
        || exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null")))) || @."exp_month".type() != "number"
        && @."exp_month".type() != "null" && !(@."exp_month".type() == "string"
        && @."exp_month" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || @."exp_year".type() != "number" && @."exp_year".type() != "null" && !(@."exp_year".type() == "string"
        && @."exp_year" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || exists(@."owner".type() ? (@ != "object" && @ != "null"))
        || exists(@."owner" ? (exists(@."address".type() ? (@ != "object" && @ != "null"))
        || exists(@."address" ? (exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."postal_code".type() ? (@ != "string" && @ != "null"))))
        || exists(@."email".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))))
        || exists(@."address_country".type() ? (@ != "string" && @ != "null"))
        || exists(@."address_zip".type() ? (@ != "string" && @ != "null"))
        || exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))
        || exists(@."object".type() ? (@ != "string" && @ != "null"))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."billing_details" ? (exists(@."address".type() ? (@ != "object" && @ != "null"))
        || exists(@."address" ? (exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."postal_code".type() ? (@ != "string" && @ != "null"))))
        || exists(@."email".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))))
        || exists(@."level3".type() ? (@ != "object" && @ != "null"))
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."payment_method_details" ? (exists(@."card".type() ? (@ != "object" && @ != "null"))
        || exists(@."card" ? (exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."network".type() ? (@ != "string" && @ != "null"))))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."shipping".type() ? (@ != "object" && @ != "null"))
        || exists(@."destination".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."destination" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."authorization_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."calculated_statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."description".type() ? (@ != "string" && @ != "null"))
        || exists(@."failure_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."failure_message".type() ? (@ != "string" && @ != "null"))
        || exists(@."fraud_details" ? (exists(@."stripe_report".type() ? (@ != "string" && @ != "null"))
        || exists(@."user_report".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."outcome" ? (exists(@."advice_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_advice_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_decline_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_status".type() ? (@ != "string" && @ != "null"))
        || exists(@."reason".type() ? (@ != "string" && @ != "null"))
        || exists(@."risk_level".type() ? (@ != "string" && @ != "null"))
        || exists(@."seller_message".type() ? (@ != "string" && @ != "null"))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."presentment_details" ? (exists(@."presentment_currency".type() ? (@ != "string" && @ != "null"))))
        || exists(@."receipt_email".type() ? (@ != "string" && @ != "null"))
        || exists(@."receipt_number".type() ? (@ != "string" && @ != "null"))
        || exists(@."receipt_url".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor_suffix".type() ? (@ != "string" && @ != "null"))
        || exists(@."status".type() ? (@ != "string" && @ != "null"))
        || exists(@."transfer_group".type() ? (@ != "string" && @ != "null")))') IS TRUE) THEN coalesce(opened.completed,
        opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row a charge.
    --
    -- Each function in FROM would carry all columns of the others on, so nested objects are read with `->>`.
    --
    -- Before `payment_method_details` the card was the `source`, or a part of it where that is of the API of Sources. The
    -- words for its brand became others, and what its holder said is in `billing_details` since.
    SELECT
        doc.id,
        doc.amount,
        doc.amount_captured,
        doc.amount_refunded,
        doc.application_fee_amount,
        stripe_ref(doc.application_fee) AS application_fee_id,
        stripe_ref(doc.application) AS application_id,
        doc.authorization_code,
        stripe_ref(doc.balance_transaction) AS balance_transaction_id,
        stripe_object(doc.billing_details) AS billing_details,
        coalesce(
            doc.billing_details -> 'address' ->> 'country',
            charged.holder -> 'address' ->> 'country',
            charged.card ->> 'address_country'
        ) AS billing_details_address_country,
        coalesce(
            doc.billing_details -> 'address' ->> 'postal_code',
            charged.holder -> 'address' ->> 'postal_code',
            charged.card ->> 'address_zip'
        ) AS billing_details_address_postal_code,
        coalesce(
            doc.billing_details ->> 'email',
            charged.holder ->> 'email'
        ) AS billing_details_email,
        coalesce(
            doc.billing_details ->> 'name',
            charged.holder ->> 'name',
            charged.card ->> 'name'
        ) AS billing_details_name,
        doc.calculated_statement_descriptor,
        doc.captured,
        stripe_time(doc.created) AS created,
        doc.currency,
        stripe_ref(doc.customer) AS customer_id,
        doc.description,
        stripe_ref(doc.dispute) AS dispute_id,
        doc.disputed,
        stripe_ref(doc.failure_balance_transaction) AS failure_balance_transaction_id,
        doc.failure_code,
        doc.failure_message,
        stripe_object(doc.fraud_details) ->> 'stripe_report' AS fraud_details_stripe_report,
        doc.fraud_details ->> 'user_report' AS fraud_details_user_report,
        stripe_ref(doc.invoice) AS invoice_id,
        doc.level3,
        doc.livemode,
        doc.metadata,
        stripe_ref(doc.on_behalf_of) AS on_behalf_of_id,
        stripe_object(doc.outcome) AS outcome,
        doc.outcome ->> 'advice_code' AS outcome_advice_code,
        doc.outcome ->> 'network_advice_code' AS outcome_network_advice_code,
        doc.outcome ->> 'network_decline_code' AS outcome_network_decline_code,
        doc.outcome ->> 'network_status' AS outcome_network_status,
        doc.outcome ->> 'reason' AS outcome_reason,
        doc.outcome ->> 'risk_level' AS outcome_risk_level,
        (doc.outcome ->> 'risk_score')::bigint AS outcome_risk_score,
        stripe_ref(doc.outcome -> 'rule') AS outcome_rule_id,
        doc.outcome ->> 'seller_message' AS outcome_seller_message,
        doc.outcome ->> 'type' AS outcome_type,
        doc.paid,
        stripe_ref(doc.payment_intent) AS payment_intent_id,
        stripe_object(doc.payment_method_details) AS payment_method_details,
        coalesce(
            stripe_object(doc.payment_method_details -> 'card') ->> 'brand',
            CASE charged.card ->> 'brand'
                WHEN 'American Express' THEN 'amex'
                WHEN 'Diners Club' THEN 'diners'
                WHEN 'Discover' THEN 'discover'
                WHEN 'JCB' THEN 'jcb'
                WHEN 'MasterCard' THEN 'mastercard'
                WHEN 'UnionPay' THEN 'unionpay'
                WHEN 'Unknown' THEN 'unknown'
                WHEN 'Visa' THEN 'visa'
                ELSE charged.card ->> 'brand'
            END
        ) AS payment_method_details_card_brand,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'country',
            charged.card ->> 'country'
        ) AS payment_method_details_card_country,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'exp_month', charged.card ->> 'exp_month'
        )::bigint AS payment_method_details_card_exp_month,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'exp_year', charged.card ->> 'exp_year'
        )::bigint AS payment_method_details_card_exp_year,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'fingerprint',
            charged.card ->> 'fingerprint'
        ) AS payment_method_details_card_fingerprint,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'funding',
            charged.card ->> 'funding'
        ) AS payment_method_details_card_funding,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'last4',
            charged.card ->> 'last4'
        ) AS payment_method_details_card_last4,
        stripe_ref(doc.payment_method_details -> 'card' -> 'mandate') AS payment_method_details_card_mandate_id,
        doc.payment_method_details -> 'card' ->> 'network' AS payment_method_details_card_network,
        coalesce(
            doc.payment_method_details ->> 'type',
            CASE doc.source ->> 'object'
                WHEN 'card' THEN 'card'
                WHEN 'bank_account' THEN 'ach_debit'
                WHEN 'source' THEN doc.source ->> 'type'
            END
        ) AS payment_method_details_type,
        stripe_ref(doc.payment_method) AS payment_method_id,
        (stripe_object(doc.presentment_details) ->> 'presentment_amount')::bigint AS presentment_details_presentment_amount,
        doc.presentment_details ->> 'presentment_currency' AS presentment_details_presentment_currency,
        doc.receipt_email,
        doc.receipt_number,
        doc.receipt_url,
        doc.refunded,
        stripe_ref(doc.review) AS review_id,
        doc.shipping,
        stripe_ref(doc.source) AS source_id,
        stripe_ref(doc.source_transfer) AS source_transfer_id,
        doc.statement_descriptor,
        doc.statement_descriptor_suffix,
        doc.status,
        (stripe_object(doc.transfer_data) ->> 'amount')::bigint AS transfer_data_amount,
        coalesce(
            stripe_ref(doc.transfer_data -> 'destination'), stripe_ref(doc.destination)
        ) AS transfer_data_destination_id,
        doc.transfer_group,
        stripe_ref(doc.transfer) AS transfer_id
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            id text,
            amount bigint,
            amount_captured bigint,
            amount_refunded bigint,
            application jsonb,
            application_fee jsonb,
            application_fee_amount bigint,
            authorization_code text,
            balance_transaction jsonb,
            billing_details jsonb,
            calculated_statement_descriptor text,
            captured boolean,
            created bigint,
            currency text,
            customer jsonb,
            description text,
            destination jsonb,
            dispute jsonb,
            disputed boolean,
            failure_balance_transaction jsonb,
            failure_code text,
            failure_message text,
            fraud_details jsonb,
            invoice jsonb,
            level3 jsonb,
            livemode boolean,
            metadata jsonb,
            on_behalf_of jsonb,
            outcome jsonb,
            paid boolean,
            payment_intent jsonb,
            payment_method jsonb,
            payment_method_details jsonb,
            presentment_details jsonb,
            receipt_email text,
            receipt_number text,
            receipt_url text,
            refunded boolean,
            review jsonb,
            shipping jsonb,
            source jsonb,
            source_transfer jsonb,
            statement_descriptor text,
            statement_descriptor_suffix text,
            status text,
            transfer jsonb,
            transfer_data jsonb,
            transfer_group text
        ),
        LATERAL (
            SELECT
                CASE
                    WHEN doc.source ->> 'object' = 'card' THEN doc.source
                    ELSE stripe_object(doc.source -> 'card')
                END AS card,
                stripe_object(doc.source -> 'owner') AS holder
        ) AS charged
),
incoming AS (
    SELECT mapped.id, mapped.amount, mapped.amount_captured, mapped.amount_refunded, mapped.application_fee_amount,
        mapped.application_fee_id, mapped.application_id, mapped.authorization_code, mapped.balance_transaction_id,
        mapped.billing_details, mapped.billing_details_address_country, mapped.billing_details_address_postal_code,
        mapped.billing_details_email, mapped.billing_details_name, mapped.calculated_statement_descriptor,
        mapped.captured, mapped.created, mapped.currency, mapped.customer_id, mapped.description, mapped.dispute_id,
        mapped.disputed, mapped.failure_balance_transaction_id, mapped.failure_code, mapped.failure_message,
        mapped.fraud_details_stripe_report, mapped.fraud_details_user_report, mapped.invoice_id, mapped.level3,
        mapped.livemode, mapped.metadata, mapped.on_behalf_of_id, mapped.outcome, mapped.outcome_advice_code,
        mapped.outcome_network_advice_code, mapped.outcome_network_decline_code, mapped.outcome_network_status,
        mapped.outcome_reason, mapped.outcome_risk_level, mapped.outcome_risk_score, mapped.outcome_rule_id,
        mapped.outcome_seller_message, mapped.outcome_type, mapped.paid, mapped.payment_intent_id,
        mapped.payment_method_details, mapped.payment_method_details_card_brand,
        mapped.payment_method_details_card_country, mapped.payment_method_details_card_exp_month,
        mapped.payment_method_details_card_exp_year, mapped.payment_method_details_card_fingerprint,
        mapped.payment_method_details_card_funding, mapped.payment_method_details_card_last4,
        mapped.payment_method_details_card_mandate_id, mapped.payment_method_details_card_network,
        mapped.payment_method_details_type, mapped.payment_method_id, mapped.presentment_details_presentment_amount,
        mapped.presentment_details_presentment_currency, mapped.receipt_email, mapped.receipt_number,
        mapped.receipt_url, mapped.refunded, mapped.review_id, mapped.shipping, mapped.source_id,
        mapped.source_transfer_id, mapped.statement_descriptor, mapped.statement_descriptor_suffix, mapped.status,
        mapped.transfer_data_amount, mapped.transfer_data_destination_id, mapped.transfer_group, mapped.transfer_id,
        CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END AS row_state,
        picked.observed_at, picked.deleted_observed_at, 1 AS transform_version
    FROM mapped JOIN picked ON picked.id = mapped.id
),
gone AS (SELECT WHERE FALSE),
written AS (
    INSERT INTO oltp.charges AS kept (id, amount, amount_captured, amount_refunded, application_fee_amount,
        application_fee_id, application_id, authorization_code, balance_transaction_id, billing_details,
        billing_details_address_country, billing_details_address_postal_code, billing_details_email,
        billing_details_name, calculated_statement_descriptor, captured, created, currency, customer_id,
        deleted_observed_at, description, dispute_id, disputed, failure_balance_transaction_id, failure_code,
        failure_message, fraud_details_stripe_report, fraud_details_user_report, invoice_id, level3, livemode, metadata,
        observed_at, on_behalf_of_id, outcome, outcome_advice_code, outcome_network_advice_code,
        outcome_network_decline_code, outcome_network_status, outcome_reason, outcome_risk_level, outcome_risk_score,
        outcome_rule_id, outcome_seller_message, outcome_type, paid, payment_intent_id, payment_method_details,
        payment_method_details_card_brand, payment_method_details_card_country, payment_method_details_card_exp_month,
        payment_method_details_card_exp_year, payment_method_details_card_fingerprint,
        payment_method_details_card_funding, payment_method_details_card_last4, payment_method_details_card_mandate_id,
        payment_method_details_card_network, payment_method_details_type, payment_method_id,
        presentment_details_presentment_amount, presentment_details_presentment_currency, receipt_email, receipt_number,
        receipt_url, refunded, review_id, row_state, shipping, source_id, source_transfer_id, statement_descriptor,
        statement_descriptor_suffix, status, transfer_data_amount, transfer_data_destination_id, transfer_group,
        transfer_id, transform_version)
    SELECT incoming.id, incoming.amount, incoming.amount_captured, incoming.amount_refunded,
        incoming.application_fee_amount, incoming.application_fee_id, incoming.application_id,
        incoming.authorization_code, incoming.balance_transaction_id, incoming.billing_details,
        incoming.billing_details_address_country, incoming.billing_details_address_postal_code,
        incoming.billing_details_email, incoming.billing_details_name, incoming.calculated_statement_descriptor,
        incoming.captured, incoming.created, incoming.currency, incoming.customer_id, incoming.deleted_observed_at,
        incoming.description, incoming.dispute_id, incoming.disputed, incoming.failure_balance_transaction_id,
        incoming.failure_code, incoming.failure_message, incoming.fraud_details_stripe_report,
        incoming.fraud_details_user_report, incoming.invoice_id, incoming.level3, incoming.livemode, incoming.metadata,
        incoming.observed_at, incoming.on_behalf_of_id, incoming.outcome, incoming.outcome_advice_code,
        incoming.outcome_network_advice_code, incoming.outcome_network_decline_code, incoming.outcome_network_status,
        incoming.outcome_reason, incoming.outcome_risk_level, incoming.outcome_risk_score, incoming.outcome_rule_id,
        incoming.outcome_seller_message, incoming.outcome_type, incoming.paid, incoming.payment_intent_id,
        incoming.payment_method_details, incoming.payment_method_details_card_brand,
        incoming.payment_method_details_card_country, incoming.payment_method_details_card_exp_month,
        incoming.payment_method_details_card_exp_year, incoming.payment_method_details_card_fingerprint,
        incoming.payment_method_details_card_funding, incoming.payment_method_details_card_last4,
        incoming.payment_method_details_card_mandate_id, incoming.payment_method_details_card_network,
        incoming.payment_method_details_type, incoming.payment_method_id,
        incoming.presentment_details_presentment_amount, incoming.presentment_details_presentment_currency,
        incoming.receipt_email, incoming.receipt_number, incoming.receipt_url, incoming.refunded, incoming.review_id,
        incoming.row_state, incoming.shipping, incoming.source_id, incoming.source_transfer_id,
        incoming.statement_descriptor, incoming.statement_descriptor_suffix, incoming.status,
        incoming.transfer_data_amount, incoming.transfer_data_destination_id, incoming.transfer_group,
        incoming.transfer_id, incoming.transform_version FROM incoming
    ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, amount_captured = excluded.amount_captured,
        amount_refunded = excluded.amount_refunded, application_fee_amount = excluded.application_fee_amount,
        application_fee_id = excluded.application_fee_id, application_id = excluded.application_id,
        authorization_code = excluded.authorization_code, balance_transaction_id = excluded.balance_transaction_id,
        billing_details = excluded.billing_details,
        billing_details_address_country = excluded.billing_details_address_country,
        billing_details_address_postal_code = excluded.billing_details_address_postal_code,
        billing_details_email = excluded.billing_details_email, billing_details_name = excluded.billing_details_name,
        calculated_statement_descriptor = excluded.calculated_statement_descriptor, captured = excluded.captured,
        created = excluded.created, currency = excluded.currency, customer_id = excluded.customer_id,
        deleted_observed_at = excluded.deleted_observed_at, description = excluded.description,
        dispute_id = excluded.dispute_id, disputed = excluded.disputed,
        failure_balance_transaction_id = excluded.failure_balance_transaction_id, failure_code = excluded.failure_code,
        failure_message = excluded.failure_message, fraud_details_stripe_report = excluded.fraud_details_stripe_report,
        fraud_details_user_report = excluded.fraud_details_user_report, invoice_id = excluded.invoice_id,
        level3 = excluded.level3, livemode = excluded.livemode, metadata = excluded.metadata,
        observed_at = excluded.observed_at, on_behalf_of_id = excluded.on_behalf_of_id, outcome = excluded.outcome,
        outcome_advice_code = excluded.outcome_advice_code,
        outcome_network_advice_code = excluded.outcome_network_advice_code,
        outcome_network_decline_code = excluded.outcome_network_decline_code,
        outcome_network_status = excluded.outcome_network_status, outcome_reason = excluded.outcome_reason,
        outcome_risk_level = excluded.outcome_risk_level, outcome_risk_score = excluded.outcome_risk_score,
        outcome_rule_id = excluded.outcome_rule_id, outcome_seller_message = excluded.outcome_seller_message,
        outcome_type = excluded.outcome_type, paid = excluded.paid, payment_intent_id = excluded.payment_intent_id,
        payment_method_details = excluded.payment_method_details,
        payment_method_details_card_brand = excluded.payment_method_details_card_brand,
        payment_method_details_card_country = excluded.payment_method_details_card_country,
        payment_method_details_card_exp_month = excluded.payment_method_details_card_exp_month,
        payment_method_details_card_exp_year = excluded.payment_method_details_card_exp_year,
        payment_method_details_card_fingerprint = excluded.payment_method_details_card_fingerprint,
        payment_method_details_card_funding = excluded.payment_method_details_card_funding,
        payment_method_details_card_last4 = excluded.payment_method_details_card_last4,
        payment_method_details_card_mandate_id = excluded.payment_method_details_card_mandate_id,
        payment_method_details_card_network = excluded.payment_method_details_card_network,
        payment_method_details_type = excluded.payment_method_details_type,
        payment_method_id = excluded.payment_method_id,
        presentment_details_presentment_amount = excluded.presentment_details_presentment_amount,
        presentment_details_presentment_currency = excluded.presentment_details_presentment_currency,
        receipt_email = excluded.receipt_email, receipt_number = excluded.receipt_number,
        receipt_url = excluded.receipt_url, refunded = excluded.refunded, review_id = excluded.review_id,
        row_state = excluded.row_state, shipping = excluded.shipping, source_id = excluded.source_id,
        source_transfer_id = excluded.source_transfer_id, statement_descriptor = excluded.statement_descriptor,
        statement_descriptor_suffix = excluded.statement_descriptor_suffix, status = excluded.status,
        transfer_data_amount = excluded.transfer_data_amount,
        transfer_data_destination_id = excluded.transfer_data_destination_id, transfer_group = excluded.transfer_group,
        transfer_id = excluded.transfer_id, transform_version = excluded.transform_version
    WHERE (kept.amount, kept.amount_captured, kept.amount_refunded, kept.application_fee_amount,
        kept.application_fee_id, kept.application_id, kept.authorization_code, kept.balance_transaction_id,
        kept.billing_details, kept.billing_details_address_country, kept.billing_details_address_postal_code,
        kept.billing_details_email, kept.billing_details_name, kept.calculated_statement_descriptor, kept.captured,
        kept.created, kept.currency, kept.customer_id, kept.deleted_observed_at, kept.description, kept.dispute_id,
        kept.disputed, kept.failure_balance_transaction_id, kept.failure_code, kept.failure_message,
        kept.fraud_details_stripe_report, kept.fraud_details_user_report, kept.invoice_id, kept.level3, kept.livemode,
        kept.metadata, kept.observed_at, kept.on_behalf_of_id, kept.outcome, kept.outcome_advice_code,
        kept.outcome_network_advice_code, kept.outcome_network_decline_code, kept.outcome_network_status,
        kept.outcome_reason, kept.outcome_risk_level, kept.outcome_risk_score, kept.outcome_rule_id,
        kept.outcome_seller_message, kept.outcome_type, kept.paid, kept.payment_intent_id, kept.payment_method_details,
        kept.payment_method_details_card_brand, kept.payment_method_details_card_country,
        kept.payment_method_details_card_exp_month, kept.payment_method_details_card_exp_year,
        kept.payment_method_details_card_fingerprint, kept.payment_method_details_card_funding,
        kept.payment_method_details_card_last4, kept.payment_method_details_card_mandate_id,
        kept.payment_method_details_card_network, kept.payment_method_details_type, kept.payment_method_id,
        kept.presentment_details_presentment_amount, kept.presentment_details_presentment_currency, kept.receipt_email,
        kept.receipt_number, kept.receipt_url, kept.refunded, kept.review_id, kept.row_state, kept.shipping,
        kept.source_id, kept.source_transfer_id, kept.statement_descriptor, kept.statement_descriptor_suffix,
        kept.status, kept.transfer_data_amount, kept.transfer_data_destination_id, kept.transfer_group,
        kept.transfer_id, kept.transform_version) IS DISTINCT FROM (excluded.amount, excluded.amount_captured,
        excluded.amount_refunded, excluded.application_fee_amount, excluded.application_fee_id, excluded.application_id,
        excluded.authorization_code, excluded.balance_transaction_id, excluded.billing_details,
        excluded.billing_details_address_country, excluded.billing_details_address_postal_code,
        excluded.billing_details_email, excluded.billing_details_name, excluded.calculated_statement_descriptor,
        excluded.captured, excluded.created, excluded.currency, excluded.customer_id, excluded.deleted_observed_at,
        excluded.description, excluded.dispute_id, excluded.disputed, excluded.failure_balance_transaction_id,
        excluded.failure_code, excluded.failure_message, excluded.fraud_details_stripe_report,
        excluded.fraud_details_user_report, excluded.invoice_id, excluded.level3, excluded.livemode, excluded.metadata,
        excluded.observed_at, excluded.on_behalf_of_id, excluded.outcome, excluded.outcome_advice_code,
        excluded.outcome_network_advice_code, excluded.outcome_network_decline_code, excluded.outcome_network_status,
        excluded.outcome_reason, excluded.outcome_risk_level, excluded.outcome_risk_score, excluded.outcome_rule_id,
        excluded.outcome_seller_message, excluded.outcome_type, excluded.paid, excluded.payment_intent_id,
        excluded.payment_method_details, excluded.payment_method_details_card_brand,
        excluded.payment_method_details_card_country, excluded.payment_method_details_card_exp_month,
        excluded.payment_method_details_card_exp_year, excluded.payment_method_details_card_fingerprint,
        excluded.payment_method_details_card_funding, excluded.payment_method_details_card_last4,
        excluded.payment_method_details_card_mandate_id, excluded.payment_method_details_card_network,
        excluded.payment_method_details_type, excluded.payment_method_id,
        excluded.presentment_details_presentment_amount, excluded.presentment_details_presentment_currency,
        excluded.receipt_email, excluded.receipt_number, excluded.receipt_url, excluded.refunded, excluded.review_id,
        excluded.row_state, excluded.shipping, excluded.source_id, excluded.source_transfer_id,
        excluded.statement_descriptor, excluded.statement_descriptor_suffix, excluded.status,
        excluded.transfer_data_amount, excluded.transfer_data_destination_id, excluded.transfer_group,
        excluded.transfer_id, excluded.transform_version)
    RETURNING kept.id, xmax = 0 AS is_new, kept.row_state, kept.customer_id, kept.invoice_id, kept.payment_intent_id,
        kept.payment_method_id
),
unresolved_customers AS (
    INSERT INTO oltp.customers (id, row_state)
    SELECT DISTINCT named.id, 'unresolved' FROM (SELECT written.customer_id AS id FROM written) AS named
    WHERE named.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM oltp.customers AS known WHERE known.id = named.id)
    ON CONFLICT (id) DO NOTHING
),
unresolved_invoices AS (
    INSERT INTO oltp.invoices (id, row_state)
    SELECT DISTINCT named.id, 'unresolved' FROM (SELECT written.invoice_id AS id FROM written) AS named
    WHERE named.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM oltp.invoices AS known WHERE known.id = named.id)
    ON CONFLICT (id) DO NOTHING
),
unresolved_payment_intents AS (
    INSERT INTO oltp.payment_intents (id, row_state)
    SELECT DISTINCT named.id, 'unresolved' FROM (SELECT written.payment_intent_id AS id FROM written) AS named
    WHERE named.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM oltp.payment_intents AS known WHERE known.id = named.id)
    ON CONFLICT (id) DO NOTHING
),
unresolved_payment_methods AS (
    INSERT INTO oltp.payment_methods (id, row_state)
    SELECT DISTINCT named.id, 'unresolved' FROM (SELECT written.payment_method_id AS id FROM written) AS named
    WHERE named.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM oltp.payment_methods AS known WHERE known.id = named.id)
    ON CONFLICT (id) DO NOTHING
)
SELECT ARRAY[(SELECT count(*) FROM picked), CASE WHEN count(*) = (SELECT count(*) FROM picked) THEN count(*)
    ELSE count(*) + (
    SELECT count(*) FROM picked JOIN oltp.charges AS kept ON kept.id = picked.id
    WHERE (kept.row_state, kept.observed_at, kept.deleted_observed_at, kept.transform_version)
        IS NOT DISTINCT FROM (CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END,
            picked.observed_at, picked.deleted_observed_at, 1)
        AND NOT EXISTS (SELECT FROM written WHERE written.id = picked.id)
) END,
    count(*) FILTER (WHERE written.is_new), count(*) FILTER (WHERE NOT written.is_new),
    count(*) FILTER (WHERE written.row_state = 'deleted'), (SELECT count(*) FROM gone)]
FROM written;


-- If that fails: which documents break a rule, 100 at a time. The verdict on a row is the number of the first rule that
-- it breaks, of those that the table has by then.
WITH picked AS MATERIALIZED (
    SELECT chosen.position, chosen.id, chosen.copy, chosen.observed_at, chosen.deleted_observed_at, chosen.completed,
        chosen.incomplete FROM chosen WHERE chosen.position BETWEEN $1 AND $2 AND chosen.copy IS NOT NULL
),
opened AS (
    SELECT setval('pg_temp.read', picked.position) AS place, picked.id, picked.completed, landed.payload
        || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.charges AS landed ON landed.ctid = picked.copy
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'charge' AND NOT (opened.forms IS DISTINCT FROM 1571486337
        AND (coalesce(opened.completed, opened.payload) @?
        '$ ? (exists(@."source" ? (exists(@."card".type() ? (@ != "object" && @ != "null"))
        || exists(@."card" ? (@."exp_month".type() != "number" && @."exp_month".type() != "null"
        && !(@."exp_month".type() == "string"
        && @."exp_month" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || @."exp_year".type() != "number" && @."exp_year".type() != "null" && !(@."exp_year".type() == "string"
        && @."exp_year" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || exists(@."address_country".type() ? (@ != "string" && @ != "null"))
        || exists(@."address_zip".type() ? (@ != "string" && @ != "null"))
        || exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null")))) || @."exp_month".type() != "number"
        && @."exp_month".type() != "null" && !(@."exp_month".type() == "string"
        && @."exp_month" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || @."exp_year".type() != "number" && @."exp_year".type() != "null" && !(@."exp_year".type() == "string"
        && @."exp_year" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || exists(@."owner".type() ? (@ != "object" && @ != "null"))
        || exists(@."owner" ? (exists(@."address".type() ? (@ != "object" && @ != "null"))
        || exists(@."address" ? (exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."postal_code".type() ? (@ != "string" && @ != "null"))))
        || exists(@."email".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))))
        || exists(@."address_country".type() ? (@ != "string" && @ != "null"))
        || exists(@."address_zip".type() ? (@ != "string" && @ != "null"))
        || exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))
        || exists(@."object".type() ? (@ != "string" && @ != "null"))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."billing_details" ? (exists(@."address".type() ? (@ != "object" && @ != "null"))
        || exists(@."address" ? (exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."postal_code".type() ? (@ != "string" && @ != "null"))))
        || exists(@."email".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))))
        || exists(@."level3".type() ? (@ != "object" && @ != "null"))
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."payment_method_details" ? (exists(@."card".type() ? (@ != "object" && @ != "null"))
        || exists(@."card" ? (exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."network".type() ? (@ != "string" && @ != "null"))))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."shipping".type() ? (@ != "object" && @ != "null"))
        || exists(@."destination".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."destination" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."authorization_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."calculated_statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."description".type() ? (@ != "string" && @ != "null"))
        || exists(@."failure_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."failure_message".type() ? (@ != "string" && @ != "null"))
        || exists(@."fraud_details" ? (exists(@."stripe_report".type() ? (@ != "string" && @ != "null"))
        || exists(@."user_report".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."outcome" ? (exists(@."advice_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_advice_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_decline_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_status".type() ? (@ != "string" && @ != "null"))
        || exists(@."reason".type() ? (@ != "string" && @ != "null"))
        || exists(@."risk_level".type() ? (@ != "string" && @ != "null"))
        || exists(@."seller_message".type() ? (@ != "string" && @ != "null"))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."presentment_details" ? (exists(@."presentment_currency".type() ? (@ != "string" && @ != "null"))))
        || exists(@."receipt_email".type() ? (@ != "string" && @ != "null"))
        || exists(@."receipt_number".type() ? (@ != "string" && @ != "null"))
        || exists(@."receipt_url".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor_suffix".type() ? (@ != "string" && @ != "null"))
        || exists(@."status".type() ? (@ != "string" && @ != "null"))
        || exists(@."transfer_group".type() ? (@ != "string" && @ != "null")))') IS TRUE) THEN coalesce(opened.completed,
        opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row a charge.
    --
    -- Each function in FROM would carry all columns of the others on, so nested objects are read with `->>`.
    --
    -- Before `payment_method_details` the card was the `source`, or a part of it where that is of the API of Sources. The
    -- words for its brand became others, and what its holder said is in `billing_details` since.
    SELECT
        doc.id,
        doc.amount,
        doc.amount_captured,
        doc.amount_refunded,
        doc.application_fee_amount,
        stripe_ref(doc.application_fee) AS application_fee_id,
        stripe_ref(doc.application) AS application_id,
        doc.authorization_code,
        stripe_ref(doc.balance_transaction) AS balance_transaction_id,
        stripe_object(doc.billing_details) AS billing_details,
        coalesce(
            doc.billing_details -> 'address' ->> 'country',
            charged.holder -> 'address' ->> 'country',
            charged.card ->> 'address_country'
        ) AS billing_details_address_country,
        coalesce(
            doc.billing_details -> 'address' ->> 'postal_code',
            charged.holder -> 'address' ->> 'postal_code',
            charged.card ->> 'address_zip'
        ) AS billing_details_address_postal_code,
        coalesce(
            doc.billing_details ->> 'email',
            charged.holder ->> 'email'
        ) AS billing_details_email,
        coalesce(
            doc.billing_details ->> 'name',
            charged.holder ->> 'name',
            charged.card ->> 'name'
        ) AS billing_details_name,
        doc.calculated_statement_descriptor,
        doc.captured,
        stripe_time(doc.created) AS created,
        doc.currency,
        stripe_ref(doc.customer) AS customer_id,
        doc.description,
        stripe_ref(doc.dispute) AS dispute_id,
        doc.disputed,
        stripe_ref(doc.failure_balance_transaction) AS failure_balance_transaction_id,
        doc.failure_code,
        doc.failure_message,
        stripe_object(doc.fraud_details) ->> 'stripe_report' AS fraud_details_stripe_report,
        doc.fraud_details ->> 'user_report' AS fraud_details_user_report,
        stripe_ref(doc.invoice) AS invoice_id,
        doc.level3,
        doc.livemode,
        doc.metadata,
        stripe_ref(doc.on_behalf_of) AS on_behalf_of_id,
        stripe_object(doc.outcome) AS outcome,
        doc.outcome ->> 'advice_code' AS outcome_advice_code,
        doc.outcome ->> 'network_advice_code' AS outcome_network_advice_code,
        doc.outcome ->> 'network_decline_code' AS outcome_network_decline_code,
        doc.outcome ->> 'network_status' AS outcome_network_status,
        doc.outcome ->> 'reason' AS outcome_reason,
        doc.outcome ->> 'risk_level' AS outcome_risk_level,
        (doc.outcome ->> 'risk_score')::bigint AS outcome_risk_score,
        stripe_ref(doc.outcome -> 'rule') AS outcome_rule_id,
        doc.outcome ->> 'seller_message' AS outcome_seller_message,
        doc.outcome ->> 'type' AS outcome_type,
        doc.paid,
        stripe_ref(doc.payment_intent) AS payment_intent_id,
        stripe_object(doc.payment_method_details) AS payment_method_details,
        coalesce(
            stripe_object(doc.payment_method_details -> 'card') ->> 'brand',
            CASE charged.card ->> 'brand'
                WHEN 'American Express' THEN 'amex'
                WHEN 'Diners Club' THEN 'diners'
                WHEN 'Discover' THEN 'discover'
                WHEN 'JCB' THEN 'jcb'
                WHEN 'MasterCard' THEN 'mastercard'
                WHEN 'UnionPay' THEN 'unionpay'
                WHEN 'Unknown' THEN 'unknown'
                WHEN 'Visa' THEN 'visa'
                ELSE charged.card ->> 'brand'
            END
        ) AS payment_method_details_card_brand,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'country',
            charged.card ->> 'country'
        ) AS payment_method_details_card_country,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'exp_month', charged.card ->> 'exp_month'
        )::bigint AS payment_method_details_card_exp_month,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'exp_year', charged.card ->> 'exp_year'
        )::bigint AS payment_method_details_card_exp_year,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'fingerprint',
            charged.card ->> 'fingerprint'
        ) AS payment_method_details_card_fingerprint,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'funding',
            charged.card ->> 'funding'
        ) AS payment_method_details_card_funding,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'last4',
            charged.card ->> 'last4'
        ) AS payment_method_details_card_last4,
        stripe_ref(doc.payment_method_details -> 'card' -> 'mandate') AS payment_method_details_card_mandate_id,
        doc.payment_method_details -> 'card' ->> 'network' AS payment_method_details_card_network,
        coalesce(
            doc.payment_method_details ->> 'type',
            CASE doc.source ->> 'object'
                WHEN 'card' THEN 'card'
                WHEN 'bank_account' THEN 'ach_debit'
                WHEN 'source' THEN doc.source ->> 'type'
            END
        ) AS payment_method_details_type,
        stripe_ref(doc.payment_method) AS payment_method_id,
        (stripe_object(doc.presentment_details) ->> 'presentment_amount')::bigint AS presentment_details_presentment_amount,
        doc.presentment_details ->> 'presentment_currency' AS presentment_details_presentment_currency,
        doc.receipt_email,
        doc.receipt_number,
        doc.receipt_url,
        doc.refunded,
        stripe_ref(doc.review) AS review_id,
        doc.shipping,
        stripe_ref(doc.source) AS source_id,
        stripe_ref(doc.source_transfer) AS source_transfer_id,
        doc.statement_descriptor,
        doc.statement_descriptor_suffix,
        doc.status,
        (stripe_object(doc.transfer_data) ->> 'amount')::bigint AS transfer_data_amount,
        coalesce(
            stripe_ref(doc.transfer_data -> 'destination'), stripe_ref(doc.destination)
        ) AS transfer_data_destination_id,
        doc.transfer_group,
        stripe_ref(doc.transfer) AS transfer_id
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            id text,
            amount bigint,
            amount_captured bigint,
            amount_refunded bigint,
            application jsonb,
            application_fee jsonb,
            application_fee_amount bigint,
            authorization_code text,
            balance_transaction jsonb,
            billing_details jsonb,
            calculated_statement_descriptor text,
            captured boolean,
            created bigint,
            currency text,
            customer jsonb,
            description text,
            destination jsonb,
            dispute jsonb,
            disputed boolean,
            failure_balance_transaction jsonb,
            failure_code text,
            failure_message text,
            fraud_details jsonb,
            invoice jsonb,
            level3 jsonb,
            livemode boolean,
            metadata jsonb,
            on_behalf_of jsonb,
            outcome jsonb,
            paid boolean,
            payment_intent jsonb,
            payment_method jsonb,
            payment_method_details jsonb,
            presentment_details jsonb,
            receipt_email text,
            receipt_number text,
            receipt_url text,
            refunded boolean,
            review jsonb,
            shipping jsonb,
            source jsonb,
            source_transfer jsonb,
            statement_descriptor text,
            statement_descriptor_suffix text,
            status text,
            transfer jsonb,
            transfer_data jsonb,
            transfer_group text
        ),
        LATERAL (
            SELECT
                CASE
                    WHEN doc.source ->> 'object' = 'card' THEN doc.source
                    ELSE stripe_object(doc.source -> 'card')
                END AS card,
                stripe_object(doc.source -> 'owner') AS holder
        ) AS charged
),
incoming AS (
    SELECT mapped.id, mapped.amount, mapped.amount_captured, mapped.amount_refunded, mapped.application_fee_amount,
        mapped.application_fee_id, mapped.application_id, mapped.authorization_code, mapped.balance_transaction_id,
        mapped.billing_details, mapped.billing_details_address_country, mapped.billing_details_address_postal_code,
        mapped.billing_details_email, mapped.billing_details_name, mapped.calculated_statement_descriptor,
        mapped.captured, mapped.created, mapped.currency, mapped.customer_id, mapped.description, mapped.dispute_id,
        mapped.disputed, mapped.failure_balance_transaction_id, mapped.failure_code, mapped.failure_message,
        mapped.fraud_details_stripe_report, mapped.fraud_details_user_report, mapped.invoice_id, mapped.level3,
        mapped.livemode, mapped.metadata, mapped.on_behalf_of_id, mapped.outcome, mapped.outcome_advice_code,
        mapped.outcome_network_advice_code, mapped.outcome_network_decline_code, mapped.outcome_network_status,
        mapped.outcome_reason, mapped.outcome_risk_level, mapped.outcome_risk_score, mapped.outcome_rule_id,
        mapped.outcome_seller_message, mapped.outcome_type, mapped.paid, mapped.payment_intent_id,
        mapped.payment_method_details, mapped.payment_method_details_card_brand,
        mapped.payment_method_details_card_country, mapped.payment_method_details_card_exp_month,
        mapped.payment_method_details_card_exp_year, mapped.payment_method_details_card_fingerprint,
        mapped.payment_method_details_card_funding, mapped.payment_method_details_card_last4,
        mapped.payment_method_details_card_mandate_id, mapped.payment_method_details_card_network,
        mapped.payment_method_details_type, mapped.payment_method_id, mapped.presentment_details_presentment_amount,
        mapped.presentment_details_presentment_currency, mapped.receipt_email, mapped.receipt_number,
        mapped.receipt_url, mapped.refunded, mapped.review_id, mapped.shipping, mapped.source_id,
        mapped.source_transfer_id, mapped.statement_descriptor, mapped.statement_descriptor_suffix, mapped.status,
        mapped.transfer_data_amount, mapped.transfer_data_destination_id, mapped.transfer_group, mapped.transfer_id,
        CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END AS row_state,
        picked.observed_at, picked.deleted_observed_at, 1 AS transform_version
    FROM mapped JOIN picked ON picked.id = mapped.id
),
judged AS (
    SELECT charges.id AS owner, row_number() OVER () AS number,
        CASE WHEN charges IS NULL THEN NULL ELSE %(verdict)s END AS verdict
    FROM (SELECT incoming.id, incoming.amount, incoming.amount_captured, incoming.amount_refunded,
        incoming.application_fee_amount, incoming.application_fee_id, incoming.application_id,
        incoming.authorization_code, incoming.balance_transaction_id, incoming.billing_details,
        incoming.billing_details_address_country, incoming.billing_details_address_postal_code,
        incoming.billing_details_email, incoming.billing_details_name, incoming.calculated_statement_descriptor,
        incoming.captured, incoming.created, incoming.currency, incoming.customer_id, incoming.deleted_observed_at,
        incoming.description, incoming.dispute_id, incoming.disputed, incoming.failure_balance_transaction_id,
        incoming.failure_code, incoming.failure_message, incoming.fraud_details_stripe_report,
        incoming.fraud_details_user_report, incoming.invoice_id, incoming.level3, incoming.livemode, incoming.metadata,
        incoming.observed_at, incoming.on_behalf_of_id, incoming.outcome, incoming.outcome_advice_code,
        incoming.outcome_network_advice_code, incoming.outcome_network_decline_code, incoming.outcome_network_status,
        incoming.outcome_reason, incoming.outcome_risk_level, incoming.outcome_risk_score, incoming.outcome_rule_id,
        incoming.outcome_seller_message, incoming.outcome_type, incoming.paid, incoming.payment_intent_id,
        incoming.payment_method_details, incoming.payment_method_details_card_brand,
        incoming.payment_method_details_card_country, incoming.payment_method_details_card_exp_month,
        incoming.payment_method_details_card_exp_year, incoming.payment_method_details_card_fingerprint,
        incoming.payment_method_details_card_funding, incoming.payment_method_details_card_last4,
        incoming.payment_method_details_card_mandate_id, incoming.payment_method_details_card_network,
        incoming.payment_method_details_type, incoming.payment_method_id,
        incoming.presentment_details_presentment_amount, incoming.presentment_details_presentment_currency,
        incoming.receipt_email, incoming.receipt_number, incoming.receipt_url, incoming.refunded, incoming.review_id,
        incoming.row_state, incoming.shipping, incoming.source_id, incoming.source_transfer_id,
        incoming.statement_descriptor, incoming.statement_descriptor_suffix, incoming.status,
        incoming.transfer_data_amount, incoming.transfer_data_destination_id, incoming.transfer_group,
        incoming.transfer_id, incoming.transform_version FROM incoming OFFSET 0) AS charges
)
SELECT (SELECT picked.position FROM picked WHERE picked.id = judged.owner) AS place,
    judged.number, judged.verdict, NULL::text, NULL::text, NULL::text
FROM judged WHERE judged.verdict IS NOT NULL;


-- If it still fails for fewer than 100, or a text may be too long for an index: each is written by itself, into an
-- empty table with the same rules and indexes.
WITH picked AS MATERIALIZED (
    SELECT chosen.position, chosen.id, chosen.copy, chosen.observed_at, chosen.deleted_observed_at, chosen.completed,
        chosen.incomplete FROM chosen WHERE chosen.position BETWEEN $1 AND $2 AND chosen.copy IS NOT NULL
),
opened AS (
    SELECT picked.id, picked.completed, landed.payload || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.charges AS landed ON landed.ctid = picked.copy
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'charge' AND NOT (opened.forms IS DISTINCT FROM 1571486337
        AND (coalesce(opened.completed, opened.payload) @?
        '$ ? (exists(@."source" ? (exists(@."card".type() ? (@ != "object" && @ != "null"))
        || exists(@."card" ? (@."exp_month".type() != "number" && @."exp_month".type() != "null"
        && !(@."exp_month".type() == "string"
        && @."exp_month" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || @."exp_year".type() != "number" && @."exp_year".type() != "null" && !(@."exp_year".type() == "string"
        && @."exp_year" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || exists(@."address_country".type() ? (@ != "string" && @ != "null"))
        || exists(@."address_zip".type() ? (@ != "string" && @ != "null"))
        || exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null")))) || @."exp_month".type() != "number"
        && @."exp_month".type() != "null" && !(@."exp_month".type() == "string"
        && @."exp_month" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || @."exp_year".type() != "number" && @."exp_year".type() != "null" && !(@."exp_year".type() == "string"
        && @."exp_year" like_regex "^[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?[ \\t\\n\\v\\f\\r]*$")
        || exists(@."owner".type() ? (@ != "object" && @ != "null"))
        || exists(@."owner" ? (exists(@."address".type() ? (@ != "object" && @ != "null"))
        || exists(@."address" ? (exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."postal_code".type() ? (@ != "string" && @ != "null"))))
        || exists(@."email".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))))
        || exists(@."address_country".type() ? (@ != "string" && @ != "null"))
        || exists(@."address_zip".type() ? (@ != "string" && @ != "null"))
        || exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))
        || exists(@."object".type() ? (@ != "string" && @ != "null"))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."billing_details" ? (exists(@."address".type() ? (@ != "object" && @ != "null"))
        || exists(@."address" ? (exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."postal_code".type() ? (@ != "string" && @ != "null"))))
        || exists(@."email".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))))
        || exists(@."level3".type() ? (@ != "object" && @ != "null"))
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."payment_method_details" ? (exists(@."card".type() ? (@ != "object" && @ != "null"))
        || exists(@."card" ? (exists(@."brand".type() ? (@ != "string" && @ != "null"))
        || exists(@."country".type() ? (@ != "string" && @ != "null"))
        || exists(@."fingerprint".type() ? (@ != "string" && @ != "null"))
        || exists(@."funding".type() ? (@ != "string" && @ != "null"))
        || exists(@."last4".type() ? (@ != "string" && @ != "null"))
        || exists(@."network".type() ? (@ != "string" && @ != "null"))))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."shipping".type() ? (@ != "object" && @ != "null"))
        || exists(@."destination".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."destination" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."authorization_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."calculated_statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."currency".type() ? (@ != "string" && @ != "null"))
        || exists(@."description".type() ? (@ != "string" && @ != "null"))
        || exists(@."failure_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."failure_message".type() ? (@ != "string" && @ != "null"))
        || exists(@."fraud_details" ? (exists(@."stripe_report".type() ? (@ != "string" && @ != "null"))
        || exists(@."user_report".type() ? (@ != "string" && @ != "null"))))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."outcome" ? (exists(@."advice_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_advice_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_decline_code".type() ? (@ != "string" && @ != "null"))
        || exists(@."network_status".type() ? (@ != "string" && @ != "null"))
        || exists(@."reason".type() ? (@ != "string" && @ != "null"))
        || exists(@."risk_level".type() ? (@ != "string" && @ != "null"))
        || exists(@."seller_message".type() ? (@ != "string" && @ != "null"))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))))
        || exists(@."presentment_details" ? (exists(@."presentment_currency".type() ? (@ != "string" && @ != "null"))))
        || exists(@."receipt_email".type() ? (@ != "string" && @ != "null"))
        || exists(@."receipt_number".type() ? (@ != "string" && @ != "null"))
        || exists(@."receipt_url".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor_suffix".type() ? (@ != "string" && @ != "null"))
        || exists(@."status".type() ? (@ != "string" && @ != "null"))
        || exists(@."transfer_group".type() ? (@ != "string" && @ != "null")))') IS TRUE) THEN coalesce(opened.completed,
        opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row a charge.
    --
    -- Each function in FROM would carry all columns of the others on, so nested objects are read with `->>`.
    --
    -- Before `payment_method_details` the card was the `source`, or a part of it where that is of the API of Sources. The
    -- words for its brand became others, and what its holder said is in `billing_details` since.
    SELECT
        doc.id,
        doc.amount,
        doc.amount_captured,
        doc.amount_refunded,
        doc.application_fee_amount,
        stripe_ref(doc.application_fee) AS application_fee_id,
        stripe_ref(doc.application) AS application_id,
        doc.authorization_code,
        stripe_ref(doc.balance_transaction) AS balance_transaction_id,
        stripe_object(doc.billing_details) AS billing_details,
        coalesce(
            doc.billing_details -> 'address' ->> 'country',
            charged.holder -> 'address' ->> 'country',
            charged.card ->> 'address_country'
        ) AS billing_details_address_country,
        coalesce(
            doc.billing_details -> 'address' ->> 'postal_code',
            charged.holder -> 'address' ->> 'postal_code',
            charged.card ->> 'address_zip'
        ) AS billing_details_address_postal_code,
        coalesce(
            doc.billing_details ->> 'email',
            charged.holder ->> 'email'
        ) AS billing_details_email,
        coalesce(
            doc.billing_details ->> 'name',
            charged.holder ->> 'name',
            charged.card ->> 'name'
        ) AS billing_details_name,
        doc.calculated_statement_descriptor,
        doc.captured,
        stripe_time(doc.created) AS created,
        doc.currency,
        stripe_ref(doc.customer) AS customer_id,
        doc.description,
        stripe_ref(doc.dispute) AS dispute_id,
        doc.disputed,
        stripe_ref(doc.failure_balance_transaction) AS failure_balance_transaction_id,
        doc.failure_code,
        doc.failure_message,
        stripe_object(doc.fraud_details) ->> 'stripe_report' AS fraud_details_stripe_report,
        doc.fraud_details ->> 'user_report' AS fraud_details_user_report,
        stripe_ref(doc.invoice) AS invoice_id,
        doc.level3,
        doc.livemode,
        doc.metadata,
        stripe_ref(doc.on_behalf_of) AS on_behalf_of_id,
        stripe_object(doc.outcome) AS outcome,
        doc.outcome ->> 'advice_code' AS outcome_advice_code,
        doc.outcome ->> 'network_advice_code' AS outcome_network_advice_code,
        doc.outcome ->> 'network_decline_code' AS outcome_network_decline_code,
        doc.outcome ->> 'network_status' AS outcome_network_status,
        doc.outcome ->> 'reason' AS outcome_reason,
        doc.outcome ->> 'risk_level' AS outcome_risk_level,
        (doc.outcome ->> 'risk_score')::bigint AS outcome_risk_score,
        stripe_ref(doc.outcome -> 'rule') AS outcome_rule_id,
        doc.outcome ->> 'seller_message' AS outcome_seller_message,
        doc.outcome ->> 'type' AS outcome_type,
        doc.paid,
        stripe_ref(doc.payment_intent) AS payment_intent_id,
        stripe_object(doc.payment_method_details) AS payment_method_details,
        coalesce(
            stripe_object(doc.payment_method_details -> 'card') ->> 'brand',
            CASE charged.card ->> 'brand'
                WHEN 'American Express' THEN 'amex'
                WHEN 'Diners Club' THEN 'diners'
                WHEN 'Discover' THEN 'discover'
                WHEN 'JCB' THEN 'jcb'
                WHEN 'MasterCard' THEN 'mastercard'
                WHEN 'UnionPay' THEN 'unionpay'
                WHEN 'Unknown' THEN 'unknown'
                WHEN 'Visa' THEN 'visa'
                ELSE charged.card ->> 'brand'
            END
        ) AS payment_method_details_card_brand,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'country',
            charged.card ->> 'country'
        ) AS payment_method_details_card_country,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'exp_month', charged.card ->> 'exp_month'
        )::bigint AS payment_method_details_card_exp_month,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'exp_year', charged.card ->> 'exp_year'
        )::bigint AS payment_method_details_card_exp_year,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'fingerprint',
            charged.card ->> 'fingerprint'
        ) AS payment_method_details_card_fingerprint,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'funding',
            charged.card ->> 'funding'
        ) AS payment_method_details_card_funding,
        coalesce(
            doc.payment_method_details -> 'card' ->> 'last4',
            charged.card ->> 'last4'
        ) AS payment_method_details_card_last4,
        stripe_ref(doc.payment_method_details -> 'card' -> 'mandate') AS payment_method_details_card_mandate_id,
        doc.payment_method_details -> 'card' ->> 'network' AS payment_method_details_card_network,
        coalesce(
            doc.payment_method_details ->> 'type',
            CASE doc.source ->> 'object'
                WHEN 'card' THEN 'card'
                WHEN 'bank_account' THEN 'ach_debit'
                WHEN 'source' THEN doc.source ->> 'type'
            END
        ) AS payment_method_details_type,
        stripe_ref(doc.payment_method) AS payment_method_id,
        (stripe_object(doc.presentment_details) ->> 'presentment_amount')::bigint AS presentment_details_presentment_amount,
        doc.presentment_details ->> 'presentment_currency' AS presentment_details_presentment_currency,
        doc.receipt_email,
        doc.receipt_number,
        doc.receipt_url,
        doc.refunded,
        stripe_ref(doc.review) AS review_id,
        doc.shipping,
        stripe_ref(doc.source) AS source_id,
        stripe_ref(doc.source_transfer) AS source_transfer_id,
        doc.statement_descriptor,
        doc.statement_descriptor_suffix,
        doc.status,
        (stripe_object(doc.transfer_data) ->> 'amount')::bigint AS transfer_data_amount,
        coalesce(
            stripe_ref(doc.transfer_data -> 'destination'), stripe_ref(doc.destination)
        ) AS transfer_data_destination_id,
        doc.transfer_group,
        stripe_ref(doc.transfer) AS transfer_id
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            id text,
            amount bigint,
            amount_captured bigint,
            amount_refunded bigint,
            application jsonb,
            application_fee jsonb,
            application_fee_amount bigint,
            authorization_code text,
            balance_transaction jsonb,
            billing_details jsonb,
            calculated_statement_descriptor text,
            captured boolean,
            created bigint,
            currency text,
            customer jsonb,
            description text,
            destination jsonb,
            dispute jsonb,
            disputed boolean,
            failure_balance_transaction jsonb,
            failure_code text,
            failure_message text,
            fraud_details jsonb,
            invoice jsonb,
            level3 jsonb,
            livemode boolean,
            metadata jsonb,
            on_behalf_of jsonb,
            outcome jsonb,
            paid boolean,
            payment_intent jsonb,
            payment_method jsonb,
            payment_method_details jsonb,
            presentment_details jsonb,
            receipt_email text,
            receipt_number text,
            receipt_url text,
            refunded boolean,
            review jsonb,
            shipping jsonb,
            source jsonb,
            source_transfer jsonb,
            statement_descriptor text,
            statement_descriptor_suffix text,
            status text,
            transfer jsonb,
            transfer_data jsonb,
            transfer_group text
        ),
        LATERAL (
            SELECT
                CASE
                    WHEN doc.source ->> 'object' = 'card' THEN doc.source
                    ELSE stripe_object(doc.source -> 'card')
                END AS card,
                stripe_object(doc.source -> 'owner') AS holder
        ) AS charged
),
incoming AS (
    SELECT mapped.id, mapped.amount, mapped.amount_captured, mapped.amount_refunded, mapped.application_fee_amount,
        mapped.application_fee_id, mapped.application_id, mapped.authorization_code, mapped.balance_transaction_id,
        mapped.billing_details, mapped.billing_details_address_country, mapped.billing_details_address_postal_code,
        mapped.billing_details_email, mapped.billing_details_name, mapped.calculated_statement_descriptor,
        mapped.captured, mapped.created, mapped.currency, mapped.customer_id, mapped.description, mapped.dispute_id,
        mapped.disputed, mapped.failure_balance_transaction_id, mapped.failure_code, mapped.failure_message,
        mapped.fraud_details_stripe_report, mapped.fraud_details_user_report, mapped.invoice_id, mapped.level3,
        mapped.livemode, mapped.metadata, mapped.on_behalf_of_id, mapped.outcome, mapped.outcome_advice_code,
        mapped.outcome_network_advice_code, mapped.outcome_network_decline_code, mapped.outcome_network_status,
        mapped.outcome_reason, mapped.outcome_risk_level, mapped.outcome_risk_score, mapped.outcome_rule_id,
        mapped.outcome_seller_message, mapped.outcome_type, mapped.paid, mapped.payment_intent_id,
        mapped.payment_method_details, mapped.payment_method_details_card_brand,
        mapped.payment_method_details_card_country, mapped.payment_method_details_card_exp_month,
        mapped.payment_method_details_card_exp_year, mapped.payment_method_details_card_fingerprint,
        mapped.payment_method_details_card_funding, mapped.payment_method_details_card_last4,
        mapped.payment_method_details_card_mandate_id, mapped.payment_method_details_card_network,
        mapped.payment_method_details_type, mapped.payment_method_id, mapped.presentment_details_presentment_amount,
        mapped.presentment_details_presentment_currency, mapped.receipt_email, mapped.receipt_number,
        mapped.receipt_url, mapped.refunded, mapped.review_id, mapped.shipping, mapped.source_id,
        mapped.source_transfer_id, mapped.statement_descriptor, mapped.statement_descriptor_suffix, mapped.status,
        mapped.transfer_data_amount, mapped.transfer_data_destination_id, mapped.transfer_group, mapped.transfer_id,
        CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END AS row_state,
        picked.observed_at, picked.deleted_observed_at, 1 AS transform_version
    FROM mapped JOIN picked ON picked.id = mapped.id
)
INSERT INTO pg_temp.charges (id, amount, amount_captured, amount_refunded, application_fee_amount, application_fee_id,
    application_id, authorization_code, balance_transaction_id, billing_details, billing_details_address_country,
    billing_details_address_postal_code, billing_details_email, billing_details_name, calculated_statement_descriptor,
    captured, created, currency, customer_id, deleted_observed_at, description, dispute_id, disputed,
    failure_balance_transaction_id, failure_code, failure_message, fraud_details_stripe_report,
    fraud_details_user_report, invoice_id, level3, livemode, metadata, observed_at, on_behalf_of_id, outcome,
    outcome_advice_code, outcome_network_advice_code, outcome_network_decline_code, outcome_network_status,
    outcome_reason, outcome_risk_level, outcome_risk_score, outcome_rule_id, outcome_seller_message, outcome_type, paid,
    payment_intent_id, payment_method_details, payment_method_details_card_brand, payment_method_details_card_country,
    payment_method_details_card_exp_month, payment_method_details_card_exp_year,
    payment_method_details_card_fingerprint, payment_method_details_card_funding, payment_method_details_card_last4,
    payment_method_details_card_mandate_id, payment_method_details_card_network, payment_method_details_type,
    payment_method_id, presentment_details_presentment_amount, presentment_details_presentment_currency, receipt_email,
    receipt_number, receipt_url, refunded, review_id, row_state, shipping, source_id, source_transfer_id,
    statement_descriptor, statement_descriptor_suffix, status, transfer_data_amount, transfer_data_destination_id,
    transfer_group, transfer_id, transform_version)
SELECT incoming.id, incoming.amount, incoming.amount_captured, incoming.amount_refunded,
    incoming.application_fee_amount, incoming.application_fee_id, incoming.application_id, incoming.authorization_code,
    incoming.balance_transaction_id, incoming.billing_details, incoming.billing_details_address_country,
    incoming.billing_details_address_postal_code, incoming.billing_details_email, incoming.billing_details_name,
    incoming.calculated_statement_descriptor, incoming.captured, incoming.created, incoming.currency,
    incoming.customer_id, incoming.deleted_observed_at, incoming.description, incoming.dispute_id, incoming.disputed,
    incoming.failure_balance_transaction_id, incoming.failure_code, incoming.failure_message,
    incoming.fraud_details_stripe_report, incoming.fraud_details_user_report, incoming.invoice_id, incoming.level3,
    incoming.livemode, incoming.metadata, incoming.observed_at, incoming.on_behalf_of_id, incoming.outcome,
    incoming.outcome_advice_code, incoming.outcome_network_advice_code, incoming.outcome_network_decline_code,
    incoming.outcome_network_status, incoming.outcome_reason, incoming.outcome_risk_level, incoming.outcome_risk_score,
    incoming.outcome_rule_id, incoming.outcome_seller_message, incoming.outcome_type, incoming.paid,
    incoming.payment_intent_id, incoming.payment_method_details, incoming.payment_method_details_card_brand,
    incoming.payment_method_details_card_country, incoming.payment_method_details_card_exp_month,
    incoming.payment_method_details_card_exp_year, incoming.payment_method_details_card_fingerprint,
    incoming.payment_method_details_card_funding, incoming.payment_method_details_card_last4,
    incoming.payment_method_details_card_mandate_id, incoming.payment_method_details_card_network,
    incoming.payment_method_details_type, incoming.payment_method_id, incoming.presentment_details_presentment_amount,
    incoming.presentment_details_presentment_currency, incoming.receipt_email, incoming.receipt_number,
    incoming.receipt_url, incoming.refunded, incoming.review_id, incoming.row_state, incoming.shipping,
    incoming.source_id, incoming.source_transfer_id, incoming.statement_descriptor,
    incoming.statement_descriptor_suffix, incoming.status, incoming.transfer_data_amount,
    incoming.transfer_data_destination_id, incoming.transfer_group, incoming.transfer_id,
    incoming.transform_version FROM incoming;


-- If documents are refused: what quarantine notes of them, and what the Python twin is asked about.
SELECT chosen.position, chosen.id, chosen.load_id, chosen.raw_id, chosen.observed_at,
    coalesce(chosen.completed, landed.payload)::text
FROM chosen JOIN raw.charges AS landed ON landed.ctid = chosen.copy
WHERE chosen.position = ANY(%(positions)s)
ORDER BY chosen.position;


-- Then: their rows in quarantine.
-- Writes the documents that were refused into quarantine. An id keeps the reason of the first copy that is refused in a
-- run, which is its newest.
INSERT INTO meta.quarantine AS held (
    object, id, load_id, raw_id, observed_at, sqlstate, constraint_name, column_name, field, message,
    transform_version, first_run_id, last_run_id, quarantined_at, schema_revision
)
SELECT
    new.object,
    new.id,
    new.load_id,
    new.raw_id,
    new.observed_at,
    new.sqlstate,
    new.constraint_name,
    new.column_name,
    new.field,
    new.message,
    new.transform_version,
    new.run_id AS first_run_id,
    new.run_id AS last_run_id,
    now() AS quarantined_at,
    migrated.version_num AS schema_revision
FROM meta.alembic_version AS migrated,
    jsonb_to_recordset(%(refused)s) AS new (
        object text,
        id text,
        load_id text,
        raw_id text,
        observed_at timestamptz,
        sqlstate text,
        constraint_name text,
        column_name text,
        field text,
        message text,
        transform_version integer,
        run_id bigint
    )
ON CONFLICT (object, id) DO UPDATE
SET
    load_id = excluded.load_id,
    raw_id = excluded.raw_id,
    observed_at = excluded.observed_at,
    sqlstate = excluded.sqlstate,
    constraint_name = excluded.constraint_name,
    column_name = excluded.column_name,
    field = excluded.field,
    message = excluded.message,
    transform_version = excluded.transform_version,
    last_run_id = excluded.last_run_id,
    schema_revision = excluded.schema_revision,
    contested = NULL
WHERE held.last_run_id <> excluded.last_run_id;


-- If no copy of a refused document passes: its rows are taken back.
UPDATE oltp.charges AS kept SET row_state = 'unresolved', amount = NULL, amount_captured = NULL, amount_refunded = NULL,
    application_fee_amount = NULL, application_fee_id = NULL, application_id = NULL, authorization_code = NULL,
    balance_transaction_id = NULL, billing_details = NULL, billing_details_address_country = NULL,
    billing_details_address_postal_code = NULL, billing_details_email = NULL, billing_details_name = NULL,
    calculated_statement_descriptor = NULL, captured = NULL, created = NULL, currency = NULL, customer_id = NULL,
    deleted_observed_at = NULL, description = NULL, dispute_id = NULL, disputed = NULL,
    failure_balance_transaction_id = NULL, failure_code = NULL, failure_message = NULL,
    fraud_details_stripe_report = NULL, fraud_details_user_report = NULL, invoice_id = NULL, level3 = NULL,
    livemode = NULL, metadata = NULL, observed_at = NULL, on_behalf_of_id = NULL, outcome = NULL,
    outcome_advice_code = NULL, outcome_network_advice_code = NULL, outcome_network_decline_code = NULL,
    outcome_network_status = NULL, outcome_reason = NULL, outcome_risk_level = NULL, outcome_risk_score = NULL,
    outcome_rule_id = NULL, outcome_seller_message = NULL, outcome_type = NULL, paid = NULL, payment_intent_id = NULL,
    payment_method_details = NULL, payment_method_details_card_brand = NULL, payment_method_details_card_country = NULL,
    payment_method_details_card_exp_month = NULL, payment_method_details_card_exp_year = NULL,
    payment_method_details_card_fingerprint = NULL, payment_method_details_card_funding = NULL,
    payment_method_details_card_last4 = NULL, payment_method_details_card_mandate_id = NULL,
    payment_method_details_card_network = NULL, payment_method_details_type = NULL, payment_method_id = NULL,
    presentment_details_presentment_amount = NULL, presentment_details_presentment_currency = NULL,
    receipt_email = NULL, receipt_number = NULL, receipt_url = NULL, refunded = NULL, review_id = NULL, shipping = NULL,
    source_id = NULL, source_transfer_id = NULL, statement_descriptor = NULL, statement_descriptor_suffix = NULL,
    status = NULL, transfer_data_amount = NULL, transfer_data_destination_id = NULL, transfer_group = NULL,
    transfer_id = NULL, transform_version = NULL
WHERE kept.row_state <> 'unresolved' AND kept.id IN (SELECT retried.id FROM retried WHERE NOT EXISTS (SELECT FROM chosen
    WHERE chosen.id = retried.id ));


-- If everything is promoted: the rows that no document stands behind are taken back.
UPDATE oltp.charges AS kept SET row_state = 'unresolved', amount = NULL, amount_captured = NULL, amount_refunded = NULL,
    application_fee_amount = NULL, application_fee_id = NULL, application_id = NULL, authorization_code = NULL,
    balance_transaction_id = NULL, billing_details = NULL, billing_details_address_country = NULL,
    billing_details_address_postal_code = NULL, billing_details_email = NULL, billing_details_name = NULL,
    calculated_statement_descriptor = NULL, captured = NULL, created = NULL, currency = NULL, customer_id = NULL,
    deleted_observed_at = NULL, description = NULL, dispute_id = NULL, disputed = NULL,
    failure_balance_transaction_id = NULL, failure_code = NULL, failure_message = NULL,
    fraud_details_stripe_report = NULL, fraud_details_user_report = NULL, invoice_id = NULL, level3 = NULL,
    livemode = NULL, metadata = NULL, observed_at = NULL, on_behalf_of_id = NULL, outcome = NULL,
    outcome_advice_code = NULL, outcome_network_advice_code = NULL, outcome_network_decline_code = NULL,
    outcome_network_status = NULL, outcome_reason = NULL, outcome_risk_level = NULL, outcome_risk_score = NULL,
    outcome_rule_id = NULL, outcome_seller_message = NULL, outcome_type = NULL, paid = NULL, payment_intent_id = NULL,
    payment_method_details = NULL, payment_method_details_card_brand = NULL, payment_method_details_card_country = NULL,
    payment_method_details_card_exp_month = NULL, payment_method_details_card_exp_year = NULL,
    payment_method_details_card_fingerprint = NULL, payment_method_details_card_funding = NULL,
    payment_method_details_card_last4 = NULL, payment_method_details_card_mandate_id = NULL,
    payment_method_details_card_network = NULL, payment_method_details_type = NULL, payment_method_id = NULL,
    presentment_details_presentment_amount = NULL, presentment_details_presentment_currency = NULL,
    receipt_email = NULL, receipt_number = NULL, receipt_url = NULL, refunded = NULL, review_id = NULL, shipping = NULL,
    source_id = NULL, source_transfer_id = NULL, statement_descriptor = NULL, statement_descriptor_suffix = NULL,
    status = NULL, transfer_data_amount = NULL, transfer_data_destination_id = NULL, transfer_group = NULL,
    transfer_id = NULL, transform_version = NULL
WHERE kept.row_state <> 'unresolved' AND NOT EXISTS (SELECT FROM raw.charges AS landed
    JOIN raw._dlt_loads AS loads ON loads.load_id = landed._dlt_load_id AND loads.status = 0 WHERE landed.id = kept.id);


-- After the last document: what passed leaves quarantine.
DELETE FROM meta.quarantine AS held
WHERE held.object = 'charge' AND held.last_run_id <> %(run_id)s AND held.id IN (SELECT touched.id FROM touched);


-- What became of the ids: the books of this promotion.
SELECT count(*), count(kept.id) FILTER (WHERE held.id IS NULL AND bare.id IS NULL), count(held.id)
FROM touched AS touched
LEFT JOIN oltp.charges AS kept ON kept.id = touched.id
LEFT JOIN oltp.charges AS bare ON bare.id = touched.id AND bare.row_state = 'unresolved'
LEFT JOIN meta.quarantine AS held ON held.object = 'charge' AND held.id = touched.id;


-- When all types are written: the rows that only foreign keys of circles name.
INSERT INTO oltp.charges (id, row_state)
SELECT DISTINCT postponed.id, 'unresolved' FROM postponed_references AS postponed
WHERE postponed.parent = 'charges'
    AND NOT EXISTS (SELECT FROM oltp.charges AS known WHERE known.id = postponed.id)
ON CONFLICT (id) DO NOTHING;


-- Once, when the account is known: its mode for rows of stubs.
UPDATE oltp.charges AS kept SET livemode = account.livemode FROM meta.account AS account
WHERE kept.row_state = 'deleted' AND kept.livemode IS NULL;


-- In the end, if rows changed or left: the unresolved rows that nothing names any more are deleted. Each foreign key of
-- a table of your own adds a condition.
DELETE FROM oltp.charges AS parent WHERE parent.row_state = 'unresolved'
    AND (SELECT 1 FROM oltp.payment_methods AS child
        WHERE child.card_generated_from_charge_id = parent.id LIMIT 1) IS NULL
    AND (SELECT 1 FROM oltp.invoices AS child WHERE child.charge_id = parent.id LIMIT 1) IS NULL
    AND (SELECT 1 FROM oltp.payment_intents AS child WHERE child.latest_charge_id = parent.id LIMIT 1) IS NULL
    AND (SELECT 1 FROM oltp.disputes AS child WHERE child.charge_id = parent.id LIMIT 1) IS NULL
    AND (SELECT 1 FROM oltp.invoice_payments AS child WHERE child.charge_id = parent.id LIMIT 1) IS NULL
    AND (SELECT 1 FROM oltp.refunds AS child WHERE child.charge_id = parent.id LIMIT 1) IS NULL;


-- For the report: the rows that others name and nothing brought.
SELECT count(*) FROM oltp.charges AS kept WHERE kept.row_state = 'unresolved';
