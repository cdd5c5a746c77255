"""The statements that a promotion generates for one type, each with a sentence on when they run.

They come from the functions that a run calls, in the order in which it comes to them. Those that are the same for all
types (bookkeeping of loads, savepoints, emptying temporary tables) are not among them.
"""

from collections.abc import Iterator
from textwrap import fill
from typing import NamedTuple

from pipelines.catalogue import CATALOGUE, StripeObject, derived_by, group_of, lists_per, lists_shown_by
from pipelines.errors import UsageError
from pipelines.promotion import (
    asked,
    balance,
    contested,
    cut_lists,
    derived,
    each,
    listed,
    parents,
    quarantine,
    seconds,
    select,
    statements,
    stubs,
    verdicts,
    withdraw,
    writer,
)
from pipelines.promotion.history import direct, shown, spans
from pipelines.promotion.history.write import written
from pipelines.promotion.layout import WIDTH, laid_out
from pipelines.promotion.transforms import Transform, active
from pipelines.promotion.verdicts import Rules
from pipelines.raw import embedded, outlived, per_parent
from pipelines.raw.tables import COMPLETE_LOADS

FIRST, LAST = "$1", "$2"
MARK = "-- "
TOUCHED = select.Scope(everything=False)
INTRODUCTION = """\
-- What promotion executes to fill oltp.{table}, in order.
-- $1 and $2 are the first and the last position in the temporary table selected; %(name)s stands for a bound value.
-- A promotion of everything (the first one, a replay) has TRUE where this one looks up ids in the table touched, and
-- one without seconds to be put in order does not look up the place of a copy in the table placed.
"""


class Statement(NamedTuple):
    """A statement, and when it runs, in words."""

    when: str
    sql: str


def printed(entry: StripeObject) -> str:
    """All statements of a type as one text. Raises UsageError for one that is landed and not promoted."""
    if not entry.table:
        raise UsageError(f"{entry.name} is landed, not promoted: no statement is generated for it.")
    return INTRODUCTION.format(table=entry.table) + "".join(
        f"\n\n{fill(statement.when, WIDTH, initial_indent=MARK, subsequent_indent=MARK)}\n{laid_out(statement.sql)};\n"
        for statement in statements_of(entry)
    )


def statements_of(entry: StripeObject) -> Iterator[Statement]:
    """The statements of a promoted type, in the order in which a run comes to them."""
    return _of_child(entry) if entry.embedded else _of_object(entry)


def _of_object(entry: StripeObject) -> Iterator[Statement]:
    """The statements of a type with documents of its own; ``_of_child`` has those of the lists inside them."""
    yield from _found_inside(entry)
    yield from _choice(entry)
    yield Statement(
        f"If more than {writer.SMALL} documents are selected: whether any has a row. If not, ON CONFLICT is left out.",
        statements.has_rows(entry),
    )
    yield Statement("If only the deleted stub is known of some ids: their rows.", statements.upsert_stubs(entry))
    yield from _rows(entry, active(entry))
    yield Statement(
        "If documents are refused: what quarantine notes of them, and what the Python twin is asked about.",
        quarantine.documents(entry),
    )
    yield Statement("Then: their rows in quarantine.", quarantine.insert_quarantined())
    yield from _withdrawn(entry, entry)
    yield from _noted_for_derived(entry)
    for listed_per in lists_per(entry):
        yield Statement(
            f"The {listed_per.plural} that are to be read: they were not since the document changed.",
            per_parent.enqueue(listed_per, TOUCHED.condition("{}")),
        )
    if entry.reading.lives_on:
        yield Statement(
            f"The {entry.plural} that other documents alone show: they may be gone.",
            outlived.enqueue(entry, TOUCHED.condition("{}")),
        )
    for child in lists_shown_by(entry):
        yield Statement(
            f"The {child.plural} that were never read and that these rows show to have something.",
            per_parent.enqueue_shown(child, entry, TOUCHED.condition("{}")),
        )
    yield Statement("After the last document: what passed leaves quarantine.", quarantine.released(entry, TOUCHED))
    yield Statement("What became of the ids: the balance of this promotion.", balance.touched(entry, TOUCHED))
    yield from _versions(entry, entry)
    yield from _ends(entry)


def _of_child(child: StripeObject) -> Iterator[Statement]:
    """The statements of a child type: its rows are the elements of a list in another type's documents."""
    assert child.embedded is not None  # noqa: S101 -- it is a child
    entry = CATALOGUE[child.embedded.parent]
    yield from _found_inside(child)
    if child.embedded.is_nested:
        yield from _rows(child, active(child))
        yield from _withdrawn(entry, child)
        yield from _versions(entry, child)
        yield from _ends(child)
        return
    yield Statement(
        f"If elements were landed by themselves: the ids of {entry.plural} that they touch.",
        select.touched_parents(entry, child),
    )
    yield from _completed(entry, child, child.embedded.field)
    yield from _rows(child, active(child))
    yield Statement(
        "If an element is in several documents: those that hold it or wait for it, which are tried, too.",
        contested.rivals(entry, child),
    )
    yield Statement(
        "Then, when everything else is written: the elements that the selected documents still contest.",
        contested.contested(child, active(child), FIRST, LAST),
    )
    yield from _withdrawn(entry, child)
    yield from _versions(entry, child)
    yield from _ends(child)


