"""``stripe-oltp export``: the files say what the tables say."""

import json
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import psycopg2
import pyarrow.csv
import pyarrow.parquet
import pytest

from oltp_schema.shape import tables
from pipelines.errors import UsageError
from pipelines.export import files
from pipelines.export.manifest import FileFormat
from pipelines.export.tables import PROMOTED_AT
from pipelines.runs import export
from pipelines.settings import Settings
from tests.cli.conftest import CommandLine


def query(cli: CommandLine, sql: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(cli.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        connection.commit()
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def landed(cli_after: Callable[..., CommandLine]) -> CommandLine:
    return cli_after("pipeline", "--objects", "customer,product,price")


def test_every_row_of_every_table_is_read_back_equal(landed: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    manifest = landed.json("export", "--to", str(folder))
    assert manifest == json.loads((folder / "manifest.json").read_text())
    assert manifest["tables"].keys() == tables().keys()
    lake = duckdb.connect()
    lake.execute("SET TimeZone = 'UTC'")
    for name, table in tables().items():
        known = (*table.columns, PROMOTED_AT)
        columns = [f"{c.sql}::text" if files.kind(c) == "jsonb" else c.sql for c in known]
        expected = query(landed, f"SELECT {', '.join(columns)} FROM oltp.{name} ORDER BY id")
        read = f"SELECT * FROM read_parquet('{folder}/{name}/*.parquet') ORDER BY id"
        assert lake.execute(read).fetchall() == expected
        assert [row[0] for row in lake.description] == [column.name for column in known]
        assert manifest["tables"][name]["rows"] == len(expected)
    assert manifest["tables"]["prices"]["rows"] > 5
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.rglob("*.parquet")} == {0o600}


def test_large_tables_have_several_files(landed: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ROWS", 1)
    batches = pyarrow.RecordBatch.from_pydict({"id": ["a"]})
    written, rows = files.write([batches] * 3, batches.schema, tmp_path, FileFormat.PARQUET)
    assert (len(written), rows) == (3, 3)
    assert pyarrow.parquet.read_table(tmp_path)["id"].to_pylist() == ["a"] * 3


def test_what_was_promoted_since_is_exported_alone(landed: CommandLine, tmp_path: Path) -> None:
    first = landed.json("export", "--to", str(tmp_path / "first"))
    nothing = landed.json("export", "--to", str(tmp_path / "nothing"), "--since", first["until"])
    assert {of["rows"] for of in nothing["tables"].values()} == {0}
    assert nothing["until"] == first["until"]
    query(landed, "UPDATE oltp.products SET promoted_at = now() WHERE id = (SELECT min(id) FROM oltp.products)")
    removed = "INSERT INTO meta.removed_rows (table_name, id, removed_at) VALUES"
    query(landed, f"{removed} ('coupons', 'gone', now()), ('products', 'gone', now())")
    then = landed.json("export", "--to", str(tmp_path / "then"), "--since", nothing["until"], "--objects", "product")
    assert {name: of["rows"] for name, of in then["tables"].items()} == {"products": 1, "removed_rows": 1}
    assert then["until"] > first["until"]


def test_versions_are_exported_whole_where_one_changed(landed: CommandLine, tmp_path: Path) -> None:
    first = landed.json("export", "--to", str(tmp_path / "first"), "--history")
    kept = {name for name, table in tables().items() if table.keeps_history}
    assert first["history"]
    assert first["tables"].keys() == tables().keys() | {f"history.{name}" for name in kept}
    lake, columns = duckdb.connect(), "id, version, valid_from, valid_to, name, source, exact, promoted_at"
    lake.execute("SET TimeZone = 'UTC'")
    versions = lake.execute(
        f"SELECT {columns} FROM '{tmp_path}/first/history.customers/*.parquet' ORDER BY id, version"
    ).fetchall()
    assert versions == query(landed, f"SELECT {columns} FROM history.customers ORDER BY id, version")
    query(landed, "INSERT INTO history.products SELECT (jsonb_populate_record(kept, '{\"version\": 2}')).*"
          " FROM history.products AS kept ORDER BY id LIMIT 1")  # fmt: skip
    query(landed, "UPDATE history.products SET promoted_at = now() WHERE version = 2")
    then = landed.json("export", "--to", str(tmp_path / "then"), "--history", "--since", first["until"])
    assert {name: of["rows"] for name, of in then["tables"].items() if of["rows"]} == {"history.products": 2}


def test_csv_has_the_same_rows(landed: CommandLine, tmp_path: Path) -> None:
    landed("export", "--to", str(tmp_path / "out"), "--objects", "price", "--format", "csv")
    ids = pyarrow.csv.read_csv(tmp_path / "out" / "prices" / "part-00001.csv")["id"].to_pylist()
    assert sorted(ids) == [row[0] for row in query(landed, 'SELECT id FROM oltp.prices ORDER BY id COLLATE "C"')]


def test_a_folder_that_holds_something_is_left_alone(landed: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("")
    assert "Name a new folder, or an empty one." in landed("export", "--to", str(tmp_path / "out"), code=2).stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_an_export_that_fails_leaves_nothing(landed: CommandLine, tmp_path: Path) -> None:
    failing = "(1 / (length(id) - length(id)))::boolean AS active"  # as it is read, not before
    columns = [failing if each.name == "active" else each.sql for each in (*tables()["products"].columns, PROMOTED_AT)]
    query(landed, "ALTER TABLE oltp.products RENAME TO real_products")
    query(landed, f"CREATE VIEW oltp.products AS SELECT {', '.join(columns)} FROM oltp.real_products")
    said = landed("export", "--to", str(tmp_path / "out"), code=1).stderr
    assert "ailed while exporting products" in said
    assert "division by zero" not in said, "PostgreSQL's own words may quote a row"
    assert "Traceback" not in said
    assert not list(tmp_path.glob("out*"))


def test_a_person_is_told_how_to_look_at_it(landed: CommandLine, tmp_path: Path) -> None:
    text = landed("export", "--to", str(tmp_path / "out"), "--objects", "product").stdout
    (says,) = [line for line in text.splitlines() if "duckdb" in line]
    assert duckdb.connect().execute(says.partition('duckdb -c "')[2].rstrip('"')).fetchall()


def test_a_privilege_that_is_missing_is_named(landed: CommandLine, tmp_path: Path) -> None:
    role, url = f"reader_{tmp_path.name}", urlsplit(landed.environment["DATABASE_URL"])
    query(landed, f"CREATE ROLE {role} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA oltp, meta, raw, history TO {role};"
                  f" GRANT SELECT ON ALL TABLES IN SCHEMA meta, raw TO {role}")  # fmt: skip
    theirs = url._replace(netloc=f"{role}:x@{url.netloc.rpartition('@')[2]}").geturl()
    said = landed("export", "--to", str(tmp_path / "out"), code=1, DATABASE_URL=theirs).stderr
    query(landed, f"DROP OWNED BY {role}; DROP ROLE {role}")
    assert "lacks a privilege: permission denied for table" in said


def test_mistakes_are_told(landed: CommandLine, tmp_path: Path) -> None:
    said = landed("export", "--to", str(tmp_path / "out"), "--since", "yesterday", code=2).stderr
    assert "write a time such as" in " ".join(said.split())
    later = landed("export", "--to", str(tmp_path / "out"), "--since", "2100-01-01", code=2).stderr
    assert "later than the database's clock" in later
    (tmp_path / "file").write_text("")
    assert "cannot be made" in landed("export", "--to", str(tmp_path / "file" / "out"), code=2).stderr
    settings = Settings(tmp_path, database_url=landed.environment["DATABASE_URL"])
    with pytest.raises(UsageError, match="no format xml"):
        export(tmp_path / "out", settings, form="xml")
