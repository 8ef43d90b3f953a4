# SPDX-License-Identifier: MIT
"""The example with a loop of its own, on boards that build it; and two checks at once."""

import re

from ..board import NotHere
from . import case, is_member

MILLION = 1000                      # instructions, in microseconds of QEMU's time


def superloop(b):
    return b.board.image.with_name("superloop.elf")


def loop_of(outcome):
    """turns, blinks, late, refused: of the line `loop`."""
    line = next(line for line in outcome.console if line.startswith("loop "))
    return dict(zip(("turns", "blinks", "late", "refused"), map(int, re.findall(r"\d+", line))))


@case("a loop of one's own turns while the check runs, and is held up by no more than the longest step", image="superloop.elf")
def _(b):
    outcome = b.check(firmware=superloop(b))
    is_member(outcome)
    loop = loop_of(outcome)
    assert loop["blinks"] >= 2 and loop["turns"] > loop["blinks"], loop
    assert loop["late"] * 1000 <= max(outcome.steps_us.values()) + 20000, (loop, outcome.steps_us)
    assert outcome.steps_us["connect"] < 6 * MILLION, outcome.steps_us     # the key pair, while TCP waits
    others = [us for stage, us in outcome.steps_us.items() if stage not in ("connect", "tls")]
    assert max(others) < 2 * MILLION, outcome.steps_us


@case("a second check at once is refused, and the first one goes on undisturbed", image="superloop.elf")
def _(b):
    outcome = b.check(firmware=superloop(b))
    is_member(outcome)
    assert loop_of(outcome)["refused"] >= 1
    assert len(b.sim.api_connections) == 1 and len(b.sim.edge_connections) == 1, b.sim.connections


def longest_in_short_steps(b):
    if b.board.choice("TLS_STEP_OPS") == "0":
        raise NotHere("a board that computes in one piece")
    outcome = b.check(firmware=superloop(b))
    is_member(outcome)
    assert loop_of(outcome)["turns"] > 20, outcome.text
    return max(outcome.steps_us.values())


@case("elliptic curves in short steps leave no long one in the loop", image="superloop.elf", tls="1.2")
def _(b):
    longest = longest_in_short_steps(b)
    assert longest < 6 * MILLION, longest


@case("with short steps each message of a handshake with RSA is one", image="superloop.elf", tls="1.2", certificate="rsa")
def _(b):
    longest = longest_in_short_steps(b)
    assert longest < 24 * MILLION, longest
