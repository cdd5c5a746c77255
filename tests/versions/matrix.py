"""Objects and versions: documents of every cell, landed and promoted, and how many rows became of each.

The versions are dealt out to groups, old and new ones to each, so that a test holds all ages in one database and the
tests can run beside each other.
"""

import os
from collections import Counter
from random import Random

from pipelines.catalogue import CATALOGUE, promoted
from pipelines.checks import balance
from pipelines.promotion import statements
from tests.landing.test_columns import OF_OLDER_VERSIONS
from tests.versions.generator import Document, Generator
from tests.versions.landed import Landed
from tests.versions.shapes import VERSIONS, versions_of
from tests.versions.spoiling import Spoiled, spoil

IN_A_ROUND = 50
# `make fuzz N=… SEED=…`; without it every run is the same one.
DOCUMENTS = int(os.environ.get("FUZZ_DOCUMENTS", "") or IN_A_ROUND)
SEED = int(os.environ.get("FUZZ_SEED", "") or 0)
GROUPS = [VERSIONS[number::8] for number in range(8)]
WHOLE = [entry.name for entry in promoted() if entry.embedded is None]
Cell = tuple[str, str]


def fill(database: Landed, versions: tuple[str, ...], documents: int = DOCUMENTS) -> Counter[Cell]:
    """Land and promote so many valid documents of every object a version, in rounds; later ones meet earlier rows.

    Returns their number by object and version.
    """
    landed: Counter[Cell] = Counter()
    for first in range(0, documents, IN_A_ROUND):
        number = min(IN_A_ROUND, documents - first)
        for version in versions:
            found = [document for name in WHOLE for document in generated(name, version, first, number)]
            landed.update((document["object"], version) for document in found)
            database.land_all(version, found)
        database.analyze()
        database.promote()
    return landed


def fill_with_spoiled(
    database: Landed, versions: tuple[str, ...], spoilt: int = max(1, DOCUMENTS // IN_A_ROUND)
) -> tuple[Counter[Cell], dict[tuple[str, str], Spoiled]]:
    """Land and promote three times ``spoilt`` documents of every object a version, and spoil every third.

    Returns the number of the others by object and version, and the spoiled by object and id.
    """
    landed: Counter[Cell] = Counter()
    spoiled: dict[tuple[str, str], Spoiled] = {}
    for version in versions:
        chance = Random(f"{SEED}/{version}")
        documents: list[Document] = []
        for name in WHOLE:
            for number, document in enumerate(generated(name, version, 0, 3 * spoilt)):
                wrong = spoil(name, document, chance) if number % 3 == 0 else None
                if wrong:
                    spoiled[name, document["id"]] = wrong
                landed[name, version] += wrong is None
                documents.append(wrong.document if wrong else document)
        database.land_all(version, documents)
    database.analyze()
    database.promote()
    return landed, spoiled


def generated(name: str, version: str, first: int, number: int) -> list[Document]:
    """The documents of one cell; none where the version lacks the object."""
    if version not in versions_of(name):
        return []
    generator = Generator(name, version, SEED, first)
    return [generator.document() for _ in range(number)]


def rows(database: Landed) -> Counter[Cell]:
    """The number of rows by object and version, those of child tables by their parent's document.

    Another document of the same second may say that an object is gone: its row is deleted, and keeps its values.
    """
    found: Counter[Cell] = Counter()
    for entry in promoted():
        parent = entry.embedded.parent if entry.embedded else None
        counted = database.query(
            f"SELECT landed.api_version AS version, count(*) AS number FROM oltp.{entry.table} AS kept"
            f" JOIN raw.{CATALOGUE[parent or entry.name].plural} AS landed"
            f" ON landed.id = kept.{f'{parent}_id' if parent else 'id'}"
            # Copies that promotion found embedded in others have rows too, beside those of the documents landed here.
            " WHERE kept.row_state <> 'unresolved' AND landed.origin = 'list' GROUP BY landed.api_version"
        )
        found.update({(entry.name, row["version"]): row["number"] for row in counted})
    return found


def empty_columns(database: Landed) -> list[str]:
    """The columns, as `table.column`, that no document filled; some only a few old versions have."""
    found = []
    for entry in promoted():
        names = [column.name for column in statements.table_of(entry).data_columns]
        counts = ", ".join(f'count(kept."{name}") AS "{name}"' for name in names)
        (counted,) = database.query(f"SELECT {counts} FROM oltp.{entry.table} AS kept")
        old = OF_OLDER_VERSIONS.get(str(entry.table), "").split()
        found += [f"{entry.table}.{name}" for name, number in counted.items() if not (number or name in old)]
    return found


def unbalanced(database: Landed) -> dict[str, balance.TypeBalance]:
    """The balances of the counts that do not balance."""
    balances = balance.read(database.connection, [CATALOGUE[name] for name in WHOLE]).objects
    database.connection.rollback()
    return {name: of_type for name, of_type in balances.items() if not of_type.balanced}


def dangling(database: Landed) -> list[tuple[str, str, int]]:
    """The foreign keys of `oltp` that are not enforced, or that some row breaks: table, column, number of such rows."""
    keys = database.query(
        "SELECT key.conrelid::regclass::text AS child, key.confrelid::regclass::text AS parent,"
        " key.convalidated AS valid, quote_ident(field.attname) AS field FROM pg_constraint AS key"
        " JOIN pg_attribute AS field ON field.attrelid = key.conrelid AND field.attnum = key.conkey[1]"
        " WHERE key.contype = 'f' AND key.connamespace = 'oltp'::regnamespace"
    )
    assert len(keys) > len(promoted())
    found = []
    for key in keys:
        (broken,) = database.query(
            f"SELECT count(*) AS rows FROM {key['child']} AS child LEFT JOIN {key['parent']} AS parent"
            f" ON parent.id = child.{key['field']} WHERE child.{key['field']} IS NOT NULL AND parent.id IS NULL"
        )
        if broken["rows"] or not key["valid"]:
            found.append((key["child"], key["field"], broken["rows"]))
    return found
