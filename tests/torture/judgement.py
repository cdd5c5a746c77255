"""Whether the database is what the sandbox says is true, row for row and column for column."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import psycopg2
import psycopg2.extras
import requests
from psycopg2.extensions import cursor as Cursor

from pipelines import catalogue
from pipelines.catalogue import CATALOGUE, EVENT, StripeObject, asked_for, children_of, group_of
from pipelines.checks.parity.comparison import same
from pipelines.checks.verify.rows import agree
from pipelines.exact_json import parse, parse_any
from pipelines.sandbox import API_VERSION, Sandbox
from pipelines.transformers import rows_of
from tests.torture.served import Served
from tests.torture.world import World

LOST, WRONG = "lost", "wrong"
Row = dict[str, Any]
Tables = dict[str, dict[str, Row]]  # rows by table and id


@dataclass(frozen=True)
class Difference:
    """``lost`` is an object or copy that is not there, ``wrong`` one that is there and says otherwise."""

    kind: str
    where: str
    id: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where} {self.id}: {self.what}"


@dataclass(frozen=True)
class Judgement:
    """``objects`` and ``copies`` is how many of them were compared."""

    objects: int
    copies: int
    differences: list[Difference]


def promoted() -> list[StripeObject]:
    """The types that the tortured runs read, which name none, so none of those that are only offered.

    Events are judged by raw: Stripe forgets them.
    """
    return [entry for entry in catalogue.promoted() if not (entry.offered or entry.shown_by_others or entry is EVENT)]


def judge(world: World, url: str, served: Served, since: int) -> Judgement:
    """Compare everything. ``served`` is what runs that ended well were sent; events before ``since`` may be unknown."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        psycopg2.extras.register_default_jsonb(connection, loads=parse_any)
        expected, gone = true_rows(world.sandbox)
        found = {str(entry.table): _rows(cursor, str(entry.table)) for entry in promoted()}
        differences = [
            *_compare(world.sandbox, expected, gone, found, served, since),
            *_unknown(world.url, found),
            *_raw(cursor, served, world.register.ever()),
            *_events(cursor, world.sandbox, since),
            *_work_left(cursor),
        ]
        differences = [replace(each, what=f"{each.what}{_copies(cursor, each)}") for each in differences]
    objects = sum(len(rows) for rows in expected.values()) + sum(len(ids) for ids in gone.values())
    return Judgement(objects, len(served), differences)


def _copies(cursor: Cursor, of: Difference) -> str:
    """The copies of an object and its events, in the order in which they were loaded: what tells why it came so."""
    plurals = [entry.plural for entry in promoted() if entry.path and str(entry.table) == of.where]
    found: list[str] = []
    for plural in plurals:
        cursor.execute(
            f"SELECT _dlt_load_id, _dlt_id, origin, to_char(observed_at, 'MM-DD HH24:MI:SS'), deleted FROM raw.{plural}"
            " WHERE id = %(id)s UNION ALL SELECT _dlt_load_id, _dlt_id, payload ->> 'type',"
            " to_char(to_timestamp((payload ->> 'created')::bigint), 'MM-DD HH24:MI:SS'), FALSE FROM raw.events"
            " WHERE payload #>> '{data,object,id}' = %(id)s ORDER BY 1, 2",
            {"id": of.id},
        )
        found += [" ".join(map(str, row)) for row in cursor.fetchall()]
    return "".join(f"\n  {row}" for row in found)


def true_rows(sandbox: Sandbox) -> tuple[Tables, dict[str, set[str]]]:
    """The rows that there should be, as the Python twins read the truth, and the ids that were deleted, by table."""
    expected: Tables = {str(entry.table): {} for entry in promoted()}
    gone: dict[str, set[str]] = {table: set() for table in expected}
    for entry in promoted():
        if entry.embedded or not (entry.path or _is_listed_per_parent(entry)):
            continue
        for document in _whole_documents(sandbox, entry):
            if document.get("deleted"):
                gone[str(entry.table)].add(document["id"])
                continue
            rows = rows_of(entry.name, document)
            for of in group_of(entry):  # Stripe serves those that a document of this version implies
                expected[str(of.table)] |= {row["id"]: row for row in rows[str(of.table)]}
    return expected, gone


def _is_listed_per_parent(entry: StripeObject) -> bool:
    """Whether no list has all of a type, but one per parent: of a parent that never was read none is known."""
    return entry.path is None and any(
        each.listed_per and each.listed_per.elements == entry.name for each in CATALOGUE.values()
    )


