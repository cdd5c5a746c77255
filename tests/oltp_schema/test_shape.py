"""What is read from the committed dump is what the models say."""

from sqlalchemy.dialects import postgresql

import oltp_schema.models  # noqa: F401  (fills the metadata)
from oltp_schema.base import DATA_SCHEMA, Base
from oltp_schema.shape import tables

MODELS = {table.name: table for table in Base.metadata.sorted_tables if table.schema == DATA_SCHEMA}
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap


def test_the_tables_have_the_columns_of_the_models_and_their_types() -> None:
    assert tables().keys() == MODELS.keys()
    for name, table in tables().items():
        types = {column.name: DIALECT.type_compiler_instance.process(column.type) for column in MODELS[name].columns}
        expected = {column: of.partition(" COLLATE")[0].lower() for column, of in types.items()}
        assert {column.name: column.type for column in table.columns} == expected
        quote = DIALECT.identifier_preparer.quote
        assert {column.sql for column in table.columns} == {quote(column.name) for column in MODELS[name].columns}


def test_the_tables_have_the_references_of_the_models() -> None:
    for name, table in tables().items():
        expected = {
            (key.parent.name, key.column.table.name, bool(key.constraint and key.constraint.deferrable))
            for key in MODELS[name].foreign_keys
        }
        assert {(edge.column, edge.parent, edge.weak) for edge in table.references} == expected


def test_parents_come_before_the_tables_that_name_them() -> None:
    order = list(tables())
    for table in tables().values():
        for edge in table.references:
            assert edge.weak or order.index(edge.parent) < order.index(table.name)
