"""`make object NAME=refund`: the files of a type that is not promoted yet, drafted from the history of its shapes.

What is there already stays as it is. The Python transformer is left to a person: it is the SQL's twin, and worth
something as long as it is written apart from it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from pipelines.catalogue import CATALOGUE
from pipelines.development import ROOT
from pipelines.development.draft import case, entry, model, sandbox, sql
from pipelines.development.draft.columns import DraftPart, columns_of, naming, parts_of
from pipelines.development.draft.names import Names, names_of
from pipelines.errors import StripeOltpError, UsageError
from tests.shapes import history
from tests.shapes.history import UnknownShapeError

NEXT = """
Read what was drafted, decide, and go on as docs/objects.md says:
  1. {transformers}
  2. make schema      the migration, schema.sql, shape.json and docs/erd.md
  3. make forms docs  which forms SQL holds documents to, and the tables of the docs
  4. (cd sql_transforms && sha256sum {files}) >> sql_transforms/released.sha256, once the SQL is as it should be
  5. make test-fast   names whatever is missing
"""


def main(name: str) -> None:
    """Draft the files of a type, and say what is to be written next.

    Example: make object NAME=tax_rate
    """
    try:
        written, left, types = draft(name)
    except StripeOltpError as error:
        typer.echo(error, err=True)
        raise typer.Exit(error.exit_code) from None
    for verb, paths in (("Wrote", written), ("There already, left as it is:", left)):
        for path in paths:
            typer.echo(f"{verb} {path.relative_to(ROOT)}")
    for column in naming(name):
        typer.echo(f"Names it and has no foreign key yet: {column}")
    twins = [f"stripe_{each.identifier}_to_model in pipelines/transformers/{each.identifier}.py" for each in types]
    files = " ".join(f"{each.type}/v1.sql" for each in types)
    typer.echo(NEXT.format(transformers=f"Write {' and '.join(twins)}", files=files), nl=False)


def draft(name: str) -> tuple[list[Path], list[Path], list[Names]]:
    """Write the files that are not there; returns these, those that are, and the types that they are of.

    Raises UsageError for a type that is promoted, or that the history does not have.
    """
    names = _names(name)
    parts = [part for part in parts_of(names) if part.child not in CATALOGUE]
    types = [names, *(names_of(part.child, part_of=part.field) for part in parts)]
    files = {ROOT / path: text for path, text in _files(names, parts)}
    left = [path for path in files if path.exists()]
    written = [path for path in files if not path.exists()]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path])
    _format(written)
    return written, left, types


def _names(name: str) -> Names:
    known = CATALOGUE.get(name)
    if known and known.table:
        raise UsageError(f"{name} is promoted already, to oltp.{known.table}. Change its files; nothing was written.")
    try:
        history.versions_of(name)
    except UnknownShapeError as error:
        raise UsageError(str(error)) from None
    return names_of(name)


def _files(names: Names, parts: list[DraftPart]) -> Iterator[tuple[str, str]]:
    columns = columns_of(names)
    yield f"pipelines/catalogue/{names.identifier}.py", entry.entry(names, columns, parts_of(names))
    yield f"pipelines/sandbox/objects/{names.identifier}.py", sandbox.sandbox(names)
    yield f"oltp_schema/models/{names.identifier}.py", model.model(names, columns, parts)
    yield f"sql_transforms/{names.type}/v1.sql", sql.transform(names, columns)
    yield f"tests/transforms/cases/{names.type}/{case.NAME}/document.json", case.document(names)
    yield f"tests/transforms/cases/{names.type}/{case.NAME}/expected.json", case.expected(names, columns)
    for part in parts:
        yield from _files_of_part(names_of(part.child, part_of=part.field), names)


def _files_of_part(names: Names, whole: Names) -> Iterator[tuple[str, str]]:
    columns = columns_of(names, whole=whole)
    yield f"pipelines/catalogue/{names.identifier}.py", entry.entry_of_part(names, columns, whole)
    yield f"oltp_schema/models/{names.identifier}.py", model.model(names, columns, [])
    yield f"sql_transforms/{names.type}/v1.sql", sql.transform(names, columns, whole=whole)
    yield f"tests/transforms/cases/{names.type}/{case.NAME}/document.json", case.document(names)
    yield f"tests/transforms/cases/{names.type}/{case.NAME}/expected.json", case.expected(names, columns, whole=whole)


def _format(paths: list[Path]) -> None:
    """As `make lint` wants it."""
    for tool, ending in ((["ruff", "check", "--fix", "--exit-zero"], ".py"), (["ruff", "format"], ".py")):
        found = [str(path) for path in paths if path.suffix == ending]
        if found:
            command = [sys.executable, "-m", *tool, "--quiet", *found]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 -- our own


if __name__ == "__main__":
    typer.run(main)
