"""The raw store: its tables, which copies say something new, the files that dlt loads. Only it writes raw."""
