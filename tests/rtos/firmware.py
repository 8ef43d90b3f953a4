# SPDX-License-Identifier: MIT
"""The program `agents`: up to four agents in one firmware. Started with their pages, led by lines on stdin."""

import json
import os
import queue
import subprocess
import tempfile
import threading
from pathlib import Path

from hil.page import with_anchors

SECONDS = 60


class Firmware:
    """`pages`: one a agent."""

    def __init__(self, program: Path, pages: list[dict]):
        self._folder = tempfile.TemporaryDirectory(prefix="rtos-")
        files = []
        for number, page in enumerate(pages):
            files.append(Path(self._folder.name) / f"{number}.json")
            files[-1].write_text(json.dumps(with_anchors(page)))
        self._log = open(Path(self._folder.name) / "log", "w+")     # pylint: disable=consider-using-with
        self._process = subprocess.Popen(
            [program, *files], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
            env={**os.environ, "PRECONFIGURED_TAPIF": "tap0",
                 "TSAN_OPTIONS": f"suppressions={Path(__file__).with_name('tsan.txt')} halt_on_error=1"})
        self.said = [queue.Queue() for _ in pages]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self._process.stdout:
            verb, number, *rest = line.split(" ", 2)
            self.said[int(number)].put(json.loads(rest[0]) if verb == "verdict" else verb)
        for said in self.said:
            said.put(None)

    def tell(self, *words) -> None:
        print(*words, file=self._process.stdin, flush=True)

    def next(self, number: int, seconds: float = SECONDS):
        """The next report of that agent, or the word "stopped"."""
        said = self.said[number].get(timeout=seconds)
        assert said is not None, f"the program has ended: {self.log()[-4000:]}"
        return said

    def log(self) -> str:
        self._log.flush()
        return Path(self._log.name).read_text()

    def end(self) -> None:
        """All agents stop; nothing may be wrong."""
        self._process.stdin.close()
        try:
            status = self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        assert status == 0, f"exit status {status}: {self.log()[-6000:]}"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.end()
        else:
            self._process.kill()
            self._process.wait()
            print(self.log()[-6000:])
        self._log.close()
        self._folder.cleanup()
