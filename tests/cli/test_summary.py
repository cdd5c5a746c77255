"""What a run says at its end, in words and figures."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.cli import console, summary
from pipelines.landing.report import LandedObject, LandingReport
from pipelines.promotion import Counts, Promotion, RunBalance
from pipelines.runs import RunResult
from pipelines.stripe_api.errors import StripePermissionError
from pipelines.words import counted

SINCE = datetime(2026, 11, 1, tzinfo=UTC)


def landing(**landed: int) -> LandingReport:
    objects = {name: LandedObject(number, 0, 0, 0.07443035799951758, True) for name, number in landed.items()}
    return LandingReport(objects, [], [], since=SINCE)


def said(result: RunResult, monkeypatch: pytest.MonkeyPatch, width: int = 80) -> str:
    out = io.StringIO()
    monkeypatch.setattr(console, "OUT", Console(file=out, width=width, highlight=False))
    summary.show(result, as_json=False, account="an account")
    return out.getvalue()


def test_one_is_no_plural(monkeypatch: pytest.MonkeyPatch) -> None:
    account = RunBalance(ids=1, promoted=1)
    promotion = Promotion({"charge": Counts(inserted=1)}, {}, {"charge": account})
    text = said(RunResult(landing(charge=1), promotion, None, 1.0), monkeypatch)
    assert "1 new or changed object since" in text
    assert "1 object touched = 1 promoted" in text
    assert [counted(1, "copy", "copies"), counted(2_000, "copy", "copies")] == ["1 copy", "2,000 copies"]


def test_rows_that_the_table_counts_and_the_balance_does_not_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"invoice": Counts(inserted=1), "line_item": Counts(updated=2), "invoice_payment": Counts(inserted=3)}
    promotion = Promotion(counts, {}, {"invoice": RunBalance(ids=1, promoted=1)}, derived=3)
    text = said(RunResult(None, promotion, None, 1.0), monkeypatch)
    assert re.search(r"^in all +6 ", text, re.MULTILINE)
    assert "1 object touched = 1 promoted + 0 in quarantine; plus 2 rows of their lists and 3 derived rows." in (
        " ".join(text.split())
    )


def test_deleted_rows_have_a_column_when_there_are_some(monkeypatch: pytest.MonkeyPatch) -> None:
    for deleted in (0, 2):
        promotion = Promotion({"charge": Counts(inserted=1, deleted=deleted)}, {}, {"charge": RunBalance()})
        result = RunResult(landing(charge=1), promotion, None, 1.0)
        assert ("deleted" in said(result, monkeypatch)) == bool(deleted)
        assert result.rows()["charge"]["deleted"] == deleted


def test_what_was_read_whole_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    came = replace(landing(charge=1, customer=196), whole={"customer"})
    text = said(RunResult(came, None, None, 1.0), monkeypatch)
    assert "1 new or changed object since 2026-11-01 00:00:00 UTC; customer read whole, 196 new or changed." in text


def test_a_type_that_is_only_landed_fits_on_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    promotion = Promotion({"charge": Counts()}, {}, {})
    text = said(RunResult(landing(charge=123_456, file=9_876), promotion, None, 1.0), monkeypatch)
    assert any(line.startswith("file (landed only)") and "9,876" in line for line in text.splitlines())
    assert max(map(len, text.splitlines()[:5])) <= 80


def test_a_list_per_parent_is_shown_and_counted_only_where_it_was_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "customer_balance_transaction_list"
    came = landing(charge=1, customer_balance_transaction=3).then(landing(**{name: 2}))
    text = said(RunResult(came, None, None, 1.0), monkeypatch)
    assert name not in text
    assert "4 new or changed objects since" in text
    came.shortfalls.note(name, StripePermissionError("Not permitted."))
    assert f"{name} (not read)" in said(RunResult(came, None, None, 1.0), monkeypatch)


def test_a_narrow_terminal_cuts_no_name_and_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    promotion = Promotion({"subscription_item": Counts(inserted=1_234_567)}, {}, {})
    result = RunResult(landing(subscription_item=1_234_567), promotion, None, 1.0)
    table = [line.rstrip() for line in said(result, monkeypatch, 20).splitlines()[:4]]
    assert table == [line.rstrip() for line in said(result, monkeypatch, 200).splitlines()[:4]]
    assert table[2].split()[:3] == ["subscription_item", "1,234,567", "1,234,567"]


def test_every_table_is_printed_whole() -> None:
    """Rich cuts a table of its own making where the output is narrow: ours come from one place."""
    for path in Path(console.__file__).parent.glob("*.py"):
        assert path.name == "console.py" or not re.search(r"[^\w\"]Table\(", path.read_text()), path


def test_seconds_are_rounded() -> None:
    assert RunResult(landing(charge=1), None, None, 1.23456).as_dict()["objects"]["charge"]["seconds"] == 0.074
