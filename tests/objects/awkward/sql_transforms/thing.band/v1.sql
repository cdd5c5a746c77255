SELECT
    landed.id || '.' || band.place AS id,
    (band.element ->> 'end')::bigint AS "end",
    (band.element ->> 'up_to')::bigint AS up_to,
    landed.id AS thing_part_id
FROM batch AS landed,
    jsonb_array_elements(stripe_array(landed.payload -> 'bands')) WITH ORDINALITY AS band (element, place)
