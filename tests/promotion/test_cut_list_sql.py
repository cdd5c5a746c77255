"""`cut_list.sql` by itself, over a few rows: what becomes of a list that Stripe cut."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from json import dumps
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from oltp_schema.sql_files import sql_file
from pipelines.promotion.transforms import install_functions

Row = tuple[Any, ...]
Element = str | tuple[str, str]  # its id, or with a word that tells its versions apart
TABLES = """
    CREATE TEMP TABLE list (field text, own_ids text, unique_id text);
    CREATE TEMP TABLE known (
        parent_id text, payload jsonb, observed_at timestamptz, place bigint, told text COLLATE "C",
        _dlt_load_id text, _dlt_id text, is_alone boolean, is_selected boolean, is_cut boolean, is_completed boolean
    );
"""


@pytest.fixture(scope="module")
def connection(new_database: Any, template: str) -> Iterator[Connection]:
    with closing(psycopg2.connect(new_database(template))) as connection:
        install_functions(connection)
        connection.cursor().execute(TABLES)
        connection.commit()
        yield connection


def copy(load: int, *elements: Element, parent: str = "sub_1", cut: bool = False, **flags: bool) -> Row:
    """A copy of a parent, landed by the load of a number; of a load, one copy."""
    payload = {"items": {"object": "list", "data": [document(element) for element in elements], "has_more": cut}}
    is_selected, is_completed = flags.get("selected", False), flags.get("completed", False)
    return (parent, dumps(payload), *_order(load, f"{load}.0"), False, is_selected, cut, is_completed)


def alone(load: int, element: Element, number: int = 1, parent: str = "sub_1") -> Row:
    """An element that was landed by itself."""
    return (parent, dumps(document(element)), *_order(load, f"{load}.{number}"), True, False, False, False)


def document(element: Element) -> dict[str, str]:
    stripe_id, version = (element, "") if isinstance(element, str) else element
    return {"id": stripe_id} | ({"version": version} if version else {})


def _order(load: int, raw_id: str) -> Row:
    return f"2026-11-01 12:{load:02}:00+00", 0, "", f"load_{load}", raw_id


def completed(
    connection: Connection, known: Sequence[Row], own_ids: str = "", unique_id: str | None = None
) -> dict[str, list[str]]:
    """The lists by their parent's id: each element as id, or id and version."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO list VALUES ('items', %s, %s)", (own_ids, unique_id))
        for row in known:
            cursor.execute("INSERT INTO known VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", row)
        cursor.execute(sql_file("pipelines.promotion", "cut_list.sql"))
        lists = {parent: [" ".join(element.values()) for element in elements] for parent, elements in cursor.fetchall()}
    connection.rollback()
    return lists


def test_a_list_that_is_whole_is_not_touched(connection: Connection) -> None:
    assert completed(connection, [copy(1, "si_1", selected=True), alone(1, "si_2")]) == {}


def test_a_cut_list_with_all_elements_landed_has_them_all(connection: Connection) -> None:
    known = [copy(1, "si_1", cut=True, selected=True, completed=True), alone(1, "si_2", 2), alone(1, "si_3", 3)]
    assert completed(connection, known) == {"sub_1": ["si_1", "si_2", "si_3"]}


def test_a_cut_list_of_which_some_elements_are_missing_has_those_that_are_known(connection: Connection) -> None:
    assert completed(connection, [copy(1, "si_1", cut=True, selected=True)]) == {"sub_1": ["si_1"]}
    known = [copy(1, "si_1", cut=True, selected=True), alone(1, "si_3")]
    assert completed(connection, known) == {"sub_1": ["si_1", "si_3"]}


def test_elements_that_are_landed_later_count(connection: Connection) -> None:
    known = [copy(1, "si_1", cut=True, selected=True), alone(2, "si_2")]
    assert completed(connection, known) == {"sub_1": ["si_2", "si_1"]}, "the newest load first"


def test_an_element_counts_once_in_its_newest_version(connection: Connection) -> None:
    known = [
        copy(1, ("si_1", "old"), ("si_2", "old"), cut=True),
        copy(2, ("si_1", "new"), cut=True, selected=True),
        alone(3, ("si_2", "new")),
        alone(1, ("si_1", "alone")),
    ]
    assert completed(connection, known) == {"sub_1": ["si_2 new", "si_1 new"]}


def test_a_whole_copy_forgets_what_is_not_in_it(connection: Connection) -> None:
    known = [copy(1, "si_1", "si_2"), copy(2, "si_2", "si_3"), copy(3, "si_4", cut=True, selected=True)]
    assert completed(connection, known) == {"sub_1": ["si_4", "si_2", "si_3"]}


def test_a_copy_whose_load_brought_the_list_is_whole_with_what_came_alone(connection: Connection) -> None:
    known = [copy(1, "si_0"), copy(2, "si_1", cut=True, completed=True), alone(2, "si_2"), alone(1, "si_9")]
    assert completed(connection, [*known, copy(3, "si_3", cut=True, selected=True)]) == {
        "sub_1": ["si_3", "si_1", "si_2"]
    }


def test_a_copy_after_the_chosen_one_does_not_count(connection: Connection) -> None:
    known = [copy(1, "si_1", cut=True, selected=True), copy(2, "si_2", cut=True)]
    assert completed(connection, known) == {"sub_1": ["si_1"]}, "it was refused, or it is of another's mode"


def test_elements_of_another_parent_stay_with_it(connection: Connection) -> None:
    known = [
        copy(1, "si_1", cut=True, selected=True),
        copy(1, "si_1", "si_3", parent="sub_2", cut=True, selected=True),
        alone(1, "si_2"),
        alone(1, "si_4", 2, parent="sub_2"),
        alone(1, "si_5", 3, parent="sub_3"),
    ]
    assert completed(connection, known) == {"sub_1": ["si_1", "si_2"], "sub_2": ["si_1", "si_4", "si_3"]}


def test_an_id_twice_is_one_element_if_it_is_the_elements_own(connection: Connection) -> None:
    known = [copy(1, "sub_9", "sub_9", "il_1", "il_1", cut=True, selected=True)]
    assert completed(connection, known) == {"sub_1": ["sub_9", "il_1"]}
    assert completed(connection, known, own_ids="il_") == {"sub_1": ["sub_9", "sub_9", "il_1"]}


def test_a_second_element_of_an_id_is_the_same_in_every_copy(connection: Connection) -> None:
    known = [
        copy(1, ("sub_9", "first"), ("sub_9", "second"), cut=True),
        copy(2, ("sub_9", "newer"), cut=True, selected=True),
    ]
    assert completed(connection, known, own_ids="il_") == {"sub_1": ["sub_9 newer", "sub_9 second"]}


def test_elements_of_one_id_are_told_apart_by_the_field_that_did(connection: Connection) -> None:
    known = [
        copy(1, ("sub_9", "a"), ("sub_9", "b"), cut=True),
        copy(2, ("sub_9", "b"), cut=True, selected=True),
    ]
    assert completed(connection, known, own_ids="il_", unique_id="version") == {"sub_1": ["sub_9 b", "sub_9 a"]}
