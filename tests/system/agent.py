# SPDX-License-Identifier: MIT
"""Runs the real host program and takes its console apart."""

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("VSLICE_AGENT", ROOT / "build/host/vslice-agent"))
EARLY = ROOT / "build/host-early/vslice-agent"     # the same with early data and short steps

MEMBER, NOT_MEMBER, CANNOT_TELL, USAGE, CONFIG = 0, 1, 2, 64, 78


@dataclass
class Outcome:
    status: int
    out: str
    err: str
    seconds: float

    @property
    def report(self):
        """The last JSON line."""
        return json.loads([line for line in self.out.splitlines() if line.startswith('{"vslice_agent"')][-1])

    @property
    def verdict(self):
        return self.report["verdict"]

    @property
    def reasons(self):
        return self.report["reasons"]

    @property
    def at(self):
        """(stage, result) of the failure."""
        at = self.report.get("at", {})
        return at.get("stage"), at.get("result")

    def stage(self, name):
        """The result of a stage, or None if the check never came to it."""
        return self.report["stages"].get(name, [None])[0]


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STACUITY_")}
    return {**kept, **more}


def run(*arguments, secrets=(), env=None, timeout=60, program=PROGRAM):
    """Runs the program to its end. No secret may be in anything it prints."""
    start = time.monotonic()
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                          env=environment(**(env or {})), stdin=subprocess.DEVNULL)
    outcome = Outcome(done.returncode, done.stdout, done.stderr, time.monotonic() - start)
    for secret in secrets:
        assert secret.lower() not in (outcome.out + outcome.err).lower(), "a secret was printed"
    return outcome


PLAIN = {"group": None, "edge": None, "report_key": None}


def config_file(sim, **config):
    """The page of a member that asks for neither group, edge nor report unless told to."""
    return sim.write_config(**{**PLAIN, **config})


def check(sim, *arguments, env=None, timeout=60, program=PROGRAM, **config):
    """One membership check against the simulated platform, with everything that can be logged."""
    return run("--verbose", "--config", config_file(sim, **config), *arguments, secrets=[sim.token], env=env,
               timeout=timeout, program=program)
