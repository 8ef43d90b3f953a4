# SPDX-License-Identifier: MIT
"""nginx and OpenSSL's s_server in every way that a session can be given, refused or forgotten: the check ends well."""

import pytest
from sim_api import Simulator
from sim_api.s_server import SServer

from .agent import CANNOT_TELL, MEMBER, check
from .test_resumption import is_resumed

VERSIONS = ("1.2", "1.3", "both")


@pytest.mark.parametrize("rotated", [False, True])
@pytest.mark.parametrize("early_data", [False, True])
@pytest.mark.parametrize("tickets", [False, True])
@pytest.mark.parametrize("tls", VERSIONS)
def test_nginx(tmp_path, tls, tickets, early_data, rotated):
    with Simulator(tls=tls, tickets=tickets, early_data=early_data) as sim:
        outcomes = []
        for _ in range(3):
            outcomes.append(is_resumed(check(sim, "--state", tmp_path / "state")))
            if rotated:
                sim.rotate_tickets()
        assert outcomes == [False] + [tickets and not rotated] * 2
        assert [one.tls_resumed for one in sim.api_connections] == outcomes
        assert sim.bad_requests == []


@pytest.mark.parametrize("options", [(), ("-no_ticket",), ("-num_tickets", "0"), ("-num_tickets", "5"), ("-no_cache",),
                                     ("-no_ticket", "-no_cache"), ("-no_resume_ephemeral",)], ids=" ".join)
@pytest.mark.parametrize("tls", VERSIONS)
def test_s_server(tmp_path, tls, options):
    version = {"1.2": ["-tls1_2"], "1.3": ["-tls1_3"], "both": []}[tls]
    with SServer(*version, *options) as server:
        for _ in range(3):
            outcome = check(server.sim, "--state", tmp_path / "state", **server.page())
            assert outcome.status == MEMBER, outcome.out + outcome.err
    if not options:
        assert is_resumed(outcome)


@pytest.mark.parametrize("suite", ["ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                   "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"])
def test_a_server_with_one_suite_alone_is_spoken_to_and_resumed(tmp_path, suite):
    options = ["-tls1_3", "-ciphersuites", suite] if suite.startswith("TLS_") else ["-tls1_2", "-cipher", suite]
    with SServer(*options) as server:
        assert is_resumed(check(server.sim, "--state", tmp_path / "state", **server.page()))    # a connection a request


@pytest.mark.parametrize("tickets", [16, 31])
def test_many_tickets_at_once_are_no_obstacle(tmp_path, tickets):
    with SServer("-tls1_3", "-num_tickets", str(tickets)) as server:
        outcome = check(server.sim, "--state", tmp_path / "state", **server.page())
        assert outcome.status == MEMBER, outcome.out + outcome.err
        assert is_resumed(check(server.sim, "--state", tmp_path / "state", **server.page()))


def test_a_flood_of_tickets_ends_the_check(tmp_path):
    with SServer("-tls1_3", "-num_tickets", "40") as server:
        outcome = check(server.sim, "--state", tmp_path / "state", **server.page())
    assert outcome.status == CANNOT_TELL and outcome.reasons == ["bad_reply"]
    assert outcome.report["at"]["result"] == "tls_failed" and outcome.report["at"]["code"] == -0x7700
    assert outcome.seconds < 5
