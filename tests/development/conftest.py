"""A copy of the repository, for commands that write into it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

from pipelines.development import ROOT
from pipelines.development.schema import Databases

FOLDERS = ("docs", "oltp_schema", "pipelines", "sql_transforms", "tests/shapes")
FILES = ("README.md", "pyproject.toml", "tests/__init__.py", "tests/versions/__init__.py", "tests/versions/shapes.py")
Run = Callable[..., str]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        # What is compiled stays so, with the times of its files; but what is being written may be gone the next moment.
        copytree(ROOT / folder, tmp_path / folder, ignore=ignore_patterns("*.pyc.*"))
    for file in FILES:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        copy(ROOT / file, tmp_path / file)
    return tmp_path


@pytest.fixture
def in_tree(tree: Path) -> Run:
    """Run Python in the copy; returns what it printed. A failure fails the test, with what it said."""

    def run(*arguments: str) -> str:
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tree, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def databases(new_database: Callable[..., str]) -> Databases:
    return Databases(new_database(), new_database())
