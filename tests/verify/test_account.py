"""The account is compared like any other object: by one request, and mended by one."""

import pytest

from pipelines.sandbox.account import ACCOUNT_ID
from tests.verify.conftest import World

pytestmark = pytest.mark.runs


def test_an_account_that_changed_unseen_is_found_and_kept_by_the_next_run(world: World) -> None:
    account_id = world.sandbox.store.setting("account") or ACCOUNT_ID
    assert world.one("SELECT settings_dashboard_timezone FROM oltp.accounts") == "Etc/UTC"
    assert world.verify("account").objects["account"].compared == 1
    world.change("account", account_id, email="new@sandbox.example")
    (found,) = world.verify("account").differences
    assert (found.object, found.id, found.kind, found.names) == ("account", account_id, "changed", ("email",))
    world.run()
    assert world.verify("account").differences == []
    assert world.one("SELECT email FROM oltp.accounts") == "new@sandbox.example"
    world.by_hand("UPDATE oltp.accounts SET country = 'FR'")
    assert [one.kind for one in world.verify("account").differences] == ["row"]
