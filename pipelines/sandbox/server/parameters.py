"""Parameters of a list, checked against the forms that Stripe's specification gives them."""

from collections.abc import Collection
from typing import Any

import msgspec

from pipelines.sandbox.errors import ApiError, bad_parameter
from pipelines.sandbox.server import forms
from pipelines.sandbox.server.forms import Parameters
from pipelines.sandbox.server.specification import Form, ListEndpoint

EXPAND: Form = {"each": "string"}


def check(given: Parameters, endpoint: ListEndpoint, former: Collection[str] = ()) -> None:
    """Raises ApiError, in Stripe's words, for what is unknown, missing or of another form.

    ``former`` are names that the list takes though the newest specification has them no longer.
    """
    for name, value in given.items():
        form = EXPAND if name == "expand" else endpoint.parameters.get(name, "string" if name in former else None)
        if form is None:
            raise unknown(name)
        check_form(name, value, form)
    for name in endpoint.required:
        if not given.get(name):
            raise bad_parameter(name, f"Missing required param: {name}.", "parameter_missing")
    if "starting_after" in given and "ending_before" in given:
        message = "You can only specify one of these parameters: starting_after, ending_before."
        raise bad_parameter("starting_after", message, "parameters_exclusive")


def limit(given: Parameters) -> int:
    """How many elements a page has at most. Raises ApiError."""
    found = forms.whole_number("limit", given.get("limit", "10"))
    if not 1 <= found <= 100:
        bound = "greater than or equal to 1" if found < 1 else "less than or equal to 100"
        raise bad_parameter("limit", f"This value must be {bound}.", "parameter_invalid_integer")
    return found


def unknown(name: str) -> ApiError:
    """Stripe's answer for a parameter that it does not have."""
    return bad_parameter(name, f"Received unknown parameter: {name}", "parameter_unknown")


def check_form(name: str, value: Any, form: Form) -> None:
    """Raises ApiError for a value that has not the form (see ``tests/sandbox/derive_api.py``)."""
    if isinstance(form, str):
        _check_type(name, value, form)
    elif "any" in form:
        _check_any(name, value, form["any"])
    elif "enum" in form:
        if value not in form["enum"]:
            raise bad_parameter(name, f"Invalid {name}: must be one of {', '.join(filter(None, form['enum']))}")
    elif "each" in form:
        for place, each in enumerate(_list(name, value)):
            check_form(f"{name}[{place}]", each, form["each"])
    else:
        _check_fields(name, value, form["fields"])


def _check_any(name: str, value: Any, alternatives: list[Form]) -> None:
    """What is nested is judged by an alternative that nests, so that the answer names the field that is wrong."""
    nests = isinstance(value, dict | list)
    fitting = [each for each in alternatives if nests == (isinstance(each, dict) and "enum" not in each)]
    refused = None
    for form in fitting or alternatives:
        try:
            check_form(name, value, form)
        except ApiError as error:
            refused = error
        else:
            return
    if refused:
        raise refused


def _check_type(name: str, value: Any, form: str) -> None:
    if form == "integer":
        forms.whole_number(name, value)
    elif form == "boolean":
        forms.truth(name, value)
    elif form == "number":
        _check_number(name, value)
    elif form == "string" and not isinstance(value, str):
        raise bad_parameter(name, f"Invalid string: {msgspec.json.encode(value).decode()}")
    elif form == "object" and not isinstance(value, dict):
        raise bad_parameter(name, "Invalid object")


def _check_number(name: str, value: Any) -> None:
    try:
        float(value)
    except (TypeError, ValueError):
        raise bad_parameter(name, f"Invalid decimal: {value}") from None


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise bad_parameter(name, "Invalid array")
    return value


def _check_fields(name: str, value: Any, fields: dict[str, Form]) -> None:
    if not isinstance(value, dict):
        raise bad_parameter(name, "Invalid object")
    for inner, each in value.items():
        full = f"{name}[{inner}]"
        if inner not in fields:
            raise unknown(full)
        check_form(full, each, fields[inner])
