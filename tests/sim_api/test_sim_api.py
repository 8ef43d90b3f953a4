# SPDX-License-Identifier: MIT
"""The simulator as clients meet it: verified TLS by nginx and by Python, keep-alive, framing, records, `run`."""

import http.client
import json
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from . import pki
from .client import ask, ask_edge, connect_tls, read_answer, request_bytes, tls_context
from .faults import Cut, Drip, Status, http_date
from .options import Options
from .simulator import Simulator, wait_until

RUN = Path(__file__).with_name("run")
CURL = shutil.which("curl")


# ---- both fronts ------------------------------------------------------------------------------------------------

def test_a_check_reads_what_makes_the_agent_a_member(sim):
    page = sim.config()
    assert ask(sim, "/apitokens/verify").json["success"] is True
    endpoint = ask(sim, f"/endpoints/{page['endpoint']}").json["data"]
    assert endpoint["vSliceMoniker"] == page["vslice"] and endpoint["ipAddress"] == page["address"] == "100.64.17.203"
    assert ask(sim, f"/EndpointGroups/{page['group']}").json["data"]["id"] == endpoint["endpointGroupId"]
    assert ask(sim, f"/vslices/{page['vslice']}").json["data"]["subnets"] == ["100.64.0.0/10"]
    assert ask_edge(sim, "/ep/id").json == page["endpoint"]


def test_requests_and_connections_are_recorded(sim):
    with connect_tls(sim) as client:
        file = client.makefile("rb")
        for path in ("/apitokens/verify", "/vslices/default"):
            client.sendall(request_bytes(sim, path))
            assert read_answer(file).status == 200
    ask(sim, "/endpoints/x/keyvalues/k", "PUT", b'{"value":"v"}')
    seen = [(one.method, one.path, one.connection, one.on_connection, one.order) for one in sim.api_requests]
    assert seen == [("GET", "/api/v1/apitokens/verify", 1, 1, 1), ("GET", "/api/v1/vslices/default", 1, 2, 2),
                    ("PUT", "/api/v1/endpoints/x/keyvalues/k", 2, 1, 3)]
    assert sim.requests[0].header("authorization") == f"Bearer {sim.token}"
    assert sim.requests[2].body == b'{"value":"v"}' and sim.requests[2].status == 200
    assert not any(name.lower().startswith("x-sim") for name, _ in sim.requests[0].headers)
    assert [one.requests for one in sim.api_connections] == [2, 1] and sim.edge_connections == []


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
def test_curl_trusts_the_made_ca_and_only_with_it(sim):
    command = [CURL, "-sS", "-H", f"Authorization: Bearer {sim.token}", f"{sim.api_url}/vslices/default"]
    good = subprocess.run([*command, "--cacert", sim.ca_file], capture_output=True, timeout=20)
    bad = subprocess.run(command, capture_output=True, timeout=20)
    assert json.loads(good.stdout)["data"]["moniker"] == "default"
    assert bad.returncode == 60 and bad.stdout == b""


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_every_framing_carries_the_same_body(sim, framing):
    expected = ask(sim, "/vslices/default").body
    sim.options.framing = framing
    answer = ask(sim, "/vslices/default")
    assert answer.body == expected
    assert (answer.headers["Content-Length"] is not None) == (framing == "length")
    if framing == "chunked":
        assert answer.headers["Transfer-Encoding"] == "chunked"


def test_a_megabyte_with_the_wanted_members_last(sim):
    sim.options = Options(padding=1_000_000, indent=4, order="data-last", framing="chunked", chunk_size=4096)
    answer = ask(sim, f"/endpoints/{sim.endpoint_id}")
    assert len(answer.body) >= 1_000_000
    assert answer.body.rindex(b'"endpointStatus"') > 990_000
    assert answer.json["data"]["vSliceMoniker"] == "default"


