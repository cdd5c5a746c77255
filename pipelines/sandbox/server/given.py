"""The parameters of a request that changes something, read one by one; what nobody read is unknown."""

from collections.abc import Sequence

from pipelines.sandbox.documents import Document, Documents, address
from pipelines.sandbox.errors import bad_parameter, missing
from pipelines.sandbox.server import forms


class Given:
    """Parameters by name. An empty string means "none", as in Stripe. Every method raises ApiError."""

    def __init__(self, parameters: forms.Parameters, within: str = "") -> None:
        """``within`` is the parameter that these are nested in."""
        self.left, self.within = dict(parameters), within

    def __contains__(self, name: str) -> bool:
        """Whether a parameter was given and not read yet."""
        return name in self.left

    def name(self, name: str) -> str:
        """A parameter's full name: ``items[0][price]``."""
        return f"{self.within}[{name}]" if self.within else name

    def text(self, name: str, default: str | None = None) -> str | None:
        """A string."""
        value = self.left.pop(name, default)
        if value is not None and not isinstance(value, str):
            raise bad_parameter(self.name(name), f"Invalid string: {self.name(name)}")
        return value or None

    def needed(self, name: str) -> str:
        """A string that must be there."""
        value = self.text(name)
        if value is None:
            raise bad_parameter(self.name(name), f"Missing required param: {self.name(name)}.", "parameter_missing")
        return value

    def choice(self, name: str, options: Sequence[str], default: str | None = None) -> str | None:
        """One of some strings."""
        value = self.text(name, default)
        if value is not None and value not in options:
            raise bad_parameter(self.name(name), f"Invalid {name}: must be one of {', '.join(options)}")
        return value

    def integer(self, name: str, default: int | None = None, *, least: int | None = None) -> int | None:
        """An integer."""
        value = self.text(name)
        if value is None:
            return default
        number = forms.whole_number(self.name(name), value)
        if least is not None and number < least:
            message = f"This value must be greater than or equal to {least}."
            raise bad_parameter(self.name(name), message, "parameter_invalid_integer")
        return number

    def truth(self, name: str, *, default: bool = False) -> bool:
        """A boolean."""
        value = self.text(name)
        return default if value is None else forms.truth(self.name(name), value)

    def texts(self, name: str) -> list[str]:
        """A list of strings."""
        value = self.left.pop(name, "")
        return forms.texts(self.name(name), value) if value else []

    def nested(self, name: str) -> "Given":
        """The parameters inside one."""
        value = self.left.pop(name, None) or {}
        if not isinstance(value, dict):
            raise bad_parameter(self.name(name), "Invalid object")
        return Given(value, self.name(name))

    def each(self, name: str) -> list["Given"]:
        """A list of objects."""
        value = self.left.pop(name, None) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise bad_parameter(self.name(name), "Invalid array")
        return [Given(one, f"{self.name(name)}[{place}]") for place, one in enumerate(value)]

    def strings(self, name: str) -> dict[str, str] | None:
        """An object of strings (an address)."""
        value = self.left.pop(name, None)
        if value is None or value == "":
            return None
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise bad_parameter(self.name(name), "Invalid object")
        return value

    def currency(self) -> str:
        """A currency that must be there, in small letters."""
        value = self.needed("currency").lower()
        if not (len(value) == 3 and value.isascii() and value.isalpha()):
            raise bad_parameter(self.name("currency"), f"Invalid currency: {value}")
        return value

    def address(self, name: str = "address") -> Document:
        """An address; what is not given is null."""
        parts = self.nested(name)
        found = address(**{part: parts.text(part) for part in address()})
        parts.end()
        return found

    def metadata(self, before: dict[str, str] | None = None) -> dict[str, str]:
        """Metadata over what was there: an empty value takes a key away, an empty parameter takes all."""
        if self.left.get("metadata") == "":
            self.left.pop("metadata")
            return {}
        merged = (before or {}) | (self.strings("metadata") or {})
        return {key: value for key, value in merged.items() if value}

    def ignore(self, *names: str) -> None:
        """Parameters that Stripe knows and that change nothing here."""
        for name in names:
            self.left.pop(name, None)

    def end(self) -> None:
        """Refuse what nobody read."""
        for name in self.left:
            full = self.name(name)
            raise bad_parameter(full, f"Received unknown parameter: {full}", "parameter_unknown")


def named(documents: Documents, kind: str, object_id: str, param: str) -> Document:
    """The object that a parameter names. Raises ApiError, for a deleted one too."""
    document = documents.find(kind, object_id)
    if document is None or document.get("deleted"):
        raise missing(kind, object_id, param=param, status=400)
    return document


def addressed(documents: Documents, kind: str, object_id: str) -> Document:
    """The object that a path names. Raises ApiError, for a deleted one too."""
    document = documents.find(kind, object_id)
    if document is None or document.get("deleted"):
        raise missing(kind, object_id)
    return document
