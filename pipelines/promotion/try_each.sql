-- Runs prepared statements for each position from `first` to `last`, in a subtransaction of its own. Returns those
-- that fail with an error of a class in `of_the_document`, in which statement, and why; any other error ends it.
CREATE OR REPLACE FUNCTION pg_temp.try_each(
    statements text[], first bigint, last bigint, of_the_document text[]
)
RETURNS TABLE (place bigint, failing integer, state text, rule text, field text)
LANGUAGE plpgsql AS $$
BEGIN
    FOR position IN first..last LOOP
        BEGIN
            FOR number IN 1..cardinality(statements) LOOP
                failing := number;
                EXECUTE format('EXECUTE %s (%s, %s)', statements[number], position, position);
            END LOOP;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, rule = CONSTRAINT_NAME, field = COLUMN_NAME;
            IF left(state, 2) <> ALL (of_the_document) THEN
                RAISE;
            END IF;
            place := position;
            RETURN NEXT;
        END;
    END LOOP;
END $$
