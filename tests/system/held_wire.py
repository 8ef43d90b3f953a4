# SPDX-License-Identifier: MIT
"""A TCP relay that makes sure of what comes early. nginx calls a request early only while the handshake is not over, so
the client's end of the handshake is kept back until the platform has seen the requests that should come before."""

import queue
import time

from sim_api.simulator import wait_until

from .slow_wire import SlowWire

QUIET_S = 0.1       # for what comes early and should not


class HeldWire(SlowWire):
    """Relays to the platform `sim`. `early`: how many requests of the next connection are to come early."""

    def __init__(self, sim):
        super().__init__(sim.port, delay=0.0)
        self.sim, self.early = sim, 0
        self.api = f"https://localhost:{self.port}/api/v1"

    def _relay(self, client, server):
        answered, released = [], []
        expected = len(self.sim.api_requests) + self.early

        def hold_the_second_flight():
            if answered and not released:
                wait_until(lambda: len(self.sim.api_requests) >= expected)
                time.sleep(QUIET_S)
                released.append(True)

        self._start(self._take, client, to_server := queue.Queue(), self.sent, lambda: None)
        self._start(self._give, server, to_server, hold_the_second_flight)
        self._start(self._take, server, to_client := queue.Queue(), self.received, lambda: None)
        self._start(self._give, client, to_client, lambda: answered.append(True))
