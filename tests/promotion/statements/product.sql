-- What promotion executes to fill oltp.products, in order.
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
    FROM raw.products AS landed
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
WHERE (found.value ->> 'object', found.value ->> 'id') <> ('product', holder.id)
    AND jsonb_typeof(found.value -> 'id') = 'string' AND length(found.value ->> 'id') <= 255;


-- Those of this type land as copies, unless they say nothing new.
WITH found AS (
    SELECT DISTINCT ON (embedded.id, said.digest) embedded.*, said.digest, said.is_stub
    FROM embedded
    CROSS JOIN LATERAL (
        SELECT md5(embedded.payload::text) AS digest,
            NOT embedded.payload ? 'livemode' AS is_stub
    ) AS said
    WHERE embedded.object = 'product'
        AND (embedded.payload ? 'livemode' OR embedded.payload -> 'deleted' = 'true')
    ORDER BY embedded.id, said.digest, embedded.observed_at DESC, embedded.load_id DESC, embedded.raw_id DESC
),
landed AS (
    INSERT INTO raw.products (id, payload, api_version, origin, observed_at, digest, verbatim,
        deleted, _dlt_load_id, _dlt_id)
    SELECT found.id, found.payload, found.api_version, 'embedded', found.observed_at, found.digest, TRUE,
        found.payload -> 'deleted' IS NOT DISTINCT FROM 'true', found.load_id, found.raw_id
    FROM found
    WHERE CASE
        WHEN found.is_stub THEN NOT EXISTS (
            SELECT FROM (
                SELECT known.payload, known.deleted, known.observed_at FROM raw.products AS known
                WHERE known.id = found.id AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                    WHERE loads.status = 0)
                ORDER BY known.observed_at DESC, known.deleted DESC, known._dlt_load_id DESC,
                    known._dlt_id DESC LIMIT 1) AS newest
            WHERE newest.deleted OR newest.observed_at > found.observed_at
        )
        ELSE NOT EXISTS (
            SELECT known.payload, known.deleted, known.observed_at FROM raw.products AS known
            WHERE known.id = found.id AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                WHERE loads.status = 0)
                AND known.payload ? 'livemode' AND known.origin <> 'embedded') AND NOT EXISTS (
                    SELECT FROM (
                        SELECT known.payload, known.deleted, known.observed_at FROM raw.products AS known
                        WHERE known.id = found.id
                            AND known._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads
                            WHERE loads.status = 0)
                            AND known.payload ? 'livemode' AND known.observed_at <= found.observed_at
                                ORDER BY known.observed_at DESC, known.deleted DESC, known._dlt_load_id DESC,
                                known._dlt_id DESC LIMIT 1) AS before
                    WHERE before.payload = found.payload
                )
    END
    RETURNING _dlt_load_id
)
INSERT INTO meta.pending_loads (object, load_id)
SELECT DISTINCT readers.name, landed._dlt_load_id
FROM landed CROSS JOIN (VALUES ('product'), ('history of product')) AS readers (name)
ON CONFLICT DO NOTHING;


-- The ids that the loads to be promoted touch.
INSERT INTO touched
SELECT landed.id FROM raw.products AS landed WHERE landed._dlt_load_id = ANY(%(loads)s)
UNION
SELECT quarantined.id FROM meta.quarantine AS quarantined
WHERE quarantined.object = 'product'
    AND quarantined.schema_revision <> (SELECT schema.version_num FROM meta.alembic_version AS schema);


