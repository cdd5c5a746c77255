"""Reading documents as bytes, and what jsonb cannot hold."""

import json
from decimal import Decimal
from typing import Any

import psycopg2
import psycopg2.extensions
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.stripe_api.documents import (
    LONGEST_ID,
    NotJsonError,
    OtherFormError,
    read,
    slice_array,
    slice_event,
    slice_list,
    slice_one,
)
from pipelines.stripe_api.jsonb import DEEPEST, fits_numeric, holdable, is_suspicious

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# Any JSON text: every character, surrogates and NUL included, escaped or not, and numbers at the edge of numeric.
characters = st.characters(codec=None, exclude_categories=())
strings = st.text(characters | st.sampled_from('\x00\\"u0\ud800\udc00\ue000🧾'), max_size=12)
edges = st.sampled_from(["1e131071", "1e131072", "1E-16383", "1e-16384", "0e-16384", "-1.5E+5", "1e9999999999", "-0"])
numbers = edges | st.integers().map(str) | st.decimals(allow_nan=False, allow_infinity=False).map(str)


def encoded(value: str, ascii_only: bool) -> str:
    return json.dumps(value, ensure_ascii=ascii_only or any("\ud800" <= character <= "\udfff" for character in value))


leaves = (
    st.builds(encoded, strings, st.booleans())
    | numbers.filter(lambda n: "Inf" not in n)
    | st.sampled_from(["null", "true"])
)
texts = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]")
        | st.lists(st.tuples(strings.map(json.dumps), inner), max_size=4).map(
            lambda items: "{" + ",".join(f"{key}:\n {value}" for key, value in items) + "}"
        )
    ),
    max_leaves=12,
).map(str.encode)


