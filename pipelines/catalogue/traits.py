"""How Stripe shows one type of object: what its lists hide, what its events tell, and what they keep to themselves.

The facts are Stripe's own (docs/landing.md has the sources); `pipelines/catalogue/` says which hold of which type.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oltp_schema.shape import tables

ACTIVE_AND_INACTIVE = ({"active": "true"}, {"active": "false"})


@dataclass(frozen=True)
class EmbeddedObjects:
    """A list inside a document whose elements are objects of a type with a list of its own.

    ``rest`` is the endpoint that lists it whole when Stripe cut it (``has_more``); ``{id}`` is the document's id.
    ``only_here`` says that the list of the type does not have them: they are landed with the document.
    """

    object: str
    rest: str
    only_here: bool = False


@dataclass(frozen=True)
class Pending:
    """A change whose time a document says beforehand, and that no event tells.

    ``status`` is the field that is ``pending`` until the time in the field ``due``; ``narrowed_by`` are fields that
    the type's list can be narrowed by. Fields are named like their columns.
    """

    status: str
    pending: str
    due: str
    narrowed_by: tuple[str, ...] = ()

    def is_due(self, row: str, now: str) -> str:
        """Whether a row of the type's table should have changed by the time ``now``, as SQL."""
        return f"{row}.{self.status} = '{self.pending}' AND {row}.{self.due} <= {now} AND {row}.row_state = 'present'"


@dataclass(frozen=True)
class Reading:
    """How one type is read.

    ``views`` are the parameters of the lists that only together show everything; ``created_since`` is the API version
    whose list first takes ``created`` (None: none does); ``on_clocks`` whether its list leaves out what hangs on a test
    clock.
    ``expand`` names the fields that Stripe gives only when asked, with the API version that first has each; those that
    ``ids`` names are lists of ids otherwise. ``formerly`` are the fields that said the same before, unasked.
    ``expand_inside`` are paths deeper, where ids are: the objects there become rows that nothing else may show, as
    coupons that were deleted long ago; the row of the document itself has at most whole what was an id.
    ``has_silent_updates`` says that some of its changes have no event, so that it has to be listed again; ``pending``
    is a change without an event whose time is known, so that only what is due is listed again.
    ``changed_by_events`` are events that speak of another object and change this one too: a prefix of the event's type,
    and the paths in that object which name this one (`lines.data[].invoice_item`); `id` when it is this one in another
    form, that goes when this one goes.
    ``embedded_objects`` are lists inside its documents, by field. ``outlives`` are the events named `.deleted` after
    which it goes on to exist. ``detachable`` says that one goes on to exist when it belongs to nobody any more, though
    no list has it and asking for it by id may be answered by 404; any other that is answered so is gone. ``lives_on``
    says that other documents go on to show it when it is deleted, and its lists show all that are not: one that others
    alone show is asked for by its id, once.
    """

    views: tuple[Mapping[str, str], ...] = ({},)
    created_since: str | None = ""
    on_clocks: bool = False
    expand: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    formerly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expand_inside: Mapping[str, str] = field(default_factory=dict)
    has_silent_updates: bool = False
    pending: Pending | None = None
    changed_by_events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    embedded_objects: Mapping[str, EmbeddedObjects] = field(default_factory=dict)
    outlives: tuple[str, ...] = ()
    detachable: bool = False
    lives_on: bool = False


@dataclass(frozen=True)
class EmbeddedIn:
    """Where the rows of a child table come from: a list inside its parent's document.

    ``field`` is the list's name, or the path to one in each element of another list of the same document that has a
    table, too (`phases[].items`): those elements hold its parts, which are known whole when they are. ``formerly`` is
    what older versions called the list.
    ``rest`` is the endpoint that lists them whole when Stripe cut the embedded list (``has_more``), None where Stripe
    never cuts it; ``{id}`` is the parent's id. ``reference`` is the child's own field that names its parent.
    ``own_ids`` is how the ids begin that are the element's own, where older versions had others, which several elements
    of one list may share; ``unique_id`` is the field that told those apart.
    """

    parent: str
    field: str
    rest: str | None
    reference: str
    own_ids: str = ""
    unique_id: str | None = None
    formerly: str = ""

    @property
    def lists(self) -> tuple[str, ...]:
        """The names of the lists on the path to the elements, from the document's root."""
        return tuple(self.field.split("[]."))

    @property
    def is_nested(self) -> bool:
        """Whether the list is in the elements of another one."""
        return len(self.lists) > 1


