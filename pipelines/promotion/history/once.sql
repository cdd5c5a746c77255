-- An event that landed twice counts once: as it landed first.
DELETE FROM seen AS again USING seen AS first_one
WHERE
    again.is_told
    AND first_one.is_told
    AND first_one.id = again.id
    AND first_one.observed_at = again.observed_at
    AND first_one.event_id = again.event_id
    AND (first_one.load_id, first_one.raw_id) < (again.load_id, again.raw_id)
