"""The commands around the sandbox Stripe: serve it, fill an account from fixtures."""

from contextlib import nullcontext
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import settings
from pipelines.cli import console
from pipelines.cli.options import Json
from pipelines.home import own_home
from pipelines.runs.stripe import SANDBOX_STORE, stripe_at_hand

if TYPE_CHECKING:
    from pipelines.sandbox import Gate, Serving


class Limit(StrEnum):
    """The two kinds of account that Stripe limits differently."""

    LIVE = "live"
    SANDBOX = "sandbox"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("sandbox")(sandbox_command)
    app.command("seed")(seed_command)


def sandbox_command(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 picks a free one.")] = 12111,
    *,
    customers: Annotated[
        int | None, typer.Option(min=0, help="How many customers a new account starts with. Default: 500.")
    ] = None,
    number: Annotated[
        int | None,
        typer.Option("--seed", help="Random seed for the new account, its changes and faults."),
    ] = None,
    fresh: Annotated[bool, typer.Option(help="Discard the account and create a new one.")] = False,
    changes: Annotated[float, typer.Option(min=0, metavar="N", help="Changes to the account per second.")] = 0,
    faults: Annotated[float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of requests that fail once.")] = 0,
    limits: Annotated[Limit | None, typer.Option(help="Enforce the rate limits of this kind of account.")] = None,
    latency: Annotated[int, typer.Option(min=0, metavar="MS", help="Added latency per response, in milliseconds.")] = 0,
) -> None:
    """Serve a sandbox Stripe on this machine until Ctrl-C: same API, made-up account, its own clock.

    By default nothing changes and nothing fails. Events are posted to the webhook endpoints of the account, signed.

    Example: stripe-oltp sandbox --port 12111

    Example: stripe-oltp sandbox --fresh --changes 5 --faults 0.05 --limits live --latency 150
    """
    from pipelines.sandbox import Business, Deliveries, Sandbox, serve_forever

    home = own_home(settings.load().home)
    store = home / SANDBOX_STORE
    if fresh:
        for file in home.glob(f"{SANDBOX_STORE}*"):
            file.unlink()
    sandbox = Sandbox.create(store, seed=number, customers=customers)
    changing = Business(sandbox).running(changes) if changes else nullcontext()
    with changing, Deliveries(sandbox).running():
        serve_forever(sandbox, "127.0.0.1", port, _say_ready, gate=_gate(number or 1, faults, limits, latency))


def seed_command(
    file: Annotated[Path, typer.Argument(help="A fixtures file of the Stripe CLI.")],
    as_json: Json = False,
) -> None:
    """Create objects from a fixtures file in the sandbox Stripe or a Stripe test account, never in a live one.

    Example: stripe-oltp seed fixtures.json
    """
    from pipelines.sandbox.seed import seed

    with stripe_at_hand(settings.load()) as at_hand:
        report = seed(file, api_key=str(at_hand.api_key), api_base=at_hand.api_base, on_step=console.say)
    if as_json:
        console.print_json(asdict(report))


def _gate(seed: int, faults: float, limits: Limit | None, latency: int) -> "Gate":
    from pipelines.sandbox import Faults, Gate, Gates, Latency, Limits

    gates: list[Gate] = []
    if limits:
        gates.append(Limits.live() if limits is Limit.LIVE else Limits.sandbox())
    if faults:
        gates.append(Faults(seed, faults))
    if latency:
        gates.append(Latency(latency / 1000))
    return Gates(*gates)


def _say_ready(serving: "Serving") -> None:
    console.OUT.print(f"The sandbox Stripe is at {serving.url}. In another terminal:", soft_wrap=True)
    console.OUT.print(f"  curl {serving.url}/v1/customers -u {serving.api_key}:", soft_wrap=True)
    console.OUT.print("  make pipeline     land this account")
    console.OUT.print("Ctrl-C stops it; the account is kept.")
