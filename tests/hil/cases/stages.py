# SPDX-License-Identifier: MIT
"""A server that refuses, falls silent, drips, or cuts: at every stage of a connection.

Silence and dripping end at the deadline, with the stage named; a cut once is got over, always is named.
"""

import time

from sim_api import (PLAIN_HTTP, AnswerConnection, BreakHandshake, CloseAfter, Cut, Drip, DropConnection, SlowHandshake,
                     Stall, StallConnection, tls_alert, wait_until)

from ..board import CANNOT_TELL
from . import case, is_member

LOST = ("connection_lost", "closed_early", "http_truncated")
HEAD, BODY = 40, -20                # bytes of an answer after which a cut is in its head, in its body

# Where, what sim_api calls it, the versions of TLS for which it makes a difference, and the stages that may be named.
SILENCES = [
    ("right after accepting", StallConnection(), ("1.2",), ("tls",)),
    ("in its first flight of TLS", BreakHandshake(1, None), ("1.2", "1.3"), ("tls",)),
    ("in its second flight of TLS", BreakHandshake(2, None), ("1.2",), ("tls",)),
    ("before an answer", Stall("start"), ("1.3",), ("token",)),
    ("in the head of an answer", Stall("head"), ("1.2",), ("token",)),
    ("in the body of an answer", Stall("body"), ("1.3",), ("token",)),
]
DRIPS = [
    ("TLS", SlowHandshake(0.02), "tls"),
    ("its answers", Drip(0.05, 1), "token"),
]
CUTS = [
    ("right after accepting", lambda how: DropConnection(how), ("1.2",)),
    ("in its first flight of TLS", lambda how: BreakHandshake(1, how), ("1.2", "1.3")),
    ("in its second flight of TLS", lambda how: BreakHandshake(2, how), ("1.2",)),
    ("before an answer", lambda how: Cut(0, how), ("1.3",)),
    ("in the head of an answer", lambda how: Cut(HEAD, how), ("1.2", "1.3")),
    ("in the body of an answer", lambda how: Cut(BODY, how), ("1.2", "1.3")),
    ("between two answers", lambda how: CloseAfter(1, announce=False, how=how), ("1.2", "1.3")),
]
WAYS = {"fin": "ends TCP", "reset": "resets TCP"}


def times_out(b, fault, stages, **chosen):
    b.sim.faults.add(fault, door="api", **chosen)
    outcome = b.check(deadline_s=5, edge=None, report_key=None)
    assert (outcome.status, outcome.at[1]) == (CANNOT_TELL, "timed_out") and outcome.at[0] in stages, outcome.report


def add_silence(where, fault, tls, stages):
    @case(f"a server that falls silent {where} is given up at the deadline, TLS {tls}", front="direct", tls=tls)
    def _(b):
        times_out(b, fault, stages)


def add_drip(what, fault, stage):
    @case(f"a server that drips {what} byte by byte is given up at the deadline", front="direct", tls="1.3")
    def _(b):
        times_out(b, fault, (stage,))


def add_cut(where, fault, tls, how):
    @case(f"a server that once {WAYS[how]} {where} is asked again, TLS {tls}", front="direct", tls=tls)
    def _(b):
        b.sim.faults.add(fault(how), door="api", times=1)
        is_member(b.check(edge=None))
        assert len(b.sim.api_connections) == 2, b.sim.api_connections


for place, silence, versions, named in SILENCES:
    for version in versions:
        add_silence(place, silence, version, named)
for dripped, drip, named in DRIPS:
    add_drip(dripped, drip, named)
for place, cut, versions in CUTS:
    for version in versions:
        for manner in WAYS:
            add_cut(place, cut, version, manner)


@case("a server that falls silent between two answers is given up at the deadline", front="direct")
def _(b):
    times_out(b, Stall("start"), ("endpoint", "group", "vslice"), nth=2)


@case("a server that always cuts its answers tells nothing", front="direct")
def _(b):
    b.sim.faults.add(Cut(BODY, "fin"), door="api")
    outcome = b.check(deadline_s=5, edge=None, report_key=None)
    assert outcome.status == CANNOT_TELL and outcome.at[1] in LOST, outcome.report
    assert len(b.sim.api_connections) >= 2, b.sim.api_connections


@case("a server that refuses connections for a while is asked again")
def _(b):
    b.sim.refuse("api")

    def come_back(control):
        control.power_up()
        wait_until(lambda: b.dns.asked, 60)
        time.sleep(1)
        b.sim.listen("api")

    is_member(b.check(during=come_back))


@case("a server whose first segment is lost on the way for ever is said not to answer")
def _(b):
    outcome = b.check(wire={"lost_tcp_ports": {b.sim.port}}, deadline_s=5, edge=None, report_key=None)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, ("connect", "timed_out")), outcome.report


@case("a server that speaks HTTP where TLS is due is refused", front="direct")
def _(b):
    b.sim.faults.add(AnswerConnection(PLAIN_HTTP), door="api")
    outcome = b.check(deadline_s=5, edge=None)
    assert outcome.status == CANNOT_TELL and outcome.at == ("tls", "tls_bad_record"), outcome.report


@case("a server that refuses the handshake with an alert is said to do so", front="direct")
def _(b):
    b.sim.faults.add(AnswerConnection(tls_alert(40)), door="api")
    outcome = b.check(deadline_s=5, edge=None)
    assert outcome.status == CANNOT_TELL and outcome.at == ("tls", "tls_failed"), outcome.report
