"""Add what is still to be read from Stripe: windows, cursors, objects wanted and missing."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1640_windows"
down_revision = "20261122_1616_invoice_payments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    _cursors()
    _windows()
    _wanted()
    _missing()


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("planned_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relisted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("object", name="pk_cursors"),
        schema="meta",
    )


def _windows() -> None:
    op.create_table(
        "windows",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("created_from", sa.DateTime(timezone=True)),
        sa.Column("created_before", sa.DateTime(timezone=True)),
        sa.CheckConstraint("purpose IN ('changes', 'new', 'whole')", name=op.f("ck_windows_purpose_known")),
        sa.CheckConstraint("created_from < created_before", name=op.f("ck_windows_not_empty")),
        sa.PrimaryKeyConstraint("id", name="pk_windows"),
        schema="meta",
    )


def _wanted() -> None:
    op.create_table(
        "wanted",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("deletion", sa.LargeBinary()),
        sa.Column("api_version", sa.Text()),
        sa.PrimaryKeyConstraint("object", "id", name="pk_wanted"),
        schema="meta",
    )


def _missing() -> None:
    op.create_table(
        "missing",
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object", "id", name="pk_missing"),
        schema="meta",
    )
