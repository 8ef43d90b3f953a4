#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Four agents in four tasks of one firmware, over one lwIP, against the simulated platform.

usage: unshare --net tests/rtos/cases.py PROGRAM [--part I/N] [WORD...]

WORD: only cases whose sentence holds one of them. --part: the I-th of N equal parts, to run them side by side.
Exit status 77: this machine does not let us make a tap device.
"""

import argparse
import functools
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from hil.services import Dns  # noqa: E402
from sim_api import Delay, Simulator  # noqa: E402
from sim_api.simulator import wait_until  # noqa: E402
from support.attempts import twice  # noqa: E402

from rtos import network  # noqa: E402
from rtos.firmware import Firmware  # noqa: E402

AGENTS = range(4)
CASES = []


def case(sentence, **simulator):
    def add(function):
        CASES.append((sentence, function, simulator))
        return function
    return add


class Bench:
    """A simulated platform in use, and the pages of four agents: two expect the right VSlice, two another one."""

    def __init__(self, program, dns, simulator):
        self.program, self.dns = program, dns
        self.sim = Simulator(**simulator).start()
        self.relay = network.Relay(self.sim.port)

    def stop(self):
        self.relay.stop()
        self.sim.stop()

    def page(self, vslice, **overrides):
        return self.sim.config(**{"api": f"https://api.sim.test:{self.sim.port}/api/v1", "edge": None, "address": "auto",
                                  "report_key": None, "group": None, "deadline_s": 40, "vslice": vslice, **overrides})

    def firmware(self, **overrides):
        return Firmware(self.program, [self.page(vslice, **overrides)
                                       for vslice in ("default", "default", "terraform-comb", "terraform-comb")])


def are_right(reports):
    assert [report["verdict"] for report in reports] == ["member", "member", "not_member", "not_member"], reports


def a_round(firmware):
    for agent in AGENTS:
        firmware.tell("check", agent)
    return [firmware.next(agent) for agent in AGENTS]


def first(firmware):
    return [firmware.next(agent) for agent in AGENTS]


@case("four agents at once learn about two VSlices", tls="1.3")
def _(b):
    with b.firmware() as firmware:
        are_right(first(firmware))
        for _ in range(3):
            are_right(a_round(firmware))
    assert len(b.sim.api_connections) == 4 and b.sim.bad_requests == []


@case("four handshakes at once, again and again", tls="1.3", keepalive_requests=2, tickets=False)
def _(b):
    with b.firmware() as firmware:
        are_right(first(firmware))
        for _ in range(4):
            are_right(a_round(firmware))
    assert len(b.sim.api_connections) >= 20


@case("four handshakes in TLS 1.2 at once", tls="1.2", certificate="rsa", keepalive_requests=3, tickets=False)
def _(b):
    with b.firmware() as firmware:
        are_right(first(firmware))
        are_right(a_round(firmware))


@case("a check may be cancelled at any moment, and the next one is right", keepalive_requests=3, tickets=False)
def _(b):
    chance = random.Random(5)
    cancelled = set()
    with b.firmware() as firmware:
        are_right(first(firmware))
        begin = time.monotonic()
        are_right(a_round(firmware))
        whole = time.monotonic() - begin
        for _ in range(12):
            for agent in AGENTS:
                firmware.tell("check", agent)
            for agent in AGENTS:
                time.sleep(chance.random() * whole / 4)
                firmware.tell("cancel", agent)
            for report in first(firmware):
                if report["verdict"] == "cannot_tell":
                    assert report["at"]["result"] == "cancelled", report
                    cancelled.add(report["at"]["stage"])
        are_right(a_round(firmware))
    assert {"connect", "tls"} & cancelled and len(cancelled) >= 2, cancelled
    print("     cancelled at", *sorted(cancelled))


@case("an agent that hangs up between two checks makes the next one on a new connection, the others on theirs")
def _(b):
    with b.firmware() as firmware:
        are_right(first(firmware))
        firmware.tell("hang-up", 1)
        are_right(a_round(firmware))
        assert len(b.sim.api_connections) == 5
        for agent in AGENTS:
            firmware.tell("check", agent)
            firmware.tell("hang-up", agent)         # takes nothing from the check that is under way
        are_right(first(firmware))
        are_right(a_round(firmware))
        assert len(b.sim.api_connections) == 9


@case("an agent may be stopped and started while the others check", keepalive_requests=3, tickets=False)
def _(b):
    chance = random.Random(6)
    with b.firmware() as firmware:
        are_right(first(firmware))
        for turn in range(6):
            for agent in AGENTS:
                firmware.tell("check", agent)
            time.sleep(chance.random() * 0.2)
            firmware.tell("stop", turn % 4)
            while firmware.next(turn % 4) != "stopped":
                pass
            firmware.tell("start", turn % 4)
            are_right(first(firmware))


@case("a link that goes down and up again during a check only delays")
def _(b):
    b.sim.faults.add(Delay(0.5), door="api")
    with b.firmware() as firmware:
        wait_until(lambda: len(b.sim.api_connections) == 4, 30)
        firmware.tell("link", "down")
        time.sleep(1)
        firmware.tell("link", "up")
        are_right(first(firmware))


@case("a link that stays down is named, and the check ends at its deadline")
def _(b):
    with b.firmware(deadline_s=5) as firmware:
        are_right(first(firmware))
        firmware.tell("link", "down")
        for report in a_round(firmware):
            assert report["verdict"] == "cannot_tell" and report["at"]["stage"] == "link", report
        firmware.tell("link", "up")
        are_right(a_round(firmware))


@case("a name that does not exist is said to be that, by each")
def _(b):
    with b.firmware(api=f"https://nobody.sim.test:{b.sim.port}/api/v1", deadline_s=5) as firmware:
        for report in first(firmware):
            assert (report["at"]["stage"], report["at"]["result"]) == ("dns", "dns_no_name"), report


@case("a look-up that is cancelled does not answer the next one")
def _(b):
    b.dns.rcodes["api.sim.test"] = None         # silence
    with b.firmware() as firmware:
        time.sleep(0.5)
        for agent in AGENTS:
            firmware.tell("cancel", agent)
        for report in first(firmware):
            assert (report["at"]["stage"], report["at"]["result"]) == ("dns", "cancelled"), report
        b.dns.rcodes = {}
        are_right(a_round(firmware))


@case("a server that refuses to look names up fails each look-up")
def _(b):
    b.dns.rcodes["api.sim.test"] = Dns.REFUSED
    with b.firmware(deadline_s=5) as firmware:
        for report in first(firmware):
            assert (report["at"]["stage"], report["at"]["result"]) == ("dns", "dns_failed"), report


@case("a port that nobody listens at refuses each")
def _(b):
    with b.firmware(api="https://api.sim.test:9/api/v1", deadline_s=5) as firmware:
        for report in first(firmware):
            assert (report["at"]["stage"], report["at"]["result"]) == ("connect", "connect_refused"), report


def _run_one(program, dns, function, simulator):
    dns.reset()
    bench = Bench(program, dns, simulator)
    try:
        function(bench)
    finally:
        bench.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_intermixed_args()
    program, words = chosen.program.resolve(), chosen.words
    part, parts = map(int, chosen.part.split("/"))
    network.set_up()
    dns = network.DnsServer().service
    wanted = [each for each in CASES if not words or any(word in each[0] for word in words)][part - 1::parts]
    failed = 0
    for sentence, function, simulator in wanted:
        begin = time.monotonic()
        wrong = twice(functools.partial(_run_one, program, dns, function, simulator), sentence)
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} {sentence} ({time.monotonic() - begin:.1f} s)", flush=True)
        if wrong:
            print("     " + wrong.replace("\n", "\n     "), flush=True)
    print(f"{len(wanted) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
