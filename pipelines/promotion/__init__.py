"""Promotion: landed documents become rows, in one transaction, and none is lost on the way."""

from pipelines.promotion.balance import RunBalance
from pipelines.promotion.run import Promotion, pending, promote
from pipelines.promotion.writer import Counts

__all__ = ["Counts", "Promotion", "RunBalance", "pending", "promote"]
