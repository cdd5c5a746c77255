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
    event jsonb,
    digest text
) ON COMMIT DROP;

-- The copies of one type that versions are made of; what events tell (`is_told`) lies in the raw table of events.
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
    digest text
) ON COMMIT DROP;

-- The objects whose versions are rows of oltp: since and until when what the row says was seen, the last version known
-- before, and whether the row `ends` it. `is_covered`: events were read of all the time between that one and these.
CREATE TEMP TABLE direct (
    id text COLLATE "C" PRIMARY KEY,
    last_version integer,
    ends boolean,
    since timestamptz,
    last_at timestamptz,
    is_event boolean,
    is_covered boolean
) ON COMMIT DROP;
