-- Runs a prepared statement, that gives the first three columns and NULL for the others, for ranges of `size` places
-- from `first` to `last`. Where one ends with an error of a class in `of_the_document`, the statement is run for the
-- document alone that the sequence pg_temp.read tells, and goes on behind it; if that one passes, so that another is to
-- blame, for all of the range one by one. What fails alone is returned with the last three columns.
CREATE OR REPLACE FUNCTION pg_temp.name_refused(
    statement text, first bigint, last bigint, size bigint, of_the_document text[]
)
RETURNS TABLE (place bigint, number bigint, verdict integer, state text, rule text, field text)
LANGUAGE plpgsql AS $$
DECLARE
    upto bigint;
    alone bigint := 0;  -- documents up to this one are run by themselves
    begun bigint;  -- of the range that failed when the document at first was read
BEGIN
    WHILE first <= last LOOP
        upto := CASE WHEN first <= alone THEN first ELSE least(first + size - 1, last) END;
        PERFORM setval('pg_temp.read', 0);
        BEGIN
            RETURN QUERY EXECUTE format('EXECUTE %s (%s, %s)', statement, first, upto);
            IF first = alone AND begun < first THEN
                alone := least(begun + size - 1, last);
                first := begun;
            ELSE
                first := upto + 1;
            END IF;
            begun := NULL;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, rule = CONSTRAINT_NAME, field = COLUMN_NAME;
            IF left(state, 2) <> ALL (of_the_document) THEN
                RAISE;
            ELSIF first = upto THEN
                place := first;
                RETURN NEXT;
                first := first + 1;
                begun := NULL;
            ELSE
                begun := first;
                SELECT greatest(first, last_value) INTO first FROM pg_temp.read;
                alone := first;
            END IF;
        END;
    END LOOP;
END $$
