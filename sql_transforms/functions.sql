-- Readers shared by the transforms. They live in the schema meta and are frozen like a released transform: a change of
-- meaning takes a new name.
--
-- A strict path over a value of the wrong form raises an error of SQLSTATE class 22. That is what it is here for: the
-- document waits in quarantine instead of losing the value without a word.
--
-- PostgreSQL puts the body of an immutable function in the place of its call unless it calls a function that is only
-- stable (to_jsonb) or has a subquery. A call that stays a call costs 3 µs, as much as ten fields.

-- The id behind a reference, whichever way Stripe rendered it: an id, an expanded object, a deleted stub, null, absent.
CREATE OR REPLACE FUNCTION meta.stripe_ref(reference jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(reference)
    WHEN 'string' THEN nullif(reference #>> '{}', '')
    WHEN 'object'
        THEN
            CASE jsonb_typeof(reference -> 'id')
                WHEN 'string' THEN nullif(reference ->> 'id', '')
                WHEN 'null' THEN NULL
                ELSE (('an id is text, not ' || jsonb_typeof(reference -> 'id'))::numeric)::text
            END
    WHEN 'null' THEN NULL
    ELSE jsonb_path_query_first(reference, 'strict $.id') #>> '{}'
END;

-- The elements of a list, whether Stripe rendered an array, a list object, null or nothing. It never fails, so that
-- counting and completing lists cannot stop at a malformed document.
CREATE OR REPLACE FUNCTION meta.stripe_list(list jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN jsonb_typeof(list) = 'array' THEN list
    WHEN jsonb_typeof(list -> 'data') = 'array' THEN list -> 'data'
    ELSE '[]'::jsonb
END;

-- A list as a column: its array; NULL where Stripe says nothing, an error where it is not a list.
CREATE OR REPLACE FUNCTION meta.stripe_array(list jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(list)
    WHEN 'array' THEN list
    WHEN 'null' THEN NULL
    ELSE CASE jsonb_typeof(jsonb_path_query_first(list, 'strict $.data'))
        WHEN 'array' THEN list -> 'data'
        ELSE ('a list has no ' || jsonb_typeof(list -> 'data'))::numeric::text::jsonb
    END
END;

-- A nested value as a column: JSON's null is SQL's NULL.
CREATE OR REPLACE FUNCTION meta.stripe_json(value jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(value, 'null'::jsonb);

-- A moment. Seconds before the year 1 or after 9999 are an error (to_timestamp refuses NaN): PostgreSQL could hold
-- them, most programs that read it could not.
CREATE OR REPLACE FUNCTION meta.stripe_time(seconds bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_timestamp(
    CASE WHEN seconds NOT BETWEEN -62135596800 AND 253402300799 THEN 'NaN'::double precision ELSE seconds END
);

-- A tax as it was before 2025-03-31.basil (`inclusive`, `tax_rate`), in the form of today's.
CREATE OR REPLACE FUNCTION meta.stripe_tax(tax jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(tax)
    WHEN 'object'
        THEN
            tax - 'inclusive' - 'tax_rate'
            || CASE tax -> 'inclusive'
                WHEN 'true' THEN '{"tax_behavior": "inclusive"}'::jsonb
                WHEN 'false' THEN '{"tax_behavior": "exclusive"}'
                ELSE '{}'
            END
            || CASE
                WHEN meta.stripe_ref(tax -> 'tax_rate') IS NULL THEN '{}'
                ELSE jsonb_build_object(
                    'tax_rate_details', jsonb_build_object('tax_rate', meta.stripe_ref(tax -> 'tax_rate')),
                    'type', 'tax_rate_details'
                )
            END
    ELSE tax
END;

-- A list of them as a column, like stripe_array.
CREATE OR REPLACE FUNCTION meta.stripe_taxes(list jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_array_length(meta.stripe_array(list))
    WHEN 0 THEN '[]'::jsonb
    ELSE (
        SELECT jsonb_agg(meta.stripe_tax(tax) ORDER BY place)
        FROM jsonb_array_elements(meta.stripe_array(list)) WITH ORDINALITY AS elements (tax, place)  -- noqa: AL05
    )
END;

-- A nested object whose fields are read with `->>`, which gives NULL of a word or a list: an object or nothing.
CREATE OR REPLACE FUNCTION meta.stripe_object(value jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(value)
    WHEN 'object' THEN value
    WHEN 'null' THEN NULL
    ELSE jsonb_path_query_first(value, 'strict $.keyvalue()')
END;
