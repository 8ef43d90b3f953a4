# SPDX-License-Identifier: MIT
"""Servers that behave badly, and what many checks leave behind."""

import os
import re
from dataclasses import replace

from sim_api import Cut, Delay, Drip, DropConnection, Status
from sim_api.faults import AnswerFault

from ..board import CANNOT_TELL
from . import case, is_member


@case("a server that says 503 once is asked again")
def _(b):
    b.sim.faults.add(Status(503, {"Retry-After": "1"}), door="api", times=1)
    is_member(b.check())


@case("a server that always says 503 tells nothing")
def _(b):
    b.sim.faults.add(Status(503), door="api")
    outcome = b.check(deadline_s=6)
    assert outcome.status == CANNOT_TELL and outcome.at[1] == "http_unavailable", outcome.report


@case("a server that is slow is waited for")
def _(b):
    b.sim.faults.add(Delay(1.0), door="api")
    is_member(b.check())


@case("a server that hangs up at once is named", front="direct")
def _(b):
    b.sim.faults.add(DropConnection("reset"), door="api")
    outcome = b.check(deadline_s=5, edge=None)
    # The user network may see the reset before it has told the board that it is connected.
    results = ("connection_lost", "closed_early", "connect_refused")
    assert outcome.status == CANNOT_TELL and outcome.at[1] in results, outcome.report


@case("answers in many small pieces at once cost no verdict", front="direct")
def _(b):
    b.sim.faults.add(Drip(0, 4), door="api")
    is_member(b.check(edge=None))


@case("replies of a megabyte need no more memory than small ones")
def _(b):
    small = b.check(edge=None)
    is_member(small)
    b.sim.options.padding = 1_000_000
    large = b.check(edge=None, deadline_s=60)
    is_member(large)
    assert large.report["bytes_in"] > 2_000_000
    assert large.memory["arena"] <= small.memory["arena"] + 64 and large.memory["stack"] <= small.memory["stack"] + 256


def leave_nothing_behind(outcome, checks):
    """The peaks of the second check are those of the last one."""
    is_member(outcome)
    assert [report["verdict"] for report in outcome.reports] == ["member"] * checks
    peaks = [line for line in outcome.console if line.startswith("memory ")]
    arenas = [int(line.split(" arena ")[1].split("/")[0]) for line in peaks]
    assert max(arenas) - arenas[1] <= 64, arenas


@case("a hundred checks on one connection leave nothing behind")
def _(b):
    leave_nothing_behind(b.check(checks=100, edge=None, seconds=600), 100)
    assert len(b.sim.api_connections) == 1


@case("many checks with a handshake each leave nothing behind", tickets=False, keepalive_requests=3)
def _(b):
    leave_nothing_behind(b.check(checks=30, edge=None, seconds=600), 30)
    assert len(b.sim.api_connections) >= 30


class Suspended(AnswerFault):
    """The endpoint is not what it was."""

    def change(self, response, request):
        return replace(response, body=response.body.replace(b'"active"', b'"suspended"'))


# Of a check's last answer, in turn, and how often it is asked for then.
TROUBLES = [(None, 1), (Status(503), 2), (Drip(0, 64), 1), (Cut(-20, "fin"), 2), (None, 1), (Cut(30, "fin"), 2)]
SUSPENDED_EVERY = 7                     # checks
CHECKS = int(os.environ.get("VSLICE_AGENT_SOAK", "36"))
WARM_UP = 2 * len(TROUBLES)


@case("many checks in a row with every trouble leave nothing behind, and each verdict is right", front="direct")
def _(b):
    asked = 1
    for number in range(CHECKS):
        fault, times = TROUBLES[number % len(TROUBLES)]
        if fault:
            b.sim.faults.add(fault, path="/vslices", nth=asked)
        asked += times
        if number % SUSPENDED_EVERY == SUSPENDED_EVERY - 1:
            b.sim.faults.add(Suspended(), path="/endpoints/", nth=number + 1)
    outcome = b.check(checks=CHECKS, edge=None, group=None, report_key=None, seconds=60 + 15 * CHECKS)
    expected = ["not_member" if number % SUSPENDED_EVERY == SUSPENDED_EVERY - 1 else "member" for number in range(CHECKS)]
    assert [report["verdict"] for report in outcome.reports] == expected, outcome.text
    peaks = [dict(re.findall(r"(\w+) (\d+)", line)) for line in outcome.console if line.startswith("memory ")]
    # Packet buffers are not among them: a late host sends what it has in one burst, which may take all of them once. One
    # lost in each round of troubles, and none would be left before the end.
    for what, slack in (("arena", 64), ("stack", 64), ("lwip", 256)):
        grown = int(peaks[-1][what]) - int(peaks[WARM_UP][what])
        assert grown <= slack, f"{what} {[peak[what] for peak in peaks]}"
