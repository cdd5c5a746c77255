"""Nothing is missing: a twin a type, a value a column."""

import json
import re
from importlib import import_module
from pkgutil import iter_modules

import pytest
from psycopg2.extensions import connection as Connection

from pipelines import transformers
from pipelines.catalogue import CATALOGUE, StripeObject, derived_by, promoted
from pipelines.errors import UsageError
from pipelines.promotion.statements import table_of
from pipelines.transformers import rows_of, transformer_of
from tests.transforms.rows import by_sql
from tests.versions.generator import full


def test_every_promoted_type_has_a_twin_and_no_other() -> None:
    twins = {
        name.removeprefix("stripe_").removesuffix("_to_model")
        for module in iter_modules(transformers.__path__)
        for name in vars(import_module(f"{transformers.__name__}.{module.name}"))
        if re.fullmatch(r"stripe_\w+_to_model", name)
    }
    assert twins == {entry.name.replace(".", "_") for entry in promoted()}


def test_a_type_that_is_landed_only_has_no_twin() -> None:
    with pytest.raises(UsageError, match="gift has no Python twin"):
        transformer_of("gift")


@pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
def test_a_twin_says_something_of_every_data_column(entry: StripeObject) -> None:
    model = transformer_of(entry.name)({"id": "x"})
    assert {attribute for attribute in vars(model) if not attribute.startswith("_")} >= _attributes(entry)


@pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
def test_rows_have_exactly_the_data_columns(entry: StripeObject) -> None:
    ((row,), *_) = rows_of(entry.name, {"object": entry.name, "id": "x"}).values()
    assert set(row) == {column.name for column in table_of(entry).data_columns}


@pytest.mark.parametrize("entry", promoted(), ids=lambda entry: entry.name)
def test_the_transform_has_exactly_the_data_columns(entry: StripeObject, transforms: Connection) -> None:
    whole = entry.embedded.parent if entry.embedded else entry.name
    (row, *_) = by_sql(transforms, whole, [json.dumps(full(whole))])[str(entry.table)]
    assert set(row) == {column.name for column in table_of(entry).data_columns}


@pytest.mark.parametrize("name", ["subscription", "invoice"])
def test_the_parts_of_a_document_come_with_it(name: str) -> None:
    parts = [entry for entry in promoted() if entry.embedded and entry.embedded.parent == name]
    parts += derived_by(CATALOGUE[name])
    assert set(rows_of(name, {"object": name, "id": "x"})) == {CATALOGUE[name].table, *(part.table for part in parts)}


def _attributes(entry: StripeObject) -> set[str]:
    return {{"metadata": "metadata_"}.get(column.name, column.name) for column in table_of(entry).data_columns}
