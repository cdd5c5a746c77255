"""The use case that writes the report that people look at."""

import os
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from pipelines import settings as environment
from pipelines.errors import UsageError
from pipelines.runs.database import reading
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.report.figures import Figures

NEEDED = {"jinja2": "Jinja2", "vl_convert": "vl-convert-python"}  # modules, and what brings them


def report(out: Path | None = None, settings: Settings | None = None) -> "Figures":
    """Read the figures of one moment, without Stripe, and write them to ``out`` as one page of HTML.

    A file that is there is replaced as a whole; it is its owner's alone. Without ``out`` nothing is written. Raises
    UsageError when it cannot be written or the extra `report` is not installed, NoMartError, and what ``reading`` does.
    """
    from pipelines.report.figures import read

    if out:
        _check(out)
    settings = settings or environment.load()
    with reading(settings, views=True) as database:
        found = read(database.connection)
    if out:
        from pipelines.report.render import page

        _replace(out, page(found, is_sandbox=not (settings.api_key or settings.database_url)))
    return found


def _check(out: Path) -> None:
    """Before anything is read. Raises UsageError."""
    if missing := [package for module, package in NEEDED.items() if find_spec(module) is None]:
        raise UsageError(f"A page needs {' and '.join(missing)}: pip install 'stripe-oltp[report]'")
    if out.is_dir():
        raise UsageError(f"{out} is a folder. Name a file in it: {out / 'report.html'}")
    if _is_no_file(out):
        return
    try:
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=out.absolute().parent, prefix=f"{out.name}."):
            pass  # a page takes a while, and cannot be kept then
    except OSError as error:
        raise _unwritable(out, error) from None


def _unwritable(out: Path, error: OSError) -> UsageError:
    return UsageError(f"{out} cannot be written: {error.strerror}. Name another file.")


def _is_no_file(out: Path) -> bool:
    """Whether it is a pipe or a device, which takes what is written to it, and must not be replaced."""
    return out.exists() and not out.is_file()


def _replace(out: Path, text: str) -> None:
    partial = None
    try:
        if _is_no_file(out):
            out.write_text(text, encoding="utf-8")
            return
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", dir=out.absolute().parent, prefix=f"{out.name}.", encoding="utf-8", delete=False
        ) as file:
            partial = Path(file.name)
            file.write(text)
        os.replace(partial, out)  # noqa: PTH105 -- a link is replaced, not followed
    except OSError as error:
        raise _unwritable(out, error) from None
    finally:
        if partial:
            partial.unlink(missing_ok=True)
