# SPDX-License-Identifier: MIT
"""Watchdog and fault handler: what happens when the firmware itself goes wrong."""

import re

from sim_api import Delay

from ..board import FAULT
from ..image import NOWHERE, PUSH_FOR_EVER, SLEEP_FOR_EVER, UNDEFINED
from . import case, is_member


def says(outcome, pattern):
    return re.search(pattern, outcome.text, re.MULTILINE)


@case("a firmware that hangs is reset by the watchdog, though its fault handler hangs as well")
def _(b):
    outcome = b.spoil(vsa_check_want=SLEEP_FOR_EVER, vsa_fault_entry=SLEEP_FOR_EVER)
    assert outcome.status == 0 and not outcome.report, outcome.text


@case("a firmware that hangs is reset, or says where it hung if the watchdog warns first")
def _(b):
    outcome = b.spoil(vsa_check_want=SLEEP_FOR_EVER)
    assert outcome.status == 0 or (outcome.status == FAULT and says(outcome, "the watchdog was not fed")), outcome.text


@case("a fault ends the run with a failure status and shows the registers")
def _(b):
    outcome = b.spoil(vsa_check_want=UNDEFINED)
    assert outcome.status == FAULT, outcome.text
    assert says(outcome, r"^fault +exception 00000003 cfsr 00010000 "), outcome.text      # HardFault, UNDEFINSTR
    assert says(outcome, r"^fault +r0 [0-9a-f]{8} .*\n^fault .* pc [0-9a-f]{8} xpsr [0-9a-f]{8}$"), outcome.text


@case("a stack that overflows is said to be that")
def _(b):
    outcome = b.spoil(vsa_check_want=PUSH_FOR_EVER)
    assert outcome.status == FAULT and says(outcome, "the stack has overflowed"), outcome.text


@case("a fault with a stack pointer that leads nowhere is told all the same")
def _(b):
    outcome = b.spoil(vsa_check_want=NOWHERE)
    assert outcome.status == FAULT and says(outcome, r"^fault +sp 3effff[0-9a-f]{2} "), outcome.text


@case("a board that has nothing to do sleeps: the processor stands still while it waits")
def _(b):
    begin = b.check(edge=None, report_key=None)
    b.sim.faults.add(Delay(4), door="api", times=1)
    waited = b.check(edge=None, report_key=None)
    is_member(waited)
    # by the host's clock, which the platform waits by: a QEMU that gets no processor loses ticks of the board's
    assert waited.seconds > 4, f"{waited.seconds} s in all, {waited.report['ms']} ms by the board's clock"
    assert waited.cpu_s - begin.cpu_s < 1, f"{waited.cpu_s} s of the host's processor, {begin.cpu_s} without the wait"
