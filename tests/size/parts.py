# SPDX-License-Identifier: MIT
"""Flash and RAM of a firmware image by part: whose the bytes are.

Link-time optimization mixes everybody's code, so the linker's map alone does not tell. Functions are told by the debug
information, which knows each one's source file. The rest of a unit (one source file's, by -flto-partition=1to1: tables, texts,
padding) goes to the part that has most of the unit's functions, or where it has none to that of the unit before.
"""

import json
import re
import subprocess
from bisect import bisect_left
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("agent", "Mbed TLS", "lwIP", "FreeRTOS", "port, board", "libc, libgcc", "arena", "stack")
RAM_FIRST = 0x20000000
DATA_SECTION = ".data"  # in RAM, and its first values in flash

FULL = re.compile(r"^ (\.\S+|COMMON) +0x([0-9a-f]+) +0x([0-9a-f]+) (\S.*)$")
NAME_ALONE = re.compile(r"^ (\.\S+)$")
UNIT = re.compile(r"ltrans(\d+)\.ltrans\.o$")                          # of link-time optimization
HEADING = re.compile(r"^(/.*?):(?:\[\+\+\])?$")                     # of objdump's line table: a file
ROW = re.compile(r"^\S+ +(?:\d+|-) +(0x[0-9a-f]+|0)\b")               # and an address of it
WRAPPED = re.compile(r"^ {10,}0x([0-9a-f]+) +0x([0-9a-f]+) (\S.*)$")


def _input_sections(map_file: Path):
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


class _Sources:
    """Which part a source file or a header belongs to."""

    def __init__(self, build: Path):
        self._folders = {str(ROOT / "agent"): "agent", str(ROOT / "port"): "port, board", str(ROOT / "boards"): "port, board"}
        for entry in json.loads((build / "compile_commands.json").read_text()):
            source = Path(entry["file"])
            if "vslice_agent_mbedtls.dir" in entry["command"] and source.parent.name == "library":
                self._folders[str(source.parents[1])] = "Mbed TLS"
            if re.search(r"vslice_agent_lwip\.dir|lwipcore\.dir", entry["command"]) and source.parent.name == "core":
                self._folders[str(source.parents[1])] = "lwIP"
            if "lwipcore.dir" in entry["command"] and source.name == "sys_arch.c":
                self._folders[str(source.parent)] = "lwIP"
            if "freertos_kernel.dir" in entry["command"] and source.name == "tasks.c":
                self._folders[str(source.parent)] = "FreeRTOS"

    def part_of(self, path: str) -> str:
        if path.endswith("/jsmn.h"):
            return "agent"  # whose code it is a piece of
        return next((part for folder, part in self._folders.items() if path.startswith(folder + "/")), "libc, libgcc")


def _code(elf: Path, sources: _Sources):
    """(address, size, part) of each piece of code, by the debug information's line table."""
    table = subprocess.run(["arm-none-eabi-objdump", "--dwarf=decodedline", "-w", elf], check=True, capture_output=True, text=True)
    part, begin = "", None
    for line in table.stdout.splitlines():
        row = ROW.match(line)
        if row:
            address = int(row[1], 16)
            if begin is not None and address > begin:
                yield begin, address - begin, part_at_begin
            begin, part_at_begin = (None, "") if "END" in line else (address, part)
        elif line.startswith("CU:"):
            begin = None
        elif heading := HEADING.match(line):
            part = sources.part_of(heading[1])


def _symbols(elf: Path, sources: _Sources):
    """(address, size, name, part): "" where the source file is not known, which holds for data."""
    lines = subprocess.run(["arm-none-eabi-nm", "-S", "-l", elf], check=True, capture_output=True, text=True).stdout.splitlines()
    for line in lines:
        symbol, _, place = line.partition("\t")
        words = symbol.split()
        if len(words) == 4:
            part = sources.part_of(place.rpartition(":")[0]) if place else ""
            yield int(words[0], 16), int(words[1], 16), words[3].partition(".")[0], part


def _within(rows: list[tuple], address: int, size: int) -> list[tuple]:
    """Of rows sorted by their first member, an address."""
    return rows[bisect_left(rows, (address,)):bisect_left(rows, (address + size,))]


def _owners(sections, symbols) -> dict[str, str]:
    """{file: part}"""
    functions = {file: Counter() for _, _, _, file in sections}
    for _, address, size, file in sections:
        for _, length, _, part in _within(symbols, address, size):
            functions[file].update({part: length} if part else {})
    owners, before = {}, "port, board"
    for file in sorted(functions, key=lambda file: int(UNIT.search(file)[1]) if UNIT.search(file) else -1):
        library = re.search(r"lib(\w+)\.a\(", file)
        if library:
            owners[file] = ("port, board" if library[1].startswith("vslice_agent") else
                            "FreeRTOS" if library[1].startswith("freertos") else "libc, libgcc")
        else:
            owners[file] = before = functions[file].most_common(1)[0][0] if functions[file] else before
    return owners


def measure(build: Path, image: str = "vslice-agent") -> tuple[Counter, Counter]:
    """(flash, RAM) by part, in bytes."""
    sections = [(name, address, size, file) for name, address, size, file in _input_sections(build / f"{image}.map")
                if size and not name.startswith((".debug", ".comment", ".ARM.attributes"))]
    sources = _Sources(build)
    code = sorted(_code(build / f"{image}.elf", sources))
    symbols = sorted(_symbols(build / f"{image}.elf", sources))
    owners = _owners(sections, symbols)
    flash, ram = Counter(), Counter()
    for name, address, size, file in sections:
        rest, known = owners[file], Counter()
        if UNIT.search(file):
            for _, length, part in _within(code, address, size):
                known[part] += length
        if name.startswith(".stack"):
            rest = "stack"
        if address >= RAM_FIRST:
            known["arena"] += sum(length for _, length, symbol, _ in _within(symbols, address, size) if symbol == "arena")
        known[rest] += size - known.total()
        (ram if address >= RAM_FIRST else flash).update(known)
        if name.startswith(DATA_SECTION):
            flash.update(known)
    return flash, ram
