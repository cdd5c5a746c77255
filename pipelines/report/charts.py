"""Charts as SVG: Vega-Lite draws them here, once for a wide screen and once for a phone.

Colours are CSS variables of the page, so that the same chart is right on light and on dark.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree

import vl_convert
from markupsafe import Markup

from pipelines.report.amounts import count, major, money, month
from pipelines.report.figures import Row

VEGA_LITE = "5.21"
WIDE, HALF, PHONE = 960, 460, 320  # pixels that a chart takes
ROW = 26  # pixels of a bar that lies
SVG = "{http://www.w3.org/2000/svg}"
CONFIG: dict[str, Any] = {
    "background": None,
    "font": "inherit",
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "title": None,
        "labelFontSize": 12,
        "labelPadding": 6,
        "labelColor": "var(--muted)",
        "gridColor": "var(--line)",
        "aria": False,
    },
    "bar": {"cornerRadius": 1},
    "text": {"fontSize": 12, "fill": "var(--ink)", "aria": False},
}
# 1200 is 1.2k; the letter of d3 for a billion is G.
SHORT = "abs(datum.value) < 1000 ? format(datum.value, ',') : replace(format(datum.value, '~s'), 'G', 'B')"
# The year stands below the first month of the axis, and below each January.
MONTHS = (
    "datum.index == 0 || split(datum.value, '-')[1] == '01'"
    " ? [monthAbbrevFormat(+split(datum.value, '-')[1] - 1), split(datum.value, '-')[0]]"
    " : monthAbbrevFormat(+split(datum.value, '-')[1] - 1)"
)
ACROSS: Mapping[str, Any] = {
    "field": "month",
    "type": "ordinal",
    "axis": {"labelExpr": MONTHS, "labelAngle": 0, "labelOverlap": True, "grid": False},
    "scale": {"paddingInner": 0.28},
}
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
                    "amount": sign * _drawn(row, name),
                    "said": said,
                }
            )
    colours = {"domain": list(series), "range": [f"var(--{name.replace('_', '-')})" for name in series]}
    spec = {
        "height": 200,
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "x": {**ACROSS, "scale": {**ACROSS["scale"], "domain": [str(each) for each in months]}},
            "y": {"field": "amount", "type": "quantitative", "axis": {"labelExpr": SHORT, "tickCount": 5}},
            "color": {"field": "of", "type": "nominal", "scale": colours, "legend": None},
            "order": {"field": "place"},
            "description": {"field": "said"},
        },
    }
    return _drawn_twice(spec, label, alone=alone)


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
        "mark": {"type": "line", "point": {"size": 36, "fill": "var(--accent)"}, "stroke": "var(--accent)"},
        "encoding": {
            "x": {**ACROSS, "scale": {"type": "point", "domain": [str(each) for each in months], "padding": 0.5}},
            "y": {
                "field": "share",
                "type": "quantitative",
                "scale": {"zero": True, "nice": True},
                "axis": {"format": ".1~%", "tickCount": 4},
            },
            "description": {"field": "said"},
        },
    }
    return _drawn_twice(spec, label, alone=alone)


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
        {"key": f"{place:03}{name}", "amount": _drawn(row, figure), "written": _written(row, figure)}
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
    return _drawn_twice(spec, label, alone=alone)


def _drawn(row: Row, name: str) -> float:
    """The length of a figure: amounts in major units."""
    return float(major(row[name], row["currency"])) if "currency" in row else row[name]


def _written(row: Row, name: str) -> str:
    return f"{money(row[name], row['currency'])}" if "currency" in row else count(row[name])


def _drawn_twice(spec: Mapping[str, Any], label: str, *, alone: bool) -> Markup:
    wide = _svg(spec, WIDE if alone else HALF, label)
    return Markup('<div class="wide">{}</div><div class="phone">{}</div>').format(wide, _svg(spec, PHONE, label))


def _svg(spec: Mapping[str, Any], width: int, label: str) -> Markup:
    drawn = vl_convert.vegalite_to_svg(
        {**spec, "width": width, "padding": 0, "autosize": {"type": "fit-x", "contains": "padding"}},
        vl_version=VEGA_LITE,
        config=CONFIG,
        allowed_base_urls=[],
    )
    return Markup(_for_a_page(drawn, label))  # noqa: S704 -- ElementTree has escaped it


def _for_a_page(drawn: str, label: str) -> str:
    """SVG within HTML, whose marks say in their titles what they are."""
    root = ElementTree.fromstring(drawn)  # noqa: S314 -- written by our own process
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
        said = element.attrib.pop("aria-label", None)
        for name in [name for name in element.attrib if name.startswith(("aria-", "role", "class"))]:
            del element.attrib[name]
        if said and not len(element):
            ElementTree.SubElement(element, "title").text = said
    root.attrib = {"viewBox": root.attrib["viewBox"], "width": root.attrib["width"], "role": "img", "aria-label": label}
    return ElementTree.tostring(root, encoding="unicode")
