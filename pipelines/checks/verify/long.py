"""A document with lists that Stripe cut or gives elsewhere, compared page by page with what is here.

No such list is in memory whole.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from pipelines.catalogue import StripeObject
from pipelines.checks.verify.current import Current
from pipelines.checks.verify.documents import Compared, Elements, compare_elements, compare_one
from pipelines.checks.verify.listing import FetchedDocument, Listing, cut_lists, lists_elsewhere
from pipelines.checks.verify.rows import columns_of, columns_of_rows, parsed, rows_by_type, unless_unasked
from pipelines.stripe_api.lists import as_read, list_per_parent
from pipelines.transformers import DocumentError, rows_of


def compare_long(
    current: Current,
    listing: Listing,
    entry: StripeObject,
    fetched: FetchedDocument,
    elsewhere: Collection[str],
    *,
    has_rows: bool,
) -> Compared:
    """Compare a document and all elements of the lists that Stripe cut in it, and of those ``elsewhere``.

    ``elsewhere`` names fields with lists that Stripe gives per object only. ``has_rows`` says whether any are expected:
    not of one in quarantine. Raises what reading such a list raises; then the document is to be compared as Stripe
    shows it.
    """
    document = LongDocument(current, entry, fetched, has_rows=has_rows and entry.table is not None)
    for field, cut in cut_lists(entry, fetched).items():
        document.begin(field, cut.entry)
        for page in listing.elements(cut, fetched.id):
            document.add(page)
    for field, part in lists_elsewhere(entry).items():
        if field in elsewhere:
            document.begin(field, part)
            for page in listing.elements(list_per_parent(part), fetched.id):
                document.add(page)
    return document.compared()


def has_same_lists(
    current: Current, listing: Listing, entry: StripeObject, fetched: FetchedDocument, elsewhere: Collection[str]
) -> bool:
    """Whether each list of a document is one that Stripe gives per object, of which ``raw`` has what Stripe says now.

    So rows that are what SQL makes of ``raw`` are what Stripe says. Raises as ``compare_long``.
    """
    if cut_lists(entry, fetched):
        return False
    for field, part in lists_elsewhere(entry).items():
        if field in elsewhere:
            pages = listing.elements(list_per_parent(part), fetched.id)
            ids = [element.id for page in pages for element in page if element.id and element.document.payload]
            read = as_read(part, fetched.id, ids)
            kept = current.newest(part, [read]).get(fetched.id)
            if kept is None or kept.digest != read.digest or not kept.is_same:
                return False
    return True


class LongDocument:
    """What is known so far: of elements their ids, and whole only those that the document's own row tells of."""

    def __init__(self, current: Current, entry: StripeObject, fetched: FetchedDocument, *, has_rows: bool) -> None:
        """``has_rows`` says whether rows are expected."""
        self._current, self._entry, self._fetched, self._has_rows = current, entry, fetched, has_rows
        self._document = parsed(fetched)
        self._kept = current.newest(entry, [fetched.document]).get(fetched.id)
        self._lists: dict[str, Elements] = {}
        self._told: dict[str, list[Any]] = {}
        self._names: list[str] = []

    def begin(self, field: str, of: StripeObject) -> None:
        """Begin with the list in a field, of elements ``of`` one type."""
        self._end_list()
        self._field, self._of = field, of
        self._lists[field], self._told[field] = Elements(), []
        self._rows: set[str] = set()
        self._own_without = self._own_row(self._with({field: []}))

    def add(self, page: Sequence[FetchedDocument]) -> None:
        """Compare a page of the list that was begun."""
        if not self._of.listed_per:  # those of other types are compared with their own lists
            self._lists[self._field] &= compare_elements(self._current, self._of, page)
        if not self._is_compared(self._field):
            return
        elements = [parsed(element) for element in page]
        part = self._with({self._field: elements})
        try:
            rows = self._current.treated.rows(rows_of(self._entry.name, part))
        except DocumentError as error:
            self._names.append(error.field)
            return
        self._compare_rows({row["id"]: row for row in rows[str(self._of.table)]})
        # What adds nothing to the row by itself adds nothing beside others: the earliest, the first, a sum.
        if rows[str(self._entry.table)][0] != self._own_without:
            self._told[self._field] += elements

    def compared(self) -> Compared:
        """The outcome, when all lists were read to their end."""
        self._end_list()
        names: list[str] = []
        if self._has_rows:
            document = self._with(self._told)
            by_type = rows_by_type(self._current, self._entry, [self._fetched], {self._fetched.id: document})
            own = {name: rows.get(self._fetched.id, {}) for name, rows in by_type.items()}
            columns = partial(columns_of, self._current, self._entry, self._fetched, own)
            names += unless_unasked(self._entry, document, columns, was_served=self._kept is not None)
        disagree = tuple(dict.fromkeys([*names, *self._names]))
        found = compare_one(self._current, self._entry, self._fetched, self._kept, disagree, self._lists)
        return Compared(found or [], int(found is None))

    def _end_list(self) -> None:
        """Rows of the list that was begun which none of its pages has."""
        if self._lists and self._is_compared(self._field):
            owner = self._entry.owner_column
            if self._current.number(self._of, owner, self._fetched.id) > len(self._rows):
                self._names.append(f"{self._of.table}.id")

    def _compare_rows(self, expected: Mapping[str, Mapping[str, Any]]) -> None:
        found = self._current.rows(self._of, "id", list(expected))
        owner = self._entry.owner_column
        own = {stripe_id: row for stripe_id, row in found.items() if row[owner] == self._fetched.id}
        self._rows |= own.keys()
        self._names += columns_of_rows(expected, own, str(self._of.table))

    def _is_compared(self, field: str) -> bool:
        """Whether rows are expected to say what a list does: see ``unless_unasked``."""
        return self._has_rows and (self._kept is not None or field not in self._entry.reading.expand)

    def _with(self, lists: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """The document with these elements in its lists."""
        whole = {
            field: {**self._document.get(field, {}), "data": data, "has_more": False} for field, data in lists.items()
        }
        return {**self._document, **whole}

    def _own_row(self, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What the twin makes of a document itself; None when it refuses it."""
        try:
            return rows_of(self._entry.name, document)[str(self._entry.table)][0] if self._has_rows else None
        except DocumentError:
            return None
