#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Flash and RAM of a board's firmware by part, and its peaks in a run, as the table of the board's README.

usage: footprint.py BOARD BUILD_FOLDER
"""

import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from hil import board  # noqa: E402

RAM_FIRST = 0x20000000
PARTS = {"vslice_agent_core": "agent", "vslice_agent_mbedtls": "Mbed TLS", "vslice_agent_lwip": "lwIP"}
RUNTIME = ("c_nano", "g_nano", "gcc")
DATA_SECTION = ".data"  # in RAM, and its first values in flash

FULL = re.compile(r"^ (\.\S+|COMMON) +0x([0-9a-f]+) +0x([0-9a-f]+) (\S.*)$")
NAME_ALONE = re.compile(r"^ (\.\S+)$")
WRAPPED = re.compile(r"^ {10,}0x([0-9a-f]+) +0x([0-9a-f]+) (\S.*)$")


def input_sections(map_file: Path):
    """(name, address, size, file) of what was linked, out of GNU ld's map."""
    text = map_file.read_text()
    name = ""
    for line in text[text.index("Linker script and memory map"):].splitlines():
        found = FULL.match(line)
        if found:
            yield found[1], int(found[2], 16), int(found[3], 16), found[4]
        elif NAME_ALONE.match(line):
            name = line.strip()
            continue
        elif name and WRAPPED.match(line):
            found = WRAPPED.match(line)
            yield name, int(found[1], 16), int(found[2], 16), found[3]
        name = ""


def part_of(file: str) -> str:
    library = re.search(r"lib(\w+)\.a\(", file)
    if library and library[1] in RUNTIME:
        return "libc, libgcc"
    return PARTS.get(library[1], "port, board") if library else "port, board"


def measure(map_file: Path) -> tuple[Counter, Counter]:
    flash, ram = Counter(), Counter()
    for name, address, size, file in input_sections(map_file):
        if not size or name.startswith((".debug", ".comment", ".ARM.attributes")):
            continue
        if address >= RAM_FIRST:
            part = "stack" if name == ".stack" else "arena" if name == ".bss.arena" else part_of(file)
            ram[part] += size
        if address < RAM_FIRST or name.startswith(DATA_SECTION):
            flash[part_of(file)] += size
    return flash, ram


def print_table(flash: Counter, ram: Counter) -> None:
    print("| part | flash | RAM |\n| --- | --: | --: |")
    for part in ("agent", "Mbed TLS", "lwIP", "port, board", "libc, libgcc", "arena", "stack"):
        print(f"| {part} | {flash[part] or ''} | {ram[part] or ''} |")
    print(f"| **all** | **{sum(flash.values())}** | **{sum(ram.values())}** |\n")


def print_runs(target: board.Board) -> None:
    from hil.bench import Bench

    print("| connection | stack peak | arena peak | lwIP heap | packets | ring | million instructions in TLS |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    with Bench(target) as bench:
        for tls in ("1.2", "1.3"):  # what the build does not have is left out
            for certificate in ("ecdsa", "rsa"):
                outcome = bench.use(tls=tls, certificate=certificate).check()
                if outcome.status != board.MEMBER:
                    continue
                m = outcome.memory
                print(f"| TLS {tls}, {certificate.upper()} | {m['stack']} | {m['arena']} | {m['lwip']} | {m['packets']} "
                      f"| {m['ring']} | {outcome.report['stages']['tls'][1]} |")


def main():
    name, build = sys.argv[1], Path(sys.argv[2])
    print_table(*measure(build / "vslice-agent.map"))
    print_runs(board.Board(name, build))


if __name__ == "__main__":
    main()
