"""A document is read as PostgreSQL reads it: no digit is lost, and nothing is too odd or too deep."""

import json
from decimal import Decimal
from typing import Any

import pytest

from pipelines.exact_json import parse, parse_any

DEEP = 3_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.10", Decimal("0.10")),
        ("-0.0", Decimal("-0.0")),
        ("1E400", Decimal("1E+400")),
        ("18446744073709551617", 2**64 + 1),
        ("9" * 5_000, Decimal("9" * 5_000)),
        ('"\\ud83c"', "\ud83c"),
        ('"\ud83c"', "\ud83c"),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('"\\u0000"', "\0"),
        ("true", True),
    ],
)
def test_a_value_is_read_exactly(text: str, expected: Any) -> None:
    value = parse_any(text)
    assert (value, type(value), str(value)) == (expected, type(expected), str(expected))


@pytest.mark.parametrize("text", ["", "{", "01", "[1,]", '"\n"'])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_any(text)


def test_what_is_nested_deep_is_read() -> None:
    value, levels = parse('{"a": ' * DEEP + "1" + "}" * DEEP), 0
    while isinstance(value, dict):
        value, levels = value["a"], levels + 1
    assert levels == DEEP


def test_the_quick_parser_refuses_no_more_than_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it gives up at another depth, as it may in another Python, the other one reads the document."""

    class GivesUp:
        def decode(self, _text: str) -> Any:
            raise RecursionError

    monkeypatch.setattr("pipelines.exact_json._QUICK", GivesUp())
    assert parse(json.dumps({"a": [1.5]})) == {"a": [Decimal("1.5")]}
