-- What a promotion knows of copies to make versions of; with its transaction, it ends.

-- What events tell of objects whose history is kept, each event once.
CREATE TEMP TABLE told (
    name text,
    id text COLLATE "C",
    copy tid,
    raw_id text COLLATE "C",
    load_id text COLLATE "C",
    observed_at timestamptz,
    api_version text,
    is_gone boolean,
    event_id text COLLATE "C",
    digest text
) ON COMMIT DROP;

-- The copies of one type that versions are made of. What events tell (`is_told`) lies in the raw table of events; their
-- `event` is looked up where another copy is of the same second.
CREATE TEMP TABLE seen (
    id text COLLATE "C",
    is_told boolean,
    copy tid,
    raw_id text COLLATE "C",
    load_id text COLLATE "C",
    observed_at timestamptz,
    api_version text COLLATE "C",
    is_gone boolean,
    origin text,
    event jsonb,
    event_id text COLLATE "C",
    digest text
) ON COMMIT DROP;
