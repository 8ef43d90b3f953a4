# SPDX-License-Identifier: MIT
"""One board: its numbers, and a run of its firmware in QEMU from power-up to exit status."""

import json
import re
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from . import page

ROOT = Path(__file__).resolve().parents[2]

# The guest's view of QEMU's user network: a subnet of the simulated platform's VSlice, and the address of its endpoint.
HOST, GUEST, DNS_RELAY, SUBNET = "100.64.0.2", "100.64.17.203", "100.64.0.3", "100.64.0.0/10"
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


class Board:
    """A folder in boards/ whose board.cmake has a line `# qemu: MACHINE`."""

    def __init__(self, name: str, build: Path):
        self.name, self.folder, self.image = name, ROOT / "boards" / name, build / "vslice-agent.elf"
        self.machine = self._word("board.cmake", r"^# qemu: *(\S+)")
        self.page_address = int(self._word("board.h", r"^#define BOARD_PAGE (0x[0-9a-f]+)"), 16)
        self.page_bytes = int(self._word("board.h", r"^#define BOARD_PAGE_BYTES (0x[0-9a-f]+)"), 16)

    def _word(self, file, pattern):
        found = re.search(pattern, (self.folder / file).read_text(), re.MULTILINE)
        if not found:
            raise ValueError(f"boards/{self.name}/{file}: nothing like {pattern}")
        return found[1]

    def command(self, page_file: Path | None, arguments: str = "", pcap: Path | None = None) -> list[str]:
        network = f"user,id=n0,net={SUBNET},host={HOST},dhcpstart={GUEST},dns={DNS_RELAY}"
        semihosting = "enable=on,target=native" + (f",arg={arguments}" if arguments else "")
        command = ["qemu-system-arm", "-M", self.machine, "-display", "none", "-monitor", "none", "-serial", "stdio",
                   "-no-reboot", "-icount", "shift=0", "-semihosting-config", semihosting, "-nic", network,
                   "-kernel", str(self.image)]
        if page_file:
            command += ["-device", f"loader,file={page_file},addr={self.page_address:#x},force-raw=on"]
        if pcap:
            command += ["-object", f"filter-dump,id=dump0,netdev=n0,file={pcap}"]
        return command

    def run(self, content: dict | bytes | None, *, arguments: str = "", seconds: float = 60, pcap: Path | None = None,
            show: Callable[[str], None] | None = None) -> Outcome:
        """Boots with this page (a dict is encoded, bytes are taken as they are, None: an empty flash)."""
        with tempfile.TemporaryDirectory(prefix="hil-") as folder:
            file = None
            if content is not None:
                file = Path(folder) / "page.bin"
                page.write(file, content if isinstance(content, bytes) else page.encode(content, self.page_bytes))
            return _watch(self.command(file, arguments, pcap), seconds, show)


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
