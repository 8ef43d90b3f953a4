# SPDX-License-Identifier: MIT
"""What boards at serial ports find on their network: DNS and NTP over real sockets, and the way to the platform."""

import socket
import struct
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hil import serial_port, services  # noqa: E402
from hil.lab import Lab  # noqa: E402

HERE = "127.0.0.2"                  # the rest of loopback is like another network


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind((HERE, 0))
        return sock.getsockname()[1]


@pytest.fixture(name="lab")
def make_lab():
    dns, ntp = services.Dns({"api.sim.test": "100.64.0.2"}), services.Ntp()
    ports = {"dns": free_port(), "ntp": free_port()}
    lab = Lab(HERE, {ports["dns"]: dns, ports["ntp"]: ntp})
    yield lab, ports, ntp
    lab.stop()


def ask(port, question, patience_s=20):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(patience_s)
        sock.sendto(question, (HERE, port))
        return sock.recv(1500)


def test_names_and_time_are_told(lab):
    _, ports, _ = lab
    question = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + b"\3api\3sim\4test\0" + struct.pack(">HH", 1, 1)
    assert ask(ports["dns"], question).endswith(bytes([100, 64, 0, 2]))
    assert ask(ports["ntp"], bytes(40) + b"question")[24:32] == b"question"


def test_a_service_that_is_silent_says_nothing(lab):
    _, ports, ntp = lab
    ntp.silent = -1
    with pytest.raises(TimeoutError):
        ask(ports["ntp"], bytes(48), patience_s=1)


def test_what_comes_to_a_port_goes_on_to_loopback(lab):
    with socket.create_server(("127.0.0.1", 0)) as platform:
        port = platform.getsockname()[1]
        lab[0].forward(port)

        def answer():
            client = platform.accept()[0]
            with client:
                client.sendall(client.recv(100).upper())

        threading.Thread(target=answer, daemon=True).start()
        with socket.create_connection((HERE, port), timeout=20) as client:
            client.sendall(b"hello")
            assert client.recv(100) == b"HELLO"
            assert client.recv(100) == b""


def test_a_list_of_serial_ports_is_read_and_the_page_gets_its_place(tmp_path):
    file, out = tmp_path / "list", tmp_path / "out file"
    file.write_text("lm3s6965evb /dev/ttyUSB0\n")
    with pytest.raises(ValueError, match="BOARD PORT COMMAND"):
        serial_port.read_list(file)
    file.write_text(f"# BOARD PORT COMMAND\n\nlm3s6965evb /dev/ttyUSB0 cp {{page}} '{out}'\n")
    place, = serial_port.read_list(file)
    assert (place.board, place.port) == ("lm3s6965evb", "/dev/ttyUSB0")
    source = tmp_path / "a page"
    source.write_bytes(b"page")
    place.program(source)
    assert out.read_bytes() == b"page"
