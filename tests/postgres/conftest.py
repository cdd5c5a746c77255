import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.postgres import embedded_postgres, stop


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shared")
    with embedded_postgres(folder, durable=False):
        return folder


@pytest.fixture
def home(shared_home: Path) -> Iterator[Path]:
    """A home folder with a stopped database, sound and shared with other tests, because making one takes a second."""
    yield shared_home
    stop(shared_home)


@pytest.fixture
def own_home(tmp_path: Path, shared_home: Path) -> Iterator[Path]:
    """A copy of it, to be spoilt."""
    folder = tmp_path / "own"
    shutil.copytree(shared_home, folder)
    yield folder
    stop(folder)


@pytest.fixture
def new_home(tmp_path: Path) -> Iterator[Path]:
    """A home folder that does not exist yet."""
    folder = tmp_path / "new"
    yield folder
    stop(folder)
