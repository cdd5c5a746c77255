"""The file of secrets, as people write it: whatever form the line has, the settings read what is written to it."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from pipelines.webhooks.secret_file import NAME, add, forget

OLD, NEW = "whsec_old111111", "whsec_new222222"


@pytest.mark.parametrize(
    "line",
    [
        f"{NAME}={OLD}",
        f"{NAME}={OLD} # the one of the dashboard",
        f"{NAME} = {OLD}",
        f"export {NAME}='{OLD}'",
        f'  {NAME}="{OLD}"  # quoted',
        f"{NAME}=whsec_gone\n{NAME}={OLD}",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_secret_is_added_and_taken_out_in_whatever_form_the_line_has(tmp_path: Path, line: str, end: str) -> None:
    path = tmp_path / ".env"
    text = f"# mine\nA=1 # kept\n\n{line}\nB=2\n".replace("\n", end)
    path.write_bytes(text.encode())
    add(path, NEW, "we_2")
    assert dotenv_values(path) == {"A": "1", "B": "2", NAME: f"{NEW},{OLD}"}
    assert forget(path, ["we_2"]) == []
    assert dotenv_values(path) == {"A": "1", "B": "2", NAME: OLD}
    others = [part for part in text.split(end) if not part.strip().removeprefix("export ").startswith(NAME)]
    written = path.read_bytes().decode().split(end)
    assert [part for part in written if NAME not in part] == others
    assert ("#" in line) == any(NAME in part and "#" in part for part in written)


def test_what_belongs_to_no_endpoint_stays_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(f"{NAME}={OLD}")
    assert forget(path, ["we_1"]) == ["we_1"]
    assert dotenv_values(path) == {NAME: OLD}
    add(path, NEW, "we_2")
    path.write_text(path.read_text().replace(f"{NEW},{OLD}", f"{OLD},{NEW}"))
    assert forget(path, ["we_2"]) == []
    assert dotenv_values(path) == {NAME: OLD}


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    add(tmp_path / "secrets", NEW, "we_2")
    assert dotenv_values(tmp_path / "secrets") == {NAME: NEW}
