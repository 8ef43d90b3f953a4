# SPDX-License-Identifier: MIT
"""How the calls travel: one flight, one connection; and what happens with servers that do otherwise."""

import time

import pytest
from sim_api import (Around, CloseAfter, Cut, Delay, Drip, Garbage, Hold, Simulator, Stall, Status, http_date)

from .agent import CANNOT_TELL, MEMBER, check

INDEPENDENT = ["/api/v1/apitokens/verify", "/api/v1/endpoints/*", "/api/v1/EndpointGroups/tf-group",
               "/api/v1/vslices/default"]


def paths(sim):
    return [request.path.replace(sim.endpoint_id, "*") for request in sim.api_requests]


def test_all_independent_requests_leave_before_the_first_answer(direct):
    direct.faults.add(Hold(4))
    outcome = check(direct, group="tf-group")
    assert outcome.status == MEMBER
    assert (paths(direct), len(direct.api_connections)) == (INDEPENDENT, 1)
    assert outcome.report["flights"] == 1


def test_a_request_carries_exactly_what_is_needed(sim, direct):
    check(direct, report_key="vsa")
    get, put = direct.api_requests[0], direct.api_requests[-1]
    expected = {"host": f"localhost:{direct.port}", "authorization": f"Bearer {direct.token}",
                "content-type": "application/json", "user-agent": "vslice-agent/0.1.0"}
    assert {name.lower(): value for name, value in get.headers} == expected
    assert {name.lower(): value for name, value in put.headers} == {**expected, "content-length": str(len(put.body))}
    assert direct.bad_requests == []


@pytest.mark.parametrize("answers", [1, 2, 3])
@pytest.mark.parametrize("announce", [True, False])
def test_a_server_that_closes_after_n_answers_is_asked_on_new_connections(direct, answers, announce):
    direct.faults.add(CloseAfter(answers, announce=announce))
    outcome = check(direct, group="tf-group")
    assert outcome.status == MEMBER
    assert 1 < len(direct.api_connections) <= 8


def test_nginx_that_closes_after_each_answer_is_no_obstacle():
    with Simulator(keepalive_requests=1) as sim:
        assert check(sim, group="tf-group").status == MEMBER


@pytest.mark.parametrize("how", ["fin", "reset"])
def test_a_connection_closed_without_goodbye_is_no_obstacle(direct, how):
    direct.faults.add(CloseAfter(1, announce=False, how=how), connection=1)
    assert check(direct).status == MEMBER


@pytest.mark.parametrize("status, result", [(503, "http_unavailable"), (429, "http_too_many_requests"),
                                            (500, "http_server_error"), (408, "http_request_timeout")])
def test_a_passing_trouble_is_tried_again_in_the_same_check(sim, status, result):
    sim.faults.add(Status(status), path="/vslices", times=2)
    outcome = check(sim)
    assert outcome.status == MEMBER
    asked = [path for path in paths(sim) if "vslices" in path]
    assert len(asked) == 3


@pytest.mark.parametrize("status, result", [(503, "http_unavailable"), (429, "http_too_many_requests"),
                                            (500, "http_server_error"), (502, "http_server_error")])
def test_a_lasting_trouble_ends_with_the_deadline(sim, status, result):
    sim.faults.add(Status(status))
    outcome = check(sim, deadline_s=5)
    assert (outcome.status, outcome.at, outcome.reasons) == (CANNOT_TELL, ("token", result), ["unreachable"])
    assert outcome.report["at"]["code"] == status
    assert outcome.seconds < 10


@pytest.mark.parametrize("after", ["1", "date"])
def test_retry_after_is_honoured(sim, after):
    due = int(time.time()) + 4
    wish = http_date(due + 0.5 - time.time()) if after == "date" else "2"
    sim.faults.add(Status(503, {"Retry-After": wish}), path="verify", times=1)
    outcome = check(sim)
    first, second = [request.time for request in sim.api_requests if "verify" in request.path]
    assert outcome.status == MEMBER
    if after == "date":
        assert time.time() - (time.monotonic() - second) >= due
    else:
        assert second - first >= 1.99


def test_retry_after_beyond_the_deadline_ends_the_check_and_moves_the_next_one(sim):
    sim.faults.add(Status(429, {"Retry-After": "80000"}))
    outcome = check(sim, interval_s=60)
    assert outcome.at == ("token", "http_too_many_requests")
    assert outcome.seconds < 5
    assert outcome.report["next_check_s"] >= 79000


@pytest.mark.parametrize("status, result", [(301, "http_redirect"), (302, "http_redirect"), (404, "http_not_found"),
                                            (400, "http_client_error"), (410, "http_client_error")])
def test_a_lasting_refusal_is_not_asked_again_and_again(sim, status, result):
    sim.faults.add(Status(status, {"Location": "https://example.invalid/"}), path="verify")
    outcome = check(sim)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, ("token", result))
    assert len([path for path in paths(sim) if "verify" in path]) <= 2