@pytest.mark.parametrize("retry_after", ["7", http_date(60)])
def test_a_status_with_retry_after_goes_away_after_some_times(sim, retry_after):
    sim.faults.add(Status(429, {"Retry-After": retry_after}), path="/vslices", times=2)
    answers = [ask(sim, "/vslices/default") for _ in range(3)]
    assert [one.status for one in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == retry_after
    assert ask(sim, "/apitokens/verify").status == 200


def test_options_the_world_and_the_token_change_live(sim):
    sim.world.endpoints[0].status = "suspended"
    sim.options.link = "nested"
    endpoint = ask(sim, f"/endpoints/{sim.endpoint_id}").json["data"]
    assert endpoint["endpointStatus"]["moniker"] == "suspended" and endpoint["vSlice"]["moniker"] == "default"
    sim.world.tokens.clear()
    assert ask(sim, "/apitokens/verify").status == 401


def test_nothing_of_a_client_that_has_gone_comes_after_a_reset(sim):
    for _ in range(5):
        with connect_tls(sim) as client:
            client.sendall(request_bytes(sim, "/vslices/default") * 100)
            assert wait_until(lambda: sim.requests)
        sim.reset()
        assert not wait_until(lambda: sim.connections or sim.requests, 0.05)


def test_a_connection_that_nobody_has_accepted_yet_is_over_after_a_reset(direct):
    for _ in range(20):
        callers = [socket.create_connection(("127.0.0.1", direct.port)) for _ in range(20)]
        for caller in callers:
            caller.close()
        direct.reset()
        assert not wait_until(lambda: direct.connections, 0.01)


def test_a_cut_body_is_seen_as_cut(sim):
    sim.faults.add(Cut(-5))
    with pytest.raises((http.client.IncompleteRead, ConnectionError, ssl.SSLError)):
        ask(sim, "/vslices/default")


def test_a_dripping_server_takes_its_time(sim):
    sim.faults.add(Drip(interval=0.002, size=4))
    assert ask(sim, "/vslices/default").json["success"] is True
    assert wait_until(lambda: sim.requests[0].seconds >= 370 / 4 * 0.002)


# ---- TLS --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("front", ["direct", "nginx"])
@pytest.mark.parametrize("certificate, reason", [
    ("wrong-host", "Hostname mismatch"), ("expired", "has expired"), ("not-yet", "not yet valid"),
    ("unknown-ca", "unable to get local issuer"), ("forged-ca", "verify failed"), ("no-intermediate", "unable to get")])
def test_a_bad_certificate_is_refused(front, certificate, reason):
    with Simulator(front, certificate=certificate) as sim:
        with pytest.raises(ssl.SSLCertVerificationError, match=reason):
            connect_tls(sim)
        assert sim.requests == []


@pytest.mark.parametrize("front", ["direct", "nginx"])
@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.parametrize("certificate", ["ecdsa", "rsa", "both"])
def test_tls_versions_and_keys(front, tls, certificate):
    with Simulator(front, tls, certificate) as sim:
        assert ask(sim, "/apitokens/verify").status == 200
        assert sim.api_connections[0].tls_version == f"TLSv{tls}"
        other = ssl.TLSVersion.TLSv1_2 if tls == "1.3" else ssl.TLSVersion.TLSv1_3
        with pytest.raises(ssl.SSLError):
            connect_tls(sim, tls_context(sim, other))


@pytest.mark.parametrize("front", ["direct", "nginx"])
@pytest.mark.parametrize("tickets", [True, False])
def test_sessions_resume_only_with_tickets(front, tickets):
    with Simulator(front, "1.2", tickets=tickets) as sim:
        context, session = tls_context(sim), None
        for _ in range(2):
            with connect_tls(sim, context, session) as client:
                client.sendall(request_bytes(sim, "/apitokens/verify"))
                assert read_answer(client.makefile("rb")).status == 200
                session = client.session
        assert [one.tls_resumed for one in sim.api_connections] == [False, tickets]


def test_nginx_ends_a_connection_after_its_number_of_requests():
    with Simulator("nginx", keepalive_requests=2) as sim, connect_tls(sim) as client:
        file = client.makefile("rb")
        client.sendall(request_bytes(sim, "/apitokens/verify") * 2)
        assert [read_answer(file).headers["Connection"] for _ in range(2)] == ["keep-alive", "close"]
        assert file.read() == b""


def test_certificates_are_made_once(tmp_path):
    first = pki.make(tmp_path).joinpath("ecdsa.pem").read_bytes()
    assert pki.make(tmp_path).joinpath("ecdsa.pem").read_bytes() == first
    assert first.count(b"BEGIN CERTIFICATE") == 2
    assert tmp_path.joinpath("rsa.key").stat().st_mode & 0o077 == 0
    tmp_path.joinpath(pki.STAMP).unlink()
    assert pki.make(tmp_path).joinpath("ecdsa.pem").read_bytes() != first


# ---- life -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("front", ["direct", "nginx"])
def test_it_leaves_nothing_behind(front):
    with Simulator(front) as sim:
        assert ask(sim, "/apitokens/verify").status == 200
        folder, port = sim.folder, sim.port
        assert sim.write_config().stat().st_mode & 0o077 == 0
    assert not folder.exists()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection("127.0.0.1", port, timeout=2).connect()


def test_a_door_can_refuse_and_listen_again(sim):
    for door in ("api", "edge"):
        call = (lambda: ask(sim, "/apitokens/verify")) if door == "api" else (lambda: ask_edge(sim, "/ep/id"))
        sim.refuse(door)
        try:
            with pytest.raises(ConnectionRefusedError):
                call()
        finally:
            sim.listen(door)
        assert call().status == 200


def test_run_prints_requests_and_never_the_token(tmp_path):
    config = tmp_path / "agent.json"
    command = [sys.executable, RUN, "--tls", "1.2", "--link", "nested", "--status", "503", "--times", "1",
               "--config", config]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert wait_until(config.exists, 15) and wait_until(lambda: config.read_text().endswith("}"))
        page = json.loads(config.read_text())
        port = int(page["api"].split(":")[2].split("/")[0])
        context = ssl.create_default_context(cafile=page["ca_file"])
        connection = http.client.HTTPSConnection("localhost", port, timeout=8, context=context)
        for status in (503, 200):
            connection.request("GET", f"/api/v1/endpoints/{page['endpoint']}",
                               headers={"Authorization": f"Bearer {page['token']}"})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status == status
        assert json.loads(text)["data"]["vSlice"]["moniker"] == "default"
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert f"build/host/vslice-agent --config {config} check" in output
    assert len([line for line in output.splitlines() if f"GET /api/v1/endpoints/{page['endpoint']}" in line]) == 2
    assert page["token"] not in output
