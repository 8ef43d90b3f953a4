# SPDX-License-Identifier: MIT
"""One board: its numbers, and a run of its firmware in QEMU from power-up to exit status."""

import json
import re
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from . import page, wire

ROOT = Path(__file__).resolve().parents[2]

# The guest's view of QEMU's user network: a subnet of the simulated platform's VSlice, and the address of its endpoint.
HOST, GUEST, DNS, SUBNET = "100.64.0.2", "100.64.17.203", "100.64.0.3", "100.64.0.0/10"
NAMES = {"api.sim.test": HOST, "edge.sim.test": HOST, "ntp.sim.test": HOST, "other.sim.test": HOST}

MEMBER, NOT_MEMBER, CANNOT_TELL, FAULT, CONFIG = 0, 1, 2, 70, 78


@dataclass
class Outcome:
    """What came out of a run."""
    status: int | None                      # None: it had to be stopped
    console: list[str]
    seconds: float
    report: dict = field(default_factory=dict)    # the last JSON line; empty: there was none

    @property
    def verdict(self) -> str:
        return self.report.get("verdict", "")

    @property
    def reasons(self) -> list[str]:
        return self.report.get("reasons", [])

    @property
    def at(self) -> tuple[str, str]:
        """Stage and result of the failure."""
        at = self.report.get("at", {})
        return at.get("stage", ""), at.get("result", "")

    @property
    def reports(self) -> list[dict]:
        """One a check."""
        return [json.loads(line) for line in self.console if line.startswith("{")]

    @property
    def memory(self) -> dict[str, int]:
        """The peaks of the last line `memory`."""
        lines = [line for line in self.console if line.startswith("memory ")]
        return {name: int(peak) for name, peak in re.findall(r"(\w+) (\d+)(?:/\d+)?", lines[-1])} if lines else {}

    @property
    def text(self) -> str:
        return "\n".join(self.console)


class Control:
    """Hands on the board while it runs, by QEMU's machine protocol (QMP)."""

    def __init__(self, path: Path):
        self._socket = socket.socket(socket.AF_UNIX)
        end = time.monotonic() + 10
        while True:
            try:
                self._socket.connect(str(path))
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
        self._file = self._socket.makefile("rw")
        self._file.readline()
        self._do("qmp_capabilities")

    def _do(self, command, **arguments):
        self._file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._file.flush()
        while "return" not in (line := json.loads(self._file.readline())):
            if "error" in line:
                raise RuntimeError(line["error"])

    def power_up(self):
        self._do("cont")

    def cable(self, plugged_in: bool):
        self._do("set_link", name="n0", up=plugged_in)

    def reset(self):
        self._do("system_reset")


class Board:
    """A folder in boards/ whose board.cmake has a line `# qemu: MACHINE`."""

    def __init__(self, name: str, build: Path):
        self.name, self.folder, self.image = name, ROOT / "boards" / name, build / "vslice-agent.elf"
        self.machine = self._word("board.cmake", r"^# qemu: *(\S+)")
        self.page_address = int(self._word("board.h", r"^#define BOARD_PAGE +(0x[0-9a-f]+)"), 16)
        self.page_bytes = int(self._word("board.h", r"^#define BOARD_PAGE_BYTES +(0x[0-9a-f]+)"), 16)

    def _word(self, file, pattern):
        found = re.search(pattern, (self.folder / file).read_text(), re.MULTILINE)
        if not found:
            raise ValueError(f"boards/{self.name}/{file}: nothing like {pattern}")
        return found[1]

    def command(self, page_file: Path | None, arguments: str = "", pcap: Path | None = None,
                control: Path | None = None, link: wire.Wire | None = None) -> list[str]:
        network = f"user,id=n0,net={SUBNET},host={HOST},dhcpstart={GUEST},dns={DNS}"
        semihosting = "enable=on,target=native" + "".join(f",arg={word}" for word in arguments.split())
        command = ["qemu-system-arm", "-M", self.machine, "-display", "none", "-monitor", "none", "-serial", "stdio",
                   "-icount", "shift=0", "-semihosting-config", semihosting, "-netdev", network, "-net", "nic,netdev=n0",
                   "-kernel", str(self.image)]
        if page_file:
            command += ["-device", f"loader,file={page_file},addr={self.page_address:#x},force-raw=on"]
        # Without somebody who expects a reset, one ends QEMU, with status 0: the JSON line is missing then.
        command += ["-S", "-qmp", f"unix:{control},server=on,wait=off"] if control else ["-no-reboot"]
        if link:
            command += link.options()
        if pcap:
            command += ["-object", f"filter-dump,id=dump0,netdev=n0,file={pcap}"]
        return command

    def run(self, content: dict | bytes | None, services: dict, *, arguments: str = "", seconds: float = 60, pcap: Path | None = None,
            show: Callable[[str], None] | None = None, during: Callable[[Control], None] | None = None,
            **wire_faults) -> Outcome:
        """Boots with this page (a dict is encoded, bytes are taken as they are, None: an empty flash).

        `services` and `wire_faults`: see wire.Wire.
        `during` runs beside it and has to begin with `power_up`; the board stays off until then.
        """
        with tempfile.TemporaryDirectory(prefix="hil-") as folder:
            file = None
            control = Path(folder) / "control" if during else None
            if content is not None:
                file = Path(folder) / "page.bin"
                page.write(file, content if isinstance(content, bytes) else page.encode(content, self.page_bytes))
            link = wire.Wire(Path(folder), services)
            for name, value in wire_faults.items():
                setattr(link, name, value)
            link.start()
            if during:
                threading.Thread(target=lambda: during(Control(control)), daemon=True).start()
            try:
                return _watch(self.command(file, arguments, pcap, control, link), seconds, show)
            finally:
                link.stop()


def _watch(command, seconds, show) -> Outcome:
    begin = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace")
    late = threading.Event()
    timer = threading.Timer(seconds, lambda: (late.set(), process.kill()))
    timer.start()
    console = []
    try:
        for line in process.stdout:
            console.append(line.rstrip("\r\n"))
            if show:
                show(console[-1])
        status = process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
    return Outcome(None if late.is_set() else status, console, time.monotonic() - begin, _report(console))


def _report(console):
    for line in reversed(console):
        if line.startswith("{"):
            try:
                return json.loads(line)
            except ValueError:
                return {}
    return {}