def value_of(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


@QUICK
@given(texts)
@example(rb'{"id":"a\\u0000"}')
@example(rb'{"id":"a\\\u0000"}')
@example(rb'"\ud83d\ude00"')
@example(rb'"\ude00\ud83d"')
@example(rb'"\uD83D\\uDE00"')
@example(b'"1e999999 and 0e0000"')
def test_postgres_takes_the_copy_of_whatever_json(connection: psycopg2.extensions.connection, text: bytes) -> None:
    copy, reason = holdable(text)
    assert jsonb(connection, copy) == value_of(copy)
    assert (copy == text) == (reason is None)
    if not is_suspicious(text):
        assert jsonb(connection, text) == value_of(text)


@QUICK
@given(texts)
def test_only_what_postgres_refuses_is_replaced(connection: psycopg2.extensions.connection, text: bytes) -> None:
    refused = False
    try:
        jsonb(connection, text)
    except psycopg2.Error:
        connection.rollback()
        refused = True
    assert (holdable(text)[1] is not None) == refused or b"e9999999999" in text


EDGES = {
    "9" * 131072: True,
    "9" * 131073: False,
    "0." + "1" * 16383: True,
    "0." + "1" * 16384: False,
    "0.001e131074": True,
    "0.001e131075": False,
    "100e-16383": True,
    "100e-16384": False,
    "1." + "0" * 20000 + "e3000": False,
    "1." + "0" * 20000 + "e10000": True,
    "0e999999": True,
}


def test_a_number_fits_as_postgres_says(connection: psycopg2.extensions.connection) -> None:
    for number, fits in EDGES.items():
        text = number.encode()
        assert fits_numeric(text) is fits
        assert holdable(text)[1] == (None if fits else "number beyond numeric")
        if fits:
            assert jsonb(connection, text) == value_of(text)
        else:
            with pytest.raises(psycopg2.Error):
                jsonb(connection, text)
            connection.rollback()


def test_invalid_utf8_is_replaced_and_named() -> None:
    copy, reason = holdable(b'{"id":"a\xff","name":"\xed\xa0\x80"}')
    assert json.loads(copy)["id"] == "a�"
    assert reason == "invalid UTF-8"


def test_several_reasons_are_all_named() -> None:
    copy, reason = holdable(rb'["\u0000", "\udfff", 1e200000, 12]')
    assert json.loads(copy) == ["�", "�", "�1e200000", 12]
    assert reason == "\\u0000, lone surrogate, number beyond numeric"


@QUICK
@given(st.lists(texts, max_size=5))
def test_a_list_page_gives_its_elements_byte_for_byte(elements: list[bytes]) -> None:
    page = b'{"object": "list",\n "data": [' + b" ,\n".join(elements) + b'] , "has_more" :true, "url":"\\ud800"}'
    assert slice_list(page) == (elements, True)
    assert slice_array(b"[\t" + b",".join(elements) + b"\n]") == elements


@QUICK
@given(texts)
def test_an_event_gives_its_snapshot_byte_for_byte(snapshot: bytes) -> None:
    event, found = slice_event(
        b'{"id":"evt_1","type":"charge.updated","created":1700000000,"data":{"previous_attributes":' + snapshot + b","
        b'"object": ' + snapshot + b'},"api_version":null}'
    )
    assert (event.type, event.created, event.api_version, found) == ("charge.updated", 1700000000, None, snapshot)


@QUICK
@given(texts, st.data())
def test_half_a_text_is_never_taken_for_a_whole_one(text: bytes, data: st.DataObject) -> None:
    whole = b"[" + text + b"]"
    with pytest.raises(NotJsonError):
        slice_one(whole[: data.draw(st.integers(0, len(whole) - 1))])


def nested(levels: int) -> bytes:
    return b'{"id":"ch_1","object":"charge","metadata":' + b'{"]":[' * levels + b"1" + b"]}" * levels + b"}"


@pytest.mark.parametrize("levels", [DEEPEST // 2, 3_000, 100_000])
def test_what_is_nested_too_deep_is_sliced_exactly_and_has_no_payload(levels: int) -> None:
    deep, flat = nested(levels), b'{"id":"ch_2"}'
    assert slice_array(b"[" + flat + b", " + deep + b"]") == [flat, deep]
    assert slice_list(b'{"has_more":false,"data":[' + deep + b"]}") == ([deep], False)
    document = read(deep)
    assert (document.id, document.object, document.payload) == ("ch_1", "charge", None)
    assert document.reason == "nested deeper than 500 levels"


def test_what_is_not_nested_too_deep_has_its_payload() -> None:
    assert read(nested(DEEPEST // 2 - 1)).payload is not None
    wide = b'{"id":"in_1","object":"invoice","lines":[' + b'{"a":{"b":["}"]}},' * 2_000 + b"{}]}"
    assert read(wide).reason is None


ODD = ["1e400", "-1e999", "[1e400]", '{"a":1e400}', "12345678901234567890123456789", "{}", '"\\u0000"']


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("name", ["object", "livemode", "created", "deleted", "lines"])
def test_one_odd_field_of_the_head_hides_no_other(name: str, value: str) -> None:
    fields = {"id": '"in_1"', "object": '"invoice"', "livemode": "false", "deleted": "true", name: value}
    document = read(("{" + ",".join(f'"{key}":{said}' for key, said in fields.items()) + "}").encode(), ("lines",))
    assert document.id == "in_1"
    assert document.payload is not None
    assert document.object == ("invoice" if name != "object" else None if '"' not in value[:1] else "\ufffd")
    assert document.livemode is (None if name == "livemode" else False)
    assert document.deleted is (name != "deleted")


@pytest.mark.parametrize("invoice", ['"%s"', '{"id":"%s"}'])
def test_a_part_whose_parent_has_too_long_an_id_has_no_payload(invoice: str) -> None:
    for length, reason in ((LONGEST_ID, None), (LONGEST_ID + 1, "id of its parent too long")):
        raw = '{"id":"il_1","object":"line_item","invoice":%s}' % (invoice % ("i" * length))
        assert read(raw.encode()).reason == reason
        assert read(raw.replace("line_item", "charge").encode()).reason is None


def test_no_text_of_an_event_has_a_nul() -> None:
    event, _ = slice_event(b'{"type":"a.b","created":5,"api_version":"2020\\u0000","data":{"object":{}}}')
    assert event.api_version == "2020\ufffd"


def test_json_of_another_form_is_told_from_json_cut_short() -> None:
    with pytest.raises(OtherFormError):
        slice_list(b'{"object":"charge"}')


def test_a_document_says_which_of_its_lists_were_cut() -> None:
    raw = b'{"id":"in_1","object":"invoice","lines":{"data":[],"has_more":true},"items":{"has_more":false}}'
    assert read(raw, ("lines", "items")).cut == ("lines",)
    assert read(raw).cut == ()
    assert read(b'{"id":"x_1","lines":7}', ("lines",)).id == "x_1"


@pytest.mark.parametrize("raw", [b'{"object":"balance"}', b'{"id":""}', b'{"id":null}', b"7", b"[]"])
def test_a_document_without_id_has_no_payload(raw: bytes) -> None:
    document = read(raw)
    assert (document.id, document.payload, document.reason) == (None, None, "no id")


@pytest.mark.parametrize("id_", [b"5", b"0", b"false", b"{}", b'["ch_1"]'])
def test_an_id_that_is_no_text_is_called_so(id_: bytes) -> None:
    document = read(b'{"id":%b}' % id_)
    assert (document.id, document.payload, document.reason) == (None, None, "an id that is no text")


@pytest.mark.parametrize("id_", ["", '"id":"upcoming_in_1",', '"id":null,'])
def test_the_preview_of_an_invoice_has_no_payload(id_: str) -> None:
    document = read(b'{%s"object":"invoice","total":5}' % id_.encode())
    assert (document.payload, document.reason) == (None, "a preview of an invoice")
    assert read(b'{"id":"in_1","object":"invoice"}').payload is not None


def jsonb(connection: psycopg2.extensions.connection, text: bytes) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (convert_from(%s, 'UTF8')::jsonb)::text", (text,))
        (found,) = cursor.fetchone() or ("",)
    return value_of(found.encode())