GARBAGE = [
    (b"SSH-2.0-OpenSSH_9.2\r\n", "http_malformed"),
    (b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}", "http_malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "http_malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "http_malformed"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "http_malformed"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n", "http_malformed"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "http_unsupported"),
    (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "http_unexpected"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n<html>sign in!</html>\r\n", "not_json"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"success\":tru}", "json_malformed"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "api_contract"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}", "api_contract"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n{\"success\":true,\"success\":true}" + b" " * 29, "json_duplicate"),
]


@pytest.mark.parametrize("data, result", GARBAGE)
def test_garbage_has_a_name_and_never_makes_a_member(direct, data, result):
    direct.faults.add(Garbage(data), path="/endpoints/")
    outcome = check(direct, deadline_s=5)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, ("endpoint", result))


def test_interim_responses_are_skipped(direct):
    direct.faults.add(Around(before=b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"))
    assert check(direct).status == MEMBER


def test_an_answer_to_nothing_spoils_the_connection_but_not_the_check(direct):
    direct.faults.add(Around(after=b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), path="/vslices")
    assert check(direct).status == MEMBER


def test_an_answer_to_nothing_in_the_middle_of_a_flight_is_never_taken_for_the_next_one(direct):
    stray = b'HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{"success":true,"messages":[]}'
    direct.faults.add(Around(after=stray), path="verify")
    outcome = check(direct)
    assert (outcome.status, outcome.report["connections"]) == (MEMBER, 2)


@pytest.mark.parametrize("after", [0, 1, 20, 200, -1])
@pytest.mark.parametrize("how", ["close", "fin", "reset"])
def test_an_answer_that_is_cut_once_is_asked_for_again(direct, after, how):
    direct.faults.add(Cut(after, how), path="/endpoints/", times=1)
    assert check(direct).status == MEMBER


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("after", [0, 50, -1])
def test_an_answer_that_is_always_cut_never_makes_a_member(direct, framing, after):
    direct.options.framing = framing
    direct.faults.add(Cut(after), path="/vslices")
    outcome = check(direct, deadline_s=5)
    assert (outcome.status, outcome.at[0]) == (CANNOT_TELL, "vslice")
    assert outcome.seconds < 10


def test_a_body_until_close_that_loses_its_end_is_not_taken_for_whole(direct):
    direct.options.framing = "close"
    direct.faults.add(Cut(-1, "fin"), path="/vslices")
    assert check(direct, deadline_s=5).status == CANNOT_TELL


@pytest.mark.parametrize("place", ["start", "head", "body"])
def test_a_server_that_stalls_is_held_to_the_deadline(sim, direct, place):
    direct.faults.add(Stall(place), path="/endpoints/")
    outcome = check(direct, deadline_s=5)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, ("endpoint", "timed_out"))
    assert 4.5 <= outcome.seconds < 9


def test_a_server_that_drips_one_byte_a_second_is_held_to_the_deadline(direct):
    direct.faults.add(Drip(interval=1.0))
    outcome = check(direct, deadline_s=5)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, ("token", "timed_out"))
    assert 4.5 <= outcome.seconds < 9


def test_a_server_that_drips_fast_is_only_slow(direct):
    direct.faults.add(Drip(interval=0.0005, size=1))
    assert check(direct, deadline_s=30).status == MEMBER


def test_a_reply_of_one_megabyte_decodes_in_the_same_buffers(sim, direct):
    for platform in (sim, direct):
        platform.options.padding, platform.options.indent = 1_000_000, 4
        outcome = check(platform, deadline_s=40)
        assert outcome.status == MEMBER
        assert outcome.report["bytes_in"] > 3_000_000


def test_a_reply_over_the_limit_is_given_up(sim):
    sim.faults.add(Status(200, body=b"{" + b" " * 5_000_000 + b"}"), path="verify")
    outcome = check(sim, deadline_s=40)
    assert (outcome.status, outcome.at) == (CANNOT_TELL, ("token", "http_too_large"))


def test_a_slow_platform_is_waited_for(sim):
    sim.faults.add(Delay(1.0), path="verify")
    assert check(sim).status == MEMBER


def test_a_token_that_worked_is_asked_about_again_only_to_explain_a_refusal(sim, tmp_path):
    def asked(**more):
        sim.journal.clear()
        outcome = check(sim, "--state", tmp_path / "state", **more)
        return outcome, [path.rsplit("/", 2)[-2] for path in paths(sim)]

    assert asked()[1] == ["apitokens", "endpoints", "vslices"]
    assert asked()[1] == ["endpoints", "vslices"]
    sim.world.tokens.clear()
    outcome, calls = asked()
    assert (outcome.status, outcome.reasons, outcome.at[0]) == (CANNOT_TELL, ["token_refused"], "token")
    assert calls[-1] == "apitokens"
    sim.world.tokens.add(sim.token)
    assert asked()[1] == ["apitokens", "endpoints", "vslices"]
