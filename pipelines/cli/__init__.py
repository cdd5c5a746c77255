"""The command line ``stripe-oltp``: data on stdout, talk on stderr.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done with rows in quarantine, 130 interrupted.
"""

from pipelines.cli.app import main

__all__ = ["main"]
