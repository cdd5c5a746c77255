"""Where the configuration comes from."""

from pathlib import Path

from pipelines.sandbox import Sandbox
from tests.cli.conftest import CommandLine


def without(cli: CommandLine, *names: str) -> CommandLine:
    return CommandLine(cli.folder, {name: value for name, value in cli.environment.items() if name not in names})


def test_a_key_in_the_env_file_leads_to_its_stripe(cli: CommandLine, sandbox_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "elsewhere.sqlite"
    store.write_bytes(sandbox_store.read_bytes())
    (Path(cli.environment["STRIPE_OLTP_HOME"]) / sandbox_store.name).unlink()
    with Sandbox.create(store).serve() as stripe:
        (cli.folder / ".env").write_text(f"STRIPE_API_KEY=rk_test_ofMine\nSTRIPE_API_BASE={stripe.url}\n")
        landed = without(cli, "STRIPE_API_KEY").json("pipeline", "--objects", "product")
    assert landed["objects"]["product"]["promoted"] > 0
    assert not (Path(cli.environment["STRIPE_OLTP_HOME"]) / sandbox_store.name).exists(), "no sandbox of its own"


def test_the_environment_goes_before_the_env_file(cli: CommandLine) -> None:
    (cli.folder / ".env").write_text("STRIPE_API_KEY=pk_test_publishable\n")
    assert "publishable key" in without(cli, "STRIPE_API_KEY")("pipeline", code=2).stderr
    assert "not a Stripe key" in cli("pipeline", code=2, STRIPE_API_KEY="something").stderr
