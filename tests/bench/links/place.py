# SPDX-License-Identifier: MIT
"""Two network namespaces: the platform's, in which this process runs, and the device's, with the wire between them.

Needs root; see run.
"""

import ctypes
import fcntl
import os
import select
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from hil.services import Ntp
from sim_api import Simulator

PLATFORM, DEVICE, MASK = "100.64.0.2", "100.64.17.203", 10
NAMES = ("api.sim.test", "edge.sim.test", "ntp.sim.test")
TUNSETIFF, TAP, CLONE_NEWNET = 0x400454CA, 0x0002 | 0x1000, 0x40000000
POLL_S = 0.1
LEAST_BYTES = 60


def sh(*command):
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


class Tap:
    """A tap interface in this network namespace, or in the one of the process `pid`."""

    def __init__(self, name: str, pid: int | None = None):
        self._name, self._pid, self._fd = name, pid, -1
        thread = threading.Thread(target=self._open)    # setns moves one thread only, and it ends here
        thread.start()
        thread.join()
        if self._fd < 0:
            raise OSError(f"no tap interface {name}")

    def _open(self):
        if self._pid:
            with open(f"/proc/{self._pid}/ns/net", "rb") as file:
                if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET):
                    return
        fd = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", self._name.encode(), TAP))
        self._fd = fd

    def read(self):
        return os.read(self._fd, 2048) if select.select([self._fd], [], [], POLL_S)[0] else None

    def write(self, frame: bytes) -> None:
        os.write(self._fd, frame)


class Stream:
    """QEMU's end: frames over a Unix socket, each with its length before it (-netdev stream)."""

    def __init__(self, path: Path):
        self.option = f"stream,id=n0,server=off,addr.type=unix,addr.path={path}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._socket = None
        self._connected = threading.Event()

    def read(self):
        if self._socket is None:
            if not select.select([self._listener], [], [], POLL_S)[0]:
                return None
            self._socket = self._listener.accept()[0]
            self._file = self._socket.makefile("rb")
            self._connected.set()
        try:
            head = self._file.read(4)
            return self._file.read(struct.unpack(">I", head)[0]) if len(head) == 4 else b""
        except ConnectionResetError:
            return b""

    def write(self, frame: bytes) -> None:
        if self._connected.is_set():
            frame = frame.ljust(LEAST_BYTES, b"\0")     # as every Ethernet controller does
            self._socket.sendall(struct.pack(">I", len(frame)) + frame)


class Place:
    """The platform behind its end of the wire, with DNS, DHCP and NTP."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="links-"))
        sh("ip", "link", "set", "lo", "up")
        self.end = Tap("platform")
        sh("ip", "addr", "add", f"{PLATFORM}/{MASK}", "dev", "platform")
        sh("ip", "link", "set", "platform", "up")
        self._dns = subprocess.Popen(
            ["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--interface=platform",
             "--bind-interfaces", "--dhcp-range=100.64.18.1,100.64.18.99,255.192.0.0,1h", f"--dhcp-option=6,{PLATFORM}",
             "--dhcp-authoritative", "--no-ping", f"--dhcp-leasefile={self.folder}/leases", "--local-ttl=600", "--local=/#/",
             *(f"--address=/{name}/{PLATFORM}" for name in NAMES), f"--pid-file={self.folder}/dns.pid", "--user=root"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._serve_time()
        self._holder = subprocess.Popen(["unshare", "--net", "--mount", "sleep", "infinity"])
        self._inside = ("nsenter", f"--target={self._holder.pid}", "--net", "--mount")
        self._device_end, self._simulators = None, {}

    def _serve_time(self):
        ntp, door = Ntp(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        door.bind((PLATFORM, 123))

        def serve():
            while True:
                question, sender = door.recvfrom(512)
                door.sendto(ntp.ask(question) or b"", sender)

        threading.Thread(target=serve, daemon=True).start()

    def simulator(self, **options) -> Simulator:
        key = tuple(sorted(options.items()))
        if key not in self._simulators:
            self._simulators[key] = Simulator(address=PLATFORM, **options).start()
        self._simulators[key].reset()
        return self._simulators[key]

    def device_end(self):
        """A tap interface in the device's namespace, with its address and its resolver; always the same one."""
        if self._device_end:
            return self._device_end
        own = os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{self._holder.pid}/ns/net") == own:
            time.sleep(0.01)
        end = Tap("device", self._holder.pid)
        (self.folder / "resolv.conf").write_text(f"nameserver {PLATFORM}\noptions timeout:5 attempts:3\n")
        for command in (("ip", "link", "set", "lo", "up"), ("ip", "addr", "add", f"{DEVICE}/{MASK}", "dev", "device"),
                        ("ip", "link", "set", "device", "up"), ("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"),
                        ("mount", "--bind", self.folder / "resolv.conf", "/etc/resolv.conf")):
            sh(*self._inside, *command)
        self._device_end = end
        return end

    def inside(self, *command) -> list[str]:
        """A command that runs in the device's namespace."""
        return [*self._inside, *map(str, command)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for simulator in self._simulators.values():
            simulator.stop()
        for process in (self._dns, self._holder):
            process.kill()
            process.wait()
