# SPDX-License-Identifier: MIT
"""Where the instructions of a resumed check go, by function: a board in QEMU, each instruction traced.

usage, as root: unshare --net --pid --fork --kill-child --mount-proc python3 tests/bench/links/profile.py TLS BOARD=FOLDER [LEAST]
e.g. 1.2 lm3s6965evb=build/lm3s6965evb; LEAST: functions with fewer instructions (default 3000) are left out.
Counts what idles between the packets too, so a little more than the check's own bill.
"""

import bisect
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]
sys.dont_write_bytecode = True

from links.devices import Board  # noqa: E402
from links.place import Place  # noqa: E402
from links.short import a_state, run  # noqa: E402

BEGIN, END = "drive", "vsa_firmware_end"    # of port/cortex_m/firmware.c: what a check lies between


def count(begin: int, end: int) -> None:
    """From QEMU's log to lines of address and number. A process of its own, so that it does not hold up the wire."""
    found, counting = Counter(), False
    for line in sys.stdin:
        if not line.startswith("Trace"):
            continue
        address = int(line.split("/", 2)[1], 16)
        counting = (counting or address == begin) and address != end
        if counting:
            found[address] += 1
    for address, number in found.items():
        print(f"{address:x} {number}")


def functions(image: Path) -> list[tuple[int, str]]:
    """By address; the linker's suffixes stay, since two may have one name."""
    lines = subprocess.run(["arm-none-eabi-nm", "-S", image], capture_output=True, text=True, check=True).stdout.splitlines()
    fields = [line.split() for line in lines]
    return sorted((int(f[0], 16) & ~1, f[3]) for f in fields if len(f) == 4 and f[2] in "tTwW")


def address_of(name, table) -> int:
    return next(address for address, text in table if text.split(".")[0] == name)


def trace(device, place, sim, state, table) -> list[tuple[int, int]]:
    """Address and how often, of each instruction of a resumed check."""
    pipe = place.folder / "trace"
    os.mkfifo(pipe)
    command = ["sh", "-c", f'exec "$0" -B "$1" count {address_of(BEGIN, table)} {address_of(END, table)} <"$2"',
               sys.executable, __file__, pipe]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as counter:
        run(device, sim, state, "resumed", trace=pipe)
        return [(int(address, 16), int(number)) for address, number in (line.split() for line in counter.stdout)]


def report(found, table, least) -> None:
    starts, instructions, calls = [address for address, _ in table], Counter(), Counter()
    for address, number in found:
        at = bisect.bisect(starts, address) - 1
        instructions[table[at]] += number
        calls[table[at]] += number if address == starts[at] else 0
    print(f"{'instructions':>12} {'calls':>7} function\n{sum(instructions.values()):12d}         in all")
    for function, number in instructions.most_common():
        if number >= least:
            print(f"{number:12d} {calls[function]:7d} {function[1]}")


def main():
    if sys.argv[1] == "count":
        count(int(sys.argv[2]), int(sys.argv[3]))
        return
    tls, (name, folder), *least = sys.argv[1], sys.argv[2].split("="), *map(int, sys.argv[3:])
    table = functions(Path(folder) / "vslice-agent.elf")
    with Place() as place:
        device, sim, state = Board(place, name, Path(folder)), place.simulator(tls=tls), a_state(place, "profile")
        run(device, sim, state, "full")
        found = trace(device, place, sim, state, table)
    report(found, table, least[0] if least else 3000)


if __name__ == "__main__":
    main()
