# SPDX-License-Identifier: MIT
"""Faults, to the byte, over Python's TLS: what a client sees is what the fault's description promises."""

import http.client
import socket
import ssl
import time

import pytest

from .client import TIMEOUT_S, ask, ask_edge, connect_tls, how_tcp_ends, read_answer, read_to_end, request_bytes
from .faults import (PLAIN_HTTP, AnswerConnection, Around, CloseAfter, Cut, Delay, Drip, DropConnection, Garbage,
                     Hold, SlowHandshake, Stall, StallConnection, Status, tls_alert)
from .simulator import wait_until

FOUR = ("/apitokens/verify", "/vslices/default", "/EndpointGroups/tf-group", "/endpoints/none")


def four_requests(sim):
    return b"".join(request_bytes(sim, path) for path in FOUR)


def exchange(sim, *paths):
    """Sends all requests at once and returns all bytes until the server closes."""
    with connect_tls(sim) as client:
        client.sendall(b"".join(request_bytes(sim, path) for path in paths or FOUR[:1]))
        return read_to_end(client)


def received_before(client, seconds, at_least=0):
    """What arrives until nothing more does; so many bytes are waited for."""
    data = b""
    while len(data) < at_least:
        data += client.recv(65536)
    client.settimeout(seconds)
    try:
        while piece := client.recv(65536):
            data += piece
    except TimeoutError:
        return data
    return data + b"(closed)"


# ---- pipelining -------------------------------------------------------------------------------------------------

def test_the_first_answer_is_held_until_all_requests_were_read(direct):
    direct.faults.add(Hold(4))
    with connect_tls(direct) as client:
        client.sendall(four_requests(direct))
        file = client.makefile("rb")
        answers = [read_answer(file) for _ in FOUR]
    assert [one.json["success"] for one in answers] == [True, True, True, False]
    assert answers[1].json["data"]["moniker"] == "default" and answers[2].json["data"]["moniker"] == "tf-group"
    assert [(one.connection, one.on_connection) for one in direct.requests] == [(1, 1), (1, 2), (1, 3), (1, 4)]


def test_a_client_that_does_not_pipeline_gets_nothing_from_a_holding_server(direct):
    direct.faults.add(Hold(4, seconds=0.3))
    started = time.monotonic()
    assert exchange(direct, *FOUR[:3]) == b""
    assert 0.3 <= time.monotonic() - started < 5 and len(direct.requests) == 3


def test_requests_read_ahead_are_read_before_the_first_answer_leaves(direct):
    direct.faults.add(Hold(2))
    with connect_tls(direct) as client:
        client.sendall(request_bytes(direct, FOUR[0]))
        assert received_before(client, 0.3) == b""
        client.sendall(request_bytes(direct, FOUR[1]))
        client.settimeout(5)
        assert read_answer(client.makefile("rb")).status == 200


# ---- closing ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("announce", [True, False])
def test_a_connection_ends_after_its_number_of_answers(direct, announce):
    direct.faults.add(CloseAfter(2, announce=announce))
    data = exchange(direct, *FOUR)
    assert data.count(b"HTTP/1.1 200 OK") == 2
    assert data.count(b"Connection: close") == (1 if announce else 0)
    assert (b"Connection: close" in data[data.rindex(b"HTTP/1.1"):]) == announce
    assert len(direct.requests) == 2


def test_a_close_in_order_does_not_turn_into_a_reset_by_a_late_request(direct):
    direct.faults.add(CloseAfter(1, announce=False))
    with connect_tls(direct) as client:
        client.sendall(request_bytes(direct, FOUR[0]))
        assert read_answer(client.makefile("rb")).status == 200
        time.sleep(0.1)
        client.sendall(request_bytes(direct, FOUR[1]))
        client.shutdown(socket.SHUT_WR)
        assert how_tcp_ends(client) == "fin"


def test_close_after_every_answer(direct):
    direct.faults.add(CloseAfter(1))
    assert [ask(direct, path).headers["Connection"] for path in FOUR] == ["close"] * 4
    assert len(direct.api_connections) == 4


@pytest.mark.parametrize("after", [0, 1, 20, -1])
def test_an_answer_is_cut_at_the_byte(direct, after):
    whole = len(exchange_whole(direct))
    direct.faults.add(Cut(after))
    assert len(exchange(direct)) == (after if after >= 0 else whole - 1)


def exchange_whole(sim):
    sim.faults.add(CloseAfter(1, announce=False), times=1)
    return exchange(sim)


@pytest.mark.parametrize("how, tcp", [("close", "fin"), ("fin", "fin"), ("reset", "reset")])
def test_the_three_ways_of_closing_differ(direct, how, tcp):
    direct.faults.add(Cut(40, how))
    if how == "close":
        assert len(exchange(direct)) == 40
    else:
        with pytest.raises(ssl.SSLError, match="(?i)eof"):      # no close_notify
            exchange(direct)
    with connect_tls(direct) as client:
        client.sendall(request_bytes(direct, FOUR[0]))
        assert how_tcp_ends(client) == tcp


