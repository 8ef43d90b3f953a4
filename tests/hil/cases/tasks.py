# SPDX-License-Identifier: MIT
"""Firmware with an operating system: what the agent does to the tasks beside it."""

import re

from ..board import NotHere
from . import case, is_member


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
