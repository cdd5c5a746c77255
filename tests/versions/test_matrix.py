"""Every object and every version in which it exists: what is valid promotes, and both readings agree on it."""

import pytest

from pipelines import books
from pipelines.catalogue import CATALOGUE, StripeObject, promoted
from tests.versions.matrix import DOCUMENTS, WHOLE, Matrix
from tests.versions.shapes import versions_of

PARTS = [entry for entry in promoted() if entry.embedded]


@pytest.mark.parametrize("name", [entry.name for entry in promoted()])
def test_every_promoted_type_has_a_history(name: str) -> None:
    assert versions_of(name)


@pytest.mark.parametrize("name", WHOLE)
def test_every_valid_document_is_a_row(matrix: Matrix, name: str) -> None:
    assert {version: matrix.promoted[name, version] for version in versions_of(name)} == dict.fromkeys(
        versions_of(name), DOCUMENTS
    )


@pytest.mark.parametrize("entry", PARTS, ids=lambda entry: entry.name)
def test_every_version_has_rows_of_the_parts(matrix: Matrix, entry: StripeObject) -> None:
    assert [version for version in versions_of(entry.name) if not matrix.promoted[entry.name, version]] == []


def test_no_valid_document_waits(matrix: Matrix) -> None:
    held = matrix.database.query("SELECT object, id, message FROM meta.quarantine ORDER BY object, id LIMIT 20")
    assert held == []


def test_both_readings_agree_on_every_column(matrix: Matrix) -> None:
    assert matrix.parity.examples == []
    compared = {name: tally.rows for name, tally in matrix.parity.objects.items()}
    for entry in promoted():
        rows = f"SELECT count(*) AS number FROM oltp.{entry.table} WHERE row_state <> 'unresolved'"
        assert matrix.database.query(rows) == [{"number": compared[entry.name]}], entry.name


def test_the_books_balance(matrix: Matrix) -> None:
    pages = books.read(matrix.database.connection, [CATALOGUE[name] for name in WHOLE]).objects
    matrix.database.connection.rollback()
    assert {name: page for name, page in pages.items() if not page.balanced} == {}


def test_every_foreign_key_holds(matrix: Matrix) -> None:
    keys = matrix.database.query(
        "SELECT key.conrelid::regclass::text AS child, key.confrelid::regclass::text AS parent,"
        " key.convalidated AS valid, quote_ident(field.attname) AS field FROM pg_constraint AS key"
        " JOIN pg_attribute AS field ON field.attrelid = key.conrelid AND field.attnum = key.conkey[1]"
        " WHERE key.contype = 'f' AND key.connamespace = 'oltp'::regnamespace"
    )
    assert len(keys) > len(promoted())
    for key in keys:
        (dangling,) = matrix.database.query(
            f"SELECT count(*) AS rows FROM {key['child']} AS child LEFT JOIN {key['parent']} AS parent"
            f" ON parent.id = child.{key['field']} WHERE child.{key['field']} IS NOT NULL AND parent.id IS NULL"
        )
        assert (key["valid"], dangling["rows"]) == (True, 0), key
