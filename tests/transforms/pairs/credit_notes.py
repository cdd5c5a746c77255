"""What moved of credit notes and of their lines."""

from tests.transforms.pairs.pair import NEW_TAX, OLD_TAX, TAXES, Pair, credit_line

OF_CREDIT_NOTES = [
    Pair(
        "`credit_notes.refund_id` and `credit_note_refunds`",
        "credit_note",
        {"refund": "re_1"},
        {"refunds": [{"amount_refunded": 1000, "payment_record_refund": None, "refund": "re_1", "type": "refund"}]},
        apart="credit_notes.refund_id credit_note_refunds",
    ),
    Pair(
        TAXES,
        "credit_note",
        {"tax_amounts": [OLD_TAX]},
        {"total_taxes": [NEW_TAX]},
        fills="credit_notes.total_taxes",
    ),
    Pair(
        TAXES,
        "credit_note",
        credit_line(tax_amounts=[OLD_TAX], amount_excluding_tax=993, unit_amount_excluding_tax="993"),
        credit_line(taxes=[NEW_TAX]),
        fills="credit_note_line_items.taxes",
        apart="credit_note_line_items.amount_excluding_tax credit_note_line_items.unit_amount_excluding_tax",
    ),
]
