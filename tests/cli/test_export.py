"""``stripe-oltp export``: the files say what the tables say."""

import json
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pyarrow.csv
import pyarrow.parquet
import pytest

from oltp_schema.shape import tables
from pipelines.export import files
from pipelines.export.tables import PROMOTED_AT
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
    written, rows = files.write([batches] * 3, batches.schema, tmp_path, files.Format.PARQUET)
    assert (len(written), rows) == (3, 3)
    assert pyarrow.parquet.read_table(tmp_path)["id"].to_pylist() == ["a"] * 3


def test_what_was_promoted_since_is_exported_alone(landed: CommandLine, tmp_path: Path) -> None:
    first = landed.json("export", "--to", str(tmp_path / "first"))
    nothing = landed.json("export", "--to", str(tmp_path / "nothing"), "--since", first["until"])
    assert {of["rows"] for of in nothing["tables"].values()} == {0}
    assert nothing["until"] == first["until"]
    query(landed, "UPDATE oltp.products SET promoted_at = now() WHERE id = (SELECT min(id) FROM oltp.products)")
    query(landed, "INSERT INTO meta.removed_rows (table_name, id, removed_at) VALUES ('coupons', 'gone', now())")
    then = landed.json("export", "--to", str(tmp_path / "then"), "--since", nothing["until"], "--objects", "product")
    assert {name: of["rows"] for name, of in then["tables"].items()} == {"products": 1, "removed_rows": 1}
    assert then["until"] > first["until"]


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
    query(landed, "ALTER TABLE oltp.tax_rates RENAME TO no_tax_rates")
    said = landed("export", "--to", str(tmp_path / "out"), code=1).stderr
    assert "PostgreSQL failed while exporting (SQLSTATE 42P01)" in said
    assert not list(tmp_path.glob("out*"))


def test_a_person_is_told_how_to_look_at_it(landed: CommandLine, tmp_path: Path) -> None:
    text = landed("export", "--to", str(tmp_path / "out"), "--objects", "product").stdout
    (says,) = [line for line in text.splitlines() if "duckdb" in line]
    sql = says.partition('duckdb -c "')[2].rstrip('"').replace("charges", "products")
    assert duckdb.connect().execute(sql).fetchall()
