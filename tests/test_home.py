"""Nothing of another's is touched in a home folder, and nobody else reads what a landing writes."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.catalogue import select
from pipelines.home import FolderAccessError, open_private, own_home, replace
from pipelines.landing.run import land
from pipelines.postgres import is_running, start, stop
from pipelines.postgres.account import ServerUser
from pipelines.raw.csv_files import CsvFile
from pipelines.raw.dlt import packages
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be led to touch what is another's")
NOBODY = 65534
INSIDE = [
    *("postgres/starting.lock", "postgres/holders.lock", "postgres/server.lock", "postgres/keep"),
    *("postgres/server.log", "postgres/pg_service.conf", "psql", "sandbox.sqlite", "sandbox.sqlite-wal"),
    *(
        "dlt/1-5/run",
        "dlt/1-5/joined/lock",
        "dlt/1-5/stripe_oltp/csv/1.0.charges.csv",
        "dlt/1-5/stripe_oltp/state.json",
    ),
]
FOLDERS = ["postgres", "postgres/data", "dlt", "dlt/1-5", "dlt/1-5/joined", "dlt/1-5/stripe_oltp/csv"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Path]:
    """Something of root's elsewhere, which must be as it was in the end."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o755)
    (file := folder / "secret").write_text("secret")
    file.chmod(0o640)
    before = [(path.lstat().st_uid, path.lstat().st_mode) for path in (folder, file)]
    yield file
    assert [(path.lstat().st_uid, path.lstat().st_mode) for path in (folder, file)] == before
    assert file.read_text() == "secret"
    assert list(folder.iterdir()) == [file]


def refused(home: Path) -> str:
    """Everything that begins in a home folder is refused there with the same words."""
    acts: list[Callable[[Path], object]] = [own_home, start]
    said = set()
    for act in acts:
        with pytest.raises(FolderAccessError, match="STRIPE_OLTP_HOME") as found:
            act(home)
        said.add(str(found.value))
    (words,) = said
    return words


@as_root
@pytest.mark.parametrize("place", INSIDE)
@pytest.mark.parametrize("plant", [os.symlink, os.link])
def test_a_link_is_not_followed(home: Path, victim: Path, plant: Callable[[Path, Path], None], place: str) -> None:
    (home / place).parent.mkdir(parents=True)
    plant(victim, home / place)
    assert str(home / place) in refused(home)


@as_root
@pytest.mark.parametrize("place", FOLDERS)
def test_a_linked_folder_is_not_entered(home: Path, victim: Path, place: str) -> None:
    (home / place).parent.mkdir(parents=True, exist_ok=True)
    (home / place).symlink_to(victim.parent)
    assert f"{home / place} is a link" in refused(home)


@as_root
def test_a_home_that_is_a_link_is_not_followed(home: Path, victim: Path) -> None:
    home.symlink_to(victim.parent)
    assert f"{home} is a link" in refused(home)


@as_root
def test_a_link_of_somebody_on_the_way_is_not_followed(home: Path, victim: Path) -> None:
    home.symlink_to(victim.parent)
    assert own_home(home / "new") == victim.parent / "new"
    (victim.parent / "new").rmdir()
    os.chown(home, NOBODY, NOBODY, follow_symlinks=False)
    assert f"{home} is a link" in refused(home / "new")


@as_root
@pytest.mark.parametrize("place", [".", *FOLDERS[2:], *INSIDE])
def test_what_belongs_to_another_user_is_left_alone(home: Path, place: str) -> None:
    (home / place).parent.mkdir(parents=True, exist_ok=True)
    (home / place).mkdir(exist_ok=True) if place in {".", *FOLDERS} else (home / place).touch()
    os.chown(home / place, NOBODY, NOBODY)
    before = {path: path.lstat() for path in (home, *home.rglob("*"))}
    assert "belongs to another user (uid 65534)" in refused(home)
    assert {path: path.lstat() for path in (home, *home.rglob("*"))} == before


