"""The commands that receive events: serve, from webhooks; ring, from what a cloud delivered."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from pipelines import service_manager, settings
from pipelines.cli import console
from pipelines.words import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("serve")(serve_command)
    app.command("ring")(ring_command)


def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen at; by default only this machine's own.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 8787,
    path: Annotated[str, typer.Option(help="Where events are posted to.")] = "/webhooks",
) -> None:
    """Receive Stripe's webhooks until it is stopped: note each event, and wake follow, which asks Stripe what changed.

    STRIPE_WEBHOOK_SECRETS has the signing secrets. An event is noted durably before it is answered, and is never data.

    Put a proxy with TLS in front of it, for this path only. GET /health and /metrics are for monitors.

    Example: stripe-oltp serve --port 8787
    """
    from pipelines.runs.serve import webhook_server

    configuration, secrets = settings.load(), settings.load_webhook_secrets()
    with (
        suppress(KeyboardInterrupt),  # SIGTERM, too
        webhook_server(configuration, secrets, host=host, port=port, path=path) as server,
    ):
        console.OUT.print(f"Receiving events at {server.url}{path}. Ctrl-C or SIGTERM ends it.", soft_wrap=True)
        service_manager.tell(settings.notify_socket(), service_manager.READY)
        server.run()
    console.OUT.print("Stopped. What Stripe sends meanwhile it sends again, for up to three days.", soft_wrap=True)


def ring_command(
    sources: Annotated[
        list[Path], typer.Option("--from", metavar="PATH", help="A file, a folder, or - for stdin; repeatable.")
    ],
) -> None:
    """Note events that Amazon EventBridge or Azure Event Grid delivered, and wake follow, as serve does.

    A file has one envelope, an array of them, or one per line. Who delivered them is not verified: the cloud did that.

    Example: stripe-oltp ring --from events/
    """
    from pipelines.runs.ring import ring

    found = ring(settings.load(), sources)
    said = ", ".join(f"{number:,} {noted.replace('_', ' ')}" for noted, number in sorted(found.items()))
    console.OUT.print(f"{counted(sum(found.values()), 'event')}{': ' if said else ''}{said}.", soft_wrap=True)
