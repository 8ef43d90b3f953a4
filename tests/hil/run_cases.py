#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the cases of cases/ on one board. Called by tests/hil/run.

usage: run_cases.py BOARD BUILD_FOLDER [WORD...]

Only cases whose sentence holds one of the words; without any, those of the line `# hil:` in the board's board.cmake.
"""

import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from hil import board  # noqa: E402


def _run_one(bench, case):
    """An empty text, or what went wrong."""
    try:
        bench.use(**case.simulator)
        case.run(bench)
    except Exception as error:  # pylint: disable=broad-except
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {error}"
    return ""


def main():
    from hil.bench import Bench
    from hil.cases import all_cases

    name, build, words = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    target = board.Board(name, build)
    words = words or target.words
    failed = 0
    chosen = [case for case in all_cases() if not words or any(word in case.sentence for word in words)]
    wanted = [case for case in chosen if (build / case.image).exists()]
    for case in chosen:
        if case not in wanted:
            print(f"skip {name}: {case.sentence}: the board builds no {case.image}")
    with Bench(target) as bench:
        for case in wanted:
            begin = time.monotonic()
            wrong = _run_one(bench, case)
            failed += bool(wrong)
            print(f"{'FAIL' if wrong else 'ok  '} {name}: {case.sentence} ({time.monotonic() - begin:.1f} s)", flush=True)
            if wrong:
                print("     " + wrong.replace("\n", "\n     "), flush=True)
    print(f"{len(wanted) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    try:
        main()
    except (ImportError, OSError) as error:
        print(f"hil: {error}")
        print("0 passed, 1 failed")
        sys.exit(1)
