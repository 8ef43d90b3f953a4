# SPDX-License-Identifier: MIT
"""Verified TLS always: what is in the way has a name, and nothing is ever sent to the wrong server."""

import pytest
from sim_api import PLAIN_HTTP, AnswerConnection, DropConnection, Simulator, SlowHandshake, StallConnection, tls_alert

from .agent import CANNOT_TELL, MEMBER, check


@pytest.mark.parametrize("certificate, result", [
    ("wrong-host", "certificate_wrong_name"), ("expired", "certificate_expired"),
    ("not-yet", "certificate_not_yet_valid"), ("unknown-ca", "certificate_untrusted"),
    ("forged-ca", "certificate_untrusted"), ("no-intermediate", "certificate_untrusted")])
@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_a_bad_certificate_is_named_and_nothing_is_sent(certificate, result, tls):
    with Simulator(certificate=certificate, tls=tls) as sim:
        outcome = check(sim)
        assert (outcome.status, outcome.at, outcome.reasons) == (CANNOT_TELL, ("tls", result), ["unreachable"])
        assert outcome.report["at"]["code"] != 0
        assert sim.api_requests == []


@pytest.mark.parametrize("fault, stage, result", [
    (AnswerConnection(PLAIN_HTTP), "tls", "tls_bad_record"),
    (AnswerConnection(tls_alert(40)), "tls", "tls_failed"),
    (AnswerConnection(tls_alert(70)), "tls", "tls_failed"),
    (AnswerConnection(b"\x16\x03\x03\xff\xff" + b"\0" * 64), "tls", "tls_bad_record"),
    (AnswerConnection(b"\x14\x03\x03\0\x01\x01" * 2_000_000), "tls", "tls_failed"),     # what TLS passes over
    (AnswerConnection(b"\x15\x03\x03\0\x02\x01\x5a" * 2_000_000), "tls", "tls_failed"),
    (StallConnection(), "tls", "timed_out"),
    (SlowHandshake(0.3), "tls", "timed_out"),
])
def test_what_answers_instead_of_tls_has_a_name(direct, fault, stage, result):
    direct.faults.add(fault)
    outcome = check(direct, deadline_s=5)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, (stage, result))
    assert outcome.seconds < 9


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_connection_dropped_at_once_is_tried_again(direct, how):
    direct.faults.add(DropConnection(how), times=2)
    assert check(direct).status == MEMBER


def test_a_name_that_does_not_exist_is_told_so(sim):
    patience = {"RES_OPTIONS": "timeout:1 attempts:1"}     # also where the resolver of this machine is silent
    outcome = check(sim, api="https://nowhere.invalid/api/v1", deadline_s=15, env=patience)
    assert (outcome.status, outcome.at[0]) == (CANNOT_TELL, "dns")
    assert outcome.at[1] in ("dns_no_name", "dns_failed")


def test_a_refused_port_is_told_so(sim):
    outcome = check(sim, api="https://localhost:1/api/v1", deadline_s=5)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, ("connect", "connect_refused"))
