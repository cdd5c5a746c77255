"""The page of the report: what `page/report.html` says, with charts and tables of the figures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.report import amounts, charts
from pipelines.report.figures import Figures, Row
from pipelines.words import counted

PAGE = Path(__file__).parent / "page"
CHARTED = 6  # currencies, of most payments first; tables have all


def page(report: Figures, *, is_sandbox: bool = False) -> str:
    """The page as HTML: one file, without scripts, that loads nothing.

    The sandbox's clock stands still between the acts of its business, so it was read up to now.
    """
    environment = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    for name in ("money", "count", "day", "month", "time", "in_words"):
        environment.filters[name] = getattr(amounts, name)
    environment.filters["ago"] = partial(amounts.ago, now=report.as_of)
    (fresh,) = report.rows["freshness"]
    by_stripe = fresh["read_until"] if is_sandbox and fresh["read_until"] else report.as_of
    environment.filters["ago_by_stripe"] = partial(amounts.ago, now=by_stripe)
    currencies = currencies_of(report)
    environment.filters["of_currencies"] = partial(of_currencies, currencies=currencies)
    environment.filters["ranked"] = partial(ranked, currencies=currencies)
    environment.filters["summed"] = summed
    environment.filters["product_named"] = product
    environment.filters["product_colour"] = product_colour
    return environment.get_template("report.html").render(
        report=report,
        rows=report.rows,
        charts=charts,
        most=CHARTED,
        currencies=currencies,
        months=months(report),
        clock=" by the sandbox's clock" if is_sandbox else "",
    )


def currencies_of(report: Figures) -> list[str]:
    """All that any figure is in, that of most payments first."""
    every = (row["currency"] for name in ("now", *report.rows) for row in report.rows[name] if "currency" in row)
    return list(dict.fromkeys(every))


def ranked(rows: Iterable[Row], currencies: Sequence[str]) -> list[Row]:
    """The rows by currency, in the order of these; otherwise as they are."""
    return sorted(rows, key=lambda row: currencies.index(row["currency"]))


def of_currencies(rows: Sequence[Row], currencies: Sequence[str]) -> Mapping[str, list[Row]]:
    """The rows of each of the first currencies that has any."""
    return {
        currency: of_one
        for currency in currencies[:CHARTED]
        if (of_one := [row for row in rows if row["currency"] == currency])
    }


def summed(rows: Sequence[Row], by: str, *names: str) -> list[Row]:
    """Numbers of things (never amounts), added up over all currencies: one row per value of ``by``."""
    found: dict[object, Row] = {}
    for row in rows:
        total = found.setdefault(row[by], {by: row[by], **dict.fromkeys(names, 0)})
        for name in names:
            total[name] += row[name]
    return [found[value] for value in sorted(found)]  # type: ignore[type-var]  # of one type


def product(row: Row) -> str:
    """What the bar of a product is called."""
    if row["is_rest"]:
        return counted(row["different_products"], "other")  # as long as there is room for
    return row["product_name"] or row["product_id"] or "No product"


def product_colour(row: Row) -> str:
    """The colour of the bar of a product."""
    return "fees" if row["is_rest"] else "accent"


def months(report: Figures) -> list[date]:
    """The months of all charts: from the first that any has to this one."""
    known = [row["month"] for rows in report.rows.values() for row in rows if "month" in row]
    month, last, found = min(known, default=report.as_of.date()).replace(day=1), report.as_of.date(), []
    while month <= last:
        found.append(month)
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return found[-24:]
