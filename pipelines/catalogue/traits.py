"""How Stripe shows one type of object: what its lists hide, what its events tell, and what they keep to themselves.

The facts are Stripe's own (docs/landing.md has the sources); `pipelines/catalogue/` says which hold of which type.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ACTIVE_AND_INACTIVE = ({"active": "true"}, {"active": "false"})


@dataclass(frozen=True)
class Evidence:
    """A list inside a document whose elements are objects of a type with a list of its own.

    ``rest`` is the endpoint that lists it whole when Stripe cut it (``has_more``); ``{id}`` is the document's id.
    """

    object: str
    rest: str


@dataclass(frozen=True)
class Reading:
    """How one type is read.

    ``views`` are the parameters of the lists that only together show everything; ``created_since`` is the API version
    whose list first takes ``created`` (None: none does); ``on_clocks`` whether its list leaves out what hangs on a test
    clock.
    ``expand`` names the fields that Stripe gives only when asked, with the API version that first has each; those that
    ``ids`` names are lists of ids otherwise. ``formerly`` are the fields that said the same before, unasked.
    ``unevented`` says that some of its changes have no event, so that it has to be listed again.
    ``told_by`` are events that speak of another object and change this one too: a prefix of the event's type, and the
    fields of that object which name this one; `id` when it is this one in another form, that goes when this one goes.
    ``evidence`` are lists inside its documents, by field.
    """

    views: tuple[Mapping[str, str], ...] = ({},)
    created_since: str | None = ""
    on_clocks: bool = False
    expand: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    formerly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unevented: bool = False
    told_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
