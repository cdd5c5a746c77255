"""disputes of charges."""

from alembic import op

revision = "20261126_0511_disputes_of"
down_revision = "20261126_0446_remember_default"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_index(op.f("ix_charges_dispute_id"), "charges", ["dispute_id"], unique=False, schema="oltp")
    op.create_foreign_key(
        op.f("fk_charges_dispute_id"),
        "charges",
        "disputes",
        ["dispute_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
