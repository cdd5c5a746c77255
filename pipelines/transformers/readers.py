"""Strict readers of Stripe's documents, as ``pipelines.exact_json.parse`` gives them.

A path is Stripe's field names joined by dots (``card.exp_month``). A field that is absent, or JSON null, or below
either, is None. ``price?.product`` looks into a reference, of which Stripe may have sent but the id: that is None too.
Any other value has the form that its reader names or is a DocumentError.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from pipelines.errors import StripeOltpError

Document = Mapping[str, Any]
Row = TypeVar("Row")

ALONE: Document = MappingProxyType({})  # what holds a part that came alone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# As PostgreSQL reads them from 16 on; before, it refuses underscores and what is not decimal.
DIGITS = r"[0-9](?:_?[0-9])*"
WHOLE = re.compile(rf"[+-]?(?:{DIGITS}|0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)")
DECIMAL = re.compile(rf"[+-]?(?:{DIGITS}\.?(?:{DIGITS})?|\.{DIGITS})(?:[eE][+-]?[0-9_]{{1,6}})?")
TRUE = frozenset({"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"})
FALSE = frozenset({"f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"})
LONGEST, TOO_LARGE = 100, 10**100  # more digits are slow to read, and fit no column anyway
# What numeric(38, 12) holds; it rounds half away from zero.
DIGITS_BEFORE, PLACES = 26, Decimal("1e-12")
AS_POSTGRESQL = Context(prec=DIGITS_BEFORE + 13, rounding=ROUND_HALF_UP)
SPACE = " \t\n\v\f\r"  # what PostgreSQL allows around a number


class DocumentError(StripeOltpError):
    """A document has a field of a form that Stripe never documented. The message tells its form, never its value."""

    def __init__(self, field: str, rule: str) -> None:
        """``field`` is the path from the document's root, ``rule`` what was expected there and what was found."""
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule

    def within(self, path: str) -> "DocumentError":
        """The same complaint, seen from the document that holds this one at ``path``."""
        return DocumentError(f"{path}.{self.field}", self.rule)


def value_at(data: Document, path: str) -> Any:
    """The JSON value at a path, or None. Behind a name with ``?`` a text counts as nothing: a reference is one.

    Readers that are called most do not call it for a single name (``isidentifier``): that is half of their time.
    """
    value: Any = data
    is_text_allowed = False
    for place, (name, allows_text) in enumerate(_steps(path)):
        if type(value) is not dict:  # a parser makes no other, and to ask for a Mapping costs more
            if value is None or (is_text_allowed and isinstance(value, str)):
                return None
            if not isinstance(value, Mapping):
                raise _unexpected(".".join(path.split(".")[:place]), "an object", value)
        value = value.get(name)
        is_text_allowed = allows_text
    return value


@cache
def _steps(path: str) -> list[tuple[str, bool]]:
    return [(name.removesuffix("?"), name.endswith("?")) for name in path.split(".")]


def text(data: Document, path: str) -> str | None:
    """A text, the empty one included."""
    value = data.get(path) if path.isidentifier() else value_at(data, path)
    if value is None or isinstance(value, str):
        return value
    raise _unexpected(path, "text", value)


def boolean(data: Document, path: str) -> bool | None:
    """true or false; 1 and 0 and a text that spells one count, as they do to PostgreSQL."""
    value = data.get(path) if path.isidentifier() else value_at(data, path)
    if value is None or isinstance(value, bool):
        return value
    word = value.strip(SPACE).lower() if isinstance(value, str) else str(_whole(value))
    if word in TRUE | FALSE:
        return word in TRUE
    raise _unexpected(path, "true or false", value)


def integer(data: Document, path: str) -> int | None:
    """A whole number of 64 bits; a text that spells one counts, as it does to PostgreSQL."""
    value = data.get(path) if path.isidentifier() else value_at(data, path)
    if value is None:
        return None
    number = value if type(value) is int else _whole(value)
    if number is None:
        raise _unexpected(path, "an integer of 64 bits", value)
    if not -(2**63) <= number < 2**63:
        raise DocumentError(path, "expected an integer of 64 bits, found a larger one")
    return number


def decimal(data: Document, path: str) -> Decimal | None:
    """A decimal number, as Stripe sends it: a text (``unit_amount_decimal``) or a number (``percent_off``)."""
    value = data.get(path) if path.isidentifier() else value_at(data, path)
    if value is None:
        return None
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return _fit(Decimal(value), path)
    if isinstance(value, str) and DECIMAL.fullmatch(value.strip(SPACE)):
        return _fit(Decimal(value.strip(SPACE).replace("_", "")), path)
    if isinstance(value, str) and WHOLE.fullmatch(value.strip(SPACE)):
        return _fit(Decimal(_spelled(value.strip(SPACE))), path)
    raise _unexpected(path, "a decimal number", value)


