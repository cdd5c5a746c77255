"""Landing: what Stripe said, verbatim, into ``raw``.

``land`` and ``land_files`` are what a run calls; ``pipelines.landing.source.stripe_source`` is the dlt source.
"""

from pipelines.landing.account import check_account
from pipelines.landing.report import LandedObject, LandingReport
from pipelines.landing.run import land, land_files, land_missing
from pipelines.landing.tables import ensure_raw_table, ensure_raw_tables, raw_table_of

__all__ = [
    "LandedObject",
    "LandingReport",
    "check_account",
    "ensure_raw_table",
    "ensure_raw_tables",
    "land",
    "land_files",
    "land_missing",
    "raw_table_of",
]
