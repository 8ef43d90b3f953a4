# SPDX-License-Identifier: MIT
"""A board in QEMU that stands in for one at a serial port: its console is a pseudo terminal, and no exit status is looked at."""

import os
import subprocess
import tempfile
import tty
from pathlib import Path

from . import board, wire


class StandIn:
    """`port` is the terminal's path, `program` what serial_port.SerialBoard needs; the firmware runs until `stop`."""

    def __init__(self, target: board.Board):
        self._board, self.services = target, {}
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.port = os.ttyname(self._theirs)
        self._folder = tempfile.TemporaryDirectory(prefix="hil-")
        self._process = self._wire = None
        self._count = 0

    def program(self, page_file: Path) -> None:
        self._power_down()
        self._count += 1
        folder = Path(self._folder.name) / str(self._count)
        folder.mkdir()
        copy = folder / "page.bin"
        copy.write_bytes(page_file.read_bytes())
        self._wire = wire.Wire(folder, self.services)
        self._wire.start()
        command = self._board.command(copy, "checks=0", link=self._wire)
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._ours, stderr=subprocess.DEVNULL)

    def _power_down(self):
        if self._process:
            self._process.kill()
            self._process.wait()
            self._wire.stop()

    def stop(self) -> None:
        self._power_down()
        os.close(self._ours)
        os.close(self._theirs)
        self._folder.cleanup()
