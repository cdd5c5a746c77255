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
        array_agg(shown.shown_by) FILTER (WHERE shown.is_now AND NOT (shown.is_told OR shown.is_earlier)) AS shown_by,
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
