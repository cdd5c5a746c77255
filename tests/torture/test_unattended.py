"""What runs for months does not fill disk or memory, and has no more to do; `make torture` prints its seconds."""

from pathlib import Path

from tests.torture.unattended import growth, runs


def test_many_runs_leave_no_more_behind_than_a_few(database_url: str, tmp_path: Path) -> None:
    grown = growth(list(runs(10, database_url, tmp_path)))
    for figure in ("files", "descriptors", "threads", "state"):
        early, late = grown[figure]
        assert late <= early, figure
    for figure, slack in (("disk", 1.5), ("memory", 1.3), ("work", 1.3), ("history", 2)):
        early, late = grown[figure]
        assert late <= early * slack, figure
