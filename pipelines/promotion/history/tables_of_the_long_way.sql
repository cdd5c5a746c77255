-- What a promotion knows of versions that it makes of documents, or all anew.

-- Where all are made anew: the objects whose one version is their row of oltp, since and until when what the row says
-- was seen. `is_covered`: events were read of all that time.
CREATE TEMP TABLE direct (
    id text COLLATE "C" PRIMARY KEY,
    since timestamptz,
    last_at timestamptz,
    is_event boolean,
    is_covered boolean
) ON COMMIT DROP;

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

-- Those of them that count, each with the id of its object. `is_covered`: events were read of all the time since the
-- one before.
CREATE TEMP TABLE line (
    owner_id text COLLATE "C",
    position bigint PRIMARY KEY,
    observed_at timestamptz,
    is_gone boolean,
    is_event boolean,
    is_covered boolean,
    is_first boolean
) ON COMMIT DROP;
CREATE INDEX line_owner_id ON line (owner_id);
