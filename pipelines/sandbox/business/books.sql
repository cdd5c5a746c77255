-- The tables of a new account's books: one row per posting, and one per change of the balance.
CREATE TABLE journal (
    seq integer PRIMARY KEY,
    at integer NOT NULL,
    act text NOT NULL,
    category text,
    account text NOT NULL,
    currency text NOT NULL,
    amount integer NOT NULL
);
CREATE TABLE movements (
    seq integer PRIMARY KEY,
    entry text NOT NULL UNIQUE,
    at integer NOT NULL,
    free_on integer NOT NULL,
    is_free integer NOT NULL,
    currency text NOT NULL,
    gross integer NOT NULL,
    fee integer NOT NULL,
    category text NOT NULL,
    source text,
    description text,
    paid integer,
    paid_currency text,
    payout text
);
CREATE INDEX movements_held ON movements (free_on, seq)
WHERE NOT is_free;
CREATE INDEX movements_unsettled ON movements (currency, free_on)
WHERE payout IS NULL;
CREATE INDEX movements_of_payout ON movements (payout, seq)
WHERE payout IS NOT NULL
