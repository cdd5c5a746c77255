"""Run a file in the Stripe CLI's fixtures format against the sandbox or a Stripe test account.

The format is the one of ``stripe fixtures``: ``{"_meta": {"template_version": 0}, "fixtures": [...]}``, each fixture a
request with ``name``, ``path``, ``method`` and ``params``. A later one may use an earlier one's response as
``${name:dot.path}``, with a default after ``|``. Of ``${.env:NAME|default}`` only the default is taken: a file from
elsewhere would send this machine's keys and passwords to whoever reads the account.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe

from pipelines.errors import StripeOltpError, UsageError
from pipelines.sandbox.versions.known import NEWEST

REFERENCE = re.compile(r"\$\{([^}:|]+):([^}|]+)(?:\|([^}]*))?\}")
ENVIRONMENT = ".env"  # what the Stripe CLI calls it
METHODS = ("get", "post", "delete")


class SeedKeyError(UsageError):
    """The key is not one that may be written with."""


class SeedFileError(UsageError):
    """The file is missing, cut, or not in the fixtures format; nothing was sent."""


class SeedReferenceError(StripeOltpError):
    """A fixture refers to something that an earlier response does not have."""


class SeedRequestError(StripeOltpError):
    """Stripe refused a fixture's request, or could not be reached."""


@dataclass(frozen=True)
class Fixture:
    """One request of the file, as it is written there."""

    name: str
    path: str
    method: str
    params: dict[str, Any]
    expected_error_type: str | None
    idempotency_key: str | None


@dataclass(frozen=True)
class SeedStep:
    """One request that was made, and the object that it answered with (None: an error that was expected)."""

    name: str
    method: str
    path: str
    object: str | None
    id: str | None


@dataclass(frozen=True)
class SeedReport:
    """What was done, in order."""

    file: str
    steps: list[SeedStep]


def seed(
    file: Path, *, api_key: str, api_base: str | None = None, on_step: Callable[[str], None] = lambda _: None
) -> SeedReport:
    """Make the requests of a fixtures file, in order; ``on_step`` is told each in a line.

    Raises SeedKeyError and SeedFileError before anything is sent, SeedReferenceError and SeedRequestError at the
    fixture that failed: what came before it is done.
    """
    if not api_key.startswith(("sk_test_", "rk_test_")):
        kind = "a live key" if api_key.startswith(("sk_live_", "rk_live_")) else "not a secret test key"
        raise SeedKeyError(f"The key is {kind}: fixtures are made with test keys only (sk_test_…). Nothing was sent.")
    fixtures = read(file)
    client = stripe.StripeClient(
        api_key, base_addresses={"api": api_base} if api_base else {}, stripe_version=NEWEST, max_network_retries=2
    )
    responses: dict[str, Any] = {}
    steps = []
    for fixture in fixtures:
        step, responses[fixture.name] = _run(client, fixture, responses)
        steps.append(step)
        on_step(f"{step.name}: {step.method} {step.path} → {step.id or step.object or 'refused, as expected'}")
    return SeedReport(str(file), steps)


def read(file: Path) -> list[Fixture]:
    """The fixtures of a file, every reference to a name checked. Raises SeedFileError."""
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise SeedFileError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SeedFileError(f"{file} is not whole JSON: {error}.") from error
    if not isinstance(document, dict) or not isinstance(document.get("fixtures"), list):
        raise SeedFileError(f"{file} is not a fixtures file: it needs an object with a list `fixtures`.")
    meta = document.get("_meta", {})
    if not isinstance(meta, dict) or meta.get("template_version", 0) != 0:
        raise SeedFileError(f"{file} is of another template_version than 0, the only one there is.")
    fixtures: list[Fixture] = []
    for place, entry in enumerate(document["fixtures"]):
        fixture = _fixture(file, place, entry)
        _check_names(file, fixture, {each.name for each in fixtures})
        fixtures.append(fixture)
    return fixtures


