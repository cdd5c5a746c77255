"""``expand`` of a server that does not know a path: it is left out, and the rest is read all the same.

Stripe refuses the whole request for one path that an API version does not have, and so do other servers for paths that
they never heard of. What is lost is a field; without this it would be the type.
"""

import re
from collections.abc import Collection, Mapping

import stripe

_REFUSED = re.compile(r"cannot be expanded \((?:data\.)?([\w.]+)\)")


def refused_path(parameters: Mapping[str, str], error: stripe.StripeError) -> str | None:
    """The path among the ``parameters`` of a request that Stripe refused it for."""
    if error.http_status != 400 or not error.error or not (found := _REFUSED.search(error.error.message or "")):
        return None
    asked = (value for name, value in parameters.items() if name.startswith("expand["))
    return next((path for path in asked if path.removeprefix("data.") == found[1]), None)


def without(parameters: Mapping[str, str], paths: Collection[str]) -> dict[str, str]:
    """The parameters of a request that does not ask for ``paths``."""
    return {name: value for name, value in parameters.items() if not name.startswith("expand[") or value not in paths}
