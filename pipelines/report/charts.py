"""The charts of the report."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from pipelines.report.amounts import count, major, money, month
from pipelines.report.figures import Row
from pipelines.report.svg import drawn

ROW = 26  # pixels of a bar that lies
ROOM, YEAR = 8, 12  # months that are all labelled on a phone, and of which every second is
QUARTERS = (1, 4, 7, 10)
# 1200 is 1.2k; the letter of d3 for a billion is G.
SHORT = "abs(datum.value) < 1000 ? format(datum.value, ',') : replace(format(datum.value, '~s'), 'G', 'B')"
POINT: Mapping[str, Any] = {"size": 36, "fill": "var(--accent)"}
CENTRES: Mapping[str, Any] = {"type": "point", "padding": 0.5}  # where the bars of months have theirs
ASIDE: Mapping[str, Any] = {"minExtent": 42}  # for figures, so that a chart's months stand below those of another
# Names may be equal: what tells the bars apart is their place, in three figures before the name.
NAMES: Mapping[str, Any] = {
    "labelExpr": "substring(datum.value, 3)",
    "labelLimit": 150,
    "labelColor": "var(--ink)",
    "grid": False,
    "minExtent": 60,
}


def in_months(
    rows: Sequence[Row], series: Mapping[str, tuple[str, int]], months: Sequence[date], *, label: str, alone: bool
) -> Markup:
    """Bars per month, stacked. ``series`` has columns with their words, and 1 for what goes up or -1 for down.

    Rows with a currency are amounts of it, others are numbers. ``label`` says what the chart shows.
    """
    values = []
    for row, (place, (name, (words, sign))) in ((row, each) for row in rows for each in enumerate(series.items())):
        if row[name]:
            said = f"{month(row['month'])}: {words} {_written(row, name)}"
            values.append(
                {
                    "month": str(row["month"]),
                    "of": name,
                    "place": place,
                    "amount": sign * _length(row, name),
                    "said": said,
                }
            )
    colours = {"domain": list(series), "range": [f"var(--{name.replace('_', '-')})" for name in series]}
    spec = {
        "height": 200,
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "x": _across(months, {"paddingInner": 0.28}),
            "y": {"field": "amount", "type": "quantitative", "axis": {"labelExpr": SHORT, "tickCount": 5, **ASIDE}},
            "color": {"field": "of", "type": "nominal", "scale": colours, "legend": None},
            "order": {"field": "place"},
            "description": {"field": "said"},
        },
    }
    return drawn(spec, label, alone=alone)


def level(rows: Sequence[Row], name: str, months: Sequence[date], *, label: str, alone: bool) -> Markup:
    """What an amount stood at, month by month: a line, and the area below it."""
    values = [
        {
            "month": str(row["month"]),
            "amount": _length(row, name),
            "said": f"{month(row['month'])}: {_written(row, name)}",
        }
        for row in rows
    ]
    axis = {"labelExpr": SHORT, "tickCount": 4, **ASIDE}
    spec = {
        "height": 140,
        "data": {"values": values},
        "encoding": {
            "x": _across(months, CENTRES),
            "y": {"field": "amount", "type": "quantitative", "stack": None, "axis": axis},
        },
        "layer": [
            {"mark": {"type": "area", "fill": "var(--accent)", "fillOpacity": 0.14}},
            {
                "mark": {"type": "line", "point": POINT, "stroke": "var(--accent)"},
                "encoding": {"description": {"field": "said"}},
            },
        ],
    }
    return drawn(spec, label, alone=alone)


def shares(rows: Sequence[Row], part: str, whole: str, months: Sequence[date], *, label: str, alone: bool) -> Markup:
    """A line of the share, per month, that ``part`` has of ``whole``, over all rows: numbers of things, not amounts."""
    values = []
    for each in months:
        parts, wholes = (sum(row[name] for row in rows if row["month"] == each) for name in (part, whole))
        if wholes:
            said = f"{month(each)}: {100 * parts / wholes:.1f} %, {count(parts)} of {count(wholes)}"
            values.append({"month": str(each), "share": parts / wholes, "said": said})
    spec = {
        "height": 140,
        "data": {"values": values},
        "mark": {"type": "line", "point": POINT, "stroke": "var(--accent)"},
        "encoding": {
            "x": _across(months, CENTRES),
            "y": {
                "field": "share",
                "type": "quantitative",
                "scale": {"zero": True, "nice": True},
                "axis": {"format": ".1~%", "tickCount": 4},
            },
            "description": {"field": "said"},
        },
    }
    return drawn(spec, label, alone=alone)


def bars(
    rows: Sequence[Row],
    names: Sequence[str],
    figure: str,
    *,
    label: str,
    alone: bool,
    colours: Sequence[str] = (),
) -> Markup:
    """Bars that lie, one per row, each with its name before it and its figure behind it; ``colours`` are theirs."""
    values = [
        {"key": f"{place:03}{name}", "amount": _length(row, figure), "written": _written(row, figure)}
        for place, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
    keys = [value["key"] for value in values]
    colour = {"domain": keys, "range": [f"var(--{colour})" for colour in colours or ["accent"] * len(keys)]}
    spec = {
        "height": ROW * len(values),
        "data": {"values": values},
        "encoding": {
            "y": {
                "field": "key",
                "type": "ordinal",
                "scale": {"domain": keys, "paddingInner": 0.3},
                "axis": NAMES,
            },
            "x": {"field": "amount", "type": "quantitative", "axis": None},
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.7}},
                "encoding": {"color": {"field": "key", "type": "nominal", "legend": None, "scale": colour}},
            },
            {
                "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 6},
                "encoding": {"text": {"field": "written"}},
            },
        ],
    }
    return drawn(spec, label, alone=alone)


def _across(months: Sequence[date], scale: Mapping[str, Any]) -> Row:
    """An axis of months."""
    written = json.dumps(_labels(months))  # an object in Vega's expressions, too
    return {
        "field": "month",
        "type": "ordinal",
        "scale": {"domain": [str(each) for each in months], **scale},
        "axis": {"labelExpr": f"{written}[datum.value] || ''", "labelAngle": 0, "grid": False},
    }


def _labels(months: Sequence[date]) -> dict[str, list[str]]:
    """As many months as there is room for, with the year below the first of each."""
    if len(months) > YEAR:
        shown = [each for each in months if each.month in QUARTERS]
    else:
        shown = list(months[:: 1 if len(months) <= ROOM else 2])
    years = {each.year: each for each in reversed(shown)}
    return {str(each): [f"{each:%b}", str(each.year)] if years[each.year] == each else [f"{each:%b}"] for each in shown}


def _length(row: Row, name: str) -> float:
    """The length of a figure: amounts in major units."""
    return float(major(row[name], row["currency"])) if "currency" in row else row[name]


def _written(row: Row, name: str) -> str:
    return f"{money(row[name], row['currency'])}" if "currency" in row else count(row[name])