def _whole_documents(sandbox: Sandbox, entry: StripeObject) -> Iterator[dict[str, Any]]:
    """Documents with the lists inside them as whole as the sandbox has them."""
    embedded = {child.embedded.field: child for child in children_of(entry) if child.embedded}
    # Others are whole in every document.
    lists = {
        field: _elements(sandbox, child)
        for field, child in embedded.items()
        if child.listed_per or (child.embedded and child.embedded.rest)
    }
    for body in sandbox.truth(entry.name, expand=[*asked_for(entry, API_VERSION).values()]):
        document = parse(body.decode())
        if not document.get("deleted"):
            for field, of in lists.items():
                if field in document or (document["id"] in of and _has_a_list(embedded[field], document)):
                    document[field] = {**document.get(field, {}), "data": of[document["id"]], "has_more": False}
        yield document


def _has_a_list(child: StripeObject, document: dict[str, Any]) -> bool:
    """Whether a run reads the list that Stripe gives per parent, of one as this."""
    when = child.listed_per.when if child.listed_per else {}
    return all(document.get(field) in values for field, values in when.items())


def _elements(sandbox: Sandbox, child: StripeObject) -> dict[str, list[dict[str, Any]]]:
    """The elements of all lists of a type, by the parent's id, which not every element says."""
    assert child.embedded is not None
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if child.listed_per:
        for element_id, parent in _parents(sandbox, child.listed_per.elements):
            found[parent].append({"id": element_id})
        return found
    parents = dict(_parents(sandbox, child.name))
    for body in sandbox.truth(child.name, expand=list(child.reading.expand)):
        element = parse(body.decode())
        if not element.get("deleted"):
            found[element.get(child.embedded.reference) or parents[element["id"]]].append(element)
    return found


def _parents(sandbox: Sandbox, kind: str) -> list[tuple[str, str]]:
    """The ids of what is in a list per parent, with the parent's: not every element names it."""
    query = "SELECT id, parent FROM objects WHERE object = ? AND parent IS NOT NULL ORDER BY seq"
    found = sandbox.store.connection.execute(query, [kind])
    return [(element.decode(), parent.decode()) for element, parent in found]


def _compare(  # noqa: PLR0917 -- one call site
    sandbox: Sandbox, expected: Tables, gone: dict[str, set[str]], found: Tables, served: Served, since: int
) -> Iterator[Difference]:
    served_ids = {(table, id_) for table, id_, _ in served}
    raw_of = {str(entry.table): entry.plural for entry in promoted()}
    partly = {str(entry.table) for entry in promoted() if _is_listed_per_parent(entry)}
    for table, rows in expected.items():
        for id_ in rows.keys() - found[table].keys() if table not in partly else ():
            if not (_is_in_no_list(sandbox, table, rows[id_]) and _may_be_unknown(id_, served, since)):
                yield Difference(LOST, table, id_, "there is no row")
        for id_ in rows.keys() & found[table].keys():
            asked = _asked_for(table) if _is_in_no_list(sandbox, table, rows[id_]) else set()
            yield from _compare_row(table, {k: v for k, v in rows[id_].items() if k not in asked}, found[table][id_])
        for id_ in found[table].keys() - rows.keys():
            state = found[table][id_]["row_state"]
            if state == "present" and not _was_of_one_that_is_gone(table, found[table][id_], gone):
                yield Difference(WRONG, table, id_, "was deleted" if id_ in gone[table] else "never was")
            elif state == "deleted" and id_ not in gone[table]:
                yield Difference(WRONG, table, id_, "is called deleted, and never was")
        for id_ in gone[table] - found[table].keys():  # it may have come and gone between two runs
            if (raw_of[table], id_) in served_ids:
                yield Difference(LOST, table, id_, "was read, then deleted, and there is no row")


def _was_of_one_that_is_gone(table: str, row: Row, gone: dict[str, set[str]]) -> bool:
    """What was known of an object stays when it is deleted, and so do the parts that it had."""
    (entry,) = (each for each in promoted() if each.table == table)
    if entry.embedded is None:
        return False
    return row[f"{entry.embedded.parent}_id"] in gone[str(CATALOGUE[entry.embedded.parent].table)]


def _is_in_no_list(sandbox: Sandbox, table: str, row: Row) -> bool:
    """Stripe's lists hide payment methods without a customer, and inline prices."""
    if table == "prices":
        return not sandbox.store.select("object = 'price' AND listed AND id = ?", [row["id"]], "seq", 1)
    return table == "payment_methods" and row["customer_id"] is None


def _asked_for(table: str) -> set[str]:
    """What Stripe gives only when asked, and nobody asks of an object that stands in another one only."""
    (entry,) = (each for each in promoted() if each.table == table)
    return set(entry.reading.expand)


def _may_be_unknown(id_: str, served: Served, since: int) -> bool:
    """Whether nothing tells of an object in no list: no other one that was served, no event since the first run."""
    for (kind, _, _), body in served.items():
        if id_.encode() in body:
            event = parse(body.decode()) if kind == "events" else None
            if event is None or (event["data"]["object"]["id"] == id_ and event["created"] > since):
                return False
    return True


