"""The SQL files that give documents their meaning, and the promise that a released one never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from oltp_schema.schemas import execute_values, of
from pipelines.catalogue import StripeObject
from pipelines.errors import StripeOltpError
from pipelines.promotion.history import as_of

FOLDER: Traversable = files("sql_transforms")
FUNCTIONS = "functions.sql"
RELEASES = "released.sha256"


class EditedReleaseError(StripeOltpError):
    """A file that was released has other bytes now."""


class MissingTransformError(StripeOltpError):
    """The file of a version that the catalogue, or a comparison, names does not exist."""

    exit_code = 2


@dataclass(frozen=True)
class Transform:
    """One version of one object's SELECT.

    ``lacks`` are columns that its table got after it; ``personal`` what is written instead of some, as SQL.
    """

    name: str
    version: int
    sql: str
    sha256: str
    lacks: frozenset[str] = frozenset()
    personal: Mapping[str, str] = field(default_factory=dict)


def path_of(name: str, version: int) -> str:
    """Where a version lies below ``sql_transforms/``: the path is the name."""
    return f"{name}/v{version}.sql"


def active(entry: StripeObject) -> Transform:
    """The version that the catalogue says promotes ``entry``.

    Raises MissingTransformError, and EditedReleaseError when the file differs from its released checksum.
    """
    if entry.transform is None:
        raise MissingTransformError(f"{entry.name} has no transform: it is landed, not promoted.")
    return load(entry.name, entry.transform)


def load(name: str, version: int) -> Transform:
    """Read one version and hold it against its release."""
    path = path_of(name, version)
    text = _read(path)
    _refuse_an_edit(path, text)
    return Transform(name, version, text.decode(), sha256(text).hexdigest())


def with_what_it_lacks(cursor: Cursor, transform: Transform, columns: Iterable[str]) -> Transform:
    """An older version with the data ``columns`` of its table that it does not give; the newest has to give all."""
    if not _exists(path_of(transform.name, transform.version + 1)):
        return transform
    cursor.execute(
        "WITH batch AS (SELECT NULL::text AS id, NULL::jsonb AS payload, NULL::text AS api_version,"
        f" NULL::timestamptz AS observed_at), mapped AS ({transform.sql.rstrip()}) SELECT mapped.* FROM mapped LIMIT 0"
    )
    given = {column.name for column in cursor.description}
    return replace(transform, lacks=frozenset(columns) - given)


def install_functions(connection: Connection) -> None:
    """Make the shared readers in ``meta`` and the functions of ``history`` that are not there in this very form."""
    text = _read(FUNCTIONS)
    _refuse_an_edit(FUNCTIONS, text)
    with connection.cursor() as cursor:
        wanted = {FUNCTIONS: text.decode(), as_of.NAME: of(cursor).translate(as_of.functions())}
        digests = {name: sha256(statements.encode()).hexdigest() for name, statements in wanted.items()}
        cursor.execute("SELECT object, sha256 FROM meta.transforms WHERE object = ANY(%s)", (list(wanted),))
        known = dict(cursor.fetchall())
        for name in [name for name, digest in digests.items() if known.get(name) != digest]:
            cursor.execute(wanted[name])
            cursor.execute(
                "INSERT INTO meta.transforms (object, version, sha256, recorded_at) VALUES (%s, 1, %s, now())"
                " ON CONFLICT (object, version) DO UPDATE SET sha256 = excluded.sha256, recorded_at = now()",
                (name, digests[name]),
            )


def record(cursor: Cursor, transforms: Iterable[Transform]) -> None:
    """Remember the checksums under which this database used versions; refuse another one for the same version."""
    used = {(transform.name, transform.version): transform.sha256 for transform in transforms}
    cursor.execute("SELECT known.object, known.version, known.sha256 FROM meta.transforms AS known")
    known = {(name, version): digest for name, version, digest in cursor.fetchall()}
    for (name, version), digest in used.items():
        if known.get((name, version), digest) != digest:
            raise EditedReleaseError(
                f"sql_transforms/{path_of(name, version)} is not the file that promoted this database's rows. Put the"
                f" change in v{version + 1}.sql."
            )
    new = [(*key, digest) for key, digest in used.items() if key not in known]
    execute_values(
        cursor,
        "INSERT INTO meta.transforms (object, version, sha256, recorded_at) VALUES %s",
        new,
        "(%s, %s, %s, now())",
    )


@cache
def releases() -> dict[str, str]:
    """The checksum of every released file, by its path below ``sql_transforms/``."""
    lines = FOLDER.joinpath(RELEASES).read_text().splitlines()
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


def _exists(path: str) -> bool:
    return FOLDER.joinpath(path).is_file()


def _read(path: str) -> bytes:
    try:
        return FOLDER.joinpath(path).read_bytes()
    except FileNotFoundError:
        raise MissingTransformError(
            f"sql_transforms/{path} does not exist. Write it, or name another version in pipelines/catalogue/."
        ) from None


def _refuse_an_edit(path: str, text: bytes) -> None:
    released = releases().get(path)
    if released is not None and released != sha256(text).hexdigest():
        remedy = (
            "Give the changed function a new name."
            if path == FUNCTIONS
            else f"Put the change in v{int(path.rpartition('/v')[2].removesuffix('.sql')) + 1}.sql."
        )
        raise EditedReleaseError(f"sql_transforms/{path} was edited after its release. {remedy}")
