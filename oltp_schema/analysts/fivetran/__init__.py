"""The schema `fivetran`: the tables that Fivetran's connector for Stripe makes, as its dbt package reads them.

It is there when asked for (`stripe-oltp schema fivetran --install`). A view reads one of `stripe` where that has the
rule that it needs: the text of that one takes its place, because a schema `stripe` may be somebody else's. Its columns
are those that the package reads, ``_fivetran_synced`` is ``promoted_at``. What is not known is NULL: what companies of
accounts are called, and whose account a connected one is. There is no `subscription_history`; the package then takes
`subscription`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from textwrap import indent

from oltp_schema.analysts import stripe
from oltp_schema.sql_files import files_of

OF_STRIPE = re.compile(r"\bstripe\.(\w+)(?= AS )")
ID = re.compile(r"^SELECT\n    (\w+)\.id,\n", re.M)


@cache
def views() -> dict[str, str]:
    """The text of each view by its name, in any order: none reads another."""
    return {
        name: OF_STRIPE.sub(lambda view: f"(\n{indent(_with_promoted_at(stripe.views()[view[1]]), '    ')}\n)", text)
        for name, text in files_of(Path(__file__).parent).items()
    }


def _with_promoted_at(text: str) -> str:
    made, times = ID.subn(r"\g<0>    \1.promoted_at,\n", text.strip())
    if not times:
        raise ValueError(text)
    return made
