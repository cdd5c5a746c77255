-- What a promotion knows while it runs; with its transaction, it ends.

-- The ids that are looked at, and those of them that are tried again.
CREATE TEMP TABLE touched (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE retried (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;

-- The copies that break a rule.
CREATE TEMP TABLE refused (raw_id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;

-- The copy of each id that counts, by its place in the raw table, and the document where it is not the copy's own.
CREATE TEMP TABLE selected (
    position bigint PRIMARY KEY,
    id text COLLATE "C",
    copy tid,
    raw_id text,
    load_id text,
    observed_at timestamptz,
    deleted_observed_at timestamptz,
    cut boolean,
    lacks boolean,
    held integer,
    completed jsonb,
    incomplete text[] NOT NULL DEFAULT '{}',
    listed text[] NOT NULL DEFAULT '{}',
    current text[] NOT NULL DEFAULT '{}'
) ON COMMIT DROP;

-- What only the weak foreign keys name.
CREATE TEMP TABLE postponed_references (parent text, id text COLLATE "C") ON COMMIT DROP;
