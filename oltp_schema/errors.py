"""The failures of a migration. This package imports nothing of ours, so they are caught by `SchemaError`."""

from collections.abc import Sequence


class SchemaError(Exception):
    """Base of the failures that are reported by their message alone."""


class NewerSchemaError(SchemaError):
    """The database was migrated by a later release than this one."""

    def __init__(self, revision: str, head: str) -> None:
        """Name both revisions: the one the database has and the newest one this code knows."""
        super().__init__(
            f"The database has schema revision {revision}, which this release does not know: its newest is {head}. "
            "The code is older than the database. Install the release that migrated it, or use another database."
        )


class OlderSchemaError(SchemaError):
    """The database was never migrated, or not as far as this release needs."""

    def __init__(self, revision: str | None, head: str) -> None:
        """Name both revisions; None is a database without a schema of ours."""
        if revision is None:
            super().__init__("The database holds nothing of stripe-oltp yet. Run make pipeline first.")
        else:
            super().__init__(
                f"The database has schema revision {revision}, this release needs {head}. "
                "Run stripe-oltp schema upgrade, or any command that writes."
            )


class SchemaBusyError(SchemaError):
    """Another session held a lock for longer than a migration waits; nothing was changed."""

    def __init__(self) -> None:
        """Say what to do: the message needs nothing from the failure."""
        super().__init__(
            "Another session holds a lock that the migration needs; nothing was changed. "
            "Let the other run or query finish, then run the command again."
        )


class NotTheOwnerError(SchemaError):
    """The role may not change what a migration has to change; nothing was changed."""

    def __init__(self, reason: str) -> None:
        """``reason`` is what PostgreSQL says of it: it names the table or schema."""
        super().__init__(
            f"The schema of the database has to be migrated, and its role may not: {reason}. Nothing was changed."
            " Run stripe-oltp schema upgrade once with a DATABASE_URL of the role that owns the tables, or grant"
            " the role what docs/running.md has for one that writes."
        )


class ForeignTableError(SchemaError):
    """Something that is not a raw table has the name of one."""

    def __init__(self, table: str) -> None:
        """``table`` with its schema."""
        super().__init__(
            f"{table} is there, and it is no table that stripe-oltp made. Nothing was changed."
            " Rename it, or use another database or STRIPE_OLTP_SCHEMA_PREFIX."
        )


class SchemaPrefixError(SchemaError):
    """What was chosen cannot stand before the names of the schemas."""

    def __init__(self, longest: int) -> None:
        """Name how long one may be."""
        super().__init__(
            f"STRIPE_OLTP_SCHEMA_PREFIX takes up to {longest} lower-case letters, digits and underscores. It does not"
            " start with a digit, or with PostgreSQL's own pg_. acme_ gives acme_raw, acme_oltp, acme_meta and so on."
        )


class DependentObjectsError(SchemaError):
    """Something of the user's depends on tables that have to be made anew; nothing was changed."""

    def __init__(self, found: Sequence[str]) -> None:
        """``found`` as PostgreSQL describes each."""
        super().__init__(
            "The database was made before the first release: its schemas oltp and meta have to be built anew, and"
            f" what follows depends on them, or lies in them: {'; '.join(found)}. Nothing was changed. Drop it, run"
            " the command again, and make it again afterwards."
        )


class SchemaClosedError(SchemaError):
    """A schema of views cannot be made, as the message says why; nothing was changed."""


class ViewInUseError(SchemaError):
    """Something of the user's depends on views that are dropped, to be made again or not; nothing was changed."""

    def __init__(self, found: Sequence[str]) -> None:
        """``found`` as PostgreSQL describes each: `view mine depends on view stripe.charges`."""
        super().__init__(
            "The views of stripe-oltp are to be dropped, by a migration to be made again, and something of yours"
            f" depends on them: {'; '.join(found)}. Nothing was changed. Drop it, run the command again, and make it"
            " again afterwards, or let it read from oltp."
        )