-- The seconds whose copies have to be put in order: an event says what was before, and another copy differs.
INSERT INTO claiming
SELECT row_number() OVER () AS number, seconds.* FROM (
    SELECT DISTINCT landed.id, landed.observed_at FROM raw.products AS landed
    WHERE landed.event IS NOT NULL AND jsonb_typeof(landed.event -> 'previous_attributes') = 'object'
        AND landed._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
            AND NOT landed.deleted AND landed.origin <> 'embedded' AND landed.id IN (SELECT touched.id FROM touched)
            AND NOT EXISTS (
            SELECT FROM raw.products AS later
            WHERE later.id = landed.id AND later.observed_at > landed.observed_at
                AND later._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
                AND later.origin <> 'embedded' AND (NOT later.deleted OR later.payload ? 'livemode')
                AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = later._dlt_id)
        )
        AND EXISTS (
            SELECT FROM raw.products AS other
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
        WHEN copy.deleted THEN 1000000
        WHEN copy.origin <> 'event' THEN 0
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
        SELECT copy.* FROM raw.products AS copy
        WHERE copy.id = claiming.id AND copy.observed_at = claiming.observed_at
            AND copy._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
            AND NOT copy.deleted AND copy.origin <> 'embedded' OFFSET 0) AS copy
    UNION ALL
    SELECT claiming.number, copy._dlt_id, 0, '', copy.payload || '{}', FALSE, TRUE, '{}'
    FROM claiming
    CROSS JOIN LATERAL (
        SELECT earlier.observed_at FROM raw.products AS earlier
        WHERE earlier.id = claiming.id AND earlier.observed_at < claiming.observed_at
            AND earlier._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
                AND NOT earlier.deleted AND earlier.origin <> 'embedded'
        ORDER BY earlier.observed_at DESC LIMIT 1
    ) AS last
    CROSS JOIN LATERAL (
        SELECT copy.* FROM raw.products AS copy
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
INSERT INTO selected (position, id, copy, raw_id, load_id, observed_at, deleted_observed_at, cut, lacks, held)
WITH copies AS (
    SELECT landed.id, landed.copy, landed.observed_at, landed.place, landed.told, landed._dlt_load_id, landed._dlt_id,
        landed.is_embedded,
        landed.deleted, landed.is_whole, FALSE AS cut, FALSE AS lacks,
        NULL::integer AS held
    FROM (
        SELECT landed.id, landed.ctid AS copy, landed.observed_at, coalesce((SELECT placed.place FROM placed
            WHERE placed.raw_id = landed._dlt_id), (CASE
            WHEN landed.deleted THEN 1000000
            WHEN landed.origin <> 'event' THEN 0
            WHEN landed.event IS NULL THEN -4
            WHEN right(landed.event ->> 'type', 8) = '.created' THEN -3
            WHEN substring(landed.event ->> 'type' FROM '[^.]*$') IN ('paid', 'succeeded', 'payment_succeeded',
                'failed', 'payment_failed', 'setup_failed', 'finalization_failed', 'captured', 'refunded', 'canceled',
                'voided', 'marked_uncollectible', 'expired', 'closed', 'completed', 'accepted', 'released', 'aborted',
                'reversed', 'detached', 'deleted') THEN -1
            ELSE -2 END + CASE WHEN landed.event ? 'withheld' THEN 10 ELSE 0 END)) AS place, CASE
                WHEN landed.event IS NULL THEN '' ELSE concat_ws(
                ' ', landed.event ->> 'id', landed.api_version, landed.digest) END COLLATE "C" AS told,
                    landed._dlt_load_id, landed._dlt_id,
            landed.origin = 'embedded' AS is_embedded, landed.deleted, (NOT landed.deleted
                OR landed.payload ? 'livemode') AS is_whole,
            landed.api_version, landed.payload || '{}' AS payload
        FROM raw.products AS landed
        WHERE landed._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
            AND landed.id IN (SELECT touched.id FROM touched)
            AND NOT EXISTS (SELECT FROM refused WHERE refused.raw_id = landed._dlt_id)
        OFFSET 0
    ) AS landed
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
    whole.cut, whole.lacks, whole.held
FROM whole FULL JOIN gone ON gone.id = whole.id;


-- If more than 500 documents are selected: whether any has a row. If not, ON CONFLICT is left out.
SELECT EXISTS (SELECT FROM selected JOIN oltp.products AS kept ON kept.id = selected.id);


-- If only the deleted stub is known of some ids: their rows.
INSERT INTO oltp.products AS kept (id, row_state, deleted_observed_at, livemode)
SELECT selected.id, 'deleted', selected.deleted_observed_at,
    (SELECT account.livemode FROM meta.account AS account) FROM selected WHERE selected.copy IS NULL
ON CONFLICT (id) DO UPDATE
SET row_state = excluded.row_state, deleted_observed_at = excluded.deleted_observed_at, livemode = excluded.livemode,
    active = NULL, created = NULL, default_price_id = NULL, description = NULL, images = NULL,
    marketing_features = NULL, metadata = NULL, name = NULL, observed_at = NULL, package_dimensions = NULL,
    shippable = NULL, statement_descriptor = NULL, tax_code_id = NULL, tax_details_performance_location = NULL,
    transform_version = NULL, type = NULL, unit_label = NULL, updated = NULL, url = NULL, promoted_at = now()
WHERE (kept.row_state, kept.deleted_observed_at, kept.livemode)
    IS DISTINCT FROM (excluded.row_state, excluded.deleted_observed_at, excluded.livemode)
    OR num_nonnulls(kept.active, kept.created, kept.default_price_id, kept.description, kept.images,
        kept.marketing_features, kept.metadata, kept.name, kept.observed_at, kept.package_dimensions, kept.shippable,
        kept.statement_descriptor, kept.tax_code_id, kept.tax_details_performance_location, kept.transform_version,
        kept.type, kept.unit_label, kept.updated, kept.url) > 0
RETURNING xmax = 0;


-- The rows of the selected documents, 20,000 at a time; prepared for fewer than 500.
WITH picked AS MATERIALIZED (
    SELECT selected.position, selected.id, selected.copy, selected.observed_at, selected.deleted_observed_at,
        selected.completed, selected.held, selected.incomplete, selected.listed, selected.current FROM selected
    WHERE selected.position BETWEEN $1 AND $2 AND selected.copy IS NOT NULL
),
opened AS (
    SELECT picked.id, picked.completed, landed.payload || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.products AS landed ON landed.ctid = picked.copy
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'product' AND NOT (opened.forms IS DISTINCT FROM 137805136
        AND (coalesce(opened.completed, opened.payload) @? '$ ? (@."features".type() != "array"
        && @."features".type() != "null" && !(@."features".type() == "object" && @."features".data.type() == "array")
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."package_dimensions".type() ? (@ != "object" && @ != "null"))
        || exists(@."tax_code".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."tax_code" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."description".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."tax_details" ? (exists(@."performance_location".type() ? (@ != "string" && @ != "null"))))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))
        || exists(@."unit_label".type() ? (@ != "string" && @ != "null"))
        || exists(@."url".type() ? (@ != "string" && @ != "null")))') IS TRUE)
        THEN coalesce(opened.completed, opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row per product.
    SELECT
        doc.id,
        doc.active,
        stripe_time(doc.created) AS created,
        stripe_ref(doc.default_price) AS default_price_id,
        doc.description,
        stripe_array(doc.images) AS images,
        doc.livemode,
        coalesce(stripe_array(doc.marketing_features), stripe_array(doc.features)) AS marketing_features,
        doc.metadata,
        doc.name,
        doc.package_dimensions,
        doc.shippable,
        doc.statement_descriptor,
        coalesce(stripe_ref(tax_details.tax_code), stripe_ref(doc.tax_code)) AS tax_code_id,
        tax_details.performance_location AS tax_details_performance_location,
        doc.type,
        doc.unit_label,
        stripe_time(doc.updated) AS updated,
        doc.url
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            id text,
            active boolean,
            created bigint,
            default_price jsonb,
            description text,
            features jsonb,
            images jsonb,
            livemode boolean,
            marketing_features jsonb,
            metadata jsonb,
            name text,
            package_dimensions jsonb,
            shippable boolean,
            statement_descriptor text,
            tax_code jsonb,
            tax_details jsonb,
            type text,
            unit_label text,
            updated bigint,
            url text
        ),
        jsonb_to_record(doc.tax_details) AS tax_details (
            performance_location text,
            tax_code jsonb
        )
),
incoming AS (
    SELECT mapped.id, mapped.active, mapped.created, mapped.default_price_id, mapped.description, mapped.images,
        mapped.livemode, mapped.marketing_features, mapped.metadata, mapped.name, mapped.package_dimensions,
        mapped.shippable, mapped.statement_descriptor, mapped.tax_code_id, mapped.tax_details_performance_location,
        mapped.type, mapped.unit_label, mapped.updated, mapped.url,
        CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END AS row_state,
        picked.observed_at, picked.deleted_observed_at, 1 AS transform_version
    FROM mapped JOIN picked AS picked ON picked.id = mapped.id
),
gone AS (SELECT WHERE FALSE),
written AS (
    INSERT INTO oltp.products AS kept (id, active, created, default_price_id, deleted_observed_at, description, images,
        livemode, marketing_features, metadata, name, observed_at, package_dimensions, row_state, shippable,
        statement_descriptor, tax_code_id, tax_details_performance_location, transform_version, type, unit_label,
        updated, url)
    SELECT incoming.id, incoming.active, incoming.created, incoming.default_price_id, incoming.deleted_observed_at,
        incoming.description, incoming.images, incoming.livemode, incoming.marketing_features, incoming.metadata,
        incoming.name, incoming.observed_at, incoming.package_dimensions, incoming.row_state, incoming.shippable,
        incoming.statement_descriptor, incoming.tax_code_id, incoming.tax_details_performance_location,
        incoming.transform_version, incoming.type, incoming.unit_label, incoming.updated, incoming.url FROM incoming
    ON CONFLICT (id) DO UPDATE SET active = excluded.active, created = excluded.created,
        default_price_id = excluded.default_price_id, deleted_observed_at = excluded.deleted_observed_at,
        description = excluded.description, images = excluded.images, livemode = excluded.livemode,
        marketing_features = excluded.marketing_features, metadata = excluded.metadata, name = excluded.name,
        observed_at = excluded.observed_at, package_dimensions = excluded.package_dimensions,
        row_state = excluded.row_state, shippable = excluded.shippable,
        statement_descriptor = excluded.statement_descriptor, tax_code_id = excluded.tax_code_id,
        tax_details_performance_location = excluded.tax_details_performance_location,
        transform_version = excluded.transform_version, type = excluded.type, unit_label = excluded.unit_label,
        updated = excluded.updated, url = excluded.url, promoted_at = now()
    WHERE (kept.active, kept.created, kept.default_price_id, kept.deleted_observed_at, kept.description, kept.images,
        kept.livemode, kept.marketing_features, kept.metadata, kept.name, kept.observed_at, kept.package_dimensions,
        kept.row_state, kept.shippable, kept.statement_descriptor, kept.tax_code_id,
        kept.tax_details_performance_location, kept.transform_version, kept.type, kept.unit_label, kept.updated,
        kept.url) IS DISTINCT FROM (excluded.active, excluded.created, excluded.default_price_id,
        excluded.deleted_observed_at, excluded.description, excluded.images, excluded.livemode,
        excluded.marketing_features, excluded.metadata, excluded.name, excluded.observed_at,
        excluded.package_dimensions, excluded.row_state, excluded.shippable, excluded.statement_descriptor,
        excluded.tax_code_id, excluded.tax_details_performance_location, excluded.transform_version, excluded.type,
        excluded.unit_label, excluded.updated, excluded.url)
    RETURNING kept.id, xmax = 0 AS is_new, kept.row_state, kept.default_price_id
),
postponed_prices AS (
    INSERT INTO postponed_references
    SELECT DISTINCT 'prices', named.id FROM (SELECT written.default_price_id AS id FROM written) AS named
    WHERE named.id IS NOT NULL
        AND NOT EXISTS (SELECT FROM oltp.prices AS known WHERE known.id = named.id)
)
SELECT ARRAY[(SELECT count(*) FROM picked), CASE WHEN count(*) = (SELECT count(*) FROM picked) THEN count(*)
    ELSE count(*) + (
    SELECT count(*) FROM picked JOIN oltp.products AS kept ON kept.id = picked.id
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
    SELECT selected.position, selected.id, selected.copy, selected.observed_at, selected.deleted_observed_at,
        selected.completed, selected.held, selected.incomplete, selected.listed, selected.current FROM selected
    WHERE selected.position BETWEEN $1 AND $2 AND selected.copy IS NOT NULL
),
opened AS (
    SELECT setval('pg_temp.read', picked.position) AS place, picked.id, picked.completed, landed.payload
        || '{}' AS payload, landed.api_version,
        landed.observed_at, CASE WHEN picked.completed IS NULL THEN landed.forms END AS forms
    FROM picked JOIN raw.products AS landed ON landed.ctid = picked.copy
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'product' AND NOT (opened.forms IS DISTINCT FROM 137805136
        AND (coalesce(opened.completed, opened.payload) @? '$ ? (@."features".type() != "array"
        && @."features".type() != "null" && !(@."features".type() == "object" && @."features".data.type() == "array")
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."package_dimensions".type() ? (@ != "object" && @ != "null"))
        || exists(@."tax_code".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."tax_code" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."description".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."tax_details" ? (exists(@."performance_location".type() ? (@ != "string" && @ != "null"))))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))
        || exists(@."unit_label".type() ? (@ != "string" && @ != "null"))
        || exists(@."url".type() ? (@ != "string" && @ != "null")))') IS TRUE)
        THEN coalesce(opened.completed, opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row per product.
    SELECT
        doc.id,
        doc.active,
        stripe_time(doc.created) AS created,
        stripe_ref(doc.default_price) AS default_price_id,
        doc.description,
        stripe_array(doc.images) AS images,
        doc.livemode,
        coalesce(stripe_array(doc.marketing_features), stripe_array(doc.features)) AS marketing_features,
        doc.metadata,
        doc.name,
        doc.package_dimensions,
        doc.shippable,
        doc.statement_descriptor,
        coalesce(stripe_ref(tax_details.tax_code), stripe_ref(doc.tax_code)) AS tax_code_id,
        tax_details.performance_location AS tax_details_performance_location,
        doc.type,
        doc.unit_label,
        stripe_time(doc.updated) AS updated,
        doc.url
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            id text,
            active boolean,
            created bigint,
            default_price jsonb,
            description text,
            features jsonb,
            images jsonb,
            livemode boolean,
            marketing_features jsonb,
            metadata jsonb,
            name text,
            package_dimensions jsonb,
            shippable boolean,
            statement_descriptor text,
            tax_code jsonb,
            tax_details jsonb,
            type text,
            unit_label text,
            updated bigint,
            url text
        ),
        jsonb_to_record(doc.tax_details) AS tax_details (
            performance_location text,
            tax_code jsonb
        )
),
incoming AS (
    SELECT mapped.id, mapped.active, mapped.created, mapped.default_price_id, mapped.description, mapped.images,
        mapped.livemode, mapped.marketing_features, mapped.metadata, mapped.name, mapped.package_dimensions,
        mapped.shippable, mapped.statement_descriptor, mapped.tax_code_id, mapped.tax_details_performance_location,
        mapped.type, mapped.unit_label, mapped.updated, mapped.url,
        CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END AS row_state,
        picked.observed_at, picked.deleted_observed_at, 1 AS transform_version
    FROM mapped JOIN picked AS picked ON picked.id = mapped.id
),
judged AS (
    SELECT products.id AS owner, row_number() OVER () AS number,
        CASE WHEN products IS NULL THEN NULL ELSE %(verdict)s END AS verdict
    FROM (SELECT incoming.id, incoming.active, incoming.created, incoming.default_price_id,
        incoming.deleted_observed_at, incoming.description, incoming.images, incoming.livemode,
        incoming.marketing_features, incoming.metadata, incoming.name, incoming.observed_at,
        incoming.package_dimensions, incoming.row_state, incoming.shippable, incoming.statement_descriptor,
        incoming.tax_code_id, incoming.tax_details_performance_location, incoming.transform_version, incoming.type,
        incoming.unit_label, incoming.updated, incoming.url FROM incoming OFFSET 0) AS products
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
    FROM picked JOIN raw.products AS landed ON landed.ctid = picked.copy
    OFFSET 0
),
batch AS (
    SELECT opened.id, CASE WHEN opened.payload ->> 'object' = 'product' AND NOT (opened.forms IS DISTINCT FROM 137805136
        AND (coalesce(opened.completed, opened.payload) @? '$ ? (@."features".type() != "array"
        && @."features".type() != "null" && !(@."features".type() == "object" && @."features".data.type() == "array")
        || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
        || exists(@."package_dimensions".type() ? (@ != "object" && @ != "null"))
        || exists(@."tax_code".type() ? (@ != "string" && @ != "object" && @ != "null"))
        || exists(@."tax_code" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
        || exists(@."description".type() ? (@ != "string" && @ != "null"))
        || exists(@."id".type() ? (@ != "string" && @ != "null"))
        || exists(@."name".type() ? (@ != "string" && @ != "null"))
        || exists(@."statement_descriptor".type() ? (@ != "string" && @ != "null"))
        || exists(@."tax_details" ? (exists(@."performance_location".type() ? (@ != "string" && @ != "null"))))
        || exists(@."type".type() ? (@ != "string" && @ != "null"))
        || exists(@."unit_label".type() ? (@ != "string" && @ != "null"))
        || exists(@."url".type() ? (@ != "string" && @ != "null")))') IS TRUE)
        THEN coalesce(opened.completed, opened.payload)
        ELSE ('not ' || coalesce(opened.payload ->> 'object', 'said'))::jsonb END AS payload, opened.api_version,
            opened.observed_at FROM opened
),
mapped AS (
    -- One row per product.
    SELECT
        doc.id,
        doc.active,
        stripe_time(doc.created) AS created,
        stripe_ref(doc.default_price) AS default_price_id,
        doc.description,
        stripe_array(doc.images) AS images,
        doc.livemode,
        coalesce(stripe_array(doc.marketing_features), stripe_array(doc.features)) AS marketing_features,
        doc.metadata,
        doc.name,
        doc.package_dimensions,
        doc.shippable,
        doc.statement_descriptor,
        coalesce(stripe_ref(tax_details.tax_code), stripe_ref(doc.tax_code)) AS tax_code_id,
        tax_details.performance_location AS tax_details_performance_location,
        doc.type,
        doc.unit_label,
        stripe_time(doc.updated) AS updated,
        doc.url
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            id text,
            active boolean,
            created bigint,
            default_price jsonb,
            description text,
            features jsonb,
            images jsonb,
            livemode boolean,
            marketing_features jsonb,
            metadata jsonb,
            name text,
            package_dimensions jsonb,
            shippable boolean,
            statement_descriptor text,
            tax_code jsonb,
            tax_details jsonb,
            type text,
            unit_label text,
            updated bigint,
            url text
        ),
        jsonb_to_record(doc.tax_details) AS tax_details (
            performance_location text,
            tax_code jsonb
        )
),
incoming AS (
    SELECT mapped.id, mapped.active, mapped.created, mapped.default_price_id, mapped.description, mapped.images,
        mapped.livemode, mapped.marketing_features, mapped.metadata, mapped.name, mapped.package_dimensions,
        mapped.shippable, mapped.statement_descriptor, mapped.tax_code_id, mapped.tax_details_performance_location,
        mapped.type, mapped.unit_label, mapped.updated, mapped.url,
        CASE WHEN picked.deleted_observed_at IS NULL THEN 'present' ELSE 'deleted' END AS row_state,
        picked.observed_at, picked.deleted_observed_at, 1 AS transform_version
    FROM mapped JOIN picked AS picked ON picked.id = mapped.id
)
INSERT INTO pg_temp.products (id, active, created, default_price_id, deleted_observed_at, description, images, livemode,
    marketing_features, metadata, name, observed_at, package_dimensions, row_state, shippable, statement_descriptor,
    tax_code_id, tax_details_performance_location, transform_version, type, unit_label, updated, url)
SELECT incoming.id, incoming.active, incoming.created, incoming.default_price_id, incoming.deleted_observed_at,
    incoming.description, incoming.images, incoming.livemode, incoming.marketing_features, incoming.metadata,
    incoming.name, incoming.observed_at, incoming.package_dimensions, incoming.row_state, incoming.shippable,
    incoming.statement_descriptor, incoming.tax_code_id, incoming.tax_details_performance_location,
    incoming.transform_version, incoming.type, incoming.unit_label, incoming.updated, incoming.url FROM incoming;


-- If documents are refused: what quarantine notes of them, and what the Python twin is asked about.
SELECT selected.position, selected.id, selected.load_id, selected.raw_id, selected.observed_at,
    coalesce(selected.completed, landed.payload)::text
FROM selected JOIN raw.products AS landed ON landed.ctid = selected.copy
WHERE selected.position = ANY(%(positions)s)
ORDER BY selected.position;


-- Then: their rows in quarantine.
-- Writes the documents that were refused into quarantine. An id keeps the reason of the first copy that is refused in a
-- run, which is its newest.
INSERT INTO meta.quarantine AS quarantined (
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
WHERE quarantined.last_run_id <> excluded.last_run_id;


-- If no copy of a refused document passes: its rows are taken back.
UPDATE oltp.products AS kept SET row_state = 'unresolved', active = NULL, created = NULL, default_price_id = NULL,
    deleted_observed_at = NULL, description = NULL, images = NULL, livemode = NULL, marketing_features = NULL,
    metadata = NULL, name = NULL, observed_at = NULL, package_dimensions = NULL, shippable = NULL,
    statement_descriptor = NULL, tax_code_id = NULL, tax_details_performance_location = NULL, transform_version = NULL,
    type = NULL, unit_label = NULL, updated = NULL, url = NULL, promoted_at = now()
WHERE kept.row_state <> 'unresolved' AND kept.id IN (SELECT retried.id FROM retried
    WHERE NOT EXISTS (SELECT FROM selected WHERE selected.id = retried.id ));


-- If everything is promoted: the rows that no document makes are deleted.
UPDATE oltp.products AS kept SET row_state = 'unresolved', active = NULL, created = NULL, default_price_id = NULL,
    deleted_observed_at = NULL, description = NULL, images = NULL, livemode = NULL, marketing_features = NULL,
    metadata = NULL, name = NULL, observed_at = NULL, package_dimensions = NULL, shippable = NULL,
    statement_descriptor = NULL, tax_code_id = NULL, tax_details_performance_location = NULL, transform_version = NULL,
    type = NULL, unit_label = NULL, updated = NULL, url = NULL, promoted_at = now()
WHERE kept.row_state <> 'unresolved' AND NOT EXISTS (SELECT FROM raw.products AS landed
    JOIN raw._dlt_loads AS loads ON loads.load_id = landed._dlt_load_id AND loads.status = 0 WHERE landed.id = kept.id);


-- After the last document: what passed leaves quarantine.
DELETE FROM meta.quarantine AS quarantined
WHERE quarantined.object = 'product' AND quarantined.last_run_id <> %(run_id)s
    AND quarantined.id IN (SELECT touched.id FROM touched);


-- What became of the ids: the balance of this promotion.
SELECT
    count(*),
    count(kept.id) FILTER (WHERE quarantined.id IS NULL AND unresolved.id IS NULL),
    count(quarantined.id)
FROM touched AS touched
LEFT JOIN oltp.products AS kept ON kept.id = touched.id
LEFT JOIN oltp.products AS unresolved
    ON unresolved.id = touched.id AND unresolved.row_state = 'unresolved'
LEFT JOIN meta.quarantine AS quarantined ON quarantined.object = 'product' AND quarantined.id = touched.id;


-- When all types are written: of the copies of products that the loads bring, and of what events tell, the objects
-- whose version is their row in oltp, and of these and their parts what ends, and what begins.
WITH new (id, is_told, copy, raw_id, load_id, observed_at, api_version, is_gone, origin, event, event_id,
    digest) AS MATERIALIZED (
    SELECT landed.id, FALSE, landed.ctid, landed._dlt_id, landed._dlt_load_id, landed.observed_at,
        landed.api_version, landed.deleted, landed.origin, landed.event, landed.event ->> 'id', landed.digest
    FROM raw.products AS landed WHERE landed._dlt_load_id = ANY (%(loads)s) AND (
        landed.origin <> 'embedded' OR landed.deleted OR NOT EXISTS (
            SELECT FROM raw.products AS served
            WHERE served.id = landed.id AND (served.origin IN ('list', 'retrieve') AND NOT served.deleted)
                AND served._dlt_load_id IN (SELECT loads.load_id FROM raw._dlt_loads AS loads WHERE loads.status = 0)
        )
    ) AND NOT starts_with(landed.digest, 'altered:')
    UNION ALL
    SELECT landed.id, TRUE, landed.copy, landed.raw_id, landed.load_id, landed.observed_at,
        landed.api_version, landed.is_gone, 'event', NULL, landed.event_id, landed.digest
    FROM (SELECT * FROM told WHERE told.load_id = ANY (%(loads)s)) AS landed
    WHERE landed.name = 'product' AND NOT EXISTS (
        SELECT FROM raw.products AS known
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
    JOIN oltp.products AS standing ON standing.id = named.id AND standing.observed_at = named.last_at
        AND standing.row_state = 'present' AND standing.transform_version = 1
    CROSS JOIN LATERAL (
        SELECT landed.id, landed.payload || '{}' AS payload, landed.api_version
        FROM raw.products AS landed WHERE landed.ctid = named.copy OFFSET 0
    ) AS landed
    LEFT JOIN LATERAL (
        SELECT kept.version, kept.observed_at, kept.valid_to, ROW(kept.id, kept.active, kept.created,
            kept.default_price_id, kept.description, kept.images, kept.livemode, kept.marketing_features, kept.metadata,
            kept.name, kept.package_dimensions, kept.shippable, kept.statement_descriptor, kept.tax_code_id,
            kept.tax_details_performance_location, kept.type, kept.unit_label, kept.updated,
            kept.url) IS DISTINCT FROM ROW(standing.id, standing.active, standing.created, standing.default_price_id,
            standing.description, standing.images, standing.livemode, standing.marketing_features, standing.metadata,
            standing.name, standing.package_dimensions, standing.shippable, standing.statement_descriptor,
            standing.tax_code_id, standing.tax_details_performance_location, standing.type, standing.unit_label,
            standing.updated, standing.url) AS ends
        FROM history.products AS kept WHERE kept.id = named.id ORDER BY kept.version DESC LIMIT 1
    ) AS last ON TRUE
    CROSS JOIN LATERAL (
        SELECT count(*) = 0 AS are_none,
            bool_or((known.origin IN ('list', 'retrieve') AND NOT known.deleted)
                AND known._dlt_load_id <> ALL (%(loads)s)) AS is_served,
            bool_and(NOT starts_with(known.digest, 'altered:')) AS are_intact,
            bool_and(known.observed_at <= named.since OR known.origin NOT IN ('list', 'retrieve', 'file')) AS are_before
        FROM raw.products AS known WHERE known.id = named.id AND known.ctid <> named.copy
    ) AS others
    WHERE NOT (FALSE) AND NOT (FALSE)
        AND (named.is_earlier OR NOT (FALSE))
        AND NOT (EXISTS (SELECT FROM meta.quarantine AS waiting WHERE waiting.object = 'product') AND EXISTS (
            SELECT FROM meta.quarantine AS waiting
            WHERE waiting.object = 'product' AND waiting.id = named.id
        )) AND CASE WHEN last.version IS NULL
            THEN others.are_none AND NOT EXISTS (
                SELECT FROM raw.events AS known
                WHERE known.payload #>> '{data,object,id}' = named.id
                    AND known._dlt_load_id <> ALL (%(loads)s)
            )
            ELSE last.valid_to IS NULL AND last.observed_at < named.since
            AND others.is_served AND others.are_intact AND others.are_before
            AND NOT FALSE
        END
        AND NOT (named.is_event AND EXISTS (
            SELECT FROM (
                SELECT event.payload #> '{data,object}' AS payload
                FROM raw.events AS event WHERE event.ctid = ANY (named.events) OFFSET 0
            ) AS told
            WHERE (record_image_eq(ROW(told.payload), ROW(landed.payload)) OR told.payload = landed.payload) IS NOT TRUE
        ))
),
moved AS (
    UPDATE history.products AS kept
    SET valid_to = CASE WHEN direct.ends THEN direct.since END,
        observed_at = CASE WHEN direct.ends THEN kept.observed_at ELSE direct.last_at END, promoted_at = now()
    FROM direct
    WHERE kept.id = direct.id AND kept.version = direct.last_version
),
begun AS (
    INSERT INTO history.products (id, version, valid_from, valid_to, source, exact, active, created, default_price_id,
        deleted_observed_at, description, images, livemode, marketing_features, metadata, name, observed_at,
        package_dimensions, row_state, shippable, statement_descriptor, tax_code_id, tax_details_performance_location,
        transform_version, type, unit_label, updated, url)
    SELECT standing.id, coalesce(direct.last_version, 0) + 1, CASE
        WHEN direct.last_version IS NULL THEN least(standing.created, direct.since) ELSE direct.since END,
        NULL::timestamptz, CASE WHEN direct.is_event THEN 'event' ELSE 'copy' END, direct.is_event AND direct.is_covered
        AND (NOT direct.last_version IS NULL OR standing.created = direct.since) IS TRUE, standing.active,
        standing.created, standing.default_price_id, NULL::timestamptz, standing.description, standing.images,
        standing.livemode, standing.marketing_features, standing.metadata, standing.name, direct.last_at,
        standing.package_dimensions, 'present', standing.shippable, standing.statement_descriptor, standing.tax_code_id,
        standing.tax_details_performance_location, 1, standing.type, standing.unit_label, standing.updated, standing.url
    FROM direct CROSS JOIN LATERAL (
        SELECT standing.* FROM oltp.products AS standing WHERE standing.ctid = direct.row_tid OFFSET 0
    ) AS standing
    WHERE direct.last_version IS NULL OR direct.ends
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
    FROM stations JOIN raw.products AS landed ON landed.ctid = stations.copy
    WHERE stations.position BETWEEN $1 AND $2 AND NOT (stations.is_gone OR stations.is_refused) AND NOT stations.is_told
    UNION ALL
    SELECT stations.position, stations.id, stations.load_id, stations.observed_at, stations.is_told,
        landed.payload #> '{data,object}', stations.api_version, NULL
    FROM stations JOIN raw.events AS landed ON landed.ctid = stations.copy
    WHERE stations.position BETWEEN $1 AND $2 AND NOT (stations.is_gone OR stations.is_refused) AND stations.is_told
),
made AS (
    SELECT opened.number AS id, opened.observed_at, opened.api_version, opened.forms,
        opened.payload || jsonb_build_object('id', opened.number) AS payload
    FROM (SELECT opened.*, ((opened.position << 3))::text AS number FROM opened OFFSET 0) AS opened
    OFFSET 0
),
batch AS (
    SELECT made.id, made.api_version, made.observed_at,
        CASE WHEN made.payload ->> 'object' = 'product' AND NOT ((made.forms IS DISTINCT FROM 137805136
            AND (made.payload @? '$ ? (@."features".type() != "array" && @."features".type() != "null"
            && !(@."features".type() == "object" && @."features".data.type() == "array")
            || exists(@."metadata".type() ? (@ != "object" && @ != "null"))
            || exists(@."package_dimensions".type() ? (@ != "object" && @ != "null"))
            || exists(@."tax_code".type() ? (@ != "string" && @ != "object" && @ != "null"))
            || exists(@."tax_code" ? (exists(@."id".type() ? (@ != "string" && @ != "null"))))
            || exists(@."description".type() ? (@ != "string" && @ != "null"))
            || exists(@."id".type() ? (@ != "string" && @ != "null"))
            || exists(@."name".type() ? (@ != "string" && @ != "null"))
            || exists(@."statement_descriptor".type() ? (@ != "string" && @ != "null"))
            || exists(@."tax_details" ? (exists(@."performance_location".type() ? (@ != "string" && @ != "null"))))
            || exists(@."type".type() ? (@ != "string" && @ != "null"))
            || exists(@."unit_label".type() ? (@ != "string" && @ != "null"))
            || exists(@."url".type() ? (@ != "string" && @ != "null")))') IS TRUE))
            THEN made.payload
            ELSE ('not ' || coalesce(made.payload ->> 'object', 'said'))::jsonb END AS payload
    FROM made
),
mapped AS (
    -- One row per product.
    SELECT
        doc.id,
        doc.active,
        stripe_time(doc.created) AS created,
        stripe_ref(doc.default_price) AS default_price_id,
        doc.description,
        stripe_array(doc.images) AS images,
        doc.livemode,
        coalesce(stripe_array(doc.marketing_features), stripe_array(doc.features)) AS marketing_features,
        doc.metadata,
        doc.name,
        doc.package_dimensions,
        doc.shippable,
        doc.statement_descriptor,
        coalesce(stripe_ref(tax_details.tax_code), stripe_ref(doc.tax_code)) AS tax_code_id,
        tax_details.performance_location AS tax_details_performance_location,
        doc.type,
        doc.unit_label,
        stripe_time(doc.updated) AS updated,
        doc.url
    FROM batch AS landed,
        jsonb_to_record(landed.payload) AS doc (
            id text,
            active boolean,
            created bigint,
            default_price jsonb,
            description text,
            features jsonb,
            images jsonb,
            livemode boolean,
            marketing_features jsonb,
            metadata jsonb,
            name text,
            package_dimensions jsonb,
            shippable boolean,
            statement_descriptor text,
            tax_code jsonb,
            tax_details jsonb,
            type text,
            unit_label text,
            updated bigint,
            url text
        ),
        jsonb_to_record(doc.tax_details) AS tax_details (
            performance_location text,
            tax_code jsonb
        )
),
incoming AS (
    SELECT stations.position AS station, stations.id AS owner_id, mapped.id, mapped.active, mapped.created,
        mapped.default_price_id, mapped.description, mapped.images, mapped.livemode, mapped.marketing_features,
        mapped.metadata, mapped.name, mapped.package_dimensions, mapped.shippable, mapped.statement_descriptor,
        mapped.tax_code_id, mapped.tax_details_performance_location, mapped.type, mapped.unit_label, mapped.updated,
        mapped.url,
        'present' AS row_state, 1::smallint AS transform_version, stations.observed_at,
            NULL::timestamptz AS deleted_observed_at
    FROM mapped JOIN stations ON stations.position = mapped.id::bigint >> 3
),
shown AS (
    SELECT products.*, CASE WHEN products IS NULL THEN NULL WHEN octet_length(products.id) > 2000
        OR octet_length(products.owner_id) > 2000 THEN -1 END AS verdict
    FROM (SELECT * FROM incoming OFFSET 0) AS products
)
SELECT shown.station, shown.verdict, shown.owner_id, shown.active, shown.created, shown.default_price_id,
    shown.description, shown.images, shown.livemode, shown.marketing_features, shown.metadata, shown.name,
    shown.package_dimensions, shown.shippable, shown.statement_descriptor, shown.tax_code_id,
    shown.tax_details_performance_location, shown.type, shown.unit_label, shown.updated, shown.url FROM shown;


-- The versions that these make.
WITH whole_line AS (
    SELECT line.*, count(*) FILTER (WHERE TRUE) OVER (
        PARTITION BY line.owner_id ORDER BY line.position
    ) AS n, TRUE AS is_whole
    FROM line
),
shown AS (
    SELECT shown.id, shown.active, shown.created, shown.default_price_id, shown.description, shown.images,
        shown.livemode, shown.marketing_features, shown.metadata, shown.name, shown.package_dimensions, shown.shippable,
        shown.statement_descriptor, shown.tax_code_id, shown.tax_details_performance_location, shown.type,
        shown.unit_label, shown.updated, shown.url, whole_line.owner_id AS _of, whole_line.position AS _position,
        whole_line.observed_at AS _at,
        whole_line.n AS _n, whole_line.n - whole_line.is_whole::integer AS _n_before,
        whole_line.is_event AS _is_event, whole_line.is_covered AS _is_covered,
        whole_line.is_first AS _is_first,
        NULL::integer AS _version, NULL::timestamptz AS _valid_from, NULL::text AS _source,
        NULL::boolean AS _exact
    FROM shown_products AS shown JOIN whole_line ON whole_line.position = shown.station
    UNION ALL
    SELECT kept.id, kept.active, kept.created, kept.default_price_id, kept.description, kept.images, kept.livemode,
        kept.marketing_features, kept.metadata, kept.name, kept.package_dimensions, kept.shippable,
        kept.statement_descriptor, kept.tax_code_id, kept.tax_details_performance_location, kept.type, kept.unit_label,
        kept.updated, kept.url, kept.id, 0, kept.observed_at, 0, 0, NULL, NULL, FALSE,
        kept.version, kept.valid_from, kept.source, kept.exact
    FROM (SELECT DISTINCT line.owner_id FROM line) AS named
    JOIN history.products AS kept ON kept.id = named.owner_id AND kept.valid_to IS NULL
    WHERE NOT EXISTS (SELECT FROM renewed WHERE renewed.id = named.owner_id)
),
compared AS (
    SELECT shown.*, shown.created AS _made_at, shown._of AS _first_of,
        (lag(ROW(shown.id, shown.active, shown.created, shown.default_price_id, shown.description, shown.images,
            shown.livemode, shown.marketing_features, shown.metadata, shown.name, shown.package_dimensions,
            shown.shippable, shown.statement_descriptor, shown.tax_code_id, shown.tax_details_performance_location,
            shown.type, shown.unit_label, shown.updated, shown.url)) OVER by_id IS DISTINCT FROM ROW(shown.id,
            shown.active, shown.created, shown.default_price_id, shown.description, shown.images, shown.livemode,
            shown.marketing_features, shown.metadata, shown.name, shown.package_dimensions, shown.shippable,
            shown.statement_descriptor, shown.tax_code_id, shown.tax_details_performance_location, shown.type,
            shown.unit_label, shown.updated, shown.url) OR shown._n_before > lag(shown._n) OVER by_id) AS _begins
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
        SELECT max(kept.version) FROM history.products AS kept
        WHERE kept.id = begun.id AND kept.id = begun._of
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
    begun.active, begun.created, begun.default_price_id, NULL::timestamptz, begun.description, begun.images,
        begun.livemode, begun.marketing_features, begun.metadata, begun.name, last._at, begun.package_dimensions,
        'present', begun.shippable, begun.statement_descriptor, begun.tax_code_id,
        begun.tax_details_performance_location, 1, begun.type, begun.unit_label, begun.updated, begun.url
FROM begun
JOIN last ON last._of = begun._of AND last.id = begun.id AND last._number = begun._number
LEFT JOIN whole_line AS ending ON ending.owner_id = begun._of AND ending.is_whole AND ending.n = last._n + 1
WHERE begun._of = begun._first_of;


-- What that changes of the versions that are there.
DELETE FROM history.products AS kept WHERE kept.id IN (SELECT renewed.id FROM renewed) AND NOT EXISTS (
    SELECT FROM made_products AS made
    WHERE made.id = kept.id AND made.version = kept.version AND made.id = kept.id
);


-- What that changes of the versions that are there.
UPDATE history.products AS kept SET valid_from = made.valid_from, valid_to = made.valid_to, source = made.source,
    exact = made.exact, active = made.active, created = made.created, default_price_id = made.default_price_id,
    deleted_observed_at = made.deleted_observed_at, description = made.description, images = made.images,
    livemode = made.livemode, marketing_features = made.marketing_features, metadata = made.metadata, name = made.name,
    observed_at = made.observed_at, package_dimensions = made.package_dimensions, row_state = made.row_state,
    shippable = made.shippable, statement_descriptor = made.statement_descriptor, tax_code_id = made.tax_code_id,
    tax_details_performance_location = made.tax_details_performance_location,
    transform_version = made.transform_version, type = made.type, unit_label = made.unit_label, updated = made.updated,
    url = made.url, promoted_at = now()
FROM made_products AS made
WHERE made.id = kept.id AND made.version = kept.version AND made.id = kept.id
    AND (kept.version, kept.valid_from, kept.valid_to, kept.source, kept.exact, kept.active, kept.created,
        kept.default_price_id, kept.deleted_observed_at, kept.description, kept.images, kept.livemode,
        kept.marketing_features, kept.metadata, kept.name, kept.observed_at, kept.package_dimensions, kept.row_state,
        kept.shippable, kept.statement_descriptor, kept.tax_code_id, kept.tax_details_performance_location,
        kept.transform_version, kept.type, kept.unit_label, kept.updated, kept.url) IS DISTINCT FROM (made.version,
        made.valid_from, made.valid_to, made.source, made.exact, made.active, made.created, made.default_price_id,
        made.deleted_observed_at, made.description, made.images, made.livemode, made.marketing_features, made.metadata,
        made.name, made.observed_at, made.package_dimensions, made.row_state, made.shippable, made.statement_descriptor,
        made.tax_code_id, made.tax_details_performance_location, made.transform_version, made.type, made.unit_label,
        made.updated, made.url);


-- What that changes of the versions that are there.
INSERT INTO history.products (id, version, valid_from, valid_to, source, exact, active, created, default_price_id,
    deleted_observed_at, description, images, livemode, marketing_features, metadata, name, observed_at,
    package_dimensions, row_state, shippable, statement_descriptor, tax_code_id, tax_details_performance_location,
    transform_version, type, unit_label, updated, url)
SELECT id, version, valid_from, valid_to, source, exact, active, created, default_price_id, deleted_observed_at,
    description, images, livemode, marketing_features, metadata, name, observed_at, package_dimensions, row_state,
    shippable, statement_descriptor, tax_code_id, tax_details_performance_location, transform_version, type, unit_label,
    updated, url FROM made_products AS made
WHERE NOT EXISTS (
    SELECT FROM history.products AS kept WHERE kept.id = made.id AND kept.version = made.version
)
ON CONFLICT DO NOTHING;


-- When all types are written: the rows that only foreign keys of circles name.
INSERT INTO oltp.products (id, row_state)
SELECT DISTINCT postponed.id, 'unresolved' FROM postponed_references AS postponed
WHERE postponed.parent = 'products'
    AND NOT EXISTS (SELECT FROM oltp.products AS known WHERE known.id = postponed.id)
ON CONFLICT (id) DO NOTHING;


-- Once, when the account is known: its mode for rows of stubs.
UPDATE oltp.products AS kept SET livemode = account.livemode, promoted_at = now()
FROM meta.account AS account
WHERE kept.row_state = 'deleted' AND kept.livemode IS NULL;


-- In the end, if rows changed or left: the unresolved rows that nothing names any more are deleted. Each foreign key of
-- a table of your own adds a condition.
WITH gone AS (
    DELETE FROM oltp.products AS parent WHERE parent.row_state = 'unresolved'
        AND (SELECT 1 FROM oltp.prices AS child WHERE child.product_id = parent.id LIMIT 1) IS NULL
        AND (SELECT 1 FROM oltp.invoice_items AS child WHERE child.product_id = parent.id LIMIT 1) IS NULL
        AND (SELECT 1 FROM oltp.invoice_line_items AS child WHERE child.product_id = parent.id LIMIT 1) IS NULL
    RETURNING parent.id
)
INSERT INTO meta.removed_rows AS known (table_name, id, removed_at)
SELECT 'products', gone.id, now() FROM gone
ON CONFLICT (table_name, id) DO UPDATE SET removed_at = excluded.removed_at;


-- For the report: the rows that others name and nothing brought.
SELECT 'product', count(*) FROM oltp.products AS kept WHERE kept.row_state = 'unresolved';
