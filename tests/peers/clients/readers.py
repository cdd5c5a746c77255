"""See whether pandas and polars read of a folder of parquet what pyarrow reads: each value of each table."""

import sys
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow.parquet


def main() -> None:
    for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir()):
        expected = by_id(pyarrow.parquet.read_table(folder).to_pylist())
        frame = pandas.read_parquet(folder, dtype_backend="pyarrow")
        of_pandas = {name: frame[name].array.__arrow_array__().to_pylist() for name in frame.columns}
        assert (
            by_id([dict(zip(of_pandas, row, strict=True)) for row in zip(*of_pandas.values(), strict=True)]) == expected
        )
        assert by_id(polars.read_parquet(folder / "*.parquet").to_dicts()) == expected


def by_id(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: row["id"])


main()
