"""``python -m pipelines`` is ``stripe-oltp``."""

from pipelines.cli import main

main()
