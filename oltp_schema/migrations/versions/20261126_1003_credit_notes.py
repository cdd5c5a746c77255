"""credit notes and customer balance transactions name each other."""

from alembic import op

NAMED = {
    "customer_balance_transactions": "SELECT customer_balance_transaction_id AS id FROM oltp.credit_notes",
    "credit_notes": "SELECT credit_note_id AS id FROM oltp.customer_balance_transactions",
}

revision = "20261126_1003_credit_notes"
down_revision = "20261126_0958_payouts_add_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    for table, ids in NAMED.items():
        op.execute(
            f"INSERT INTO oltp.{table} (id, row_state)"
            f" SELECT DISTINCT named.id, 'unresolved' FROM ({ids}) AS named WHERE named.id IS NOT NULL"
            " ON CONFLICT DO NOTHING"
        )
    op.create_index(
        op.f("ix_credit_notes_customer_balance_transaction_id"),
        "credit_notes",
        ["customer_balance_transaction_id"],
        unique=False,
        schema="oltp",
    )
    op.create_foreign_key(
        op.f("fk_credit_notes_customer_balance_transaction_id"),
        "credit_notes",
        "customer_balance_transactions",
        ["customer_balance_transaction_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )
    op.create_index(
        op.f("ix_customer_balance_transactions_credit_note_id"),
        "customer_balance_transactions",
        ["credit_note_id"],
        unique=False,
        schema="oltp",
    )
    op.create_foreign_key(
        op.f("fk_customer_balance_transactions_credit_note_id"),
        "customer_balance_transactions",
        "credit_notes",
        ["credit_note_id"],
        ["id"],
        source_schema="oltp",
        referent_schema="oltp",
    )
