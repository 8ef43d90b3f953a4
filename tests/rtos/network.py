# SPDX-License-Identifier: MIT
"""The network of the tests, inside a namespace of its own: a tap device, DNS, and a way to the simulated platform."""

import socket
import subprocess
import sys
import threading

from hil.board import DNS, HOST, NAMES
from hil.services import Dns

MISSING = 77        # exit status: this machine does not let us


def set_up() -> None:
    """The tap device tap0, with the host's address. Ends the program where that is forbidden."""
    for command in ("ip link set lo up", "ip tuntap add tap0 mode tap", f"ip address add {HOST}/10 dev tap0",
                    f"ip address add {DNS}/32 dev tap0", "ip link set tap0 up"):
        done = subprocess.run(command.split(), capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{command}: {done.stderr.strip()}", file=sys.stderr)
            sys.exit(MISSING)


class DnsServer:
    """The service of tests/hil on a real port 53. `service.rcodes`: see there."""

    def __init__(self):
        self.service = Dns(NAMES)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOST, 53))
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            question, asker = self._socket.recvfrom(2048)
            answer = self.service.ask(question)
            if answer is not None:
                self._socket.sendto(answer, asker)


class Relay:
    """Whoever connects to HOST:port is connected to localhost:port, where the simulated platform listens."""

    def __init__(self, port: int):
        self._port = port
        self._listener = socket.create_server((HOST, port), backlog=64)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                return
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(one, other), daemon=True).start()

    @staticmethod
    def _copy(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (one, other):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def stop(self):
        self._listener.close()
