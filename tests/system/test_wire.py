# SPDX-License-Identifier: MIT
"""What a check costs on the wire: round trips and connections, counted by a relay and by a real DNS server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sim_api import Simulator

from .agent import MEMBER, check
from .slow_wire import SlowWire

NAMESPACE_TEST = Path(__file__).with_name("dns_in_namespace.py")


def check_over(sim, wire, **config):
    return check(sim, api=f"https://localhost:{wire.port}/api/v1", deadline_s=20, **config)


@pytest.mark.parametrize("tls, handshake_flights", [("1.3", 1), ("1.2", 2)])
@pytest.mark.parametrize("group", [None, "tf-group"])
def test_a_whole_check_costs_the_handshake_and_one_flight(tls, handshake_flights, group):
    with Simulator(tls=tls) as sim, SlowWire(sim.port) as wire:
        outcome = check_over(sim, wire, group=group)
    assert (outcome.status, outcome.report["tls"]) == (MEMBER, tls)
    assert wire.connections == 1
    # TLS 1.3: ClientHello | Finished + all requests. TLS 1.2: ClientHello | key exchange | all requests.
    assert len(wire.flights) == handshake_flights + 1, wire.flights
    assert outcome.report["flights"] == 1


def test_asking_the_group_for_the_vslice_and_reporting_cost_a_flight_each():
    with Simulator(tls="1.3") as sim, SlowWire(sim.port) as wire:
        sim.options.link = "group-only"
        outcome = check_over(sim, wire, report_key="vsa")
    assert outcome.status == MEMBER and outcome.stage("report") == "ok"
    assert (wire.connections, len(wire.flights), outcome.report["flights"]) == (1, 4, 3)


@pytest.mark.parametrize("tls, trips", [("1.3", 2), ("1.2", 3)])
def test_the_bill_is_what_the_wire_has_seen(tls, trips):
    with Simulator(tls=tls) as sim, SlowWire(sim.port) as wire:
        bill = check_over(sim, wire).report["bill"]
        assert wire.ended.acquire(timeout=10)
    *sent, (parting, goodbye) = wire.sent                                   # which comes after the verdict
    assert 0 < goodbye <= 40
    assert bill["bytes_out"] == sum(count for _, count in sent)
    assert bill["bytes_in"] == sum(count for when, count in wire.received if when < parting)
    # The relay itself answers the connect at once; a literal name or /etc/hosts may be an answer at once, too.
    assert trips <= bill["trips"] <= trips + 2
    assert bill["busy_us"] > bill["handshake_us"] > 0 and bill["step_us"] > 0 and bill["arena"] > 20000


def test_a_resumed_session_and_a_kept_connection_cost_less_and_say_so(tmp_path):
    with Simulator(tls="1.2") as sim, SlowWire(sim.port) as wire:
        full, resumed = (check(sim, "--state", tmp_path / "state", api=f"https://localhost:{wire.port}/api/v1",
                               deadline_s=20).report for _ in range(2))
    assert (full["mode"], resumed["mode"]) == ("full", "resumed")
    assert resumed["bill"]["trips"] == full["bill"]["trips"] - 1
    assert resumed["bill"]["bytes_in"] < full["bill"]["bytes_in"] - 500
    assert resumed["bill"]["handshake_us"] < full["bill"]["handshake_us"] / 2


@pytest.mark.skipif(os.geteuid() != 0, reason="a namespace of its own needs root")
def test_the_name_is_looked_up_once_in_a_real_dns_server():
    done = subprocess.run(["unshare", "--net", "--mount", sys.executable, NAMESPACE_TEST], capture_output=True,
                          text=True, timeout=60, check=False)
    if done.returncode == 77:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["status"] == MEMBER, told
    assert sorted(told["queries"]) in (["A"], ["A", "AAAA"])
    assert told["connections"] == 1
    status, queries, connections = told["watch"]
    assert status == MEMBER and connections >= 3, told
    assert len(queries) == len(set(queries)) > 0, queries       # once, and kept for the others
    assert told["unknown_name"] == ["dns", "dns_no_name"]
    assert told["silent_server"] in (["dns", "timed_out"], ["dns", "dns_failed"])
