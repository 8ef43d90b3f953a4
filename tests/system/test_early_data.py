# SPDX-License-Identifier: MIT
"""TLS 1.3 early data, in short steps: questions only, and sent again where they were refused or called too early."""

import pytest
from sim_api import Simulator, Status
from sim_api.simulator import wait_until

from .agent import EARLY, MEMBER, check, config_file, run
from .slow_wire import SlowWire

pytestmark = pytest.mark.skipif(not EARLY.exists(), reason=f"{EARLY} is not built; tests/system/run does it")


@pytest.fixture(scope="module")
def running():
    """nginx calls early what it comes to before the handshake is over, so the client's end of it has a way to go."""
    with Simulator(tls="1.3", early_data=True) as sim, SlowWire(sim.port, delay=0.03) as wire:
        yield sim, f"https://localhost:{wire.port}/api/v1"


@pytest.fixture
def sim(running):
    running[0].reset()
    return running[0]


@pytest.fixture
def api(running):
    return running[1]


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def early_check(sim, state, **config):
    sim.journal.clear()
    outcome = check(sim, "--state", state, program=EARLY, **config)
    assert outcome.status == MEMBER, outcome.out + outcome.err
    return outcome.report["mode"]


def early_requests(sim):
    return [(request.method, request.path.split("/")[3]) for request in sim.api_requests if request.early]


def test_the_questions_of_a_resumed_check_come_early_and_are_answered(sim, state, api):
    assert early_check(sim, state, api=api) == "full" and early_requests(sim) == []
    assert early_check(sim, state, api=api) == "early"
    assert early_requests(sim) == [("GET", "endpoints"), ("GET", "vslices")] and len(sim.api_requests) == 2


def test_the_report_is_never_sent_early(sim, state, api):
    early_check(sim, state, api=api, report_key="vsa")
    sim.world.endpoints[0].ip_address = "100.64.17.204"
    assert early_check(sim, state, api=api, report_key="vsa", address="100.64.17.204") == "early"
    assert [(one.method, one.early) for one in sim.api_requests] == [("GET", True), ("GET", True), ("PUT", False)]


def test_a_single_put_is_never_sent_early(sim, state, api):
    early_check(sim, state, api=api)
    path = f"/endpoints/{sim.endpoint_id}/keyvalues/colour"
    page = config_file(sim, api=api)
    assert run("--config", page, "--state", state, "put", path, '{"value": "blue"}', program=EARLY).status == 0
    assert run("--config", page, "--state", state, "get", "/vslices", program=EARLY).status == 0
    assert [(one.method, one.early) for one in sim.api_requests][-2:] == [("PUT", False), ("GET", True)]


def test_what_was_called_too_early_is_asked_again_on_the_same_connection(sim, state, api):
    early_check(sim, state, api=api)
    sim.options.too_early = True
    assert early_check(sim, state, api=api) == "early"
    assert [one.early for one in sim.api_requests] == [True, True, False, False]
    assert len(sim.api_connections) == 1


def test_too_early_for_something_that_was_not_is_a_refusal(sim, state):
    sim.faults.add(Status(425), path="/vslices")
    outcome = check(sim, "--state", state, program=EARLY)
    assert outcome.at == ("vslice", "http_client_error")


def test_early_data_of_a_session_that_the_server_has_forgotten_is_sent_again(sim, state, api):
    early_check(sim, state, api=api)
    sim.rotate_tickets()
    assert early_check(sim, state, api=api) == "full"
    assert early_requests(sim) == [] and len(sim.api_requests) == 2


@pytest.mark.parametrize("tls", ["1.3", "1.2"])
def test_a_server_that_takes_no_early_data_any_more_is_no_obstacle(state, tls):
    with Simulator(tls="1.3", early_data=True) as sim:
        early_check(sim, state)
        port = sim.port
    with Simulator(tls=tls, port=port) as sim:
        for mode in ("full", "resumed"):
            assert early_check(sim, state) == mode
        assert early_requests(sim) == []


def test_a_bad_certificate_is_still_named_as_such(sim, state):
    early_check(sim, state)
    port = sim.port
    with Simulator(tls="1.3", certificate="expired") as other, SlowWire(other.port, delay=0.0) as wire:
        assert port != wire.port
        outcome = check(other, "--state", state, program=EARLY)
    assert outcome.at == ("tls", "certificate_expired")


def test_it_saves_the_round_trip_of_the_handshake(state):
    with Simulator(tls="1.3", early_data=True) as sim, SlowWire(sim.port) as wire:
        api = f"https://localhost:{wire.port}/api/v1"
        early_check(sim, state, api=api, deadline_s=20)
        full = len(wire.flights)
        wire.sent.clear()
        assert early_check(sim, state, api=api, deadline_s=20) == "early"
        # ClientHello with all requests | end of early data and Finished, which nobody waits for
        wait_until(lambda: len(wire.flights) == 2, 5)
        assert (full, len(wire.flights)) == (2, 2)
        first = next(count for count in wire.flights)
        assert first > 800


def test_the_nth_failure_under_way_leads_to_no_wrong_verdict(sim, state, api):
    from .fault_shim import shim_env

    early_check(sim, state, api=api)
    for call in ("send", "recv"):
        for nth in range(1, 8):
            outcome = check(sim, "--state", state, program=EARLY, deadline_s=5, api=api, env=shim_env(call, nth))
            assert outcome.status in (MEMBER, 2), (call, nth, outcome.out)
            if outcome.status == MEMBER:
                assert {"endpoint", "vslice"} <= set(outcome.report["stages"])