def _versions(entry: StripeObject, of: StripeObject) -> Iterator[Statement]:
    """Those that keep the history of a type, which is made from documents of ``entry``."""
    if not of.keeps_history:
        return
    tables = [(each, active(each)) for each in group_of(entry) if each.keeps_history]
    number = next(place for place, (each, _) in enumerate(tables) if each is of)
    yield Statement(
        f"When all types are written: of the copies of {entry.plural} that the loads bring, and of what events tell,"
        " the objects whose version is their row in oltp, and of these and their parts what ends, and what begins.",
        direct.kept(tables),
    )
    yield Statement(
        f"Of all others, {shown.CHUNK:,} copies at a time: the rows that they show. The verdict on a row is as above.",
        shown.rows(tables, number, Rules((), ()), (FIRST, LAST)),
    )
    yield Statement("The versions that these make.", spans.versions(tables, of, everything=False))
    for statement in written(entry, of, everything=False):
        yield Statement("What that changes of the versions that are there.", statement)


def _completed(entry: StripeObject, child: StripeObject, field: str) -> Iterator[Statement]:
    if child.listed_per:
        yield Statement(
            f"The {field} of the selected copies, which Stripe lists per {entry.name} only.",
            listed.completed(entry, child, COMPLETE_LOADS),
        )
        return
    yield Statement(
        f"If Stripe cut the {field} of a selected copy: the list with all that is known of it.",
        cut_lists.completed(entry, child, COMPLETE_LOADS, is_placed=True, is_landed=True),
    )
    yield Statement(
        "Then: the lists of which nothing brought the rest.",
        cut_lists.incomplete(entry, child, is_landed=True),
    )


def _found_inside(entry: StripeObject) -> Iterator[Statement]:
    for search in embedded.searches(entry):
        yield Statement("First: the objects inside the documents of new loads.", search)
    if not entry.embedded:
        yield Statement("Those of this type land as copies, unless they say nothing new.", embedded.landed(entry))


def _choice(entry: StripeObject) -> Iterator[Statement]:
    yield Statement("The ids that the loads to be promoted touch.", select.touched(entry))
    within, decisive = TOUCHED.condition("landed.id"), select.decides(entry, COMPLETE_LOADS)
    yield Statement(
        "The seconds whose copies have to be put in order: an event says what was before, and another copy differs.",
        seconds.claims(f"raw.{entry.plural}", COMPLETE_LOADS, within, decisive),
    )
    yield Statement(
        "If there are such seconds, 1,000 at a time: how their copies relate. Python puts them in order.",
        seconds.relations(f"raw.{entry.plural}", COMPLETE_LOADS),
    )
    yield Statement("The copy of each id that counts.", select.selection(entry, TOUCHED, is_placed=True))
    for statement in asked.carried(entry, COMPLETE_LOADS):
        yield Statement(
            "If a selected copy lacks what Stripe gives only when asked: what another copy has of it.", statement
        )


def _rows(entry: StripeObject, transform: Transform) -> Iterator[Statement]:
    yield Statement(
        f"The rows of the selected documents, {writer.CHUNK:,} at a time; prepared for fewer than {writer.SMALL}.",
        statements.upsert(entry, transform, FIRST, LAST, moves=False),
    )
    yield Statement(
        f"If that fails: which documents break a rule, {verdicts.AT_ONCE} at a time. The verdict on a row is the number"
        " of the first rule that it breaks, of those that the table has by then.",
        statements.refused(entry, transform, FIRST, LAST, verdict="%(verdict)s", read=verdicts.READ),
    )
    yield Statement(
        f"If it still fails for fewer than {each.FEW}, or a text may be too long for an index: each is written by"
        " itself, into an empty table with the same rules and indexes.",
        statements.insert_tried(entry, transform, FIRST, LAST),
    )


def _withdrawn(entry: StripeObject, of: StripeObject) -> Iterator[Statement]:
    yield Statement("If no copy of a refused document passes: its rows are taken back.", withdraw.without_copy(of))
    yield Statement(
        "If everything is promoted: the rows that no document makes are deleted.",
        withdraw.without_document(entry, of),
    )


def _noted_for_derived(entry: StripeObject) -> Iterator[Statement]:
    for child in derived_by(entry):
        yield Statement(
            f"The documents whose derived {child.table} are looked at in the end.",
            derived.deriving(child, TOUCHED.ids(entry)),
        )
    if entry.derived:
        yield Statement(
            "The documents whose derived rows these may replace; they are looked at in the end.",
            derived.replacing(entry, TOUCHED.ids(entry)),
        )


def _ends(entry: StripeObject) -> Iterator[Statement]:
    table = statements.table_of(entry)
    yield Statement(
        "When all types are written: the rows that only foreign keys of circles name.",
        parents.insert_postponed(table.name),
    )
    if not entry.embedded:
        yield Statement("Once, when the account is known: its mode for rows of stubs.", stubs.with_their_mode(entry))
    if entry.derived:
        yield Statement(
            "The derived rows, brought in line with their parents.",
            statements.upsert_derived(entry, derived.active(entry), derived.within(entry, TOUCHED)),
        )
    yield Statement(
        "In the end, if rows changed or left: the unresolved rows that nothing names any more are deleted. Each foreign"
        " key of a table of your own adds a condition.",
        parents.delete_unnamed(table),
    )
    yield Statement(
        "For the report: the rows that others name and nothing brought.", statements.count_unresolved(entry)
    )