# ---- slowness ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("place, least, most", [("start", 0, 0), ("head", 50, 120), ("body", 160, 190)])
def test_an_answer_stalls_at_its_place(direct, place, least, most):
    direct.faults.add(Stall(place))
    with connect_tls(direct) as client:
        client.sendall(request_bytes(direct, "/apitokens/verify"))
        data = received_before(client, 0.3, at_least=least)
    assert least <= len(data) <= most and not data.endswith(b"(closed)")
    assert (b"\r\n\r\n" in data) == (place == "body")
    assert wait_until(lambda: direct.connections[0].closed is not None)


def test_a_stall_and_a_delay_end_after_their_time(direct):
    direct.faults.add(Stall("body", seconds=0.2), nth=1)
    direct.faults.add(Delay(0.2), nth=2)
    for number in range(2):
        assert ask(direct, "/vslices/default").json["success"] is True
        assert wait_until(lambda: direct.requests[number].seconds >= 0.2)


def test_a_drip_sends_one_byte_in_each_record(direct):
    direct.faults.add(Drip(interval=0.005))
    with connect_tls(direct) as client:
        client.sendall(request_bytes(direct, "/apitokens/verify"))
        pieces = [client.recv(65536) for _ in range(30)]
    assert [len(piece) for piece in pieces] == [1] * 30 and b"".join(pieces).startswith(b"HTTP/1.1 200 OK\r\n")


def test_faults_combine(direct):
    direct.faults.add(Status(503, body=b"x" * 50))
    direct.faults.add(Drip(interval=0, size=10))
    direct.faults.add(Cut(-20))
    assert exchange(direct).endswith(b"\r\n\r\n" + b"x" * 30)


# ---- other bytes ------------------------------------------------------------------------------------------------

def test_garbage_and_bytes_around_an_answer(direct):
    direct.faults.add(Garbage(b"\0nonsense\n\n"), nth=1)
    direct.faults.add(Around(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", b"stray"), nth=2)
    direct.faults.add(CloseAfter(1, announce=False), nth=2)
    assert exchange(direct) == b"\0nonsense\n\n"
    data = exchange(direct)
    assert data.startswith(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK") and data.endswith(b"}stray")


def test_a_malformed_request_is_answered_400_and_noted(direct):
    with connect_tls(direct) as client:
        client.sendall(b"GET / HTTP/1.1\nHost: x\r\n\r\n")
        assert read_to_end(client).startswith(b"HTTP/1.1 400 ")
    assert len(direct.bad_requests) == 1 and direct.requests == []


# ---- before TLS -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("fault, reason", [
    (AnswerConnection(PLAIN_HTTP), "(?i)wrong.version.number|http"), (DropConnection("fin"), "(?i)eof"),
    (AnswerConnection(tls_alert(40)), "(?i)handshake.failure"), (AnswerConnection(tls_alert(70)), "(?i)protocol.version")])
def test_something_else_than_a_handshake(direct, fault, reason):
    direct.faults.add(fault, times=1)
    with pytest.raises(ssl.SSLError, match=reason):
        connect_tls(direct)
    assert ask(direct, "/apitokens/verify").status == 200


def test_the_first_connections_are_reset_and_then_it_is_good(direct):
    direct.faults.add(DropConnection("reset"), times=2)
    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            connect_tls(direct)
    assert ask(direct, "/apitokens/verify").status == 200
    assert [one.requests for one in direct.connections] == [0, 0, 1]


@pytest.mark.parametrize("fault, nothing", [(StallConnection(), True), (SlowHandshake(0.05), False)])
def test_a_handshake_that_does_not_come(direct, fault, nothing):
    direct.faults.add(fault)
    hello, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    handshake = ssl.create_default_context().wrap_bio(hello, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        handshake.do_handshake()
    with socket.create_connection(("127.0.0.1", direct.port), timeout=TIMEOUT_S) as client:
        client.sendall(outgoing.read())
        if nothing:
            assert received_before(client, 0.4) == b""
        else:
            assert [len(client.recv(100)) for _ in range(5)] == [1] * 5


# ---- which fault applies to what --------------------------------------------------------------------------------

def test_rules_choose_by_door_path_method_and_number(direct):
    direct.faults.add(Status(500), door="edge", nth=2)
    direct.faults.add(Status(404), path="/VSLICES", method="PUT")
    assert [ask_edge(direct, "/ep/id").status for _ in range(3)] == [200, 500, 200]
    assert ask(direct, "/vslices/default").status == 200
    assert ask(direct, "/vslices/default", "PUT", b"{}").status == 404
    direct.faults.clear()
    assert ask(direct, "/vslices/default", "PUT", b"{}").status == 405


def test_the_edge_api_has_every_fault_too(behind_nginx):
    behind_nginx.faults.add(Garbage(b"no HTTP"), door="edge")
    with pytest.raises(http.client.BadStatusLine):
        ask_edge(behind_nginx, "/ep/id")
    assert ask(behind_nginx, "/apitokens/verify").status == 200


def test_a_fault_that_nginx_would_hide_is_refused(behind_nginx):
    with pytest.raises(ValueError, match="direct"):
        behind_nginx.faults.add(Hold(2), door="api")
    with pytest.raises(ValueError, match="how"):
        behind_nginx.faults.add(Cut(2, "gently"))
