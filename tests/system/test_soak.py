# SPDX-License-Identifier: MIT
"""A long `watch` against a platform with every trouble: each verdict is right, and nothing is left behind of a check.

VSLICE_AGENT_SOAK=5000 makes so many checks instead of the suite's.
"""

import json
import os
import random
import select
import subprocess
from pathlib import Path

import pytest
from sim_api import Cut, Drip, Simulator, Status, wait_until

from .agent import PROGRAM, config_file, environment
from .fault_shim import paced_env

CHECKS = int(os.environ.get("VSLICE_AGENT_SOAK", "180"))
WARM_UP = 40                # checks after which nothing may grow any more
GROWTH_KB = 128
SLOW_EVERY = 45             # checks; a trouble that is waited for takes seconds

MEMBER, SUSPENDED = ("member", []), ("not_member", ["endpoint_not_active"])


class Watch:
    """The program, one check at a time."""

    def __init__(self, page, state):
        self._process = subprocess.Popen([PROGRAM, "--config", page, "--state", state, "--json", "watch"], text=True, bufsize=1,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                         env=environment(**paced_env()))
        self._proc = Path(f"/proc/{self._process.pid}")
        self._first = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.communicate()

    def check(self) -> dict:
        """The next check's JSON line. The program waits afterwards."""
        if not self._first:
            self._process.stdin.write("\n")
        self._first = False
        ready = select.select([self._process.stdout], [], [], 60)[0]
        line = self._process.stdout.readline() if ready else ""
        assert line, "it has ended, or hangs"
        assert wait_until(lambda: self._status("Threads") == 1), "a thread is left"
        return json.loads(line)

    def open_files(self) -> list[str]:
        """What they are, without the numbers of sockets and pipes."""
        return sorted(os.readlink(file).split(":[")[0] for file in (self._proc / "fd").iterdir())

    def resident_kb(self) -> int:
        return self._status("RssAnon")

    def _status(self, name):
        line = next(line for line in (self._proc / "status").read_text().splitlines() if line.startswith(name + ":"))
        return int(line.split()[1])


# What befalls the platform before a check, and the verdict that follows.

def nothing(_sim):
    return MEMBER


def reload(sim):
    sim.reload()
    return MEMBER


def rotate(sim):
    sim.rotate_tickets()
    return MEMBER


def restart(sim):
    sim.refuse("api")
    sim.listen("api")
    return MEMBER


def suspend(sim):
    sim.world.endpoints[0].status = "suspended"
    return SUSPENDED


def refuse_token(sim):
    sim.world.tokens.clear()
    return "cannot_tell", ["token_refused"]


def garble(sim):
    sim.faults.add(Status(200, body=b'{"success": "yes"}'), path="/vslices")
    return "cannot_tell", ["bad_reply"]


def drip(sim):
    sim.faults.add(Drip(interval=0, size=7))
    return MEMBER


def unavailable(sim):
    sim.faults.add(Status(503), path="/vslices", times=1)
    return MEMBER


def cut(sim):
    sim.faults.add(Cut(-20, "reset"), path="/vslices", times=1)
    return MEMBER


def go_away(sim):
    sim.refuse("api")
    return "cannot_tell", ["unreachable"]


QUICK = (nothing, nothing, nothing, nothing, reload, rotate, restart, suspend, refuse_token, garble, drip)
SLOW = (unavailable, cut, go_away)


def troubles():
    chance = random.Random(1)
    for number in range(1, CHECKS):
        slow = number % SLOW_EVERY == 0
        yield SLOW[number // SLOW_EVERY % len(SLOW)] if slow else chance.choice(QUICK)


def be_well(sim):
    """As at the beginning, without ending the program's connection."""
    sim.faults.clear()
    sim.world.tokens.add(sim.token)
    sim.world.endpoints[0].status = "active"
    sim.journal.clear()


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_a_long_watch_leaves_nothing_behind_and_every_verdict_is_right(tmp_path, tls):
    with Simulator(tls=tls, keepalive_requests=50) as sim, \
            Watch(config_file(sim, deadline_s=5, report_key="vsa"), tmp_path / "state") as watch:
        assert watch.check()["verdict"] == "member"
        open_files, resident = watch.open_files(), []
        for number, trouble in enumerate(troubles()):
            expected = trouble(sim)
            report = watch.check()
            assert (report["verdict"], report["reasons"]) == expected, (number, trouble.__name__, report)
            assert len(watch.open_files()) <= len(open_files), (number, trouble.__name__, watch.open_files())
            resident.append(watch.resident_kb())
            if trouble is go_away:
                sim.listen("api")
            be_well(sim)
        assert watch.check()["verdict"] == "member"
        assert watch.open_files() == open_files
        assert watch.resident_kb() <= max(resident[:WARM_UP]) + GROWTH_KB, resident
        assert sorted(file.name for file in tmp_path.iterdir()) == ["state", "state.key", "state.session"]
