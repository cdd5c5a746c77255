"""What it costs, measured beside what it would cost otherwise: `make bench`, described in docs/performance.md."""
