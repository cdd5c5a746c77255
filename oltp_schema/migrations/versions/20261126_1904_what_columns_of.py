"""What columns of meta are."""

from alembic import op

revision = "20261126_1904_what_columns_of"
down_revision = "20261126_1816_add_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.get_bind().connection.cursor().execute("""
        COMMENT ON COLUMN meta.account."id" IS 'Id of the account; empty while all documents came from files';
        COMMENT ON COLUMN meta.account."livemode" IS 'Whether it is live data, not a test''s';
        COMMENT ON COLUMN meta.account."one_row" IS 'Always true: there is one row';
        COMMENT ON COLUMN meta.account."recorded_at" IS 'When it was written down';
        COMMENT ON COLUMN meta.default_types."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.default_types."refused_at" IS 'When the key was first refused for it as a new type; empty: it is expected';
        COMMENT ON COLUMN meta.ledger."deleted" IS 'Rows of objects that Stripe has deleted';
        COMMENT ON COLUMN meta.ledger."inserted" IS 'Rows that are new';
        COMMENT ON COLUMN meta.ledger."landed" IS 'Documents that the run landed';
        COMMENT ON COLUMN meta.ledger."loads" IS 'Loads that the promotion read';
        COMMENT ON COLUMN meta.ledger."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.ledger."quarantined" IS 'Documents in quarantine after the run';
        COMMENT ON COLUMN meta.ledger."rows_in" IS 'Documents that the promotion read, the newest of each id';
        COMMENT ON COLUMN meta.ledger."run_id" IS 'The run, a row of runs';
        COMMENT ON COLUMN meta.ledger."seconds" IS 'How long it took';
        COMMENT ON COLUMN meta.ledger."transform_version" IS 'Version of the SQL that reads the documents of the type';
        COMMENT ON COLUMN meta.ledger."unchanged" IS 'Rows that stayed as they were';
        COMMENT ON COLUMN meta.ledger."unresolved" IS 'Rows after the run of which only the id is known';
        COMMENT ON COLUMN meta.ledger."updated" IS 'Rows that changed';
        COMMENT ON COLUMN meta.not_found."asked_at" IS 'When Stripe was last asked for it';
        COMMENT ON COLUMN meta.not_found."id" IS 'Stripe''s id of the object';
        COMMENT ON COLUMN meta.not_found."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.not_found."times" IS 'How often Stripe answered so';
        COMMENT ON COLUMN meta.pending_loads."load_id" IS 'The load, a row of raw._dlt_loads';
        COMMENT ON COLUMN meta.pending_loads."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.personal_columns."one_row" IS 'Always true: there is one row';
        COMMENT ON COLUMN meta.personal_columns."salt" IS 'What is put before a value that is hashed: keep it secret';
        COMMENT ON COLUMN meta.personal_columns."treatment" IS 'keep, hash or omit: what promotion makes of them';
        COMMENT ON COLUMN meta.promoted_versions."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.promoted_versions."run_id" IS 'The run that first promoted with this version, a row of runs';
        COMMENT ON COLUMN meta.promoted_versions."transform_version" IS 'Version of the SQL that reads the documents of the type';
        COMMENT ON COLUMN meta.quarantine."column_name" IS 'The column that it breaks';
        COMMENT ON COLUMN meta.quarantine."constraint_name" IS 'The CHECK or key that it breaks';
        COMMENT ON COLUMN meta.quarantine."contested" IS 'Ids of parts that other documents hold, too';
        COMMENT ON COLUMN meta.quarantine."field" IS 'Field of the document, where the Python transformer can name it';
        COMMENT ON COLUMN meta.quarantine."first_run_id" IS 'The run that first refused it, a row of runs';
        COMMENT ON COLUMN meta.quarantine."id" IS 'Stripe''s id of the object';
        COMMENT ON COLUMN meta.quarantine."last_run_id" IS 'The run that last refused it, a row of runs';
        COMMENT ON COLUMN meta.quarantine."load_id" IS 'The load, a row of raw._dlt_loads';
        COMMENT ON COLUMN meta.quarantine."message" IS 'What PostgreSQL says of it, without the row''s values';
        COMMENT ON COLUMN meta.quarantine."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.quarantine."observed_at" IS 'When Stripe said what the document says';
        COMMENT ON COLUMN meta.quarantine."quarantined_at" IS 'When it was first refused';
        COMMENT ON COLUMN meta.quarantine."raw_id" IS '_dlt_id of the copy in raw';
        COMMENT ON COLUMN meta.quarantine."schema_revision" IS 'Revision of the schema that refused it';
        COMMENT ON COLUMN meta.quarantine."sqlstate" IS 'PostgreSQL''s code of the error';
        COMMENT ON COLUMN meta.quarantine."transform_version" IS 'Version of the SQL that reads the documents of the type';
        COMMENT ON COLUMN meta.refetch_queue."api_version" IS 'API version of that event';
        COMMENT ON COLUMN meta.refetch_queue."asked_at" IS 'When Stripe last failed to give it';
        COMMENT ON COLUMN meta.refetch_queue."deletion" IS 'The object as the event of its deletion has it';
        COMMENT ON COLUMN meta.refetch_queue."events" IS 'JSON array of the last events whose object it is, all of one second';
        COMMENT ON COLUMN meta.refetch_queue."id" IS 'Stripe''s id of the object';
        COMMENT ON COLUMN meta.refetch_queue."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.refetch_queue."times" IS 'How often it refused: it is asked ever more rarely';
        COMMENT ON COLUMN meta.refetch_queue."told_at" IS 'When the last of those events was';
        COMMENT ON COLUMN meta.refused_expansions."field" IS 'Field of the objects of this type';
        COMMENT ON COLUMN meta.refused_expansions."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.refused_expansions."refused_at" IS 'When the key was first refused for it';
        COMMENT ON COLUMN meta.removed_rows."id" IS 'Stripe''s id of the object';
        COMMENT ON COLUMN meta.removed_rows."removed_at" IS 'When the promotion began that removed it';
        COMMENT ON COLUMN meta.removed_rows."table_name" IS 'The table of oltp';
        COMMENT ON COLUMN meta.runs."command" IS 'What was run: pipeline, land, promote and so on';
        COMMENT ON COLUMN meta.runs."finished_at" IS 'When it ended; empty while it runs, or when it was killed';
        COMMENT ON COLUMN meta.runs."id" IS 'Number of the run, ascending';
        COMMENT ON COLUMN meta.runs."message" IS 'Why it did not end well';
        COMMENT ON COLUMN meta.runs."outcome" IS 'running, done, failed or interrupted';
        COMMENT ON COLUMN meta.runs."started_at" IS 'When it began';
        COMMENT ON COLUMN meta.transforms."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.transforms."recorded_at" IS 'When it was written down';
        COMMENT ON COLUMN meta.transforms."sha256" IS 'Checksum of its file';
        COMMENT ON COLUMN meta.transforms."version" IS 'Number of the version, from 1';
        COMMENT ON COLUMN meta.watermarks."compared_at" IS 'When it was last compared whole; empty: not since something may be missing';
        COMMENT ON COLUMN meta.watermarks."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.watermarks."planned_until" IS 'What was created later is in no window yet';
        COMMENT ON COLUMN meta.watermarks."relisted_at" IS 'When it was last listed for changes that no event tells';
        COMMENT ON COLUMN meta.windows."created_before" IS 'Where it ends; empty: with the last object';
        COMMENT ON COLUMN meta.windows."created_from" IS 'Where it begins; empty: with the first object';
        COMMENT ON COLUMN meta.windows."id" IS 'Number of the window';
        COMMENT ON COLUMN meta.windows."object" IS 'Type of object, as in Stripe''s field object';
        COMMENT ON COLUMN meta.windows."purpose" IS 'changes: what changed; new: what was created; whole: everything';
        COMMENT ON COLUMN meta.windows."starting_after" IS 'The last object that was read of a list that is not cut by times';
        COMMENT ON COLUMN meta.windows."view" IS 'Further parameters of the list, as in a URL';
    """)  # noqa: E501
