"""``stripe-oltp report``: figures that are those of the tables, on a page that is complete in itself and harmless."""

import json
import os
import stat
import sys
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from oltp_schema.analysts.layer import MARK
from pipelines.catalogue import CATALOGUE
from pipelines.report import amounts, render
from pipelines.report.figures import read
from tests.cli.browser import CHROMIUM, browser
from tests.cli.conftest import CommandLine
from tests.promotion.documents import coupon

HOSTILE = "<script src=https://evil.example/x.js></script>\"'&{{7*7}}</title></svg>"
LOADING = {"src", "srcset", "href", "xlink:href", "action", "data", "poster", "background", "formaction", "style"}
Figures = dict[str, list[dict[str, Any]]]


def query(cli: CommandLine, sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(sql, values)
        connection.commit()
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def landed(cli_after: Callable[..., CommandLine]) -> CommandLine:
    return cli_after("pipeline")


class Page(HTMLParser):
    """What a browser would find: tags, their attributes, and the text of each row of a table."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self._is_in_a_cell = False
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")
        self._is_in_a_cell = tag == "td"

    def handle_endtag(self, tag: str) -> None:
        self._is_in_a_cell = self._is_in_a_cell and tag != "td"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._is_in_a_cell:
            self.rows[-1][-1] += data


def page(cli: CommandLine, folder: Path, code: int = 0) -> Page:
    cli("report", "--out", str(folder / "report.html"), code=code)
    return Page(folder / "report.html")


def by_currency(rows: list[dict[str, Any]], name: str) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row["currency"]] += row[name]
    return dict(found)


def test_the_figures_are_those_of_the_tables(landed: CommandLine) -> None:
    found = landed.json("report")
    figures: Figures = found["figures"]
    assert (found["balanced"], found["quarantined"], found["differences"]) == (True, 0, 0)
    assert sum(equation["checked"] for equation in found["equations"].values()) > 100

    owed = query(
        landed, "SELECT currency, sum(amount_remaining)::bigint FROM oltp.invoices WHERE status = 'open' GROUP BY 1"
    )
    assert (
        by_currency(figures["aging"], "amount_remaining")
        == dict(owed)
        == {row["currency"]: row["owed"] for row in figures["now"] if row["owed"]}
    )
    recurring = query(landed, "SELECT currency, round(sum(mrr_before_discounts))::bigint FROM mart.mrr GROUP BY 1")
    assert {row["currency"]: row["mrr"] for row in figures["now"] if row["mrr"]} == dict(recurring)
    assert by_currency(figures["mrr_by_product"], "items") == dict(
        query(landed, "SELECT currency, count(*) FROM mart.mrr GROUP BY 1")
    )
    charged = query(
        landed,
        "SELECT currency, count(*), sum(amount_captured)::bigint FROM oltp.charges"
        " WHERE status = 'succeeded' GROUP BY 1",
    )
    assert by_currency(figures["charges"], "charges") == {currency: number for currency, number, _ in charged}
    assert by_currency(figures["charges"], "charged") == {currency: amount for currency, _, amount in charged}
    billed = query(
        landed,
        "SELECT currency, sum(coalesce(total_excluding_tax, total))::bigint FROM oltp.invoices"
        " WHERE status = 'paid' GROUP BY 1",
    )
    assert by_currency(figures["revenue"], "revenue") == dict(billed)


def test_cash_adds_up_from_month_to_month_to_the_balance_of_today(landed: CommandLine) -> None:
    rows = landed.json("report")["figures"]["cash"]
    stands: dict[str, int] = defaultdict(int)
    for row in rows:
        stands[row["currency"]] += row["charged"] + row["other"]
        stands[row["currency"]] -= row["refunded"] + row["disputed"] + row["fees"] + row["paid_out"]
        assert row["balance"] == stands[row["currency"]], row
    balance = query(landed, "SELECT currency, (available + pending)::bigint FROM oltp.balance")
    assert dict(stands) == dict(balance)
    of_charges = "reporting_category = 'charge'"
    charged = query(
        landed, f"SELECT currency, sum(amount)::bigint FROM oltp.balance_transactions WHERE {of_charges} GROUP BY 1"
    )
    assert by_currency(rows, "charged") == dict(charged)
    paid = query(
        landed,
        "SELECT currency, sum(CASE WHEN status IN ('failed', 'canceled') THEN 0 ELSE amount END)::bigint"
        " FROM oltp.payouts GROUP BY 1",
    )
    assert by_currency(rows, "paid_out") == dict(paid)


def test_recurring_revenue_moves_from_month_to_month_to_that_of_today(landed: CommandLine) -> None:
    paying = "SELECT min(subscription_id) FROM mart.mrr WHERE mrr_before_discounts > 0"
    ended = f"UPDATE history.subscriptions SET valid_to = valid_from + interval '1 hour' WHERE id = ({paying})"
    query(landed, f"{ended} AND valid_to IS NULL")
    figures = landed.json("report")["figures"]
    stood: dict[str, int] = defaultdict(int)
    for row in figures["mrr_by_month"]:
        as_of = (
            "SELECT coalesce(round(sum(mrr_before_discounts)), 0)::bigint FROM mart.mrr_history WHERE currency = %s"
            " AND valid_from < %s::date + interval '1 month'"
            " AND (valid_to IS NULL OR valid_to >= %s::date + interval '1 month')"
        )
        assert [(row["mrr"],)] == query(landed, as_of, (row["currency"], row["month"], row["month"])), row
        moved = row["started"] + row["reactivated"] + row["upgraded"] - row["downgraded"] - row["churned"]
        assert abs(row["mrr"] - stood[row["currency"]] - moved) <= 3, "each is rounded"
        stood[row["currency"]] = row["mrr"]
    assert dict(stood) == {row["currency"]: row["mrr"] for row in figures["now"] if row["mrr"]}
    assert sum(row["started"] for row in figures["mrr_by_month"]) > 0
    assert sum(row["churned"] > 0 for row in figures["mrr_by_month"]) == 1
    for row in figures["history"]:
        exact = (
            "SELECT count(*), count(*) FILTER (WHERE NOT exact), to_json(min(valid_from) FILTER (WHERE exact)) #>> '{}'"
        )
        assert query(landed, f"{exact} FROM history.{row['what'].lower()}") == [
            (row["versions"], row["seen"], row["exact_since"])
        ]


def test_what_is_not_right_is_told(landed: CommandLine) -> None:
    one = "id = (SELECT min(id) FROM oltp.charges)"
    query(landed, f"UPDATE oltp.charges SET amount_refunded = amount_refunded + 1 WHERE {one}")
    query(landed, "DELETE FROM oltp.events WHERE id = (SELECT min(id) FROM oltp.events)")
    found = landed.json("report", code=1)
    assert found["equations"]["charge_refunded"]["differences"] == found["differences"] == 1
    assert found["balanced"] is False


def test_what_became_of_failed_payments_is_told(landed: CommandLine) -> None:
    first: dict[str, tuple[Any, ...]] = {}
    attempts = "SELECT invoice_id, charge_id FROM oltp.charge_invoices"
    for invoice, status, currency, outcome in query(
        landed,
        f"SELECT paid.invoice_id, charges.status, charges.currency, invoices.status FROM ({attempts}) AS paid"
        " JOIN oltp.charges ON charges.id = paid.charge_id JOIN oltp.invoices ON invoices.id = paid.invoice_id"
        " ORDER BY charges.created, charges.id",
    ):
        first.setdefault(invoice, (status, currency, outcome))
    failed = [(currency, outcome) for status, currency, outcome in first.values() if status == "failed"]
    rows = landed.json("report")["figures"]["dunning"]
    assert failed
    assert sum(row["invoices"] for row in rows) == len(failed)
    assert sum(row["recovered"] for row in rows) == sum(outcome == "paid" for _, outcome in failed)
    assert sum(row["open"] for row in rows) == sum(outcome == "open" for _, outcome in failed)


def test_a_month_that_charts_have_no_place_for_is_left_out(landed: CommandLine) -> None:
    assert landed.json("report")["figures"]["dunning"]
    before = (
        "date_trunc('month', now() AT TIME ZONE 'UTC' - interval '23 months') AT TIME ZONE 'UTC' - interval '1 minute'"
    )
    query(landed, f"UPDATE oltp.charges SET created = {before} WHERE status = 'failed'")
    assert landed.json("report")["figures"]["dunning"] == []


def test_the_page_says_the_figures_in_major_units_and_loads_nothing(landed: CommandLine, tmp_path: Path) -> None:
    ((product,),) = query(landed, "SELECT product_id FROM mart.revenue_by_product WHERE product_id IS NOT NULL LIMIT 1")
    query(landed, "UPDATE oltp.products SET name = %s WHERE id = %s", (HOSTILE, product))
    query(landed, "UPDATE oltp.coupons SET name = %s", (HOSTILE,))
    figures = landed.json("report")["figures"]
    found = page(landed, tmp_path)
    for row in figures["cash"]:
        said = [amounts.money(row[name], row["currency"]) for name in ("charged", "refunded", "disputed", "fees")]
        assert any(row["currency"].upper() == cells[0] and cells[2:6] == said for cells in found.rows if cells), row
    assert any(HOSTILE in cells for cells in found.rows), "it is text"
    assert {tag for tag, _ in found.tags}.isdisjoint(
        {"script", "img", "iframe", "link", "object", "embed", "base", "form"}
    )
    loading = [value for _, attributes in found.tags for name, value in attributes.items() if name in LOADING]
    assert all(value and value.startswith("background: var(--") for value in loading), "only the legend's colours"
    text = (tmp_path / "report.html").read_text()
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in text
    for personal in ("email", "name", "phone"):
        for (value,) in query(landed, f"SELECT DISTINCT {personal} FROM oltp.customers WHERE {personal} IS NOT NULL"):
            assert value not in text
    assert len(text) < 1_000_000
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600


def test_of_the_sandbox_time_is_told_by_its_clock(landed: CommandLine) -> None:
    query(landed, "UPDATE meta.watermarks SET planned_until = now() - interval '25 days' WHERE object = 'event'")
    with closing(psycopg2.connect(landed.environment["DATABASE_URL"])) as connection:
        figures = read(connection)
    assert "25 days ago" in render.page(figures)
    assert "25 days ago" not in (text := render.page(figures, is_sandbox=True))
    assert "by the sandbox&#39;s clock" in text


def test_views_of_an_earlier_release_are_made_again(cli: CommandLine) -> None:
    version = "SELECT obj_description('mart.mrr'::regclass)"
    made = query(cli, version)
    query(cli, f"DROP VIEW mart.fees_by_payout; COMMENT ON VIEW mart.mrr IS 'One row. {MARK}of-before'")
    assert cli.json("report")["balanced"]
    assert query(cli, version) == made


def test_a_schema_of_somebody_else_is_named_in_which_the_views_would_be(cli: CommandLine) -> None:
    query(cli, "DROP SCHEMA mart CASCADE; CREATE SCHEMA mart; CREATE TABLE mart.mrr (id text)")
    said = cli("report", "--json", code=1).stderr
    assert "mart does not have those of this release" in said
    assert "Run stripe-oltp schema upgrade" in said
    assert query(cli, "SELECT count(*) FROM mart.mrr") == [(0,)]


def test_history_that_is_yet_to_be_made_is_told(cli: CommandLine, tmp_path: Path) -> None:
    (cli.folder / "one.json").write_text(json.dumps(coupon("c_1")))
    cli("land", "--from", "one.json")
    cli("promote")
    assert cli.json("report")["history_behind"] == []
    query(cli, f"DELETE FROM meta.promoted_versions WHERE object = '{CATALOGUE['coupon'].history_name}'")
    assert cli.json("report")["history_behind"] == cli.json("status")["history_behind"] == ["coupon"]
    assert "History is yet to be made of coupon:" in page(cli, tmp_path).text


def test_an_empty_database_has_a_report(cli: CommandLine, tmp_path: Path) -> None:
    found = page(cli, tmp_path)
    assert "Nothing landed yet" in found.text
    assert "Not added up" in found.text
    assert "None" not in found.text
    assert [tag for tag, _ in found.tags].count("svg") == 0


def test_quarantine_and_refused_types_are_told(cli: CommandLine, tmp_path: Path) -> None:
    product = '{"id": "prod_1", "object": "product", "livemode": false}'
    (cli.folder / "bad.json").write_text(product)
    cli("land", "--from", "bad.json")
    cli("promote", code=3)
    query(cli, "INSERT INTO meta.default_types VALUES ('charge', NULL), ('dispute', now())")
    note = "INSERT INTO meta.verifications (command, verified_at, documents, money, objects, differences, agrees)"
    query(cli, f"{note} VALUES ('verify', now() - interval '3 hours', 1234, true, NULL, 0, true)")
    found = page(cli, tmp_path, code=3)
    assert "1 waiting" in found.text
    assert "Agrees1,234 documents compared with Stripe and money added up, 3 hours ago." in found.text
    query(cli, f"{note} VALUES ('verify', now(), 9, false, '{{charge,refund}}', 2, false)")
    said = "2 differencescharge, refund only: 9 documents compared with Stripe, just now."
    assert said in page(cli, tmp_path, code=3).text
    assert any(cells[:1] == ["product"] and cells[2] == "1" for cells in found.rows if len(cells) == 4)
    assert "missing: dispute." in found.text
    assert "All documents came from files." in found.text


def test_an_extra_that_is_not_installed_is_named(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = sys.modules["pipelines.runs.report"].NEEDED
    monkeypatch.setitem(needed, "is_not_installed", "vl-convert-python")
    said = cli("report", "--out", str(tmp_path / "report.html"), code=2).stderr
    assert "A page needs vl-convert-python: pip install 'stripe-oltp[report]'" in said
    assert cli.json("report")["balanced"], "the figures need none"


def test_mistakes_are_told(cli: CommandLine, tmp_path: Path) -> None:
    assert "--out report.html" in cli("report", code=2).stderr
    assert "is a folder" in cli("report", "--out", str(tmp_path), code=2).stderr
    (tmp_path / "file").write_text("")
    cli.environment["DATABASE_URL"] = "postgresql://127.0.0.1:1/none"
    said = cli("report", "--out", str(tmp_path / "file" / "report.html"), code=2).stderr
    assert "cannot be written" in said, "before anything is read"


def test_a_pipe_is_written_to_and_stays_one(cli: CommandLine, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as threads:
        read = threads.submit(pipe.read_text, encoding="utf-8")
        cli("report", "--out", str(pipe))
        assert read.result().startswith("<!doctype html>")
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (123456, "usd", "1,234.56"),
        (-5, "eur", "\N{MINUS SIGN}0.05"),
        (1234, "jpy", "1,234"),
        (1234567, "kwd", "1,234.567"),
        (500, "ugx", "5.00"),  # Stripe writes it with decimals that it does not have
        (500, "isk", "5.00"),
        (0, "jpy", "0"),
        (9_007_199_254_740_993, "usd", "90,071,992,547,409.93"),  # no float holds it
    ],
)
def test_amounts_have_the_decimals_of_their_currency(minor: int, currency: str, said: str) -> None:
    assert amounts.money(minor, currency) == said


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt install chromium")
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (1200, "dark"), (390, "light")])
def test_a_browser_shows_it_whole_and_asks_for_nothing(
    landed: CommandLine, tmp_path: Path, width: int, scheme: str
) -> None:
    landed("report", "--out", str(tmp_path / "report.html"))
    with browser(tmp_path / "profile") as shown:
        shown.open(tmp_path / "report.html", width=width, scheme=scheme)
        shown.value("document.querySelectorAll('details').forEach(each => each.open = true)")
        root = "document.documentElement"
        assert shown.value(f"{root}.scrollWidth <= {root}.clientWidth"), "nothing is wider than the window"
        seen = "[...document.querySelectorAll('svg')].filter(each => each.getClientRects().length)"
        drawn = "document.querySelectorAll('.wide').length"
        assert shown.value(f"{seen}.length") == shown.value(drawn) > 5
        inside = "each.getBoundingClientRect().right <= each.closest('.card').getBoundingClientRect().right"
        assert shown.value(f"{seen}.every(each => {inside})")
        texts = "[...svg.querySelectorAll('text')].every(each => each.getBoundingClientRect().right <= innerWidth)"
        assert shown.value(f"{seen}.every(svg => {texts})")
        colour = "getComputedStyle(document.body).backgroundColor"
        assert (max(map(int, shown.value(f"{colour}.match(/\\d+/g)"))) < 64) == (scheme == "dark")
        ink = "getComputedStyle(document.querySelector('svg text')).fill"
        assert shown.value(ink) not in {"rgb(0, 0, 0)", shown.value(colour)}, "the page's colours reach the charts"
        asked = {request["request"]["url"] for request in shown.told("Network.requestWillBeSent")}
        assert asked == {(tmp_path / "report.html").as_uri()}
        said = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        assert not shown.told(*said)
