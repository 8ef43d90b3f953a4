# SPDX-License-Identifier: MIT
"""Firmware with an operating system: what the agent does to the tasks beside it."""

import re
import tempfile
from pathlib import Path

from .. import image
from ..board import NotHere
from . import cannot_tell, case, is_member

PERIOD_MS = 10                      # of the tasks with deadlines


def _deadlines(outcome):
    """{task: (late, missed, longest in us)} of the last check."""
    found = re.findall(r"^deadlines (\w+) \d+ wake-ups, (\d+) late, (\d+) missed, (\d+) us at most$", outcome.text, re.M)
    return {name: tuple(map(int, counts)) for name, *counts in found}


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
    if not b.board.choice("RECEIVE_STACK_BYTES"):
        raise NotHere("a board without tasks")
    with tempfile.TemporaryDirectory(prefix="hil-") as folder:
        slow = Path(folder) / "slow.elf"
        image.write_spoilt(b.board.image, slow, {"netif_input": image.FAIL_SLOWLY})
        outcome = b.check(firmware=slow, wire={"flooded": True}, deadline_s=8)
    cannot_tell(outcome, "address", "no_address", "timed_out")
    missed = _deadlines(outcome)["background"][1]
    assert missed * PERIOD_MS < 0.6 * outcome.guest_ms, outcome.text
