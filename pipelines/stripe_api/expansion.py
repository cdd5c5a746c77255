"""``expand`` that is refused: the path is left out, and the rest is read all the same.

Stripe refuses the whole request for one path that an API version does not have, and so do other servers for paths that
they never heard of. It does so, too, for a path that a restricted key has no permission for: Stripe asks for "at least
one corresponding permission for each API object you expand" (docs.stripe.com/stripe-apps/reference/permissions). What
is lost is a field; without this it would be the type.
"""

import re
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import stripe

from pipelines.stripe_api.errors import KEYS
from pipelines.stripe_api.refusals import permission_in

_REFUSED = re.compile(r"cannot be expanded \((?:data\.)?([\w.]+)\)")


@dataclass
class Expansions:
    """The paths that are not expanded, by endpoint, and those of them that the key may not. For any thread.

    ``forbidden`` is by list and field; its values are Stripe's names for the permissions, None where it gave none.
    ``granted`` are the lists and fields that were asked for and answered.
    """

    forbidden: dict[tuple[str, str], str | None] = field(default_factory=dict)
    granted: set[tuple[str, str]] = field(default_factory=set)
    _left_out: dict[str, set[str]] = field(default_factory=dict)
    _own: set[tuple[str, str | None]] = field(default_factory=set)

    def of(self, endpoint: str, parameters: Mapping[str, str]) -> dict[str, str]:
        """The parameters of a request without what is left out there."""
        return without(parameters, self._left_out.get(endpoint, ()))

    def fields(self, endpoint: str) -> AbstractSet[str]:
        """The fields that documents of an endpoint lack because they are left out."""
        return {_field(path) for path in self._left_out.get(endpoint, ())}

    def leave_out(self, endpoint: str, path: str) -> None:
        """Expand a path no more."""
        self._left_out.setdefault(endpoint, set()).add(path)

    def forbid(self, endpoint: str, path: str, error: stripe.StripeError) -> None:
        """Expand a path no more that the key has no permission for, as Stripe says in ``error``."""
        self.forbidden.setdefault((endpoint.removesuffix("/{id}"), _field(path)), permission_in(_said(error)))
        self.leave_out(endpoint, path)

    def grant(self, endpoint: str, parameters: Mapping[str, str]) -> None:
        """Note that what a request expands was answered, but for what was left out of it."""
        asked = expanded(self.of(endpoint, parameters))
        self.granted.update((endpoint.removesuffix("/{id}"), _field(path)) for path in asked)

    def note_own(self, endpoint: str, error: stripe.StripeError) -> None:
        """A refusal is for the endpoint itself: what is expanded has no part in it."""
        self._own.add((endpoint, permission_in(_said(error))))

    def may_be_why(self, endpoint: str, parameters: Mapping[str, str], error: stripe.StripeError) -> bool:
        """Whether a request may have been refused for what it expands. A refusal often names the permission."""
        permission = permission_in(_said(error))
        own = [part for part in endpoint.split("/") if part and part != "{id}"][-1]
        is_own = (endpoint, permission) in self._own or _is_for(permission, own)
        return error.http_status == 403 and bool(expanded(parameters)) and not is_own

    def add(self, other: "Expansions") -> None:
        """What another client may not expand, too."""
        self.forbidden.update(other.forbidden)
        self.granted |= other.granted

    @property
    def sentences(self) -> list[str]:
        """What the key may not expand, for a person."""
        return [
            f"STRIPE_API_KEY may not read {name} in {path}{f' ({permission})' if permission else ''}: all else is read,"
            f" and known values are kept. Grant the restricted key that permission at {KEYS}."
            for (path, name), permission in sorted(self.forbidden.items())
        ]


def refused_path(parameters: Mapping[str, str], error: stripe.StripeError) -> str | None:
    """The path among the ``parameters`` of a request that Stripe does not know."""
    if error.http_status != 400 or not error.error or not (found := _REFUSED.search(error.error.message or "")):
        return None
    return next((path for path in expanded(parameters) if _field(path) == found[1]), None)


def named_paths(parameters: Mapping[str, str], error: stripe.StripeError) -> list[str]:
    """The paths of a request that have the name of the permission that a refusal names."""
    permission = permission_in(_said(error))
    return [path for path in expanded(parameters) if _is_for(permission, path.rpartition(".")[2])]


def expanded(parameters: Mapping[str, str]) -> list[str]:
    """The paths that a request expands."""
    return [value for name, value in parameters.items() if name.startswith("expand[")]


def without(parameters: Mapping[str, str], paths: Collection[str]) -> dict[str, str]:
    """The parameters of a request that does not ask for ``paths``."""
    return {name: value for name, value in parameters.items() if not name.startswith("expand[") or value not in paths}


def _is_for(permission: str | None, name: str) -> bool:
    return permission in {f"rak_{name}_read", f"rak_{name.removesuffix('s')}_read"}


def _field(path: str) -> str:
    return path.removeprefix("data.")


def _said(error: stripe.StripeError) -> str:
    return (error.error and error.error.message) or ""
