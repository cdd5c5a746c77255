"""The wheel holds all that the command needs: installed into an empty folder, it runs the pipeline."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

ROOT = Path(__file__).parents[2]
PACKAGES = ("pipelines", "oltp_schema", "sql_transforms")
DATA = ("*.sql", "*.json", "*.html", "*.css")
ELSEWHERE = ("__pycache__", "*.egg-info", "build")


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, env={**os.environ, "PIP_NO_INDEX": "1"}, capture_output=True)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing in it but what the wheel brings."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # so that building leaves nothing in the checkout
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns(*ELSEWHERE))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source / file)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    (wheel,) = folder.glob("stripe_oltp-*.whl")
    pip("install", "--no-deps", "--target", folder / "installed", wheel)
    return folder / "installed"


def test_an_installed_wheel_runs_the_pipeline(installed: Path, cli: CommandLine) -> None:
    environment = cli.environment | {"PYTHONPATH": str(installed)}
    where = f"import {', '.join(PACKAGES)}; print({', '.join(f'{package}.__file__' for package in PACKAGES)})"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=cli.folder, env=environment, check=True, capture_output=True, text=True
    ).stdout.split()
    assert all(path.startswith(str(installed)) for path in found), "not the checkout, which is installed here as well"
    elsewhere = CommandLine(cli.folder, environment, as_process=True)
    assert elsewhere.json("pipeline", "--objects", "product,price,customer")["balanced"]
    assert elsewhere.json("parity", "--objects", "product,price,customer")["mismatches"] == 0


def test_every_file_of_data_is_in_the_wheel(installed: Path) -> None:
    found = (path for package in PACKAGES for kind in DATA for path in (ROOT / package).rglob(kind))
    files = [path.relative_to(ROOT) for path in found]
    assert Path("oltp_schema/generated/shape.json") in files
    assert [path for path in files if not (installed / path).exists()] == []
