# SPDX-License-Identifier: MIT
"""The whole simulated platform as one context manager for tests. See README.md for the ways to turn it."""

import atexit
import functools
import json
import os
import shutil
import ssl
import tempfile
import threading
import time
from pathlib import Path
from typing import Callable

from . import edge_api, management_api, pki
from .journal import Connection, Journal
from .messages import Request
from .nginx import Nginx
from .options import Options
from .rules import Faults
from .server import Server
from .world import World, default_world

FRONTS = ("nginx", "direct")
TLS_VERSIONS = {
    "1.2": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
    "1.3": (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3),
    "both": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3),
}


class Simulator:
    """`front="nginx"`: as in the field; `front="direct"`: Python's TLS, for faults that need every byte."""

    def __init__(self, front: str = "nginx", tls: str = "both", certificate: str = "ecdsa",
                 options: Options | None = None, world: World | None = None, *, tickets: bool = True,
                 early_data: bool = False, address: str = "127.0.0.1",
                 keepalive_s: int = 75, keepalive_requests: int = 1000, port: int = 0, edge_port: int = 0,
                 pki_folder: str | os.PathLike | None = None, on_answer: Callable[[Request], None] | None = None):
        if front not in FRONTS or tls not in TLS_VERSIONS or certificate not in (*pki.LEAVES, "both"):
            raise ValueError(f"front is one of {FRONTS}, tls of {tuple(TLS_VERSIONS)}, "
                             f"certificate of {(*pki.LEAVES, 'both')}")
        self.options = options or Options()
        self.world = world or default_world()
        self.endpoint_id = self.world.endpoints[0].id
        self.token = next(iter(self.world.tokens))
        self.journal = Journal(on_answer)
        self.faults = Faults(direct=front == "direct")
        self._lock = threading.Lock()
        self._front, self._tls, self._tickets, self._port = front, tls, tickets, port
        self._early_data, self._address = early_data, address
        self._keepalive = {"keepalive_s": keepalive_s, "keepalive_requests": keepalive_requests}
        self._pki = pki.make(pki_folder or _shared_pki_folder())
        names = ("ecdsa", "rsa") if certificate == "both" else (certificate,)
        self._chains = [self._pki / f"{name}.pem" for name in names]
        self.ca_file = self._pki / "ca-all.pem" if certificate == "both" else pki.root_file(self._pki, certificate)
        self.folder: Path | None = None           # its own temporary folder while it runs
        self._nginx: Nginx | None = None
        self._api = self._server("api", management_api.answer, port if front == "direct" else 0)
        self._edge = self._server("edge", edge_api.answer, edge_port)

    def _server(self, door, answer, port):
        def locked_answer(request):
            with self._lock:
                return answer(self.world, self.options, request)

        proxied = door == "api" and self._front == "nginx"
        context = functools.cache(self._tls_context) if self._tickets else self._tls_context
        return Server(door, locked_answer, lambda: self.options, self.journal, self.faults,
                      tls=context if door == "api" and not proxied else None, behind_proxy=proxied,
                      address="127.0.0.1" if proxied else self._address, port=port)

    def _tls_context(self):
        """Without tickets each connection takes a context of its own, so that no session is remembered either."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version, context.maximum_version = TLS_VERSIONS[self._tls]
        for chain in self._chains:
            context.load_cert_chain(chain, chain.with_suffix(".key"))
        if not self._tickets:
            context.options |= ssl.OP_NO_TICKET
            context.num_tickets = 0
        return context

    # ---- running --------------------------------------------------------------------------------------------

    def start(self) -> "Simulator":
        self.folder = Path(tempfile.mkdtemp(prefix="sim-api-"))
        try:
            self._api.start()
            self._edge.start()
            if self._front == "nginx":
                self._nginx = Nginx(self.folder, self._api.port, self._chains, self._tls, self._tickets,
                                    early_data=self._early_data, address=self._address, port=self._port,
                                    **self._keepalive)
                self._nginx.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        for part in (self._nginx, self._api, self._edge):
            if part:
                part.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    def rotate_tickets(self) -> None:
        """Behind nginx: tickets given out so far are of no use any more."""
        self._nginx.rotate_tickets()

    def reload(self) -> None:
        """Behind nginx: a new worker process takes the new connections, and the old one closes those that are idle."""
        self._nginx.reload()

    def refuse(self, door: str) -> None:
        """Nobody listens at "api" or "edge" any more: connection refused, until `listen`."""
        self._listening_part(door).stop()

    def listen(self, door: str) -> None:
        self._listening_part(door).start()

    def _listening_part(self, door):
        return self._edge if door == "edge" else self._nginx or self._api

    def reset(self) -> None:
        """As new, on the same ports: world, options, faults, records. Ends open connections; nothing of a client that
        has gone comes later. (One that keeps its connection to nginx is not waited for.)"""
        self.faults.clear()
        for part in (self._nginx, self._api, self._edge, self._nginx):
            if part:
                part.settle()
        token = self.token
        self.options, self.world = Options(), default_world()
        self.world.tokens = {token}
        self.endpoint_id = self.world.endpoints[0].id
        self.journal.clear()

    # ---- where it is, and how an agent is pointed at it -----------------------------------------------------

    @property
    def port(self) -> int:
        return (self._nginx or self._api).port

    @property
    def edge_port(self) -> int:
        return self._edge.port

    @property
    def api_url(self) -> str:
        return f"https://localhost:{self.port}/api/v1"

    @property
    def edge_url(self) -> str:
        return f"http://localhost:{self.edge_port}"

    def config(self, **overrides) -> dict:
        """The agent's provisioning page; the default makes it a member. None leaves a member out."""
        endpoint = self.world.endpoint(self.endpoint_id)
        page = {
            "api": self.api_url, "token": self.token, "endpoint": self.endpoint_id,
            "vslice": "default", "group": "tf-group", "address": endpoint.ip_address, "edge": self.edge_url,
            "report_key": "vslice_agent", "interval_s": 21600, "deadline_s": 10, "ca_file": str(self.ca_file),
        }
        return {name: value for name, value in {**page, **overrides}.items() if value is not None}

    def write_config(self, path=None, **overrides) -> Path:
        """Writes the page where only its owner can read it; without a path, into the simulator's own folder."""
        path = Path(path or self.folder / "agent.json")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self.config(**overrides), file, indent=2)
        return path

    # ---- what happened --------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Request]:
        return list(self.journal.requests)

    @property
    def connections(self) -> list[Connection]:
        return list(self.journal.connections)

    @property
    def api_requests(self) -> list[Request]:
        return self.journal.requests_at("api")

    @property
    def edge_requests(self) -> list[Request]:
        return self.journal.requests_at("edge")

    @property
    def api_connections(self) -> list[Connection]:
        return self.journal.connections_at("api")

    @property
    def edge_connections(self) -> list[Connection]:
        return self.journal.connections_at("edge")

    @property
    def bad_requests(self) -> list[str]:
        """What was no acceptable HTTP request, in words; a good client leaves it empty."""
        return list(self.journal.bad_requests)


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """For records that arrive a moment after the client is done."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())


@functools.cache
def _shared_pki_folder() -> str:
    """One set of certificates for all simulators of this process."""
    folder = tempfile.mkdtemp(prefix="sim-pki-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
