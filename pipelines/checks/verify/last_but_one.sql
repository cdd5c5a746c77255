-- The last comparison but one of a type that left no difference: when and how many transactions ago it was noted; and
-- how many verifications were noted up to now.
SELECT
    noted.verified_at,
    age(noted.xmin) AS age,
    (SELECT max(newest.id) FROM meta.verifications AS newest) AS number
FROM meta.verifications AS noted
WHERE
    noted.command = 'reconcile' AND noted.differences = 0
    AND (noted.objects IS NULL OR %(object)s = any(noted.objects))
ORDER BY noted.id DESC
LIMIT 1 OFFSET 1;
