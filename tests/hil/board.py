# SPDX-License-Identifier: MIT
"""One board: its numbers, and a run of its firmware in QEMU from power-up to exit status."""

import json
import re
import resource
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

# Of our time, after which a run has hung. How long a check took is judged by the board's clock, which stands still while
# QEMU gets no processor: on a busy host seconds of the board's are tens of ours.
HANGS_S = 180


class NotHere(Exception):
    """What a case needs, this board does not have; the text says what kind of board it is."""


@dataclass
class Outcome:
    """What came out of a run."""
    status: int | None                      # None: it had to be stopped
    console: list[str]
    seconds: float
    report: dict = field(default_factory=dict)    # the last JSON line; empty: there was none
    cpu_s: float = 0.0                            # that the emulator took of its host's processor
    wire: dict = field(default_factory=dict)      # how many frames were lost, doubled, swapped

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
    def guest_ms(self) -> int:
        """From power-up to the end, in the board's own time; of a firmware that goes on for ever, the check's. -1: neither."""
        found = re.search(r"^end +status -?\d+, (\d+) ms$", self.text, re.MULTILINE)
        return int(found[1]) if found else self.report.get("ms", -1)

    def _microseconds(self, name: str) -> dict[str, int]:
        lines = [line for line in self.console if line.startswith(name + " ")]
        return {stage: int(us) for stage, us in re.findall(r"(\w+) (\d+)[ ,]", lines[-1])} if lines else {}

    @property
    def steps_us(self) -> dict[str, int]:
        """The longest step of each stage, from the last line `steps`."""
        return self._microseconds("steps")

    @property
    def work_us(self) -> dict[str, int]:
        """What was computed in each stage, from the last line `work`: thousands of instructions where QEMU counts with shift 0."""
        return self._microseconds("work")

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
        self._events = []
        self._file = self._socket.makefile("rw")
        self._file.readline()
        self._do("qmp_capabilities")

    def _do(self, command, **arguments):
        self._file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._file.flush()
        while "return" not in (line := self._next()):
            if "error" in line:
                raise RuntimeError(line["error"])

    def _next(self):
        line = self._file.readline()
        if not line:
            raise EOFError("the board is off")
        message = json.loads(line)
        self._events.append(message.get("event"))
        return message

    def await_event(self, name):
        """Until QEMU says so; see its QMP reference."""
        while name not in self._events:
            self._next()

    def power_up(self):
        self._do("cont")

    def cable(self, plugged_in: bool):
        self._do("set_link", name="n0", up=plugged_in)

    def reset(self):
        self._do("system_reset")

    def power_down(self):
        self._do("quit")


class Board:
    """A folder in boards/ whose board.cmake has a line `# qemu: MACHINE`."""

    ahead_s = 0

    def __init__(self, name: str, build: Path):
        self.name, self.folder, self.image = name, ROOT / "boards" / name, build / "vslice-agent.elf"
        self.machine = self._about("qemu")
        self.shift = self._about("icount") or "0"       # an instruction takes 2 to the power of it nanoseconds
        self.ahead_s = 0 if self.shift == "0" else 4    # so much may its clock be ahead of ours after a handshake
        self.words = [word.strip() for word in (self._about("hil") or "").split(",") if word.strip()]
        self.page_address = int(self._word("board.h", r"^#define BOARD_PAGE +(0x[0-9a-f]+)"), 16)
        self.page_bytes = int(self._word("board.h", r"^#define BOARD_PAGE_BYTES +(0x[0-9a-f]+)"), 16)

    def choice(self, name: str) -> str:
        """Of Kconfig, as it was built; "": none."""
        found = re.search(rf"^CONFIG_VSLICE_AGENT_{name}=(.*)$", self.image.with_name(".config").read_text(), re.MULTILINE)
        return found[1] if found else ""

    def _about(self, word):
        """The line `# word: ...` of board.cmake; None: there is none."""
        found = re.search(rf"^# {word}: *(.+)$", (self.folder / "board.cmake").read_text(), re.MULTILINE)
        return found and found[1]

    def _word(self, file, pattern):
        found = re.search(pattern, (self.folder / file).read_text(), re.MULTILINE)
        if not found:
            raise ValueError(f"boards/{self.name}/{file}: nothing like {pattern}")
        return found[1]

    def command(self, page_file: Path | None, arguments: str = "", pcap: Path | None = None,
                control: Path | None = None, link: wire.Wire | None = None, image: Path | None = None,
                hurry: bool = False) -> list[str]:
        network = f"user,id=n0,net={SUBNET},host={HOST},dhcpstart={GUEST},dns={DNS}"
        semihosting = "enable=on,target=native" + "".join(f",arg={word}" for word in arguments.split())
        command = ["qemu-system-arm", "-M", self.machine, "-display", "none", "-monitor", "none", "-serial", "stdio",
                   "-icount", f"shift={self.shift}" + (",sleep=off" if hurry else ""),
                   "-semihosting-config", semihosting, "-netdev", network, "-net", "nic,netdev=n0",
                   "-kernel", str(image or self.image)]
        if page_file:
            command += ["-device", f"loader,file={page_file},addr={self.page_address:#x},force-raw=on"]
        # Without somebody who expects a reset, one ends QEMU, with status 0: the JSON line is missing then.
        command += ["-S", "-qmp", f"unix:{control},server=on,wait=off"] if control else ["-no-reboot"]
        if link:
            command += link.options()
        if pcap:
            command += ["-object", f"filter-dump,id=dump0,netdev=n0,file={pcap}"]
        return command

    def run(self, content: dict | bytes | None, services: dict, *, arguments: str = "", seconds: float = HANGS_S, pcap: Path | None = None,
            show: Callable[[str], None] | None = None, during: Callable[[Control], None] | None = None,
            wire_faults: dict | None = None, image: Path | None = None, hurry: bool = False) -> Outcome:
        """Boots with this page (a dict is encoded, bytes are taken as they are, None: an empty flash).

        `services` and `wire_faults`: see wire.Wire. `image`: another one than vslice-agent.
        `during` runs beside it and has to begin with `power_up`; the board stays off until then.
        `hurry`: time in which the board only waits is skipped, so nobody else can keep up.
        """
        with tempfile.TemporaryDirectory(prefix="hil-") as folder:
            file = None
            control = Path(folder) / "control" if during else None
            if content is not None:
                file = Path(folder) / "page.bin"
                page.write(file, content if isinstance(content, bytes) else page.encode(content, self.page_bytes))
            link = wire.Wire(Path(folder), services)
            for name, value in (wire_faults or {}).items():
                setattr(link, name, value)
            link.start()
            if during:
                threading.Thread(target=_control, args=(during, control), daemon=True).start()
            try:
                outcome = _watch(self.command(file, arguments, pcap, control, link, image, hurry), seconds, show)
                outcome.wire = link.counts
                return outcome
            finally:
                link.stop()


def _control(during, path):
    try:
        during(Control(path))
    except (EOFError, OSError):
        pass                        # it ended by itself


def _watch(command, seconds, show) -> Outcome:
    begin, cpu_before = time.monotonic(), _cpu_of_children()
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
    return Outcome(None if late.is_set() else status, console, time.monotonic() - begin, report_of(console),
                   _cpu_of_children() - cpu_before)


def _cpu_of_children():
    """Of those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report_of(console):
    for line in reversed(console):
        if line.startswith("{"):
            try:
                return json.loads(line)
            except ValueError:
                return {}
    return {}
