"""Readers of parquet take an export as it is. `make peers` installs them into `.venv/peers` and runs this."""

import os
import subprocess
from pathlib import Path

import pytest

from pipelines.runs import export, pipeline
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif("PEERS" not in os.environ, reason="`make peers` installs the readers and runs this")


def test_pandas_and_polars_read_the_same_values(empty_database_url: str, tmp_path: Path) -> None:
    Sandbox.create(tmp_path / "sandbox.sqlite", customers=20).close()
    settings = Settings(tmp_path, database_url=empty_database_url)
    pipeline(settings)
    assert export(tmp_path / "out", settings).rows > 100
    python = ROOT / ".venv/peers/readers/bin/python"
    subprocess.run([python, ROOT / "tests/peers/clients/readers.py", tmp_path / "out"], check=True)
