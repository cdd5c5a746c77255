-- What a promotion knows of versions while it makes them; with its transaction, it ends.

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
    raw_id text COLLATE "C" PRIMARY KEY,
    load_id text COLLATE "C",
    observed_at timestamptz,
    place bigint,
    key text COLLATE "C",
    api_version text COLLATE "C",
    is_gone boolean,
    origin text,
    event jsonb,
    digest text
) ON COMMIT DROP;
CREATE INDEX ON seen (id, observed_at);

-- The ids of which all versions are made again.
CREATE TEMP TABLE renewed (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;

-- The same copies in their order.
CREATE TEMP TABLE stations (
    position bigint PRIMARY KEY,
    id text COLLATE "C",
    is_told boolean,
    copy tid,
    load_id text,
    observed_at timestamptz,
    api_version text COLLATE "C",
    is_gone boolean,
    is_event boolean,
    is_refused boolean NOT NULL DEFAULT FALSE
) ON COMMIT DROP;

-- Those of them that count, each with the id of its object.
CREATE TEMP TABLE line (
    owner_id text COLLATE "C",
    position bigint PRIMARY KEY,
    observed_at timestamptz,
    is_gone boolean,
    is_event boolean,
    is_first boolean
) ON COMMIT DROP;
CREATE INDEX ON line (owner_id);
