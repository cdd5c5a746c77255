"""Which Python it needs is said alike in every place, and make says it in a sentence."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

from tests.breadth import slow_but

ROOT = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
FIRST_THAT_IS_NOT = "3.15"
TOOLS = ("sh", "make", "cat", "awk")
FAKE = """#!/bin/sh
echo "$@" >> "{log}"
if [ "$1" = --version ]; then echo "Python {version}.0"; exit; fi
[ "$1" = -c ] && exec "{python}" -c '
import sys
sys.version_info = tuple(map(int, "{version}.0".split(".")))
sys.abiflags = "{flags}"
exec(sys.argv[1])' "$2"
exit 7
"""


def test_every_place_names_the_same_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={VERSIONS[0]},<{FIRST_THAT_IS_NOT}"
    assert f"<{FIRST_THAT_IS_NOT}" in metadata("dlt")["Requires-Python"].split(","), "dlt's bound is ours"
    matrix = re.search(r"python: \[(.*)\]", (ROOT / ".github/workflows/ci.yml").read_text())
    assert matrix
    assert tuple(re.findall(r"[\d.]+", matrix[1])) == VERSIONS
    assert f"Python {VERSIONS[0]} to {VERSIONS[-1]}, make" in (ROOT / "README.md").read_text()
    assert f"Python {VERSIONS[0]} to {VERSIONS[-1]}, written" in (ROOT / "requirements.lock").read_text()


class Machine:
    """A machine with make and the Pythons of a test, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.project, self._bin, self._logs = folder / "project", folder / "bin", folder / "logs"
        for each in (self.project, self._bin, self._logs):
            each.mkdir()
        for name in ("Makefile", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, self.project)
        for tool in TOOLS:
            (self._bin / tool).symlink_to(str(shutil.which(tool)))

    def install(self, name: str, version: str, flags: str = "") -> None:
        text = FAKE.format(log=self._logs / name, version=version, python=sys.executable, flags=flags)
        (self._bin / name).write_text(text)
        (self._bin / name).chmod(0o755)

    def make(self, *arguments: str) -> str:
        """What make says; it fails in any case, because none of these Pythons can make a .venv."""
        done = subprocess.run(
            ["make", "status", *arguments],
            cwd=self.project, env={"PATH": str(self._bin), "PWD": str(self.project)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2, done.stdout + done.stderr
        return done.stderr

    def asked(self, name: str) -> str:
        log = self._logs / name
        return log.read_text() if log.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("version", slow_but(["3.10", "3.15"], ["3.10", "3.15", "4.0", "2.7"]))
def test_make_says_which_versions_it_needs(machine: Machine, version: str) -> None:
    machine.install("python3", version)
    said = machine.make()
    assert said.startswith(f"Python 3.11, 3.12, 3.13 or 3.14 is needed, and not found: python3 is Python {version}.0. ")
    assert "Installing" not in said
    assert said.splitlines()[1].startswith("make: ***")


def test_make_says_so_where_there_is_no_python_or_another_is_named(machine: Machine) -> None:
    assert "python3 is missing. Install one" in machine.make()
    machine.install("strange", "3.15")
    machine.install("python3", "3.13")
    assert "strange is Python 3.15.0." in machine.make("PYTHON=strange")


@pytest.mark.parametrize("version", slow_but([VERSIONS[-1]], VERSIONS))
def test_make_takes_a_supported_one_from_the_path(machine: Machine, version: str) -> None:
    machine.install("python3", "3.15")
    machine.install("python3.14", "3.14", flags="t")  # without the lock there are no wheels
    machine.install(f"python{version}", version)
    machine.make()
    assert "-m venv --clear .venv" in machine.asked(f"python{version}")
    assert "venv" not in machine.asked("python3").replace("import ensurepip, venv", "")


def test_a_venv_whose_python_was_removed_is_made_again(machine: Machine) -> None:
    machine.install("python3", "3.12")
    (machine.project / ".venv/bin").mkdir(parents=True)
    (machine.project / ".venv/bin/python").symlink_to("/removed/python3.15")
    (machine.project / ".venv/.installed").write_text(f"{machine.project}\n")
    os.utime(machine.project / ".venv/.installed", (2**32, 2**32))
    machine.make()
    assert "-m venv --clear .venv" in machine.asked("python3")
