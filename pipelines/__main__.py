"""``python -m pipelines`` is ``stripe-oltp``."""

import sys

try:
    from pipelines.cli import main
except KeyboardInterrupt:  # main says so itself, once it is there
    sys.exit(130)

main()
