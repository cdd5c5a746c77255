"""``replay --as-of``: the words in which it says what the past that it built has, and what it lacks."""

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from tests.cli.conftest import CommandLine
from tests.promotion.documents import customer

EAST = timezone(timedelta(hours=5, minutes=30))


def test_it_says_what_is_in_quarantine(cli: CommandLine, tmp_path: Path) -> None:
    documents = [customer("cus_1"), customer("cus_refused", created="never")]
    (landed := tmp_path / "customers.jsonl").write_text("\n".join(map(json.dumps, documents)))
    now = datetime.now(UTC).replace(microsecond=0)
    os.utime(landed, (now.timestamp() - 60,) * 2)  # it was observed then
    cli("land", "--from", str(landed))
    cli("promote", code=3)
    said = cli("replay", "--as-of", now.astimezone(EAST).isoformat(), "--schema", "past_", code=3).stdout
    assert f"past_oltp has the 1 row of {now:%Y-%m-%d %H:%M} UTC." in said
    assert "1 in quarantine: `STRIPE_OLTP_SCHEMA_PREFIX=past_ stripe-oltp quarantine` lists the reasons." in said
    assert "No list was read" not in said
    assert cli.json("quarantine", code=3, STRIPE_OLTP_SCHEMA_PREFIX="past_")["documents"][0]["id"] == "cus_refused"
    built = cli.json("replay", "--as-of", now.isoformat(), "--schema", "past", code=3)
    assert (built["quarantined"], built["told_only"], built["until"]) == (1, False, None)


def test_it_says_that_only_events_told_of_a_time(cli: CommandLine, tmp_path: Path) -> None:
    (landed := tmp_path / "customers.jsonl").write_text(json.dumps(customer("cus_1")))
    cli("land", "--from", str(landed))
    cli("promote")
    said = cli("replay", "--as-of", "2026-01-01", "--schema", "past").stdout
    assert "past_oltp has the 0 rows of 2026-01-01 00:00 UTC." in said
    assert "No list was read by then: these are the objects that events told of." in said
