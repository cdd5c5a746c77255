"""`make statements`: what promotion executes for some types, written again as tests/promotion/statements shows it."""

from pathlib import Path

import typer

from pipelines.catalogue import named
from pipelines.development import ROOT, put
from pipelines.promotion import explain

FOLDER = ROOT / "tests" / "promotion" / "statements"


def main() -> None:
    """Write each file of the folder anew, with the statements of the type that it is named for.

    Example: make statements
    """
    written = [path for path in FOLDER.glob("*.sql") if put(path, shown(path))]
    typer.echo("\n".join(f"Wrote {path.relative_to(ROOT)}" for path in written) or "Nothing changed, nothing written.")


def shown(path: Path) -> str:
    """The statements of the type that a file is named for."""
    return explain.printed(named(path.stem))


if __name__ == "__main__":
    typer.run(main)
