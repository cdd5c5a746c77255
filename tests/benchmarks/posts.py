"""`python -m tests.benchmarks.posts PORT SECONDS CONNECTIONS`: post signed events to a receiver as fast as it answers.

A process of its own, as Stripe is. It prints as a line of JSON the seconds that each answer took, how many of them said
200, and the seconds of all of it.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from itertools import count
from time import perf_counter

from tests.webhooks.events import body_of, signature, snapshot

PADDING = "x" * 3_000  # bytes: what an invoice's event has beside
MADE_AHEAD = 20_000  # requests, so that signing takes no time of the load


def requests(number: int) -> Iterator[bytes]:
    """Posts of different events, whole, as they go over the wire."""
    for at in range(number):
        document = {"id": f"cus_{at % 5_000}", "object": "customer", "description": PADDING}
        body = body_of(snapshot(f"evt_{at}", data={"object": document}))
        head = (
            "POST /webhooks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Stripe-Signature: {signature(body)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


async def load(port: int, seconds: float, connections: int) -> tuple[list[float], int, float]:
    """The seconds of each answer, how many were 200, and the seconds of all of it."""
    made, taken = list(requests(MADE_AHEAD)), count()
    took: list[float] = []
    begun = perf_counter()
    end = begun + seconds

    async def post() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        good = 0
        while perf_counter() < end and (at := next(taken)) < len(made):
            began = perf_counter()
            writer.write(made[at])
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            took.append(perf_counter() - began)
            good += head.split(b" ", 2)[1] == b"200"
        writer.close()
        return good

    good = sum(await asyncio.gather(*(post() for _ in range(connections))))
    return took, good, perf_counter() - begun


if __name__ == "__main__":
    port, seconds, connections = sys.argv[1:]
    found = asyncio.run(load(int(port), float(seconds), int(connections)))
    sys.stdout.write(json.dumps(found) + "\n")