def _compare_row(table: str, ours: Row, theirs: Row) -> Iterator[Difference]:
    if theirs["row_state"] != "present":
        yield Difference(WRONG, table, ours["id"], f"is {theirs['row_state']}, and Stripe has it")
        return
    for column, value in ours.items():
        if not agree(value, theirs[column]):
            yield Difference(WRONG, table, ours["id"], f"{column} is {theirs[column]!r}, not {value!r}")
    for column in ("items_complete", "lines_complete"):
        if theirs.get(column) is False:
            yield Difference(WRONG, table, ours["id"], f"{column} is false")


def _unknown(url: str, found: Tables) -> Iterator[Difference]:
    """What is unresolved must be unknown to Stripe, asked by id."""
    for entry in promoted():
        path = entry.path or {"subscription_item": "/v1/subscription_items"}.get(entry.name)
        for id_, row in found[str(entry.table)].items():
            if row["row_state"] == "unresolved" and path and _is_served(f"{url}{path}/{id_}"):
                yield Difference(LOST, str(entry.table), id_, "is unresolved, and Stripe knows it")


def _is_served(url: str) -> bool:
    return requests.get(url, auth=("sk_test_judge", ""), timeout=10).status_code != 404


def _raw(cursor: Cursor, served: Served, ever_served: Served) -> Iterator[Difference]:
    """``raw`` holds every copy that was served, as it was served; nothing else came from Stripe, and no row twice."""
    complete = "_dlt_load_id IN (SELECT load_id FROM raw._dlt_loads WHERE status = 0)"
    copies: set[tuple[str, str, str]] = set()
    # A list per parent is in raw in our words: the ids of its elements. What only others hold was served inside them.
    held = {
        CATALOGUE[inside.object].plural
        for entry in CATALOGUE.values()
        for inside in entry.reading.embedded_objects.values()
        if inside.only_here
    }
    for table in (entry.plural for entry in CATALOGUE.values() if not entry.listed_per):
        cursor.execute(f"SELECT id, digest, payload, origin FROM raw.{table} WHERE {complete}")
        for id_, digest, payload, origin in cursor.fetchall():
            body = ever_served.get((table, id_, digest))
            copies.add((table, id_, digest))
            if (
                origin in {"list", "retrieve"}
                and not (table in held and body is None)
                and not (body and same(payload, parse_any(body.decode())))
            ):
                yield Difference(WRONG, f"raw.{table}", id_, "a copy is not what was served")
        cursor.execute(f"SELECT _dlt_id FROM raw.{table} WHERE {complete} GROUP BY _dlt_id HAVING count(*) > 1")
        for (dlt_id,) in cursor.fetchall():
            yield Difference(WRONG, f"raw.{table}", dlt_id, "is there twice")
    # Of a type that is one object the first answer of a run lands, and later ones may differ from it.
    alone = {entry.plural for entry in CATALOGUE.values() if entry.singleton}
    for table, id_, _ in {key for key in served if key[0] not in alone} - copies:
        yield Difference(LOST, f"raw.{table}", id_, "a copy that was served is not there")


def _events(cursor: Cursor, sandbox: Sandbox, since: int) -> Iterator[Difference]:
    cursor.execute("SELECT id FROM raw.events")
    kept = {id_ for (id_,) in cursor.fetchall()}
    for event in (parse(body.decode()) for body in sandbox.truth("event")):
        if event["created"] > since and event["id"] not in kept:
            yield Difference(LOST, "raw.events", event["id"], f"{event['type']} is not there")


def _work_left(cursor: Cursor) -> Iterator[Difference]:
    for table in ("windows", "refetch_queue", "quarantine"):
        cursor.execute(f"SELECT count(*) FROM meta.{table}")
        if left := cursor.fetchone()[0]:
            yield Difference(WRONG, f"meta.{table}", "", f"{left} rows are left")
    cursor.execute("SELECT id FROM meta.runs WHERE outcome = 'running'")
    for (id_,) in cursor.fetchall():
        yield Difference(WRONG, "meta.runs", str(id_), "is called running, and nothing runs")


def _rows(cursor: Cursor, table: str) -> dict[str, Row]:
    cursor.execute(f"SELECT * FROM oltp.{table}")
    names = [column.name for column in cursor.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in _id_first(names, cursor.fetchall())}


def _id_first(names: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    assert names[0] == "id"
    return rows


def content(url: str) -> dict[str, str]:
    """A digest of each table of ``oltp``, bookkeeping and all."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        digests = {}
        for entry in promoted():
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(kept::text, chr(10) ORDER BY kept.id), ''))"
                f" FROM oltp.{entry.table} AS kept"
            )
            digests[str(entry.table)] = str(cursor.fetchone()[0])
    return digests