def timestamp(data: Document, path: str) -> datetime | None:
    """A moment in UTC, from whole seconds since 1970."""
    seconds = integer(data, path)
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds >= 0 else EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError, OSError):  # which of them, differs between systems
        raise DocumentError(path, "expected seconds since 1970, found a moment beyond the year 9999") from None


def reference(data: Document, path: str) -> str | None:
    """The id behind a reference: an id, the expanded object, or the stub of a deleted one; the empty text is no id."""
    value = data.get(path) if path.isidentifier() else value_at(data, path)
    return value if value is None else _referred(value, path)


def references(data: Document, path: str) -> list[str | None]:
    """The ids behind a list of references, as ``reference`` reads each; none when the list is absent."""
    return [_referred(element, f"{path}[{place}]") for place, element in enumerate(json_array(data, path) or [])]


def json_object(data: Document, path: str) -> dict[str, Any] | None:
    """A nested object, kept whole."""
    value = data.get(path) if path.isidentifier() else value_at(data, path)
    if value is None or isinstance(value, dict):
        return value
    raise _unexpected(path, "an object", value)


def json_array(data: Document, path: str) -> list[Any] | None:
    """The elements of a list, kept whole, whether Stripe rendered an array or a list object."""
    value = data.get(path) if path.isidentifier() else value_at(data, path)
    if value is None or type(value) is list:
        return value
    found = value.get("data") if isinstance(value, Mapping) else value
    if isinstance(found, list):
        return found
    raise _unexpected(path, "a list", value)


def taxes(data: Document, path: str) -> list[Any] | None:
    """Taxes as they were before 2025-03-31.basil (``inclusive``, ``tax_rate``), in the form of today's."""
    found = json_array(data, path)
    return None if found is None else [_tax(tax, f"{path}[{number}]") for number, tax in enumerate(found)]


def _tax(old: Any, path: str) -> Any:
    if not isinstance(old, dict):
        return old
    new = {name: value for name, value in old.items() if name not in {"inclusive", "tax_rate"}}
    if isinstance(old.get("inclusive"), bool):
        new["tax_behavior"] = "inclusive" if old["inclusive"] else "exclusive"
    try:
        rate = reference(old, "tax_rate")
    except DocumentError as error:
        raise error.within(path) from None
    return new | {"tax_rate_details": {"tax_rate": rate}, "type": "tax_rate_details"} if rate else new


def each(data: Document, path: str, read: Callable[[Document], Row]) -> list[Row]:
    """Read every element of a list of objects; none when the list is absent. A complaint names the element."""
    rows = []
    for position, element in enumerate(json_array(data, path) or []):
        here = f"{path}[{position}]"
        if not isinstance(element, Mapping):
            raise _unexpected(here, "an object", element)
        try:
            rows.append(read(element))
        except DocumentError as error:
            raise error.within(here) from None
    return rows


def first(*values: Row | None) -> Row | None:
    """The first value that is there, for a field that moved; ``or`` would pass over 0, false and the empty text."""
    for value in values:
        if value is not None:
            return value
    return None


def _referred(value: Any, path: str) -> str | None:
    if type(value) is str:
        return value or None
    found, place, expected = value, path, "an id or an object"
    if isinstance(value, Mapping):
        found, place, expected = value.get("id"), f"{path}.id", "text"
    if found is None or isinstance(found, str):
        return found or None
    raise _unexpected(place, expected, found)


def _fit(number: Decimal, path: str) -> Decimal:
    """As a column takes it: rounded to 12 places, of 38 digits."""
    if not number or number.adjusted() < DIGITS_BEFORE:
        rounded = number.quantize(PLACES, context=AS_POSTGRESQL)
        if not rounded or rounded.adjusted() < DIGITS_BEFORE:
            return rounded
    raise DocumentError(path, f"expected a decimal number of {DIGITS_BEFORE} digits, found a larger one")


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):  # 1e3 is whole, and so is it to jsonb, which stores 1000; 1.0 is not to either
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= 0:
            return int(value) if exponent < LONGEST else TOO_LARGE
    elif isinstance(value, str) and WHOLE.fullmatch(value.strip(SPACE)):
        return _spelled(value.strip(SPACE))
    return None


def _spelled(number: str) -> int:
    """What a text says that is a whole number of any base; one with zeros in front is decimal, too."""
    digits = number.replace("_", "")
    if len(digits.lstrip("+-0")) >= LONGEST:
        return TOO_LARGE
    return int(digits) if digits.lstrip("+-").isdecimal() else int(digits, 0)


def _unexpected(path: str, expected: str, value: Any) -> DocumentError:
    return DocumentError(path.replace("?", ""), f"expected {expected}, found {_form_of(value)}")


def _form_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = ((str, "text"), (int, "an integer"), (Decimal, "a fraction"), (list, "a list"), (Mapping, "an object"))
    return next((name for kind, name in names if isinstance(value, kind)), "nothing that JSON has")
