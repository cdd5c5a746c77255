"""What README and docs say of every type: lines of Markdown, from the catalogue and the history of shapes."""

from collections.abc import Iterable, Iterator

from oltp_schema import money
from pipelines.catalogue import CATALOGUE, EVENT, StripeObject, granted_for, group_of, permission_for, promoted
from pipelines.development.event_kinds import kinds
from pipelines.stripe_api.clocks import PATH as TEST_CLOCKS
from pipelines.stripe_api.lists import holders_of
from pipelines.stripe_api.rate_limits import endpoint_of
from tests.shapes import history

# What a run asks for beside the types, and what it does without it.
BESIDES = (
    "| Events | `event_read` | `/v1/events` | everything is read whole and compared each time |",
    "| Thin events | `event_read` | `/v2/core/events` | said once; `/v1/events` tells of changes |",
    f"| Test clocks (test mode) | `billing_clock_read` | `{TEST_CLOCKS}` | exit 4; what hangs on test clocks is not"
    " seen |",
)


def objects() -> list[str]:
    """The promoted types, with the tables that their documents fill."""
    return ["| Stripe object | tables | raw |", "|---|---|---|", *map(_object, whole())]


def offered() -> list[str]:
    """The types that are landed and promoted only when they are named."""
    names = [entry.name for entry in promoted() if entry.offered]
    text = f"Of these, {code(names)} are landed and promoted when you name them:"
    return [text, "", f"    stripe-oltp pipeline --objects {','.join(names)}"] if names else []


def kept_in_step() -> list[str]:
    """How each type is kept in step with Stripe, between two comparisons."""
    lines = [_in_step(entry) for entry in promoted() if entry is not EVENT]
    return ["| type | events | thin events alone | and |", "|---|---|---|---|", *lines]


def _in_step(entry: StripeObject) -> str:
    told = kinds()
    own = [] if entry.embedded else [f"{family}.…" for family in dict.fromkeys(map(_family, told.by_both[entry.name]))]
    others = [f"{prefix}…" if prefix.endswith(".") else prefix for prefix in entry.reading.changed_by_events]
    events = code(dict.fromkeys([*own, *others]))
    return f"| `{entry.name}` | {events} | {code(told.by_thin_events[entry.name])} | {'; '.join(_ways(entry))} |"


def _family(kind: str) -> str:
    return kind.rpartition(".")[0]


def _ways(entry: StripeObject) -> Iterator[str]:
    if entry.embedded:
        yield f"with the document of its `{entry.embedded.parent}`"
    elif entry.singleton:
        yield "read by each run, of `follow` each minute"
    elif entry.shown_by_others:
        yield "with the documents and events that show it"
    elif entry.path and entry.reading.pending:
        yield "its list, for new ones; listed again when a pending one is due"
    elif entry.path:
        yield "its list, for new ones"
    else:
        yield "lists per object, read again when that changed"
    if entry.reading.has_silent_updates:
        yield "its list of the last day, every hour, for what nothing tells"


def permissions() -> list[str]:
    """What a restricted key has to be allowed, permission by permission."""
    entries = [entry for entry in CATALOGUE.values() if granted_for(entry) != EVENT.name]
    by_permission = {
        granted: [each for each in entries if granted_for(each) == granted] for granted in map(granted_for, entries)
    }
    lines = [_permission(granted, found) for granted, found in by_permission.items()]
    return [
        "| objects | permission | endpoints, with their objects by id | without it |",
        "|---|---|---|---|",
        *lines,
        *BESIDES,
    ]


def expanded() -> list[str]:
    """What Stripe gives of each type only when asked."""
    paths = {entry.name: [*entry.reading.expand, *entry.reading.expand_inside] for entry in promoted()}
    lines = [f"| {name} | {code(asked)} |" for name, asked in paths.items() if asked]
    return ["| object | `expand` |", "|---|---|", *lines]


def versions() -> list[str]:
    """In which versions each type exists."""
    return ["| object | versions | first | not in |", "|---|---|---|---|", *map(_versions, promoted())]


def equations() -> list[str]:
    """The equations of money, each with its sentence and the tables that it compares."""
    lines = [f"| `{name}` | {money.says(name)} | {code(sorted(money.tables(name)))} |" for name in money.equations()]
    return ["| equation | what it says | tables |", "|---|---|---|", *lines]


def whole() -> list[StripeObject]:
    """The promoted types that have documents of their own."""
    return [entry for entry in promoted() if not entry.embedded]


def code(words: Iterable[str]) -> str:
    """Words as code, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def _object(entry: StripeObject) -> str:
    tables = [str(of.table) for of in group_of(entry)]
    return f"| `{entry.name}` | {code(tables)} | `raw.{entry.plural}` |"


def _permission(granted: str, entries: list[StripeObject]) -> str:
    asked = dict.fromkeys(path for entry in entries for path in _endpoints(entry))
    asked_for = [entry for entry in entries if not entry.shown_by_others]
    without = "exit 4, and only if you name it" if all(entry.offered for entry in asked_for) else "exit 4"
    return f"| {permission_for(entries[0])} | `{granted}_read` | {code(asked)} | {without} |"


def _endpoints(entry: StripeObject) -> Iterator[str]:
    if entry.path:
        yield entry.path
    if entry.by_id:
        yield endpoint_of(entry.by_id)
    if entry.embedded and entry.embedded.rest:
        yield endpoint_of(entry.embedded.rest)
    for _, _, held in holders_of(entry):
        yield endpoint_of(held.rest)
    if entry.listed_per:
        yield endpoint_of(entry.listed_per.path)


def _versions(entry: StripeObject) -> str:
    there = history.versions_of(entry.name)
    number = history.VERSIONS.index(there[0])
    absent = [version for version in history.VERSIONS[number:] if version not in there]
    return f"| {entry.name} | {len(there)} | {there[0]} | {', '.join(absent)} |"
