# SPDX-License-Identifier: MIT
"""A firmware image some of whose functions do something else: what a bug, or a stray particle, would make of it."""

import struct
import subprocess
from pathlib import Path

# Thumb instructions, to overwrite the first ones of a function with.
SLEEP_FOR_EVER = b"\x30\xbf\xfd\xe7"      # wfi; b .-2
UNDEFINED = b"\x00\xde"                   # udf #0
NOWHERE = b"\x3f\x20\x00\x06\x85\x46\x00\xde"   # movs r0, #0x3f; lsls r0, r0, #24; mov sp, r0; udf #0
PUSH_FOR_EVER = b"\xf0\xb5\xfd\xe7"       # push {r4-r7, lr}; b .-2
# movs r0, #255; lsls r0, r0, #8; subs r0, #1; bne .-2; movs r0, #1; bx lr: 130,560 instructions, and an error
FAIL_SLOWLY = b"\xff\x20\x00\x02\x01\x38\xfd\xd1\x01\x20\x70\x47"

LOADED = 1                                # p_type of a segment that is


def _address_of(image: Path, function: str) -> int:
    lines = subprocess.run(["arm-none-eabi-nm", image], check=True, capture_output=True, text=True).stdout.splitlines()
    # Link-time optimization names its own variants of a function with a dot behind it.
    found = [line.split()[0] for line in lines if line.split()[-1].split(".")[0] == function]
    if not found:
        raise ValueError(f"{image.name} has no function {function}")
    return int(found[0], 16) & ~1


def _offset_of(elf: bytes, address: int) -> int:
    """Where in the file it is, by the program headers of ELF32, little-endian."""
    table, = struct.unpack_from("<I", elf, 28)
    size, count = struct.unpack_from("<HH", elf, 42)
    for at in range(table, table + size * count, size):
        kind, offset, start, _, length = struct.unpack_from("<5I", elf, at)
        if kind == LOADED and start <= address < start + length:
            return offset + address - start
    raise ValueError(f"{address:#x} is not in the image")


def write_spoilt(image: Path, to: Path, codes: dict[str, bytes]) -> None:
    elf = bytearray(image.read_bytes())
    for function, code in codes.items():
        at = _offset_of(elf, _address_of(image, function))
        elf[at:at + len(code)] = code
    to.write_bytes(elf)
