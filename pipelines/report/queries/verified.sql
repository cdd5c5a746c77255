-- The newest comparison of all types with Stripe that was noted, and the newest one since then of some types.
--
-- objects: The types; NULL: all.
-- documents: How many were compared.
-- differences: What was found and not mended; if there are none and it does not agree, something was not compared.
-- money: Whether the equations of money were compared, too.
WITH whole AS (
    SELECT coalesce(max(id), 0) AS id
    FROM meta.verifications
    WHERE objects IS NULL
)

SELECT DISTINCT ON (noted.objects IS NULL)
    noted.verified_at,
    noted.objects,
    noted.documents,
    noted.differences,
    noted.agrees,
    noted.money
FROM meta.verifications AS noted
INNER JOIN whole ON noted.id >= whole.id
ORDER BY noted.objects IS NULL DESC, noted.id DESC
