"""Promotion: landed documents become rows, in one transaction, and none is lost on the way."""

from pipelines.promotion.balance import Account
from pipelines.promotion.run import Promotion, pending, promote
from pipelines.promotion.writer import Counts

__all__ = ["Account", "Counts", "Promotion", "pending", "promote"]
