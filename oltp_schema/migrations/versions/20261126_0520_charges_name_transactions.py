"""charges and refunds name their balance transactions."""

from alembic import op

NAMED = ("balance_transaction_id", "failure_balance_transaction_id")

revision = "20261126_0520_charges"
down_revision = "20261126_0511_disputes_of"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    named = " UNION ".join(
        f"SELECT {column} AS id FROM oltp.{table}" for table in ("charges", "refunds") for column in NAMED
    )
    op.execute(
        "INSERT INTO oltp.balance_transactions (id, row_state)"
        f" SELECT named.id, 'unresolved' FROM ({named}) AS named WHERE named.id IS NOT NULL ON CONFLICT DO NOTHING"
    )
    op.create_index(
        op.f("ix_charges_balance_transaction_id"), "charges", ["balance_transaction_id"], unique=False, schema="oltp"
    )
    op.create_index(
        op.f("ix_charges_failure_balance_transaction_id"),
        "charges",
        ["failure_balance_transaction_id"],
        unique=False,
        schema="oltp",
    )
    op.create_foreign_key(
        op.f("fk_charges_balance_transaction_id"),
        "charges",
        "balance_transactions",
        ["balance_transaction_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
    op.create_foreign_key(
        op.f("fk_charges_failure_balance_transaction_id"),
        "charges",
        "balance_transactions",
        ["failure_balance_transaction_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
    op.create_index(
        op.f("ix_refunds_balance_transaction_id"), "refunds", ["balance_transaction_id"], unique=False, schema="oltp"
    )
    op.create_index(
        op.f("ix_refunds_failure_balance_transaction_id"),
        "refunds",
        ["failure_balance_transaction_id"],
        unique=False,
        schema="oltp",
    )
    op.create_foreign_key(
        op.f("fk_refunds_balance_transaction_id"),
        "refunds",
        "balance_transactions",
        ["balance_transaction_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
    op.create_foreign_key(
        op.f("fk_refunds_failure_balance_transaction_id"),
        "refunds",
        "balance_transactions",
        ["failure_balance_transaction_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
