"""Write ``fivetran.json``: the tables and columns of Fivetran's connector that its dbt package reads.

`python -m tests.peers.derive_fivetran FOLDER`, where FOLDER is a checkout of github.com/fivetran/dbt_stripe. The tables
are its sources (models/staging/src_stripe.yml), and the columns those that its macros name (macros/staging), with the
one by which freshness is measured.
"""

import json
import re
import sys
from pathlib import Path

COMMITTED = Path(__file__).with_name("fivetran.json")
VERSION = re.compile(r"^version: '(.+)'$", re.M)
TABLE = re.compile(r"^ {6}- name: (\w+)$", re.M)
LOADED = re.compile(r"^ {6}loaded_at_field: (\w+)$", re.M)
COLUMN = re.compile(r"""["']name["']: ["'](\w+)["']""")
MACROS = {"subscription_history": "subscription", "price": "price_plan", "plan": "price_plan"}


def derive(package: Path) -> dict[str, str | dict[str, list[str]]]:
    """The version of the package, and the columns of each table, sorted."""
    (version,) = VERSION.findall((package / "dbt_project.yml").read_text())
    sources = (package / "models/staging/src_stripe.yml").read_text()
    (loaded,) = LOADED.findall(sources)
    tables = {name: sorted({*_named(package, name), loaded}) for name in TABLE.findall(sources)}
    return {"source": f"fivetran/dbt_stripe {version}", "tables": tables}


def _named(package: Path, table: str) -> set[str]:
    text = (package / f"macros/staging/get_{MACROS.get(table, table)}_columns.sql").read_text()
    of_prices, _, of_plans = text.partition("{% else %}")  # in the macro for both
    chosen = {"price": of_prices, "plan": of_plans}.get(table, text)
    return {name.lower() for name in COLUMN.findall(chosen)}


if __name__ == "__main__":
    lines = (json.dumps(derive(Path(sys.argv[1]))).replace('": [', '":\n  [')).replace('], "', '],\n"')
    COMMITTED.write_text(lines + "\n")
