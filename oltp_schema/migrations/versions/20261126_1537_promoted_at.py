"""When each row was made or last changed, decimals of 38 digits, and what is owed by its due date."""

from alembic import op

revision = "20261126_1537_promoted_at"
down_revision = "20261126_1530_comments"
branch_labels = None
depends_on = None

# Views are in the way of a type that changes: they are made again as they were.
VIEWS = """
    SELECT format('%I.%I', cls.relnamespace::regnamespace, cls.relname), pg_get_viewdef(cls.oid),
        obj_description(cls.oid)
    FROM pg_class AS cls WHERE cls.relnamespace = 'oltp'::regnamespace AND cls.relkind = 'v' ORDER BY cls.oid
"""
TABLES = """
    SELECT cls.relname, (
        SELECT string_agg(format(', ALTER %I TYPE numeric(38, 12)', att.attname), '')
        FROM pg_attribute AS att
        WHERE att.attrelid = cls.oid AND att.atttypid = 'numeric'::regtype AND att.atttypmod = -1
    )
    FROM pg_class AS cls WHERE cls.relnamespace = 'oltp'::regnamespace AND cls.relkind = 'r' ORDER BY cls.relname
"""
WHAT = "When the promotion began that made or last changed the row, in whatever column"


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    cursor = op.get_bind().connection.cursor()
    cursor.execute(VIEWS)
    views = cursor.fetchall()
    for name, _, _ in reversed(views):
        cursor.execute(f"DROP VIEW {name}")
    cursor.execute(TABLES)
    for name, decimals in cursor.fetchall():
        rule = f"ck_{name}_unresolved_is_bare"
        cursor.execute("SELECT FROM pg_constraint WHERE conname = %s", (rule,))
        if not cursor.rowcount:
            rule = f"ck_{''.join(word[0] for word in name.split('_'))}_unresolved_is_bare"
        cursor.execute(f"""
            ALTER TABLE oltp.{name} ADD COLUMN promoted_at timestamptz NOT NULL DEFAULT now(){decimals or ""},
                DROP CONSTRAINT {rule}, ADD CONSTRAINT {rule} CHECK (row_state <> 'unresolved'
                    OR jsonb_strip_nulls(to_jsonb({name}) - '{{id,row_state,promoted_at}}'::text[]) = '{{}}');
            CREATE INDEX ix_{name}_promoted_at ON oltp.{name} USING brin (promoted_at);
            COMMENT ON COLUMN oltp.{name}.promoted_at IS '{WHAT}';
        """)
    for name, query, what in views:
        cursor.execute(f"CREATE VIEW {name} AS {query}")
        cursor.execute(f"COMMENT ON VIEW {name} IS %s", (what,))
    cursor.execute("CREATE INDEX ix_invoices_open ON oltp.invoices (due_date) WHERE status = 'open'")
