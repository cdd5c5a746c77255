"""The report that people look at: figures of one moment (`queries/*.sql`), as one page of HTML (`page/`).

The page needs the extra `report` (Jinja2, and vl-convert, which draws Vega-Lite's charts as SVG); the figures do not.
"""