def _fixture(file: Path, place: int, entry: Any) -> Fixture:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise SeedFileError(f"{file}: fixtures[{place}] needs a `name`.")
    name, path, method = entry["name"], entry.get("path"), entry.get("method", "post")
    if not isinstance(path, str) or not path.startswith("/v1/"):
        raise SeedFileError(f"{file}: fixture {name} needs a `path` that begins with /v1/.")
    if not isinstance(method, str) or method.lower() not in METHODS:
        raise SeedFileError(f"{file}: fixture {name} has a `method` other than {', '.join(METHODS)}.")
    params = entry.get("params") or {}
    if not isinstance(params, dict):
        raise SeedFileError(f"{file}: fixture {name} has `params` that are not an object.")
    expected, key = entry.get("expected_error_type"), entry.get("idempotency_key")
    return Fixture(name, path, method.lower(), params, expected or None, key or None)


def _check_names(file: Path, fixture: Fixture, earlier: set[str]) -> None:
    if fixture.name in earlier:
        raise SeedFileError(f"{file}: two fixtures are named {fixture.name}.")
    for name, path, default in _references([fixture.path, fixture.params, fixture.idempotency_key]):
        if name == ENVIRONMENT and default is None:
            raise SeedFileError(
                f"{file}: fixture {fixture.name} asks for {path} of the environment, where keys and passwords are."
                f" Write the value into the file, or a default: ${{{name}:{path}|value}}."
            )
        if name != ENVIRONMENT and name not in earlier:
            raise SeedFileError(
                f"{file}: fixture {fixture.name} refers to ${{{name}:{path}}}, but no earlier fixture is named {name}."
            )


def _references(value: Any) -> Iterator[tuple[str, str, str | None]]:
    if isinstance(value, str):
        for match in REFERENCE.finditer(value):
            yield match[1], match[2], match[3]
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _references(each)


def _run(client: stripe.StripeClient, fixture: Fixture, responses: dict[str, Any]) -> tuple[SeedStep, Any]:
    path = _fill(fixture, fixture.path, responses)
    params = _fill(fixture, fixture.params, responses)
    if fixture.idempotency_key:
        params["idempotency_key"] = _fill(fixture, fixture.idempotency_key, responses)
    try:
        answer = json.loads(client.raw_request(fixture.method, path, **params).body)
    except stripe.StripeError as error:
        if fixture.expected_error_type and _type_of(error) == fixture.expected_error_type:
            return SeedStep(fixture.name, fixture.method, path, None, None), {}
        raise _refused(fixture, path, error) from error
    return SeedStep(fixture.name, fixture.method, path, answer.get("object"), answer.get("id")), answer


def _fill(fixture: Fixture, value: Any, responses: dict[str, Any]) -> Any:
    """The value with its references replaced; nulls are left out, as the Stripe CLI does."""
    if isinstance(value, str):
        return REFERENCE.sub(lambda match: _look_up(fixture, match, responses), value)
    if isinstance(value, list):
        return [_fill(fixture, each, responses) for each in value]
    if isinstance(value, dict):
        return {name: _fill(fixture, each, responses) for name, each in value.items() if each is not None}
    return value


def _look_up(fixture: Fixture, match: re.Match[str], responses: dict[str, Any]) -> str:
    name, path, default = match.groups()
    found = responses[name] if name != ENVIRONMENT else None
    for step in path.split("."):
        if isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            found = found.get(step) if isinstance(found, dict) else None
    if found is None or isinstance(found, dict | list):
        if default is not None:
            return str(default)
        raise SeedReferenceError(
            f"Fixture {fixture.name} refers to {match[0]}, but the response of {name} has no value at {path}."
        )
    return str(found) if not isinstance(found, bool) else str(found).lower()


def _type_of(error: stripe.StripeError) -> str | None:
    return getattr(error.error, "type", None)


def _refused(fixture: Fixture, path: str, error: stripe.StripeError) -> SeedRequestError:
    where = f"Fixture {fixture.name} ({fixture.method} {path})"
    if error.http_status is None:
        return SeedRequestError(f"{where}: Stripe could not be reached ({type(error).__name__}).")
    request_id = f", request {error.request_id}" if error.request_id else ""
    return SeedRequestError(f"{where} was refused with {error.http_status}{request_id}: {error.user_message}")
