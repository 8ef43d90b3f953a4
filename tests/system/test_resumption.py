# SPDX-License-Identifier: MIT
"""A session outlives the program, sealed; whatever is wrong with it, a full handshake follows and the check ends well."""

import os
import stat

import pytest
from sim_api import Simulator

from .agent import MEMBER, check, config_file, run


def is_resumed(outcome):
    assert outcome.status == MEMBER, outcome.out + outcome.err
    line = next(line for line in outcome.out.splitlines() if line.startswith("tls "))
    return line.endswith("resumed yes")


@pytest.fixture(params=["1.2", "1.3"])
def server(request):
    with Simulator(tls=request.param) as sim:
        yield sim


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


def session_file(state):
    return state.with_name(state.name + ".session")


def key_file(state):
    return state.with_name(state.name + ".key")


def a_check(sim, state, **more):
    """Is it resumed? The agent and the server have to agree."""
    sim.reset()
    resumed = is_resumed(check(sim, "--state", state, **more))
    assert [connection.tls_resumed for connection in sim.api_connections] == [resumed]
    return resumed


def test_the_next_run_resumes_the_session_of_the_one_before(server, state):
    assert [a_check(server, state) for _ in range(4)] == [False, True, True, True]


def test_without_a_state_file_nothing_outlives_the_program(server):
    assert not is_resumed(check(server)) and not is_resumed(check(server))


def test_a_second_connection_of_one_run_resumes_the_first(server):
    with Simulator(tls=server._tls, keepalive_requests=3) as sim:
        outcome = run("--config", config_file(sim), "--count", "3", "watch", env={"VSLICE_AGENT_HASTE": "1"})
        assert outcome.status == MEMBER
        assert [connection.tls_resumed for connection in sim.api_connections] == [False, True, True]


def test_key_and_session_are_their_owners_alone_and_hold_no_secret_in_clear(server, state):
    a_check(server, state)
    for file in (key_file(state), session_file(state)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key_file(state).stat().st_size == 16
    sealed = session_file(state).read_bytes()
    assert b"localhost" not in sealed
    a_check(server, state)
    again = session_file(state).read_bytes()
    assert again[:12] != sealed[:12] or again == sealed    # never the same nonce for something else


def test_every_byte_that_is_changed_makes_it_a_full_handshake(server, state):
    a_check(server, state)
    sealed = session_file(state).read_bytes()
    step = max(1, len(sealed) // 40)                       # all bits of all bytes: tests/unit/test_session.c
    for at in range(0, len(sealed), step):
        damaged = bytearray(sealed)
        damaged[at] ^= 1 << at % 8
        session_file(state).write_bytes(damaged)
        assert not a_check(server, state), at
    session_file(state).write_bytes(sealed)
    assert a_check(server, state)                          # the record itself was good all the time


@pytest.mark.parametrize("cut", [0, 1, 27, 28, 29, 68, 100, -1])
def test_a_record_that_was_cut_makes_it_a_full_handshake(server, state, cut):
    a_check(server, state)
    session_file(state).write_bytes(session_file(state).read_bytes()[:cut])
    assert not a_check(server, state)
    assert a_check(server, state)


@pytest.mark.parametrize("content", [b"", b"\0" * 16, b"x" * 5000])
def test_something_else_in_its_place_makes_it_a_full_handshake(server, state, content):
    session_file(state).write_bytes(content)
    assert not a_check(server, state)
    assert a_check(server, state)


def test_another_devices_record_is_of_no_use(server, state, tmp_path):
    other = tmp_path / "other"
    a_check(server, state)
    a_check(server, other)
    session_file(other).write_bytes(session_file(state).read_bytes())
    assert not a_check(server, other)


@pytest.mark.parametrize("mode, size", [(0o644, 16), (0o640, 16), (0o600, 15), (0o600, 17), (0o600, 0)])
def test_a_key_file_that_is_none_means_that_nothing_is_stored(server, state, mode, size):
    key_file(state).write_bytes(b"k" * size)
    key_file(state).chmod(mode)
    assert not a_check(server, state)
    assert not session_file(state).exists()
    assert not a_check(server, state)


def test_a_key_file_that_is_a_link_is_none(server, state, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"k" * 16)
    (tmp_path / "elsewhere").chmod(0o600)
    os.symlink(tmp_path / "elsewhere", key_file(state))
    assert not a_check(server, state) and not session_file(state).exists()


def test_the_same_session_for_another_host_name_is_not_offered(server, state):
    a_check(server, state)
    assert not a_check(server, state, api=f"https://127.0.0.1:{server.port}/api/v1")


def test_other_trust_anchors_mean_a_full_handshake(server, state):
    a_check(server, state)
    everything = server.ca_file.with_name("ca-all.pem")
    assert not a_check(server, state, ca_file=str(everything))


def test_trust_that_was_withdrawn_is_not_got_round_by_resuming(server, state):
    a_check(server, state)
    outcome = check(server, "--state", state, ca_file=str(server.ca_file.with_name("ca-rsa.pem")))
    assert outcome.at == ("tls", "certificate_untrusted")


def test_a_server_that_has_forgotten_its_keys_costs_a_full_handshake_and_no_failure(state):
    for tls in ("1.2", "1.3"):
        with Simulator(tls=tls) as sim:
            a_check(sim, state)
            port = sim.port
        with Simulator(tls=tls, port=port) as sim:
            assert not a_check(sim, state) and a_check(sim, state)


@pytest.mark.parametrize("before, after", [("1.3", "1.2"), ("1.2", "1.3")])
def test_a_server_of_another_version_costs_a_full_handshake_and_no_failure(state, before, after):
    with Simulator(tls=before) as sim:
        a_check(sim, state)
        port = sim.port
    with Simulator(tls=after, port=port) as sim:
        outcome = check(sim, "--state", state)
        assert not is_resumed(outcome) and outcome.report["tls"] == after
        assert a_check(sim, state)


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_a_server_without_tickets_is_no_obstacle(tls, state):
    with Simulator(tls=tls, tickets=False) as sim:
        assert not a_check(sim, state) and not a_check(sim, state)
