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
        row_number() OVER (PARTITION BY ranked.parent_id, ranked._dlt_load_id ORDER BY ranked._dlt_id) AS place_in_list
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
