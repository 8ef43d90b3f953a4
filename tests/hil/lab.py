# SPDX-License-Identifier: MIT
"""The bench on a real network, for boards at serial ports: DNS and NTP at an address of this computer, and the ways from
there to the simulated platform, which listens on loopback alone.

The network has the numbers of the emulated one (board.py): this computer is 100.64.0.2/10 there, and its DHCP server
gives boards 100.64.17.203, and 100.64.0.2 as name server. DHCP itself is the laboratory's own, dnsmasq say.
"""

import socket
import threading

DATAGRAM_BYTES = 1500


class Lab:
    def __init__(self, address: str, services: dict):
        """`services`: UDP port to Service."""
        self.address = address
        self._sockets = []
        for port, service in services.items():
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind((address, port))
            self._sockets.append(sock)
            threading.Thread(target=self._serve, args=(sock, service), daemon=True).start()

    @staticmethod
    def _serve(sock, service):
        while True:
            try:
                question, asker = sock.recvfrom(DATAGRAM_BYTES)
                answer = service.ask(question)
                if answer is not None:
                    sock.sendto(answer, asker)
            except OSError:
                return

    def forward(self, port: int) -> None:
        """What comes to this TCP port goes on to the same port on loopback."""
        listener = socket.create_server((self.address, port))
        self._sockets.append(listener)
        threading.Thread(target=self._accept, args=(listener, port), daemon=True).start()

    def _accept(self, listener, port):
        while True:
            try:
                outside = listener.accept()[0]
                inside = socket.create_connection(("127.0.0.1", port))
            except OSError:
                return
            for ends in ((outside, inside), (inside, outside)):
                threading.Thread(target=self._copy, args=ends, daemon=True).start()

    @staticmethod
    def _copy(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            sink.close()

    def stop(self) -> None:
        for sock in self._sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
