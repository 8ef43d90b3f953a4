# SPDX-License-Identifier: MIT
"""Runs a QEMU board against the simulated platform; boards/run calls it after the build.

usage: boards/BOARD/run BUILD_FOLDER [--checks N] [--pcap FILE] [MEMBER=VALUE...]

MEMBER=VALUE changes the provisioning page: vslice=other. The exit status is the agent's; 69: something is missing;
70: the firmware ended in a fault or without a verdict.
"""

import argparse
import sys
from pathlib import Path

from . import board


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--checks", type=int, default=1)
    parser.add_argument("--pcap", type=Path)
    parser.add_argument("member", nargs="*", help="MEMBER=VALUE of the provisioning page")
    return parser.parse_args()


def _run(name, chosen):
    from .bench import Bench

    members = dict(text.split("=", 1) for text in chosen.member)
    numbers = {key: int(value) if value.isdecimal() else value for key, value in members.items()}
    with Bench(board.Board(name, chosen.build)) as bench:
        bench.use()
        print(f"== simulated platform at api.sim.test:{bench.sim.port}; QEMU follows, Ctrl-C ends it",
              file=sys.stderr, flush=True)
        outcome = bench.board.run(
            bench.page(**numbers), bench.services, arguments=f"checks={chosen.checks}",
            seconds=60 + 60 * chosen.checks, pcap=chosen.pcap, show=lambda line: print(line, flush=True))
    if outcome.status is None:
        print("== no end in sight: stopped", file=sys.stderr)
    # QEMU ends with 0 when a board resets itself, which is no verdict.
    return board.FAULT if outcome.status is None or (outcome.status == 0 and not outcome.report) else outcome.status


def main(name: str) -> None:
    chosen = _arguments()
    try:
        sys.exit(_run(name, chosen))
    except (ImportError, OSError, ValueError) as error:
        print(f"boards/{name}/run: {error}", file=sys.stderr)
        sys.exit(69)
    except KeyboardInterrupt:
        sys.exit(130)
