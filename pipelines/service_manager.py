"""What a service manager wants to hear of a service: systemd's protocol of `sd_notify`, a datagram to a socket."""

import socket
from contextlib import suppress

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def tell(address: str | None, state: str) -> None:
    """Tell the manager at a socket's address (``NOTIFY_SOCKET``), where there is one; never fails."""
    if not address:
        return
    name = f"\0{address[1:]}" if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
        manager.sendto(state.encode(), name)
