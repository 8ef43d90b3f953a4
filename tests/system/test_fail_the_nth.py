# SPDX-License-Identifier: MIT
"""The n-th connect, send, receive, entropy draw, clock step of the real program fails, for every n."""

import pytest

from .agent import CANNOT_TELL, MEMBER, check
from .fault_shim import shim_env

NEVER = 1_000_000


def calls_in_a_good_check(sim, tmp_path, call):
    count = tmp_path / "count"
    assert check(sim, env=shim_env(call, NEVER, count)).status == MEMBER
    return int(count.read_text())


@pytest.mark.parametrize("call", ["connect", "send", "recv", "getrandom", "clock_gettime"])
def test_the_nth_call_fails_and_the_check_ends_with_a_result(sim, tmp_path, call):
    calls = calls_in_a_good_check(sim, tmp_path, call)
    assert calls >= 1
    for nth in range(1, calls + 1):
        sim.reset()
        outcome = check(sim, deadline_s=5, env=shim_env(call, nth), timeout=15)
        assert outcome.status in (MEMBER, CANNOT_TELL), (call, nth)
        if outcome.status == MEMBER:  # only by asking again
            assert {"endpoint", "vslice"} <= set(outcome.report["stages"])
            assert len(sim.api_requests) >= 3


@pytest.mark.parametrize("call, stage", [("connect", "connect"), ("send", "tls"), ("recv", "tls"),
                                         ("getrandom", "tls")])
def test_where_every_call_fails_the_verdict_is_cannot_tell(sim, call, stage):
    outcome = check(sim, deadline_s=5, env=shim_env(call, 0), timeout=15)
    assert (outcome.status, outcome.report["at"]["stage"]) == (CANNOT_TELL, stage)
