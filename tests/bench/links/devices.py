# SPDX-License-Identifier: MIT
"""The host program, a board in QEMU, and curl, each over a link: what it took, and what was counted on the wire."""

import json
import os
import re
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from hil import board, page

from .frames import Count, count
from .link import Frame, Link, Profile
from .place import Place, Stream

ROOT = Path(__file__).resolve().parents[3]
NAME = "api.sim.test"
LIMIT_S = 300
REPORT = '{"vslice_agent"'


@dataclass
class Check:
    report: dict            # its JSON line
    count: Count
    seconds: float          # from the first question to that line
    own: float              # of it, those in which nobody but the device was waited for


@dataclass
class Run:
    checks: list[Check]
    frames: list[Frame]
    text: str


def _play(command, wire: Link, port: int, **more) -> Run:
    """Runs it and cuts what went over the wire where a check's JSON line came out."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    limit = threading.Timer(LIMIT_S, process.kill)
    limit.start()
    run, begun = Run([], wire.frames, ""), 0.0
    for line in process.stdout:
        run.text += line
        if line.startswith(REPORT):
            ended = time.monotonic()
            found = count(wire.between(begun, ended), NAME, port, wire.profile.rtt_s)
            run.checks.append(Check(json.loads(line), found, ended - (found.begun or ended), found.own + found.since_given(ended)))
            begun = wire.last_given(ended)     # the next check may have begun before we read that line
    process.wait()
    limit.cancel()
    return run


def _page(sim, **more):
    return sim.config(**{"api": f"https://{NAME}:{sim.port}/api/v1", "edge": None, "report_key": None, "address": "skip",
                         "deadline_s": 60, **more})


class Host:
    """`state`: a file that outlives a run. Several checks are made by `watch`, a second apart."""
    name, largest_segment = "host", 1460

    def __init__(self, place: Place, program: Path):
        self.place, self.program = place, program

    def exists(self) -> bool:
        return self.program.exists()

    def run(self, sim, profile: Profile, state: Path, *, checks: int = 1, seed: int = 1, **link) -> Run:
        config = self.place.folder / "page.json"
        config.write_text(json.dumps(_page(sim)))
        command = self.place.inside(self.program, "--config", config, "--state", state,
                                    *(["check"] if checks == 1 else ["--count", checks, "watch"]))
        with Link(profile, self.place.device_end(), self.place.end, seed, **link) as wire:
            return _play(command, wire, sim.port, env={**os.environ, "VSLICE_AGENT_HASTE": "1"})


class Board:
    """`state`: a file for the emulated flash. `trace`: a pipe for QEMU's log, a line for each instruction."""

    def __init__(self, place: Place, name: str, build: Path):
        self.place, self.name, self._board = place, name, board.Board(name, build)
        self.largest_segment = int(re.search(r"LWIP_MSS=(\d+)", (build / ".config").read_text())[1])

    def exists(self) -> bool:
        return self._board.image.exists()

    def run(self, sim, profile: Profile, state: Path, *, checks: int = 1, seed: int = 1,
            trace: Path | None = None, **link) -> Run:
        with tempfile.TemporaryDirectory(prefix="links-") as folder:
            end = Stream(Path(folder) / "wire")
            sector = Path(folder) / "page.bin"
            page.write(sector, page.encode(_page(sim), self._board.page_bytes))
            command = self._board.command(sector, f"checks={checks} flash={state}")
            command[command.index("-netdev") + 1] = end.option
            if trace:
                command += ["-singlestep", "-d", "exec,nochain", "-D", str(trace)]
            with Link(profile, end, self.place.end, seed, **link) as wire:
                return _play(command, wire, sim.port)


class Curl:
    """The same four requests in one process, over one connection; curl asks one after the other."""
    name = "curl"

    def __init__(self, place: Place):
        self.place = place

    def run(self, sim, profile: Profile, *, seed: int = 1, **link) -> tuple[float, int]:
        """Its own time for all, and the bytes that said something."""
        base = f"https://{NAME}:{sim.port}/api/v1"
        paths = ("apitokens/verify", f"endpoints/{sim.endpoint_id}", "EndpointGroups/tf-group", "vslices/default")
        command = ["curl", "--silent", "--show-error", "--fail", "--http1.1", "--cacert", str(sim.ca_file),
                   "--header", f"Authorization: Bearer {sim.token}", "--header", "Accept: application/json",
                   "--write-out", "%{stderr}%{time_total}\n"]
        for path in paths:
            command += ["--output", "/dev/null", f"{base}/{path}"]
        with Link(profile, self.place.device_end(), self.place.end, seed, **link) as wire:
            done = subprocess.run(self.place.inside(*command), capture_output=True, text=True, timeout=LIMIT_S, check=True)
        return sum(float(line) for line in done.stderr.split()), count(wire.frames, NAME, sim.port, profile.rtt_s).said
