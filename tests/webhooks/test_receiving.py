"""Webhooks over HTTP: what Stripe signed is noted before it is answered, and nothing else leaves a trace."""

import select
import socket
import time
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import psycopg2
import pytest

from oltp_schema.schemas import PLAIN
from pipelines.webhooks.app import LARGEST
from pipelines.webhooks.server import MOST
from tests.webhooks.conftest import Received
from tests.webhooks.events import FORMER, SECRET, body_of, signature, snapshot, thin

NOTED = "SELECT id, event_created::text, object_type, object_id, source FROM meta.doorbell ORDER BY id"


def test_events_are_noted_once_and_wake_who_follows(received: Received) -> None:
    with closing(psycopg2.connect(received.database_url)) as listening, listening.cursor() as cursor:
        cursor.execute(f"SET timezone TO 'UTC'; LISTEN {PLAIN.bell}")
        listening.commit()
        assert [received.send(snapshot()), received.send(snapshot()), received.send(thin(), FORMER)] == [200] * 3
        assert select.select([listening], [], [], 10)[0]
        listening.poll()
        assert listening.notifies
        cursor.execute(NOTED)
        assert cursor.fetchall() == [
            ("evt_1", "2026-11-18 11:06:40+00", "customer", "cus_1", "webhook"),
            ("evt_thin_1", "2026-11-18 12:00:00.123+00", "subscription", "sub_1", "thin"),
        ]
    assert received.counted('stripe_oltp_webhooks_received_total{result="rung"}') == 2
    assert received.counted('stripe_oltp_webhooks_received_total{result="doubled"}') == 1


def test_what_stripe_did_not_sign_leaves_a_count_and_nothing_else(received: Received) -> None:
    body = body_of(snapshot())
    stale = signature(body, timestamp=int(time.time()) - 301)
    forged = [None, "", "t=1", "é", signature(body, "whsec_another"), signature(body + b" "), stale]
    assert {received.post(body, each) for each in forged} == {400}
    assert received.post(b"\xff\xfe", signature(b"{}")) == 400
    assert received.rows(NOTED) == []
    assert received.counted('stripe_oltp_webhooks_refused_total{reason="signature"}') == len(forged) + 1


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"id": 1, "object": "event"}', b'{"id": "cus_1", "object": "customer"}',
     b'{"id": "evt 1", "object": "event"}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_event_is_refused(received: Received, body: bytes) -> None:
    assert received.post(body, signature(body)) == 400
    assert received.counted('stripe_oltp_webhooks_refused_total{reason="no_event"}') == 1


def test_odd_fields_of_an_event_are_left_out(received: Received) -> None:
    odd = {"id": "x" * 256, "object": "a\0b"}
    assert received.send(snapshot(created=10**18, data={"object": odd})) == 200
    assert received.rows(NOTED) == [("evt_1", None, None, None, "webhook")]


def test_too_large_a_body_is_refused_unread(received: Received) -> None:
    body = b" " * (LARGEST + 1)
    assert received.post(body, signature(body)) == 413
    assert received.counted('stripe_oltp_webhooks_refused_total{reason="too_large"}') == 1


def test_of_too_many_connections_at_once_the_last_ones_are_sent_away(received: Received) -> None:
    address = urlsplit(received.url)
    with ExitStack() as stack:
        for _ in range(MOST):
            waiting = stack.enter_context(socket.create_connection((address.hostname, address.port)))
            waiting.sendall(b"POST /webhooks HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n")
        assert received.send(snapshot()) == 503
    assert received.rows(NOTED) == []


def test_only_events_of_the_own_account_and_mode_ring(received: Received) -> None:
    with closing(psycopg2.connect(received.database_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO meta.account (id, livemode, recorded_at) VALUES ('acct_own', false, now())")
    others = [
        snapshot("evt_2", account="acct_other"),
        snapshot("evt_3", context="org_1/acct_other"),
        thin("evt_4", context="acct_other"),
        snapshot("evt_5", livemode=True),
    ]
    own = [snapshot("evt_6", account="acct_own"), thin("evt_7", context="acct_own")]
    assert {received.send(event) for event in others + own} == {200}
    assert [row[0] for row in received.rows(NOTED)] == ["evt_6", "evt_7"]
    assert received.counted('stripe_oltp_webhooks_received_total{result="of_another_account"}') == len(others)


def test_without_the_database_stripe_is_told_to_send_it_again(received: Received, server_url: str) -> None:
    assert received.get("/health") == (200, '{"status":"ok"}')
    name = received.database_url.rpartition("/")[2]
    with closing(psycopg2.connect(server_url)) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        assert received.send(snapshot()) == 503
        assert received.get("/health")[0] == 503
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert received.send(snapshot()) == 200
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        assert received.send(snapshot("evt_2")) == 200
    assert len(received.rows(NOTED)) == 2
    assert received.counted('stripe_oltp_webhooks_refused_total{reason="database"}') == 1
    assert received.get("/health")[0] == 200


def test_other_paths_and_methods_are_not_there(received: Received) -> None:
    assert received.post(b"", signature(b"", SECRET), "/") == 404
    assert received.get("/webhooks")[0] == 405
