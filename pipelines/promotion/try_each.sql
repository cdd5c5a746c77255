-- Runs prepared statements for each of some positions, in a subtransaction of its own, and undoes what they did.
-- Returns those that fail with an error of a class in `of_the_document`, in which statement, and why; any other error
-- ends it. What passes is undone by an error, too, of a SQLSTATE of our own.
CREATE OR REPLACE FUNCTION pg_temp.try_each(
    statements text[], places bigint[], of_the_document text[]
)
RETURNS TABLE (place bigint, failing integer, state text, rule text, field text)
LANGUAGE plpgsql AS $$
BEGIN
    FOREACH place IN ARRAY places LOOP
        BEGIN
            FOR number IN 1..cardinality(statements) LOOP
                failing := number;
                EXECUTE format('EXECUTE %s (%s, %s)', statements[number], place, place);
            END LOOP;
            RAISE SQLSTATE 'ST000';
        EXCEPTION
            WHEN SQLSTATE 'ST000' THEN
            WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, rule = CONSTRAINT_NAME, field = COLUMN_NAME;
                IF left(state, 2) <> ALL (of_the_document) THEN
                    RAISE;
                END IF;
                RETURN NEXT;
        END;
    END LOOP;
END $$
