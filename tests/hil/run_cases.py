#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the cases of cases/ on one board. Called by tests/hil/run.

usage: run_cases.py BOARD BUILD_FOLDER [--part K/N] [--stand-in | --place N FILE] [WORD...]

Only cases whose sentence holds one of the words; without any, those of the line `# hil:` in the board's board.cmake.
--part: of these every N-th, since most of the time is waiting: run the others beside it.
--stand-in: as if the board were at a serial port. --place: it is, the one of line N of the list (see serial_port.py).
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from hil import board, serial_port, stand_in  # noqa: E402
from support.attempts import twice  # noqa: E402


def _arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("board")
    parser.add_argument("build", type=Path)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--place", nargs=2, metavar=("N", "FILE"))
    parser.add_argument("word", nargs="*")
    return parser.parse_intermixed_args()


def _run_one(bench, name, case):
    """"ok", "skip" or "FAIL", and why."""
    def attempt():
        bench.use(**case.simulator)
        case.run(bench)
    try:
        wrong = twice(attempt, f"{name}: {case.sentence}", passed_on=board.NotHere)
    except board.NotHere as error:
        return "skip", f"not for {error}"
    return "FAIL" if wrong else "ok", wrong


def _run_all(bench, name, cases):
    counts = {"ok": 0, "skip": 0, "FAIL": 0}
    for case in cases:
        begin = time.monotonic()
        if not (bench.board.image.with_name(case.image)).exists():
            word, why = "skip", f"the board builds no {case.image}"
        else:
            word, why = _run_one(bench, name, case)
        counts[word] += 1
        print(f"{word:4} {name}: {case.sentence} ({time.monotonic() - begin:.1f} s)", flush=True)
        if why:
            print("     " + why.replace("\n", "\n     "), flush=True)
    return counts


def main():
    from hil.bench import Bench
    from hil.cases import all_cases

    chosen = _arguments()
    target, name, address, double = board.Board(chosen.board, chosen.build), chosen.build.name, None, None
    if chosen.stand_in:
        double, name = stand_in.StandIn(target), f"{name} at a pseudo terminal"
        target = serial_port.SerialBoard(chosen.board, chosen.build, double.port, double.program)
    elif chosen.place:
        place = serial_port.read_list(Path(chosen.place[1]))[int(chosen.place[0])]
        target, name, address = serial_port.SerialBoard(place.board, chosen.build, place.port, place.program), \
            f"{name} at {place.port}", board.HOST
    words = chosen.word or target.words
    with Bench(target, address) as bench:
        if double:
            double.services = bench.services
        cases = [case for case in all_cases() if not words or any(word in case.sentence for word in words)]
        part, parts = map(int, chosen.part.split("/"))
        counts = _run_all(bench, name, cases[part - 1::parts])
    if double:
        double.stop()
    print(f"{counts['ok']} passed, {counts['FAIL']} failed")
    sys.exit(counts["FAIL"] > 0)


if __name__ == "__main__":
    try:
        main()
    except (ImportError, OSError, ValueError) as error:
        print(f"hil: {error}")
        print("0 passed, 1 failed")
        sys.exit(1)
