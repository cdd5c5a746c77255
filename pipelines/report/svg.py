"""A chart as SVG within a page: Vega-Lite draws it here, once for a wide screen and once for a phone.

Colours are CSS variables of the page, so that the same drawing is right on light and on dark. Text that is scaled down
to a phone would be too small to read.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import vl_convert
from markupsafe import Markup

VEGA_LITE = "5.21"
WIDE, HALF, PHONE = 960, 460, 320  # pixels that a chart takes
NAMESPACE = "{http://www.w3.org/2000/svg}"
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


def drawn(spec: Mapping[str, Any], label: str, *, alone: bool) -> Markup:
    """Both drawings of a chart; the wide one takes a whole row of the page where the chart is ``alone``."""
    wide = _svg(spec, WIDE if alone else HALF, label)
    return Markup('<div class="wide">{}</div><div class="phone">{}</div>').format(wide, _svg(spec, PHONE, label))


def _svg(spec: Mapping[str, Any], width: int, label: str) -> Markup:
    svg = vl_convert.vegalite_to_svg(
        {**spec, "width": width, "padding": 0, "autosize": {"type": "fit-x", "contains": "padding"}},
        vl_version=VEGA_LITE,
        config=CONFIG,
        allowed_base_urls=[],
    )
    return Markup(_for_a_page(svg, label))  # noqa: S704 -- ElementTree has escaped it


def _for_a_page(svg: str, label: str) -> str:
    """SVG within HTML, whose marks say in their titles what they are."""
    root = ElementTree.fromstring(svg)  # noqa: S314 -- written by our own process
    for element in root.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
        said = element.attrib.pop("aria-label", None)
        for name in [name for name in element.attrib if name.startswith(("aria-", "role", "class"))]:
            del element.attrib[name]
        if said and not len(element):
            ElementTree.SubElement(element, "title").text = said
    root.attrib = {"viewBox": root.attrib["viewBox"], "width": root.attrib["width"], "role": "img", "aria-label": label}
    return ElementTree.tostring(root, encoding="unicode")
