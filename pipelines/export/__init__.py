"""Tables as files that analysts' tools read: PostgreSQL's binary COPY brings the rows, Arrow writes them.

It needs the extra `export` (ADBC's driver for PostgreSQL, and pyarrow).
"""
