# SPDX-License-Identifier: MIT
"""Firmware with an operating system: what the agent does to the tasks beside it."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sim_api import wait_until
from sim_api.faults import AnswerFault
from sim_api.steps import Send, Wait

from .. import image
from ..board import NotHere
from . import cannot_tell, case, is_member

PERIOD_MS = 10                      # of the tasks with deadlines


def _deadlines(outcome):
    """{task: (late, missed, longest in us)} of the last check."""
    found = re.findall(r"^deadlines (\w+) \d+ wake-ups, (\d+) late, (\d+) missed, (\d+) us at most$", outcome.text, re.M)
    return {name: tuple(map(int, counts)) for name, *counts in found}


def needs_tasks(b):
    if not b.board.choice("RECEIVE_STACK_BYTES"):
        raise NotHere("a board without tasks")


def _is_always_awake(b):
    config = b.board.image.with_name(".config").read_text()
    return "CONFIG_VSLICE_AGENT_IDLE_SLEEP=y" not in config


@case("a control task above the agent misses no deadline during a handshake, a background task below it does")
def _(b):
    outcome = b.check()
    is_member(outcome)
    deadlines = _deadlines(outcome)
    if not deadlines:
        raise NotHere("a board without tasks")
    assert deadlines["background"][1] > 50, deadlines
    # An emulator that sleeps wakes up as late as its host lets it: then only the order of magnitude can be told.
    late, missed, longest_us = deadlines["control"]
    assert longest_us < deadlines["background"][2] / 4, deadlines
    if _is_always_awake(b):
        assert (late, missed) == (0, 0) and longest_us < 11000, deadlines


@case("a flood of frames that each take long leaves the tasks below the receiver half of the time")
def _(b):
    needs_tasks(b)
    with tempfile.TemporaryDirectory(prefix="hil-") as folder:
        slow = Path(folder) / "slow.elf"
        image.write_spoilt(b.board.image, slow, {"netif_input": image.FAIL_SLOWLY})
        outcome = b.check(firmware=slow, wire={"flooded": True}, deadline_s=8)
    cannot_tell(outcome, "address", "no_address", "timed_out")
    missed = _deadlines(outcome)["background"][1]
    assert missed * PERIOD_MS < 0.6 * outcome.guest_ms, outcome.text


@dataclass
class Chatter(AnswerFault):
    """After the answer come so many small records that nobody asked for."""
    records: int

    def rewrite(self, script, reply, request):
        yield from script
        for _ in range(self.records):
            yield Wait(0.1)
            yield Send(b"x")


@case("what a server sends on a connection kept between two checks does not keep the board deaf", front="direct")
def _(b):
    needs_tasks(b)
    if int(b.board.choice("LWIP_POOL_PBUFS")) > 9:
        raise NotHere("a board with more packet buffers than a socket can hold")
    b.sim.faults.add(Chatter(12), door="api", path="/vslices")

    def wait(control):
        control.power_up()
        wait_until(lambda: b.sim.api_connections and b.sim.api_connections[0].closed, 60)
        control.power_down()

    outcome = b.check(checks=0, during=wait, seconds=90, limit_ms=20000, report_key=None, group=None, edge=None)
    assert outcome.verdict == "member", outcome.text
    assert outcome.seconds < 50, outcome.text


@case("servers that are gone for good, one after another, keep nothing from the next connection")
def _(b):
    needs_tasks(b)
    outcome = b.check(checks=5, wire={"gone": 4}, deadline_s=5, edge=None, report_key=None, seconds=60)
    is_member(outcome)
    assert [report["at"]["result"] for report in outcome.reports[:-1]] == ["timed_out"] * 4, outcome.text
