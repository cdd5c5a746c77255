"""Of documents that are not opened, digests and rows say whether anything is otherwise; and what neither can say."""

import pytest

from pipelines.catalogue import promotable
from pipelines.checks.verify.opening import opening
from pipelines.checks.verify.report import CHANGED, RAW, ROW
from pipelines.checks.verify.sample import Sample
from pipelines.landing.run import land
from pipelines.settings import Settings
from tests.verify.conftest import World
from tests.verify.test_differences import found

NONE = Sample(0, 1)
AN_INVOICE = "(SELECT min(id) FROM oltp.invoices)"
TAMPERED = {
    "a row": (
        "charge",
        "UPDATE oltp.charges SET amount = amount + 5 WHERE id = (SELECT min(id) FROM oltp.charges)",
        ROW,
    ),
    "a part": (
        "invoice",
        "UPDATE oltp.invoice_line_items SET amount = amount + 1"
        " WHERE id = (SELECT min(id) FROM oltp.invoice_line_items)",
        ROW,
    ),
    "a part too few": (
        "invoice",
        "DELETE FROM oltp.invoice_line_items WHERE id = (SELECT min(id) FROM oltp.invoice_line_items)",
        ROW,
    ),
    "a part too many": (
        "invoice",
        f"""INSERT INTO oltp.invoice_line_items SELECT (jsonb_populate_record(kept, '{{"id": "il_made_up"}}')).*
            FROM oltp.invoice_line_items AS kept WHERE invoice_id = {AN_INVOICE} LIMIT 1""",
        ROW,
    ),
    "a copy": (
        "charge",
        """UPDATE raw.charges SET payload = payload || '{"amount": 1}' WHERE id = (SELECT min(id) FROM raw.charges)""",
        RAW,
    ),
    "a copy that cannot be read": (
        "charge",
        """UPDATE raw.charges SET payload = payload || '{"amount": "x"}'
            WHERE id = (SELECT min(id) FROM raw.charges)""",
        RAW,
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_altered_is_found_as_if_all_were_opened(world: World, what: str) -> None:
    name, statement, kind = TAMPERED[what]
    world.by_hand(statement)
    one = world.verify(name, opened=NONE)
    assert [difference.kind for difference in one.differences] == [kind]
    assert one.differences == world.verify(name).differences


def test_nothing_is_to_be_opened_where_nothing_was_altered(world: World) -> None:
    chosen = opening(world.connection, promotable(None), NONE)
    assert len(chosen.disagreeing) > 20
    assert {name: ids for name, ids in chosen.disagreeing.items() if ids} == {}
    outcome, whole = world.verify(opened=NONE), world.verify()
    assert found(outcome) == found(whole) == []
    assert outcome.documents == whole.documents, "they are compared all the same"


def test_a_copy_altered_where_no_column_shows_it_is_found_unless_it_was_before_it_was_promoted(world: World) -> None:
    world.by_hand(
        """UPDATE raw.charges SET payload = payload || '{"of_ours": 1}' WHERE id = (SELECT min(id) FROM raw.charges)"""
    )
    assert [kind for _, _, kind in found(world.verify("charge", opened=NONE))] == [RAW]
    world.by_hand("UPDATE raw._dlt_loads SET seen_by = seen_by")  # as if it was altered before it was promoted
    assert found(world.verify("charge", opened=NONE)) == []
    assert [kind for _, _, kind in found(world.verify("charge", opened=NONE, copies=True))] == [RAW]
    assert [kind for _, _, kind in found(world.verify("charge"))] == [RAW]


def test_what_stripe_changed_is_found_outside_the_sample(world: World) -> None:
    charge = world.one("SELECT min(id) FROM oltp.charges")
    world.by_hand(f"""
        UPDATE raw.charges SET digest = 'of other bytes', payload = payload || '{{"amount": 1}}' WHERE id = '{charge}'
    """)
    outcome = world.verify("charge", sample=NONE)
    assert found(outcome) == [("charge", charge, CHANGED)]
    assert outcome.documents == 1, "no other one is opened"


def test_other_bytes_in_another_version_are_compared_where_the_sample_has_them(world: World) -> None:
    world.by_hand("UPDATE raw.charges SET digest = 'of other bytes', api_version = '2020-08-27'")
    assert world.verify("charge", sample=NONE).documents == 0
    outcome = world.verify("charge")
    assert found(outcome) == []
    assert outcome.documents > 1


def test_what_is_landed_and_not_promoted_is_a_difference_though_bytes_and_copies_agree(world: World) -> None:
    customer = world.one("SELECT min(id) FROM oltp.customers WHERE row_state = 'present'")
    world.change("customer", customer, "customer.updated", name="landed only")
    with world.sandbox.serve() as server:
        land(Settings(world.home, server.api_key, server.url), world.url, promotable(None))
    outcome = world.verify("customer", opened=NONE, copies=True)
    assert found(outcome) == [("customer", customer, ROW)]
    assert not outcome.is_proven
