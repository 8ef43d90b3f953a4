# SPDX-License-Identifier: MIT
"""A small client for the tests of the simulator: verified TLS, pipelining, and the raw bytes when they matter."""

import http.client
import json
import socket
import ssl
from dataclasses import dataclass

TIMEOUT_S = 20


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


def tls_context(sim, version=None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=sim.ca_file)
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF      # an end without close_notify is an error here
    if version:
        context.minimum_version = context.maximum_version = version
    return context


def connect_tls(sim, context=None, session=None) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", sim.port), timeout=TIMEOUT_S)
    return (context or tls_context(sim)).wrap_socket(plain, server_hostname="localhost", session=session,
                                                        suppress_ragged_eofs=False)


def request_bytes(sim, path, method="GET", body=b"", token=None) -> bytes:
    head = [f"{method} /api/v1{path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token or sim.token}",
            "Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(head).encode() + body


def ask(sim, path, method="GET", body=None, token=None) -> Answer:
    """One management call on a connection of its own, with the framing undone by Python's own client."""
    connection = http.client.HTTPSConnection("localhost", sim.port, timeout=TIMEOUT_S, context=tls_context(sim))
    try:
        connection.request(method, f"/api/v1{path}", body, {"Authorization": f"Bearer {token or sim.token}"})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def ask_edge(sim, path, method="GET", body=None) -> Answer:
    connection = http.client.HTTPConnection("localhost", sim.edge_port, timeout=TIMEOUT_S)
    try:
        connection.request(method, path, body, {"Content-Type": "application/*+json"})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def read_answer(file) -> Answer:
    """The next answer framed by Content-Length; the file stays where the answer after it begins."""
    status = int(file.readline().split()[1])
    headers = http.client.parse_headers(file)
    return Answer(status, headers, file.read(int(headers["Content-Length"])))


def read_to_end(sock) -> bytes:
    """Everything until the server closes. Over TLS a missing close_notify raises ssl.SSLError."""
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def how_tcp_ends(sock) -> str:
    """"fin" or "reset", whatever TLS says above it."""
    try:
        while socket.socket.recv(sock, 65536):
            pass
    except ConnectionResetError:
        return "reset"
    return "fin"
