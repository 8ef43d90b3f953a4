# SPDX-License-Identifier: MIT
"""Ports to listen at. Not those that the kernel lends to outgoing connections: a server that stops and listens again at
its port would now and then find it lent, and a client that tries a port that refuses would now and then be connected
with itself."""

import random
import socket
from pathlib import Path

FIRST = 10000
ATTEMPTS = 1000


def listener(address: str, port: int = 0) -> socket.socket:
    """Listens at this port; 0: at one that is free."""
    if port:
        return socket.create_server((address, port), backlog=64)
    for candidate in (random.randrange(FIRST, _first_lent()) for _ in range(ATTEMPTS)):
        try:
            return socket.create_server((address, candidate), backlog=64)
        except OSError:
            continue
    raise RuntimeError(f"no free port at {address}")


def _first_lent():
    lent = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    return lent if lent > FIRST + ATTEMPTS else 65536