@pytest.mark.parametrize("place", ["postgres/starting.lock", "postgres/server.log", "dlt/1-5/run", "sandbox.sqlite"])
def test_a_pipe_is_not_waited_for(home: Path, place: str) -> None:
    (home / place).parent.mkdir(parents=True)
    os.mkfifo(home / place)
    assert f"{home / place} is neither a file nor a folder" in refused(home)


def test_nobody_else_may_write_into_our_folders(home: Path) -> None:
    (home / "dlt" / "1-5").mkdir(parents=True)
    for folder in (home / "dlt", home / "dlt" / "1-5"):
        folder.chmod(0o777)
    own_home(home)
    assert {path.stat().st_mode & 0o777 for path in (home / "dlt", home / "dlt" / "1-5")} == {0o755}


@as_root
def test_a_home_that_others_may_write_to_is_not_for_root(home: Path) -> None:
    home.mkdir()
    home.chmod(0o777)
    with pytest.raises(FolderAccessError, match="chmod go-w"):
        own_home(home)
    home.chmod(0o1777)
    assert own_home(home) == home


@as_root
def test_a_home_may_have_other_things_in_it(home: Path, victim: Path) -> None:
    (home / "lost+found").mkdir(parents=True)
    (home / "link").symlink_to(victim)
    os.chown(home / "lost+found", NOBODY, NOBODY)
    assert own_home(home) == home


def test_a_file_with_two_names_in_the_home_is_ours(home: Path) -> None:
    (home / "dlt").mkdir(parents=True)
    (home / "dlt" / "one").touch()
    (home / "dlt" / "other").hardlink_to(home / "dlt" / "one")
    assert own_home(home) == home


@as_root
def test_what_is_planted_while_we_run_is_not_opened(home: Path, victim: Path) -> None:
    own_home(home)
    for name, plant in (("link", os.symlink), ("hard", os.link)):
        plant(victim, home / name)
        with pytest.raises(FolderAccessError, match=f"{name} is no file of yours alone"):
            os.close(open_private(home / name))
        replace(home / name, "ours")
        assert (home / name).read_text() == "ours"
    os.mkfifo(home / "pipe")
    with pytest.raises(FolderAccessError, match="pipe is no file of yours alone"):
        os.close(open_private(home / "pipe"))
    (home / "charges.csv").symlink_to(victim)
    with pytest.raises(FileExistsError):
        CsvFile("charges", home / "charges.csv")


@as_root
def test_a_data_folder_with_a_link_to_a_file_elsewhere_is_not_given_away(home: Path, victim: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data" / "base").hardlink_to(victim)
    with pytest.raises(FolderAccessError, match="base is a hard link"):
        ServerUser(NOBODY, NOBODY, switched=True).own(home / "data")


@as_root
def test_what_the_server_account_left_is_not_followed(home: Path, victim: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").symlink_to(victim)
    (data / "postmaster.pid").symlink_to(victim)
    for path in (data, *data.iterdir()):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    with pytest.raises(Exception, match=r"of PostgreSQL no known version|data belongs to another user") as found:
        start(home)
    assert "secret" not in str(found.value)
    assert not is_running(home)
    assert not stop(home)


@as_root
def test_another_user_is_told_of_a_home_of_root(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "dlt").mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    assert "belongs to another user (uid 0), and you are uid 65534" in refused(home)


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_a_landing_writes_is_for_its_user_alone(
    home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, umask: int
) -> None:
    (home / "dlt").mkdir(parents=True)
    seen: dict[Path, int] = {}

    def look(folder: Path) -> None:
        seen.update({path: path.stat().st_mode & 0o777 for path in (home / "dlt", *(home / "dlt").rglob("*"))})
        clear(folder)

    clear = packages.clear_files
    monkeypatch.setattr("pipelines.landing.session.clear_files", look)
    before = os.umask(umask)
    try:
        with closing(Sandbox.create(None, customers=2)) as sandbox, sandbox.serve() as stripe:
            land(Settings(home, stripe.api_key, stripe.url), database_url, select(["product", "customer"]))
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert any(path.suffix == ".csv" for path in seen)
    assert any(path.name == "state.json" for path in seen)
    assert {path: mode for path, mode in seen.items() if mode not in {0o700, 0o600}} == {}
