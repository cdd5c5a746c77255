"""The commands around the webhook endpoint at Stripe: create, status, rotate, delete."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import settings
from pipelines.cli import console
from pipelines.cli.options import Json
from pipelines.errors import UsageError
from pipelines.words import counted

if TYPE_CHECKING:
    from pipelines.webhooks.endpoints import Endpoint

NOT_IN_STEP = 1

app = typer.Typer(
    help="The webhook endpoint at Stripe that leads to serve.", no_args_is_help=True, rich_markup_mode="rich"
)

SecretFile = Annotated[
    Path | None,
    typer.Option("--secret-file", metavar="FILE", help="Keep the secret there, as .env does; other lines stay."),
]
PrintSecret = Annotated[bool, typer.Option("--print-secret", help="Print the secret on stdout, and nothing else.")]
Live = Annotated[bool, typer.Option("--live", help="Yes, change a live account.")]


@app.command("create")
def create_command(
    url: Annotated[str, typer.Option("--url", help="Where Stripe reaches serve, path included.")],
    secret_file: SecretFile = None,
    print_secret: PrintSecret = False,
    live: Live = False,
) -> None:
    """Create the endpoint, or bring its list of events in step with the types that are known here.

    The key needs Write on Webhook Endpoints, for this command only.

    Example: stripe-oltp webhook create --url https://stripe.example.com/webhooks --secret-file .env
    """
    from pipelines.runs import webhook

    configuration = _agreed(live=live)
    keep = _Keep(secret_file, print_secret=print_secret)
    endpoint, is_new = webhook.create(configuration, url, keep)
    what = "Created" if is_new else "In step, its secret as it was:"
    console.say(f"{what} {endpoint.id}, which is sent {counted(len(endpoint.enabled_events), 'type')} of events.")
    if is_new:
        console.say(f"{keep.where} Restart serve.")
    if others := sorted({one.url for one in webhook.endpoints(configuration)} - {url}):
        console.warn(
            f"Stripe also sends every event to {', '.join(others)}, of this installation, too."
            " `stripe-oltp webhook delete` removes all of them."
        )


@app.command("status")
def status_command(as_json: Json = False) -> None:
    """Show the endpoints of this installation, and whether they are sent what they should be.

    Exit 1 if there is none, or one is not in step: create brings it in step.

    Example: stripe-oltp webhook status
    """
    from pipelines.runs import webhook

    found = webhook.endpoints(settings.load())
    if as_json:
        shown = [
            {"id": one.id, "url": one.url, "status": one.status, "in_step": one.is_in_step, "lacks": one.lacks}
            for one in found
        ]
        console.print_json(shown)
    else:
        for one in found:
            state = "in step" if one.is_in_step else "not in step"
            console.OUT.print(f"{one.id}  {one.url}  {one.status}, {state}", soft_wrap=True, markup=False)
            if one.lacks:
                console.OUT.print(f"  not sent: {', '.join(one.lacks)}", soft_wrap=True, markup=False)
        if not found:
            console.OUT.print("There is no webhook endpoint of this installation: stripe-oltp webhook create")
    if not found or not all(one.is_in_step for one in found):
        raise typer.Exit(NOT_IN_STEP)


@app.command("rotate")
def rotate_command(
    secret_file: SecretFile = None,
    print_secret: PrintSecret = False,
    live: Live = False,
    finish: Annotated[bool, typer.Option("--finish", help="Second step: delete the former endpoint.")] = False,
) -> None:
    """Replace the secret in two steps: a second endpoint with a new one, then, with --finish, the first one goes.

    In between both are sent every event, which is noted once, so none is missed.

    Example: stripe-oltp webhook rotate --secret-file .env
    """
    from pipelines.runs import webhook

    configuration = _agreed(live=live)
    if finish:
        _check(secret_file)
        former = webhook.finish_rotation(configuration)
        console.say(f"Deleted {', '.join(one.id for one in former) or 'nothing: there is one endpoint at most'}.")
        if former:
            _forget(secret_file, former)
            console.say("Restart serve with the newest secret alone.")
        return
    keep = _Keep(secret_file, print_secret=print_secret)
    endpoint, former = webhook.rotate(configuration, keep)
    console.say(f"Created {endpoint.id} beside {', '.join(one.id for one in former)}. {keep.where}")
    again = f" --secret-file {secret_file}" if secret_file else ""
    console.say(f"Restart serve with both secrets. Then: stripe-oltp webhook rotate --finish{again}")


@app.command("delete")
def delete_command(
    secret_file: Annotated[
        Path | None,
        typer.Option("--secret-file", metavar="FILE", help="Take the secrets of what is deleted out of this file."),
    ] = None,
    live: Live = False,
) -> None:
    """Delete the endpoints of this installation. follow goes on without them.

    Example: stripe-oltp webhook delete --secret-file .env
    """
    from pipelines.runs import webhook

    configuration = _agreed(live=live)
    _check(secret_file)
    found = webhook.delete(configuration)
    console.say(f"Deleted {', '.join(one.id for one in found) or 'nothing: there was no endpoint'}.")
    if found:
        _forget(secret_file, found)


def _check(path: Path | None) -> None:
    """Raises UsageError for a file that cannot be written, before anything is deleted."""
    from pipelines.webhooks import secret_file

    if path:
        secret_file.check(path)


def _forget(path: Path | None, deleted: "list[Endpoint]") -> None:
    """Take the secrets of what was deleted out of the file, or say who has to."""
    from pipelines.webhooks import secret_file

    ids = [endpoint.id for endpoint in deleted]
    if path is None:
        console.say(f"STRIPE_WEBHOOK_SECRETS still has the secret of {', '.join(ids)}: take it out.")
    elif unknown := secret_file.forget(path, ids):
        console.warn(f"{path} does not say which secret is of {', '.join(unknown)}: take it out yourself.")


class _Keep:
    """Keeps a secret where the user said. Raises UsageError, before anything is done, where nobody said."""

    def __init__(self, path: Path | None, *, print_secret: bool) -> None:
        from pipelines.webhooks import secret_file

        if (path is None) != print_secret:
            raise UsageError("Say where the secret goes, which Stripe shows once: --secret-file .env or --print-secret")
        self._path, self._file = path, secret_file
        if path:
            secret_file.check(path)
        self.where = f"Its secret is in {path}." if path else "Its secret is above; put it into STRIPE_WEBHOOK_SECRETS."

    def __call__(self, endpoint: "Endpoint") -> None:
        if self._path:
            self._file.add(self._path, endpoint.secret or "", endpoint.id)
        else:
            sys.stdout.write(f"{endpoint.secret}\n")
            sys.stdout.flush()


def _agreed(*, live: bool) -> settings.Settings:
    """The settings, once the user said yes where they lead to a live account. Raises UsageError."""
    configuration = settings.load()
    if not configuration.livemode or live:
        return configuration
    if not sys.stdin.isatty():
        raise UsageError("STRIPE_API_KEY is a live key, and this changes the account. Add --live if you mean it.")
    typer.confirm("STRIPE_API_KEY is a live key. Change the webhook endpoints of the live account?", abort=True)
    return configuration
