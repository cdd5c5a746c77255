"""What each reader takes, and what it says of the rest, without a value of the document."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from pipelines.exact_json import parse
from pipelines.transformers import DocumentError, transformer_of
from pipelines.transformers import readers as read

Reader = Callable[[dict[str, Any], str], Any]
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def document(value: str) -> dict[str, Any]:
    return parse(f'{{"field": {value}}}')


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (read.text, '""', ""),
        (read.text, '"\U0001f375"', "\U0001f375"),
        (read.boolean, "false", False),
        (read.boolean, '"true"', True),
        (read.boolean, '" YES "', True),
        (read.boolean, "0", False),
        (read.integer, "-9223372036854775808", -(2**63)),
        (read.integer, '" +42 "', 42),
        (read.integer, "1e3", 1000),
        (read.integer, '"-0x_1f"', -31),
        (read.integer, '"0042"', 42),
        (read.decimal, '"1_000.5"', Decimal("1000.5")),
        (read.decimal, '"0b11"', Decimal(3)),
        (read.integer, "-0", 0),
        (read.decimal, '"0.000000000001"', Decimal("0.000000000001")),
        (read.decimal, "12.50", Decimal("12.50")),
        (read.decimal, '"0.1234567890125"', Decimal("0.123456789013")),
        (read.decimal, '"-0.0000000000005"', Decimal("-0.000000000001")),
        (read.decimal, '"0e50"', Decimal(0)),
        (read.decimal, "9007199254740993", Decimal(9007199254740993)),
        (read.decimal, '" 1e-3 "', Decimal("0.001")),
        (read.timestamp, "1767355200", NOON),
        (read.timestamp, "-1", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (read.reference, '"cus_1"', "cus_1"),
        (read.reference, '""', None),
        (read.reference, '{"id": "cus_1", "object": "customer", "email": null}', "cus_1"),
        (read.reference, '{"id": "cus_1", "object": "customer", "deleted": true}', "cus_1"),
        (read.reference, '{"object": "discount"}', None),
        (read.json_object, "{}", {}),
        (read.json_array, "[]", []),
        (read.json_array, '["a", null]', ["a", None]),
        (read.json_array, '{"object": "list", "data": [1], "has_more": false}', [1]),
    ],
)
def test_a_reader_takes(reader: Reader, value: str, expected: Any) -> None:
    found = reader(document(value), "field")
    assert found == expected
    assert type(found) is type(expected)


READERS: list[Reader] = [read.text, read.boolean, read.integer, read.decimal, read.timestamp, read.reference]
READERS += [read.json_object, read.json_array]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_null_and_absent_are_nothing_at_any_depth(reader: Reader) -> None:
    assert reader(parse('{"field": null}'), "field") is None
    assert reader({}, "field") is None
    assert reader(parse('{"outer": null}'), "outer.inner.field") is None
    assert reader({}, "outer.inner.field") is None


@pytest.mark.parametrize(
    ("reader", "value", "complaint"),
    [
        (read.text, "5", "field: expected text, found an integer"),
        (read.text, "{}", "field: expected text, found an object"),
        (read.boolean, '"perhaps"', "field: expected true or false, found text"),
        (read.boolean, "2", "field: expected true or false, found an integer"),
        (read.integer, '"12.0"', "field: expected an integer of 64 bits, found text"),
        (read.integer, "12.0", "field: expected an integer of 64 bits, found a fraction"),
        (read.integer, "true", "field: expected an integer of 64 bits, found true or false"),
        (read.integer, "9223372036854775808", "field: expected an integer of 64 bits, found a larger one"),
        (read.integer, "1e300", "field: expected an integer of 64 bits, found a larger one"),
        (read.integer, '"' + "9" * 5000 + '"', "field: expected an integer of 64 bits, found a larger one"),
        (read.decimal, '""', "field: expected a decimal number, found text"),
        (read.decimal, '"NaN"', "field: expected a decimal number, found text"),
        (read.decimal, "false", "field: expected a decimal number, found true or false"),
        (read.decimal, "1e26", "field: expected a decimal number of 26 digits, found a larger one"),
        (read.timestamp, '"2026-01-02"', "field: expected an integer of 64 bits, found text"),
        (
            read.timestamp,
            "9223372036854775807",
            "field: expected seconds since 1970, found a moment beyond the year 9999",
        ),
        (read.reference, "7", "field: expected an id or an object, found an integer"),
        (read.reference, '["cus_1"]', "field: expected an id or an object, found a list"),
        (read.json_object, "[]", "field: expected an object, found a list"),
        (read.json_object, '"di_1"', "field: expected an object, found text"),
        (read.json_array, '"a"', "field: expected a list, found text"),
        (read.json_array, '{"object": "list"}', "field: expected a list, found an object"),
    ],
)
def test_a_reader_refuses(reader: Reader, value: str, complaint: str) -> None:
    with pytest.raises(DocumentError) as caught:
        reader(document(value), "field")
    assert str(caught.value) == complaint
    assert caught.value.field == "field"


def test_only_a_reference_may_be_text_where_an_object_is_looked_into() -> None:
    data = parse('{"price": "price_1"}')
    assert read.reference(data, "price?.product") is None
    with pytest.raises(DocumentError, match=r"^price: expected an object, found text$"):
        read.reference(data, "price.product")


def test_a_complaint_names_the_whole_path_and_no_value() -> None:
    line = '{"id": "il_1", "price": {"unit_amount": "ada@example.com"}}'
    invoice = parse(f'{{"id": "in_1", "lines": {{"object": "list", "data": [{{"id": "il_0"}}, {line}]}}}}')
    with pytest.raises(DocumentError) as caught:
        transformer_of("invoice")(invoice)
    assert caught.value.field == "lines[1].price.unit_amount"
    assert str(caught.value) == "lines[1].price.unit_amount: expected a decimal number, found text"


def test_an_element_that_is_no_object_is_named_by_its_place() -> None:
    with pytest.raises(DocumentError, match=r"^items\[0\]: expected an object, found text$"):
        transformer_of("subscription")(parse('{"items": ["si_1"]}'))


def test_a_moved_field_of_zero_or_false_or_nothing_but_quotes_is_there() -> None:
    assert read.first(None, 0, 1) == 0
    assert read.first(None, False, True) is False
    assert read.first(None, "", "x") == ""
    assert read.first(None, None) is None
