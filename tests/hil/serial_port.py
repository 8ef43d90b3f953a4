# SPDX-License-Identifier: MIT
"""A board at a serial port: what its console says is all there is, no exit status and no hands on its cable.

VSLICE_AGENT_SERIAL_PORTS names a file with a line for each board:

    # BOARD PORT COMMAND...
    lm3s6965evb /dev/ttyUSB0 openocd -f board/ek-lm3s6965.cfg -c "program {page} 0x3f000 reset exit"

The command writes the provisioning page {page} to the board's flash and resets it. The firmware is there already.
"""

import os
import select
import shlex
import subprocess
import tempfile
import termios
import time
import tty
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from . import board, page

STATUS_OF = {"member": board.MEMBER, "not_member": board.NOT_MEMBER, "cannot_tell": board.CANNOT_TELL}
FAULT_LINES_S = 1.0                 # how long the lines of a fault may take


@dataclass
class Place:
    """A line of the list."""
    board: str
    port: str
    command: str

    def program(self, page_file: Path) -> None:
        subprocess.run(shlex.split(self.command.replace("{page}", shlex.quote(str(page_file)))), check=True, timeout=120,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def read_list(file: Path) -> list[Place]:
    lines = [line.strip() for line in file.read_text().splitlines()]
    return [_read_line(line) for line in lines if line and not line.startswith("#")]


def _read_line(line):
    parts = line.split(None, 2)
    if len(parts) != 3:
        raise ValueError(f"the list of serial ports wants BOARD PORT COMMAND, not {line!r}")
    return Place(*parts)


class SerialBoard(board.Board):
    """`program` gets the file with the page's bytes; the board begins anew afterwards."""

    def __init__(self, name: str, build: Path, port: str, program: Callable[[Path], None]):
        super().__init__(name, build)
        self._port, self._program = port, program

    def run(self, content, services, *, arguments="checks=1", seconds=board.HANGS_S, **hands) -> board.Outcome:
        """As Board.run, as far as nobody has to lay hands on the board."""
        if arguments != "checks=1" or any(hands.values()):
            raise board.NotHere("a board at a serial port")
        with tempfile.TemporaryDirectory(prefix="hil-") as folder:
            file = Path(folder) / "page.bin"
            erased = page.ERASED * self.page_bytes
            page.write(file, erased if content is None else content if isinstance(content, bytes)
                       else page.encode(content, self.page_bytes))
            port = _open(self._port)
            try:
                begin = time.monotonic()
                self._program(file)
                return _judge(*_read(port, begin + seconds), begin)
            finally:
                os.close(port)


def _open(path):
    """115200 bits a second, eight bits, no parity, nothing translated; what was said before is forgotten."""
    port = os.open(path, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(port)
    settings = termios.tcgetattr(port)
    settings[4] = settings[5] = termios.B115200
    termios.tcsetattr(port, termios.TCSANOW, settings)
    termios.tcflush(port, termios.TCIOFLUSH)
    return port


def _read(port, end):
    """(lines, is there an end to them?): until the JSON line, the end of the firmware, or a fault."""
    text = b""
    while (left := end - time.monotonic()) > 0:
        if select.select([port], [], [], left)[0]:
            text += os.read(port, 4096)
        lines = text.decode("ascii", "replace").split("\n")[:-1]
        lines = [line.rstrip("\r") for line in lines]
        if lines and lines[-1].startswith(("{", "end ")):
            return lines, True
        if any(line.startswith("fault ") for line in lines):
            end = min(end, time.monotonic() + FAULT_LINES_S)
    return lines, any(line.startswith("fault ") for line in lines)


def _judge(lines, ended, begin) -> board.Outcome:
    outcome = board.Outcome(None, lines, time.monotonic() - begin, board.report_of(lines))
    last = lines[-1] if lines else ""
    if last.startswith("end "):
        outcome.status = int(last.split("status ")[1].split(",")[0])
    elif outcome.report:
        outcome.status = STATUS_OF[outcome.verdict]
    elif ended:
        outcome.status = board.FAULT
    return outcome
