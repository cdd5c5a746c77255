"""CHECKs that several tables share. Stripe's enums stay open: a rule bounds form or sign, never a list of values.

Why these, and why not others that look as plausible, is written down in docs/decisions.md.
"""

from sqlalchemy import CheckConstraint


def currency_form(column: str = "currency") -> CheckConstraint:
    """Stripe: "Three-letter ISO currency code, in lowercase"."""
    return CheckConstraint(f"{column} ~ '^[a-z]{{3}}$'", name=f"{column}_form")


def not_negative(column: str) -> CheckConstraint:
    """An amount or count that Stripe describes as zero or more."""
    return CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative")


def id_is_place(whole: str) -> CheckConstraint:
    """A part without an id of its own is known by the id of its ``whole`` (a column) and its place there, from 1."""
    return CheckConstraint(f"row_state <> 'present' OR id = {whole} || '.' || position", name="id_is_place")