@dataclass(frozen=True)
class ListedPer:
    """A list that Stripe gives per ``parent`` only: no other list has its elements, or none tells whose they are.

    ``path`` has it, with `{id}` for the parent's id, and ``elements`` is their type. It is read where the parent's row
    says all of ``when`` (of each column, any of the values) and not ``unless``, and again when the parent's document
    has changed since; with ``once_read`` also where that is no longer so. While the row says ``growing``, more may
    follow without a change of the parent: what was read is not known to be all.
    Events that tell of more are in ``changed_by_events``, with the fields of their object that name the parent; and
    those of the parent itself that say that a field of ``moved_with`` was another before. ``shown_by`` are types that
    name parents whose list has something, though their rows do not say so: each with a condition, as SQL with `{row}`.
    """

    parent: str
    path: str
    elements: str
    when: Mapping[str, tuple[bool | int | str, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[bool | int | str, ...]] = field(default_factory=dict)
    growing: Mapping[str, tuple[bool | int | str, ...]] = field(default_factory=dict)
    once_read: bool = False
    moved_with: tuple[str, ...] = ()
    shown_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DerivedFrom:
    """Rows of a table that the rows of another imply, because its older documents say in a field what has objects now.

    ``parent`` is the type whose rows are read, ``transform`` the active version of `derived_<name>/v<N>.sql`.
    ``matched_by`` is the column that a derived row shares with the served row that replaces it; where the derived row
    has NULL there, any served row of the same parent replaces it.
    """

    parent: str
    transform: int
    matched_by: str


@dataclass(frozen=True)
class Countercheck:
    """Objects of another type that add up to an amount of this one: Stripe's other view of the same money.

    ``object`` is their type, ``reference`` their field that names this one, ``amount`` the field that each adds, unless
    its ``status`` is one of ``void``. ``adds_to`` is the amount of this one.
    """

    object: str
    reference: str
    amount: str
    adds_to: str
    void: tuple[str, ...] = ()


@dataclass(frozen=True)
class SummedMoney:
    """What verify sums per currency and day (UTC): ``amounts`` are fields, named like their columns, each with a word.

    A document without the first one counts nowhere; the others are 0 where it does not have them.
    """

    amounts: Mapping[str, str]
    countercheck: Countercheck | None = None


@dataclass(frozen=True)
class StripeObject:
    """One type of Stripe object.

    ``name`` is the value of Stripe's ``object`` field; ``plural`` names its raw table; ``table`` its table in ``oltp``
    (None: landed, not promoted); ``transform`` is the active version of its SQL; ``path`` lists it (None: it has no
    list of its own) with ``parameters``, and ``reading`` says what else reading it whole takes. Of a ``singleton`` the
    account has one, which lies at ``path`` itself: each run reads it. ``by_id`` is the path of one object, with `{id}`,
    where it is not below ``path``. ``shown_by_others``
    says that Stripe neither lists it nor gives it by its id: events and other documents show it, as it is then, and
    these go on to show it when it is gone. So the newest of all copies counts, embedded ones too, and a deletion is
    final. ``embeds`` are the JSON paths at which its listed documents hold other objects in full. ``mark`` is a field
    that every full document of the type has in every version, and no stub has; ``created`` is the field, and the
    column, that says since when the object exists (None: nothing says it). ``offered`` types are landed and promoted
    when named, the others that have a table always. ``preview`` is how the ids of previews of it begin, which may as
    well have none: they show what will be, and are no object (None: Stripe shows none). ``money`` is what verify sums
    of it. A type that is ``listed_per`` a parent is such a list itself: in raw it has one document per list that was
    read, under the parent's id, which names the elements; where it is ``embedded`` too, its rows are made of these.
    ``granted_with`` is the type whose permission a restricted key needs for it, where that is another one.
    """

    name: str
    plural: str
    table: str | None = None
    transform: int | None = None
    path: str | None = None
    singleton: bool = False
    by_id: str = ""
    shown_by_others: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    embedded: EmbeddedIn | None = None
    listed_per: ListedPer | None = None
    embeds: tuple[str, ...] = ()
    derived: DerivedFrom | None = None
    reading: Reading = field(default_factory=Reading)
    mark: str = "livemode"
    created: str | None = "created"
    preview: str | None = None
    money: SummedMoney | None = None
    offered: bool = False
    granted_with: str = ""

    @property
    def identifier(self) -> str:
        """Its name as a part of SQL names: `checkout.session` is ``checkout_session``."""
        return self.name.replace(".", "_")

    @property
    def is_of_api_v2(self) -> bool:
        """Whether its list is one of the API v2: pages have addresses, and times are texts."""
        return self.path is not None and self.path.startswith("/v2/")

    @property
    def keeps_history(self) -> bool:
        """Whether `history` has the versions of its rows, as its model says."""
        return self.table is not None and tables()[self.table].keeps_history

    @property
    def history_name(self) -> str:
        """What the reading of loads for its versions goes by, beside that for its rows."""
        return f"history of {self.name}"

    @property
    def owner_column(self) -> str:
        """The column of the tables of its parts that holds its id."""
        return f"{self.identifier}_id"

    def path_of(self, object_id: str) -> str:
        """Where one object is, by its id as a part of a URL."""
        return self.by_id.format(id=object_id) if self.by_id else f"{self.path}/{object_id}"

    @property
    def landed_by_default(self) -> bool:
        """Whether a run without ``--objects`` asks Stripe for it."""
        return self.table is not None and self.path is not None and not self.offered
