# SPDX-License-Identifier: MIT
"""What every board has to show. A case is a sentence and a function; `simulator`: arguments of sim_api.Simulator."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from sim_api.simulator import wait_until
from sim_api import Cut, Delay, DropConnection, Drip, Stall, Status

from . import page
from .bench import Bench
from .board import CANNOT_TELL, CONFIG, MEMBER, NOT_MEMBER
from .services import Dns


@dataclass
class Case:
    sentence: str
    run: Callable[[Bench], None]
    simulator: dict


CASES: list[Case] = []


def case(sentence, **simulator):
    def add(function):
        CASES.append(Case(sentence, function, simulator))
        return function
    return add


def is_member(outcome):
    assert (outcome.status, outcome.verdict, outcome.reasons) == (MEMBER, "member", []), outcome.report


def is_not_member(outcome, *reasons):
    assert (outcome.status, outcome.verdict, outcome.reasons) == (NOT_MEMBER, "not_member", list(reasons)), outcome.report


def cannot_tell(outcome, stage, *results):
    assert (outcome.status, outcome.verdict) == (CANNOT_TELL, "cannot_tell"), outcome.report
    assert outcome.at[0] == stage and outcome.at[1] in results, outcome.at


# ---- verdicts ----


@case("a member is told so, and the platform has its report")
def _(b):
    is_member(b.check())
    assert b.sim.bad_requests == []
    assert "vslice_agent" in b.sim.world.endpoints[0].key_values


@case("a device that was given to another VSlice is not a member")
def _(b):
    outcome = b.check(vslice="terraform-comb", group=None)
    assert (outcome.status, outcome.verdict) == (NOT_MEMBER, "not_member") and "other_vslice" in outcome.reasons, outcome.report


@case("an endpoint that is suspended is not a member")
def _(b):
    b.sim.world.endpoints[0].status = "suspended"
    is_not_member(b.check(), "endpoint_not_active")


@case("an address outside the VSlice's subnets is not a member's")
def _(b):
    b.sim.world.vslices[0].subnets = ["10.9.0.0/16"]
    is_not_member(b.check(), "address_outside")


@case("an endpoint that the platform does not know is not a member")
def _(b):
    outcome = b.check(endpoint="00000000-0000-4000-8000-000000000000", edge=None, report_key=None)
    is_not_member(outcome, "endpoint_unknown")


@case("a token that is refused tells nothing")
def _(b):
    b.sim.world.tokens.clear()
    outcome = b.check()
    assert (outcome.status, outcome.reasons) == (CANNOT_TELL, ["token_refused"]), outcome.report


# ---- TLS ----


@case("TLS 1.2 alone is enough", tls="1.2")
def _(b):
    outcome = b.check()
    is_member(outcome)
    assert outcome.report["tls"] == "1.2"


@case("TLS 1.3 alone is enough", tls="1.3")
def _(b):
    outcome = b.check()
    is_member(outcome)
    assert outcome.report["tls"] == "1.3"


@case("an RSA chain is verified in TLS 1.2", tls="1.2", certificate="rsa")
def _(b):
    is_member(b.check())


@case("an RSA chain is verified in TLS 1.3", tls="1.3", certificate="rsa")
def _(b):
    is_member(b.check())


@case("a forged chain with the right names is not trusted", certificate="forged-ca")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_untrusted", "certificate_bad")


@case("a chain to an unknown root is not trusted", certificate="unknown-ca")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_untrusted")


@case("a certificate of another host is refused", certificate="wrong-host")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_wrong_name")


@case("an expired certificate is refused", certificate="expired")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_expired")


@case("a certificate that is not yet valid is refused", certificate="not-yet")
def _(b):
    cannot_tell(b.check(), "tls", "certificate_not_yet_valid")


# ---- time ----


@case("without a time no certificate is judged")
def _(b):
    b.ntp.silent = -1
    cannot_tell(b.check(deadline_s=5), "time", "time_unknown", "timed_out")
    assert b.sim.api_connections == []


@case("a time before the build is no time")
def _(b):
    b.ntp.offset_s = -10 * 365 * 86400
    cannot_tell(b.check(deadline_s=5), "time", "time_unknown", "timed_out")


@case("an NTP answer that does not repeat the question is not believed")
def _(b):
    b.ntp.forged = True
    cannot_tell(b.check(deadline_s=5), "time", "time_unknown", "timed_out")


@case("an NTP server that misses two questions only delays")
def _(b):
    b.ntp.silent = 2
    is_member(b.check())


# ---- DNS, TCP ----


@case("a name that does not exist is said to be that")
def _(b):
    api = f"https://nobody.sim.test:{b.sim.port}/api/v1"
    cannot_tell(b.check(api=api, edge=None, deadline_s=5), "dns", "dns_no_name")


@case("a resolver that refuses is not a name that does not exist")
def _(b):
    b.dns.rcodes["api.sim.test"] = Dns.REFUSED
    cannot_tell(b.check(edge=None, deadline_s=5), "dns", "dns_failed")


@case("a resolver that says nothing is not a name that does not exist")
def _(b):
    b.dns.rcodes["api.sim.test"] = None
    cannot_tell(b.check(edge=None, deadline_s=12), "dns", "dns_failed", "timed_out")


@case("a port that nobody listens at refuses")
def _(b):
    cannot_tell(b.check(api="https://api.sim.test:9/api/v1", edge=None, deadline_s=5), "connect", "connect_refused")


# ---- servers ----


@case("a server that says 503 once is asked again")
def _(b):
    b.sim.faults.add(Status(503, {"Retry-After": "1"}), door="api", times=1)
    is_member(b.check())


@case("a server that always says 503 tells nothing")
def _(b):
    b.sim.faults.add(Status(503), door="api")
    outcome = b.check(deadline_s=6)
    assert outcome.status == CANNOT_TELL and outcome.at[1] == "http_unavailable", outcome.report


@case("a server that stalls is given up at the deadline")
def _(b):
    b.sim.faults.add(Stall("body"), door="api")
    outcome = b.check(deadline_s=5, edge=None)
    assert outcome.status == CANNOT_TELL and outcome.at[1] == "timed_out", outcome.report
    assert outcome.report["ms"] <= 6000


@case("a server that drips is given up at the deadline")
def _(b):
    b.sim.faults.add(Drip(0.2, 1), door="api")
    outcome = b.check(deadline_s=5, edge=None)
    assert outcome.status == CANNOT_TELL and outcome.at[1] == "timed_out", outcome.report
    assert outcome.report["ms"] <= 6000


@case("a server that is slow is waited for")
def _(b):
    b.sim.faults.add(Delay(1.0), door="api")
    is_member(b.check())


@case("a server that cuts its answer once is asked again", front="direct")
def _(b):
    b.sim.faults.add(Cut(-20, "reset"), door="api", times=1)
    is_member(b.check())


@case("a server that hangs up at once is named", front="direct")
def _(b):
    b.sim.faults.add(DropConnection("reset"), door="api")
    outcome = b.check(deadline_s=5, edge=None)
    # The user network may see the reset before it has told the board that it is connected.
    results = ("connection_lost", "closed_early", "connect_refused")
    assert outcome.status == CANNOT_TELL and outcome.at[1] in results, outcome.report


@case("replies of a megabyte need no more memory than small ones")
def _(b):
    small = b.check(edge=None)
    is_member(small)
    b.sim.options.padding = 1_000_000
    large = b.check(edge=None, deadline_s=60, seconds=90)
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
    leave_nothing_behind(b.check(checks=100, edge=None, seconds=120), 100)
    assert len(b.sim.api_connections) == 1


@case("many checks with a handshake each leave nothing behind", tickets=False, keepalive_requests=4)
def _(b):
    leave_nothing_behind(b.check(checks=30, edge=None, seconds=120), 30)
    assert len(b.sim.api_connections) >= 30


# ---- cable, wire, reset ----


@case("DHCP that answers late only delays")
def _(b):
    outcome = b.check(wire={"dhcp_silent": 2}, deadline_s=30)
    is_member(outcome)
    assert outcome.report["stages"]["address"][1] >= 1000


@case("without DHCP there is no address, and the layer is named")
def _(b):
    cannot_tell(b.check(wire={"dhcp_silent": 1000}, deadline_s=5), "address", "no_address", "timed_out")


@case("a wire that loses every tenth frame delays")
def _(b):
    is_member(b.check(wire={"loss": 0.1, "seed": 7}, deadline_s=60, seconds=90))


@case("a cable that is plugged in late only delays")
def _(b):
    def late(control):
        control.cable(False)
        control.power_up()
        time.sleep(3)
        control.cable(True)

    outcome = b.check(during=late, deadline_s=30)
    is_member(outcome)
    assert outcome.report["ms"] >= 1000


@case("without a cable nothing can be told, and the layer is named")
def _(b):
    def never(control):
        control.cable(False)
        control.power_up()

    outcome = b.check(during=never, deadline_s=5)
    assert outcome.status == CANNOT_TELL and outcome.at[0] in ("link", "address"), outcome.report
    assert outcome.at[1] in ("link_down", "no_address"), outcome.report


@case("a cable that is pulled during a check ends it at the deadline")
def _(b):
    b.sim.faults.add(Delay(3), door="api")

    def pull(control):
        control.power_up()
        wait_until(lambda: b.sim.api_connections, 10)
        control.cable(False)

    outcome = b.check(during=pull, deadline_s=6)
    assert outcome.status == CANNOT_TELL and outcome.report["ms"] <= 7000, outcome.report


@case("a cable that is plugged in again during a check saves it")
def _(b):
    b.sim.faults.add(Delay(1), door="api")

    def pull(control):
        control.power_up()
        wait_until(lambda: b.sim.api_connections, 10)
        control.cable(False)
        time.sleep(2)
        control.cable(True)

    is_member(b.check(during=pull, deadline_s=60, seconds=90))


@case("a reset during a check begins anew and ends well")
def _(b):
    b.sim.faults.add(Delay(3), door="api", times=1)

    def reset(control):
        control.power_up()
        wait_until(lambda: b.sim.api_connections, 10)
        control.reset()

    outcome = b.check(during=reset)
    is_member(outcome)
    assert sum(line.startswith("entropy ") for line in outcome.console) == 2, outcome.text


# ---- provisioning page ----


def refuses(b, content, words):
    outcome = b.boot(content)
    assert outcome.status == CONFIG, outcome.text
    assert any(line.startswith("page ") and words in line for line in outcome.console), outcome.text


def encode(b, **overrides):
    return page.encode(b.page(**overrides), b.board.page_bytes)


@case("an empty sector is no page")
def _(b):
    refuses(b, None, "there is none")
    refuses(b, b"\xff" * b.board.page_bytes, "there is none")


@case("a page that was cut is refused")
def _(b):
    whole = encode(b)
    refuses(b, whole[:200].ljust(len(whole), b"\xff"), "")


@case("a page with one byte turned over is refused")
def _(b):
    whole = bytearray(encode(b))
    whole[whole.index(b'"vslice"')] ^= 0x20
    refuses(b, bytes(whole), "")


@case("a page with an unknown member names it")
def _(b):
    refuses(b, encode(b).replace(b'"report_key"', b'"report_kez"'), "report_kez")


@case("a page without a VSlice names it")
def _(b):
    refuses(b, encode(b).replace(b'"vslice"', b'"group2"').replace(b'"group2":"default",', b""), "vslice")


@case("a page that fills its sector and does not end is refused")
def _(b):
    refuses(b, b'{"vslice":"' + b"x" * (b.board.page_bytes - 11), "")


@case("a trust anchor that is damaged is refused")
def _(b):
    refuses(b, encode(b).replace(b"MII", b"MIJ", 1), '"ca"')


# ---- resumption ----


def resumed(outcome):
    """Of each check, as the console has it."""
    return [line.endswith("resumed yes") for line in outcome.console if line.startswith("tls ")]


def is_resumed_after_power_up(b):
    """Two runs that share nothing but the flash."""
    with tempfile.TemporaryDirectory(prefix="hil-") as folder:
        flash = f"{folder}/flash"
        for expected in (False, True, True):
            b.sim.reset()
            outcome = b.check(flash=flash, edge=None)
            is_member(outcome)
            assert resumed(outcome) == [expected], outcome.text
            assert [one.tls_resumed for one in b.sim.api_connections] == [expected]


@case("a session outlives a loss of power in TLS 1.2", tls="1.2")
def _(b):
    is_resumed_after_power_up(b)


@case("a session outlives a loss of power in TLS 1.3", tls="1.3")
def _(b):
    is_resumed_after_power_up(b)


def is_resumed_after_reset(b):
    """The reset comes in the second check of the first boot."""
    b.sim.faults.add(Delay(5), path="/vslices", nth=2)

    def reset(control):
        control.power_up()
        wait_until(lambda: sum("/vslices" in one.path for one in b.sim.api_requests) == 2, 20)
        control.reset()

    outcome = b.check(checks=2, during=reset, edge=None)
    is_member(outcome)
    assert resumed(outcome)[:2] == [False, True], outcome.text
    assert [one.tls_resumed for one in b.sim.api_connections] == [False, True]


@case("a session outlives a reset in TLS 1.2", tls="1.2")
def _(b):
    is_resumed_after_reset(b)


@case("a session outlives a reset in TLS 1.3", tls="1.3")
def _(b):
    is_resumed_after_reset(b)


@case("a flash with a byte turned over makes it a full handshake", tls="1.2")
def _(b):
    with tempfile.TemporaryDirectory(prefix="hil-") as folder:
        flash = Path(folder) / "flash"
        is_member(b.check(flash=flash, edge=None))
        content = bytearray(flash.read_bytes())
        at = content.index(b"\1\0", 8) + 100                 # in the record of the session
        content[at] ^= 1
        flash.write_bytes(content)
        outcome = b.check(flash=flash, edge=None)
        is_member(outcome)
        assert resumed(outcome) == [False], outcome.text
