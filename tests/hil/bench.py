# SPDX-License-Identifier: MIT
"""A test bench: the simulated platform, DNS and NTP, as a board's network sees them."""

from sim_api import Simulator

from . import board, services
from .wire import DNS_PORT, NTP_PORT


class Bench:
    """`sim` is the simulator in use; `use` starts another one, and keeps those it has."""

    def __init__(self, target: board.Board):
        self.board = target
        self.dns = services.Dns(board.NAMES)
        self.ntp = services.Ntp()
        self.services = {DNS_PORT: self.dns, NTP_PORT: self.ntp}
        self._simulators = {}
        self.sim = None

    def use(self, **simulator) -> "Bench":
        """Arguments of Simulator. Everything is as new afterwards."""
        key = tuple(sorted(simulator.items()))
        if key not in self._simulators:
            self._simulators[key] = Simulator(**simulator).start()
        self.sim = self._simulators[key]
        self.sim.reset()
        self.dns.reset()
        self.ntp.reset()
        return self

    def stop(self) -> None:
        for simulator in self._simulators.values():
            simulator.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def page(self, **overrides) -> dict:
        """A provisioning page that makes the board a member. None leaves a member out."""
        names = {"api": f"https://api.sim.test:{self.sim.port}/api/v1", "edge": f"http://edge.sim.test:{self.sim.edge_port}",
                 "address": "auto", "deadline_s": 15}
        return self.sim.config(**{**names, **overrides})

    def check(self, *, checks: int = 1, seconds: float = 40, during=None, wire: dict | None = None,
              flash=None, **overrides) -> board.Outcome:
        """Boots the board with that page and lets it check; `during`, `wire`: see Board.run. `flash`: a file for its storage."""
        return self.boot(self.page(**overrides), checks=checks, seconds=seconds, during=during, flash=flash, **(wire or {}))

    def boot(self, content, *, checks: int = 1, seconds: float = 40, during=None, flash=None, **wire) -> board.Outcome:
        """As check, with any page. Whatever happens: no token on the console, no fault, an end."""
        arguments = f"checks={checks}" + (f" flash={flash}" if flash else "")
        outcome = self.board.run(content, self.services, arguments=arguments, seconds=seconds, during=during, **wire)
        assert self.sim.token not in outcome.text.lower(), "the token is on the console"
        assert outcome.status is not None, f"no end within {seconds} s"
        assert outcome.status != board.FAULT, "the firmware ended in a fault"
        return outcome
