# SPDX-License-Identifier: MIT
"""Time, names, TCP: what comes before TLS."""

from ..services import Dns
from . import cannot_tell, case, is_member


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


@case("an NTP server that is not synchronised itself, or none at all, is not believed")
def _(b):
    for b.ntp.leap, b.ntp.stratum in ((3, 1), (0, 16)):
        cannot_tell(b.check(deadline_s=5), "time", "time_unknown", "timed_out")


@case("an NTP server that misses two questions only delays")
def _(b):
    b.ntp.silent = 2
    is_member(b.check())


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
