"""The source where files cannot be imported: other destinations, steps, loops. Each destination really runs."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dlt
import pytest
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines.landing.source import stripe_source
from pipelines.raw.rows import NOT_OF_ROWS
from pipelines.raw.tables import RAW_COLUMNS
from tests.landing.stripe_server import StripeServer

ODD = b'{\n  "id": "ch_odd", "object": "charge", "n": 1e-9, "big": 12345678901234567890123, "z": "\\u0000", "e": 1e400}'
CUT_LIST = b'{"object":"list","data":[],"has_more":true,"url":"/v1/invoices/in_1/lines"}'
CUT = b'{"id":"in_1","object":"invoice","lines":%s}' % CUT_LIST


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")


@pytest.fixture
def source(stripe: StripeServer) -> Callable[..., Any]:
    stripe.lists["/v1/charges"] = [ODD, *(b'{"id":"ch_%d","object":"charge"}' % number for number in range(249))]
    stripe.lists["/v1/invoices"] = [CUT]
    stripe.lists["/v1/invoices/in_1/lines"] = [b'{"id":"il_%d","object":"line_item"}' % number for number in range(3)]

    def make(*objects: str) -> Any:
        return stripe_source(list(objects or ("charge",)), api_key="sk_test_made_up", api_base=stripe.url)

    return make


@pytest.fixture
def lake(tmp_path: Path) -> dlt.Pipeline:
    """A pipeline into files of a folder."""
    return dlt.pipeline(
        "lake",
        destination=dlt.destinations.filesystem(str(tmp_path / "lake")),
        dataset_name="stripe",
        pipelines_dir=str(tmp_path / "pipelines"),
    )


def rows_of(tmp_path: Path, table: str) -> list[dict[str, Any]]:
    """What the jsonl files of one table hold."""
    found = []
    for file in sorted((tmp_path / "lake" / "stripe" / table).iterdir()):
        raw = file.read_bytes()
        text = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
        found += [json.loads(line) for line in text.splitlines()]
    return found


def test_a_lake_of_jsonl_has_every_row_and_the_exact_text(
    source: Callable[..., Any], lake: dlt.Pipeline, tmp_path: Path
) -> None:
    loads = lake.run(source("charge", "invoice"), loader_file_format="jsonl").loads_ids
    rows = rows_of(tmp_path, "charges")
    assert len(rows) == 250
    (odd,) = (row for row in rows if row["id"] == "ch_odd")
    assert odd["payload"] == ODD.decode()
    assert (odd["verbatim"], odd["deleted"], odd["origin"], len(odd["digest"])) == (True, False, "list", 32)
    assert {row["_dlt_load_id"] for row in rows} == set(loads)
    assert [(row["id"], row["parent"]) for row in rows_of(tmp_path, "line_items")] == [
        ("il_0", "in_1"),
        ("il_1", "in_1"),
        ("il_2", "in_1"),
    ]
    assert [row["id"] for row in rows_of(tmp_path, "invoices")] == ["in_1"]
    assert not lake.has_pending_data


def test_a_lake_of_parquet_has_the_exact_text(source: Callable[..., Any], lake: dlt.Pipeline, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    lake.run(source(), loader_file_format="parquet")
    (file,) = (tmp_path / "lake" / "stripe" / "charges").iterdir()
    rows = parquet.read_table(file).to_pylist()
    assert len(rows) == 250
    assert ODD.decode() in {row["payload"] for row in rows}


def test_duckdb_has_the_exact_text(source: Callable[..., Any], tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = str(tmp_path / "pond.duckdb")
    pipeline = dlt.pipeline(
        "duck",
        destination=dlt.destinations.duckdb(file),
        dataset_name="stripe",
        pipelines_dir=str(tmp_path / "pipelines"),
    )
    pipeline.run(source())
    with duckdb.connect(file) as connection:
        assert connection.sql("SELECT count(*), count(DISTINCT _dlt_id) FROM stripe.charges").fetchall() == [(250, 250)]
        odd = connection.sql("SELECT payload FROM stripe.charges WHERE id = 'ch_odd'").fetchall()
    assert odd == [(ODD.decode(),)]


def test_it_can_be_iterated(source: Callable[..., Any]) -> None:
    rows = list(source())
    assert [row["id"] for row in rows] == ["ch_odd", *(f"ch_{number}" for number in range(249))]
    assert rows[0]["payload"] == ODD.decode()
    assert list(rows[0]) == [name for name in RAW_COLUMNS if name not in NOT_OF_ROWS]
    assert [row["id"] for row in source().resources["charges"]] == [row["id"] for row in rows]


def test_a_map_a_filter_and_a_limit_work_on_rows(
    source: Callable[..., Any], lake: dlt.Pipeline, tmp_path: Path
) -> None:
    made = source()
    made.resources["charges"].add_map(lambda row: {**row, "payload": "{}"}).add_filter(lambda row: row["id"] != "ch_1")
    lake.run(made.add_limit(1), loader_file_format="jsonl")
    rows = rows_of(tmp_path, "charges")
    assert len(rows) == 99
    assert {row["payload"] for row in rows} == {"{}"}


def test_postgres_takes_rows_where_a_step_follows_and_files_where_none_does(
    source: Callable[..., Any], stripe: StripeServer, empty_database_url: str, tmp_path: Path
) -> None:
    stripe.lists["/v1/charges"].pop(0)
    pipeline = postgres(empty_database_url, tmp_path)
    made = source()
    assert formats(pipeline, made) == {"csv"}
    made.resources["charges"].add_map(lambda row: {**row, "origin": "mapped"})
    assert "csv" not in formats(pipeline, made)
    limited = source().add_limit(1)
    assert "csv" not in formats(pipeline, limited)
    assert formats(pipeline, source()) == {"csv"}
    query = "SELECT origin, count(*), min(jsonb_typeof(payload)) FROM charges GROUP BY 1 ORDER BY 1"
    with pipeline.sql_client() as client:
        counts = client.execute_sql(query)
    assert counts == [("list", 249 + 100 + 249, "object"), ("mapped", 249, "object")]


def test_one_source_goes_to_one_destination_after_the_other(
    source: Callable[..., Any], lake: dlt.Pipeline, empty_database_url: str, tmp_path: Path
) -> None:
    made = source()
    postgres(empty_database_url, tmp_path).run(made)
    lake.activate()
    lake.run(made, loader_file_format="jsonl")
    assert len(rows_of(tmp_path, "charges")) == 250


def test_postgres_says_which_document_a_step_keeps_out_and_leaves_nothing_pending(
    source: Callable[..., Any], empty_database_url: str, tmp_path: Path
) -> None:
    pipeline = postgres(empty_database_url, tmp_path)
    with pytest.raises(PipelineStepFailed) as failure:
        pipeline.run(source().add_limit(1))
    assert "charge ch_odd cannot be a row of PostgreSQL" in str(failure.value)
    assert not pipeline.has_pending_data


def postgres(url: str, tmp_path: Path) -> dlt.Pipeline:
    has_password = ":" in url.partition("@")[0].partition("//")[2]  # dlt demands one, also where none is asked for
    return dlt.pipeline(
        "postgres",
        destination=dlt.destinations.postgres(url if has_password else url.replace("@", ":none@", 1)),
        dataset_name="stripe_raw",
        pipelines_dir=str(tmp_path / "pipelines"),
    )


def formats(pipeline: dlt.Pipeline, source: Any) -> set[str]:
    """Run; the formats of the files that were loaded into charges."""
    info = pipeline.run(source)
    jobs = info.load_packages[0].jobs["completed_jobs"]
    return {job.job_file_info.file_format for job in jobs if job.job_file_info.table_name == "charges"}
