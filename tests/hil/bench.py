# SPDX-License-Identifier: MIT
"""A test bench: the simulated platform, DNS and NTP, as a board's network sees them."""

import tempfile
from pathlib import Path

from sim_api import Simulator

from . import board, image, lab, services
from .wire import DNS_PORT, NTP_PORT


class Bench:
    """`sim` is the simulator in use; `use` starts another one, and keeps those it has."""

    def __init__(self, target: board.Board, lab_address: str | None = None):
        """`lab_address`: of this computer on a real network, where the board is."""
        self.board = target
        self.dns = services.Dns(board.NAMES)
        self.ntp = services.Ntp()
        self.services = {DNS_PORT: self.dns, NTP_PORT: self.ntp}
        self.lab = lab.Lab(lab_address, self.services) if lab_address else None
        self._simulators = {}
        self.sim = None

    def use(self, **simulator) -> "Bench":
        """Arguments of Simulator, NotHere if the board cannot talk to that one. Everything is as new afterwards."""
        self._must_be_built(**simulator)
        key = tuple(sorted(simulator.items()))
        if key not in self._simulators:
            self._simulators[key] = Simulator(**simulator).start()
            self._open_ways(self._simulators[key])
        self.sim = self._simulators[key]
        self.sim.reset()
        self.dns.reset()
        self.ntp.reset()
        return self

    def _must_be_built(self, tls=None, certificate=None, **_):
        if tls and self.board.choice("TLS" + tls.replace(".", "")) != "y":
            raise board.NotHere(f"a board built without TLS {tls}")
        if certificate == "rsa" and self.board.choice("TLS_RSA") != "y":
            raise board.NotHere("a board built without RSA")

    def _open_ways(self, simulator):
        if self.lab:
            self.lab.forward(simulator.port)
            self.lab.forward(simulator.edge_port)

    def stop(self) -> None:
        for simulator in self._simulators.values():
            simulator.stop()
        if self.lab:
            self.lab.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def page(self, **overrides) -> dict:
        """A provisioning page that makes the board a member. None leaves a member out."""
        names = {"api": f"https://api.sim.test:{self.sim.port}/api/v1", "edge": f"http://edge.sim.test:{self.sim.edge_port}",
                 "address": "auto", "deadline_s": 15}
        return self.sim.config(**{**names, **overrides})

    def check(self, *, checks: int = 1, seconds: float = board.HANGS_S, limit_ms: int | None = None, during=None,
              wire: dict | None = None, firmware=None, flash=None, **overrides) -> board.Outcome:
        """Boots the board with that page and lets it check; `during`, `wire`, `firmware`: see Board.run. `flash`: a file for its storage.

        `limit_ms`: of the board's own time from power-up to the end; without it, each check's deadline and a second.
        """
        content = self.page(**overrides)
        return self.boot(content, checks=checks, seconds=seconds, during=during, wire=wire, firmware=firmware, flash=flash,
                         limit_ms=limit_ms or checks * (1000 * content["deadline_s"] + 1000))

    def boot(self, content, *, checks: int = 1, seconds: float = board.HANGS_S, limit_ms: int = 1000, during=None,
             wire: dict | None = None, firmware=None, flash=None) -> board.Outcome:
        """As check, with any page. Whatever happens: no token on the console, no fault, an end in time."""
        arguments = f"checks={checks}" + (f" flash={flash}" if flash else "")
        outcome = self.board.run(content, self.services, arguments=arguments, seconds=seconds, during=during,
                                 wire_faults=wire, image=firmware)
        assert self.sim.token not in outcome.text.lower(), "the token is on the console"
        assert outcome.status is not None, f"no end within {seconds} s"
        assert outcome.status != board.FAULT, "the firmware ended in a fault"
        assert 0 <= outcome.guest_ms <= limit_ms, f"{outcome.guest_ms} ms of the board's time, {limit_ms} are the limit"
        return outcome

    def spoil(self, **codes) -> board.Outcome:
        """Boots an image some of whose functions do something else (see image.py), in a hurry; until it is reset or ends."""
        def watch(control):
            control.power_up()
            control.await_event("WATCHDOG")
            control.power_down()

        with tempfile.TemporaryDirectory(prefix="hil-") as folder:
            spoilt = Path(folder) / "spoilt.elf"
            image.write_spoilt(self.board.image, spoilt, codes)
            return self.board.run(self.page(), self.services, image=spoilt, during=watch, hurry=True)
