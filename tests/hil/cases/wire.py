# SPDX-License-Identifier: MIT
"""Cable, DHCP, lost frames, reset."""

import time

from sim_api import Delay
from sim_api.simulator import wait_until

from ..board import CANNOT_TELL
from . import cannot_tell, case, is_member


@case("DHCP that answers late only delays")
def _(b):
    outcome = b.check(wire={"dhcp_silent": 2}, deadline_s=30)
    is_member(outcome)
    assert outcome.report["stages"]["address"][1] >= 1000


@case("without DHCP there is no address, and the layer is named")
def _(b):
    cannot_tell(b.check(wire={"dhcp_silent": 1000}, deadline_s=5), "address", "no_address", "timed_out")


@case("a wire that loses every twentieth frame, both ways, only delays")
def _(b):
    outcome = b.check(wire={"loss": 0.05, "seed": 7}, deadline_s=60)
    is_member(outcome)
    assert outcome.wire["lost"] >= 2, outcome.wire


@case("a wire that doubles frames and changes their order costs no verdict")
def _(b):
    outcome = b.check(wire={"doubled": 0.3, "swapped": 0.1, "seed": 3}, deadline_s=60)
    is_member(outcome)
    assert outcome.wire["doubled"] >= 3 and outcome.wire["swapped"] >= 2, outcome.wire


@case("a cable that is plugged in late only delays")
def _(b):
    def late(control):
        control.cable(False)
        control.power_up()
        time.sleep(3)
        control.cable(True)

    outcome = b.check(during=late, deadline_s=30)
    is_member(outcome)
    assert outcome.report["ms"] >= 250      # two looks at the link; of our three seconds a busy board misses most


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
        wait_until(lambda: b.sim.api_connections, 60)
        control.cable(False)

    outcome = b.check(during=pull, deadline_s=6)
    assert outcome.status == CANNOT_TELL and outcome.report["ms"] <= 7000, outcome.report


@case("a cable that is plugged in again during a check saves it")
def _(b):
    b.sim.faults.add(Delay(1), door="api")

    def pull(control):
        control.power_up()
        wait_until(lambda: b.sim.api_connections, 60)
        control.cable(False)
        time.sleep(2)
        control.cable(True)

    is_member(b.check(during=pull, deadline_s=60))


@case("a reset during a check begins anew and ends well")
def _(b):
    b.sim.faults.add(Delay(3), door="api", times=1)

    def reset(control):
        control.power_up()
        wait_until(lambda: b.sim.api_connections, 60)
        control.reset()

    outcome = b.check(during=reset)
    is_member(outcome)
    assert sum(line.startswith("entropy ") for line in outcome.console) == 2, outcome.text
