"""Stops the server when the last process that holds it is gone, however it went.

Run by ``launch_guard`` as ``python -m pipelines.postgres.guard HOME``, in a session of its own. The kernel gives up a
dead process's lock, so this holds for ``kill -9`` too.
"""

import sys
from pathlib import Path

from pipelines.postgres.layout import Layout
from pipelines.postgres.locks import locked
from pipelines.postgres.process import halt


def main() -> None:
    """Wait for the last holder, then stop the server unless it shall be kept."""
    layout = Layout(Path(sys.argv[1]))
    if not layout.folder.exists():
        return
    with locked(layout.holders_lock), locked(layout.starting_lock):
        if not layout.keep.exists():
            halt(layout)


if __name__ == "__main__":
    main()
