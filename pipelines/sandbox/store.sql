-- The tables of an empty store.
CREATE TABLE objects (
    seq integer PRIMARY KEY,
    object text NOT NULL,
    id text NOT NULL,
    created integer NOT NULL,
    parent text,
    listed integer NOT NULL,
    body text NOT NULL,
    UNIQUE (object, id)
);
CREATE INDEX objects_newest_first ON objects (object, created, seq)
WHERE listed;
CREATE INDEX objects_of_parent ON objects (object, parent, seq)
WHERE parent IS NOT NULL;
CREATE TABLE agenda (seq integer PRIMARY KEY, at integer NOT NULL, act text NOT NULL, subject text);
CREATE INDEX agenda_next ON agenda (at, seq);
CREATE TABLE counters (name text PRIMARY KEY, value integer NOT NULL) WITHOUT ROWID;
CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL) WITHOUT ROWID;
CREATE TABLE idempotency (
    key text PRIMARY KEY, request text NOT NULL, status integer NOT NULL, body text NOT NULL
) WITHOUT ROWID
