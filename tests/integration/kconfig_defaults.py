#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Says where the file Kconfig and the headers, which hold where there is no Kconfig, differ.

Defaults are compared as the preprocessor sees them. Ranges are tried: the compiler has to take both ends of one, and its
static asserts have to refuse what is one beyond.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import kconfiglib

ROOT = Path(__file__).resolve().parents[2]
KCONFIG = ROOT / "Kconfig"
LIMITS = ROOT / "agent/limits.h"
TLS = ROOT / "port/mbedtls/choices.h"
OTHERS = [ROOT / "port/mbedtls/session.h", ROOT / "port/console/console.h"]     # they include more than stands here


def symbols(file):
    os.environ.update(srctree=str(ROOT), BOARD="host")
    kconf = kconfiglib.Kconfig(str(file), warn_to_stderr=False)
    return {f"CONFIG_{symbol.name}": symbol for symbol in kconf.unique_defined_syms}


def default(symbol):
    return {"y": "1", "n": None}.get(symbol.str_value, symbol.str_value)


def defaults_in(header):
    macros = subprocess.run(["gcc", "-E", "-dM", "-x", "c", header], text=True, check=True, capture_output=True).stdout
    return dict(re.findall(r"^#define (CONFIG_VSLICE_AGENT_\w+) (.*)$", macros, re.M))


def defaults_written_in(header):
    return dict(re.findall(r"^#define (CONFIG_VSLICE_AGENT_\w+) (.*)$", header.read_text(), re.M))


def compiles(header, name, value):
    return subprocess.run(["gcc", "-fsyntax-only", "-x", "c", f"-D{name}={value}", header],
                          capture_output=True).returncode == 0


def differences(kconfig=KCONFIG, limits=LIMITS, tls=TLS):
    ours, checked = symbols(kconfig), defaults_in(limits)
    theirs = {**checked, **defaults_in(tls)}
    for header in OTHERS:
        theirs.update(defaults_written_in(header))
    for name in sorted(ours.keys() | theirs.keys()):
        wanted = default(ours[name]) if name in ours else None
        if theirs.get(name) != wanted:
            yield f"{name}: default {wanted} in Kconfig, {theirs.get(name)} in the header"
    for name in sorted(ours.keys() & checked.keys()):
        low, high = (int(end.str_value) for end in ours[name].ranges[0][:2])
        for value, good in (low - 1, False), (low, True), (high, True), (high + 1, False):
            if compiles(limits, name, value) != good:
                yield f"{name}: range {low}..{high} in Kconfig, but {value} {'does not compile' if good else 'compiles'}"


if __name__ == "__main__":
    found = list(differences())
    print(*found, sep="\n")
    sys.exit(1 if found else 0)
