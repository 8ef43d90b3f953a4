# SPDX-License-Identifier: MIT
"""Watchdog and fault handler: what happens when the firmware itself goes wrong."""

import re

from ..board import FAULT
from ..image import PUSH_FOR_EVER, SLEEP_FOR_EVER, UNDEFINED
from . import case


def says(outcome, pattern):
    return re.search(pattern, outcome.text, re.MULTILINE)


@case("a firmware that hangs is reset by the watchdog, though its fault handler hangs as well")
def _(b):
    outcome = b.spoil(vsa_check_want=SLEEP_FOR_EVER, vsa_fault_entry=SLEEP_FOR_EVER)
    assert outcome.status == 0 and not outcome.report and outcome.seconds < 40, outcome.text


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
