# SPDX-License-Identifier: MIT
"""What the agent says about membership."""

from ..board import CANNOT_TELL, NOT_MEMBER
from . import case, is_member, is_not_member


@case("a member is told so, and the platform has its report")
def _(b):
    outcome = b.check()
    is_member(outcome)
    assert any("INSECURE" in line for line in outcome.console), "entropy of the emulator is not said to be that"
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
