# SPDX-License-Identifier: MIT
"""Sessions that outlive a reset, a loss of power, and a damaged flash."""

import tempfile
import time
from pathlib import Path

from sim_api import Delay
from sim_api.simulator import wait_until

from . import case, is_member


def resumed(outcome):
    """Of each check, as the console has it."""
    return [line.endswith("resumed yes") for line in outcome.console if line.startswith("tls ")]


def is_resumed_after_power_up(b):
    """Two runs that share nothing but the flash."""
    with tempfile.TemporaryDirectory(prefix="hil-") as folder:
        flash = f"{folder}/flash"
        for expected in (False, True, True):
            b.sim.reset()
            outcome = b.check(flash=flash, edge=None)
            time.sleep(b.board.ahead_s)     # a session from the future is not believed
            is_member(outcome)
            assert resumed(outcome) == [expected], outcome.text
            assert [one.tls_resumed for one in b.sim.api_connections] == [expected]


@case("a session outlives a loss of power in TLS 1.2", tls="1.2")
def _(b):
    is_resumed_after_power_up(b)


@case("a session outlives a loss of power in TLS 1.3", tls="1.3")
def _(b):
    is_resumed_after_power_up(b)


def is_resumed_after_reset(b):
    """The reset comes in the second check of the first boot."""
    b.sim.faults.add(Delay(5), path="/vslices", nth=2)

    def reset(control):
        control.power_up()
        wait_until(lambda: sum("/vslices" in one.path for one in b.sim.api_requests) == 2, 60)
        time.sleep(b.board.ahead_s)
        control.reset()

    outcome = b.check(checks=2, during=reset, edge=None)
    is_member(outcome)
    assert resumed(outcome)[:2] == [False, True], outcome.text
    assert [one.tls_resumed for one in b.sim.api_connections] == [False, True]


@case("a session outlives a reset in TLS 1.2", tls="1.2")
def _(b):
    is_resumed_after_reset(b)


@case("a session outlives a reset in TLS 1.3", tls="1.3")
def _(b):
    is_resumed_after_reset(b)


@case("a flash with a byte turned over makes it a full handshake", tls="1.2")
def _(b):
    with tempfile.TemporaryDirectory(prefix="hil-") as folder:
        flash = Path(folder) / "flash"
        is_member(b.check(flash=flash, edge=None))
        content = bytearray(flash.read_bytes())
        at = content.index(b"\1\0", 8) + 100                 # in the record of the session
        content[at] ^= 1
        flash.write_bytes(content)
        outcome = b.check(flash=flash, edge=None)
        is_member(outcome)
        assert resumed(outcome) == [False], outcome.text
