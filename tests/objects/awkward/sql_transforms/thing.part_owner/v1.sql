SELECT
    landed.id || ':' || owned.owner AS id,
    owned.owner,
    landed.id AS thing_part_id
FROM batch AS landed,
    jsonb_array_elements(stripe_array(landed.payload -> 'owners')) AS listed (element),
    LATERAL (SELECT stripe_ref(listed.element) AS owner) AS owned
