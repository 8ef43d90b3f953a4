#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes a provisioning page: the bytes for the flash sector out of a JSON file, after a look whether a device will take them.

    tests/hil/page.py CONFIG.json PAGE.bin [--bytes SECTOR]

`ca_file` is read and becomes `ca`: a device has no files. What the members mean: port/provisioning/page.h.
"""

import argparse
import ipaddress
import json
import os
import re
import sys
from pathlib import Path

SECTOR_BYTES = 4096
ERASED = b"\xff"


def _url(scheme):
    pattern = re.compile(scheme + r"://[^/:@\s?#\[]{1,253}(:\d{1,5})?(/[^\s?#]*)?")
    return f"a {scheme}:// URL without user, query or fragment", lambda v: _is_text(v) and bool(pattern.fullmatch(v))


def _is_text(value):
    return isinstance(value, str) and value != ""


def _is_address(value):
    try:
        return isinstance(value, str) and bool(ipaddress.ip_address(value))
    except ValueError:
        return False


def _is_number(low, high):
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


TEXT = ("a text that is not empty", _is_text)
MEMBERS = {
    "api": _url("https"),
    "token": ("32 hexadecimal characters", lambda v: _is_text(v) and bool(re.fullmatch(r"[0-9a-fA-F]{32}", v))),
    "endpoint": TEXT,
    "vslice": TEXT,
    "group": TEXT,
    "address": ('"auto", "skip" or an address', lambda v: v in ("auto", "skip") or _is_address(v)),
    "dns": ("an array of addresses", lambda v: isinstance(v, list) and v and all(map(_is_address, v))),
    "edge": _url("http"),
    "report_key": TEXT,
    "interval_s": ("60 to 31622400", _is_number(60, 31622400)),
    "deadline_s": ("5 to 3600", _is_number(5, 3600)),
    "ca": ("trust anchors, PEM text", lambda v: _is_text(v) and "-----BEGIN CERTIFICATE-----" in v),
}


def check(page: dict) -> None:
    """Raises ValueError with the member at fault. It never shows a value: one of them is the token."""
    for name, value in page.items():
        if name not in MEMBERS:
            raise ValueError(f'"{name}": there is no such member')
        wanted, is_good = MEMBERS[name]
        if not is_good(value):
            raise ValueError(f'"{name}": wanted {wanted}')
    if "vslice" not in page:
        raise ValueError('"vslice": is required')
    if "ca" not in page:
        raise ValueError('"ca": a board has no other trust anchors')


def with_anchors(page: dict) -> dict:
    """`ca_file` read into `ca`, as short as PEM can be."""
    page = dict(page)
    if "ca_file" in page:
        page["ca"] = Path(page.pop("ca_file")).read_text()
    return page


def encode(page: dict, sector_bytes: int = SECTOR_BYTES) -> bytes:
    """The whole sector. What is not used of it is as after an erase."""
    page = with_anchors(page)
    check(page)
    text = json.dumps(page, separators=(",", ":")).encode()
    if len(text) > sector_bytes:
        raise ValueError(f"the page takes {len(text)} bytes, the sector has {sector_bytes}")
    return text.ljust(sector_bytes, ERASED)


def write(path, data: bytes) -> None:
    """Only its owner can read it: the token is in it."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("page", type=Path)
    parser.add_argument("--bytes", type=int, default=SECTOR_BYTES, help="size of the flash sector, default %(default)s")
    chosen = parser.parse_args()
    try:
        write(chosen.page, encode(json.loads(chosen.config.read_text()), chosen.bytes))
    except (OSError, ValueError) as error:
        sys.exit(f"page: {chosen.config}: {error}")


if __name__ == "__main__":
    main()
