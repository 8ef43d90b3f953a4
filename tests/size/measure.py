# SPDX-License-Identifier: MIT
"""Compiles agent/ for Cortex-M3 and compares its sizes with budgets and with tests/size/cortex-m3.txt.

text_in_all is all of agent/. text_of_a_check is what a firmware links of it at most that makes checks and reads their
verdicts, without lines, the JSON line and single calls: what the linker keeps for the steps that port/drive.c takes.

usage: measure.py [--update]
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("cortex-m3.txt")
BUILD = ROOT / "build/size"
CC = "arm-none-eabi-gcc"
FLAGS = ["-std=c11", "-mcpu=cortex-m3", "-mthumb", "-Os", "-ffunction-sections", "-fdata-sections", "-Wall", "-Wextra",
         "-Werror", "-fcallgraph-info=su", f"-I{ROOT}", f"-I{BUILD}"]

GROWTH = 16              # bytes a module may grow before the table has to be written anew
TEXT_BUDGET = 18 * 1024 + 704  # aim: 10 KiB, see README.md
CHECK_BUDGET = 4096
STACK_BUDGET = 1024
ALLOWED = {"memcpy", "memmove", "memset", "memcmp", "strlen", "strchr", "strcmp"}
ENTRIES = re.compile(r"vsa_(check_(start|start_call|network|connecting|connected|sent|received|peer_closed|failed|closed|"
                     r"tick|cancel|want|wait_ms)|report_\w+)$")


def compile_core():
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    shutil.copy("/usr/include/jsmn.h", BUILD)
    for source in sorted((ROOT / "agent").glob("*.c")):
        subprocess.run([CC, *FLAGS, "-c", source, "-o", BUILD / f"{source.stem}.o"], check=True, cwd=BUILD)
    (BUILD / "check_size.c").write_text('#include "agent/check.h"\nchar check_object[sizeof(struct vsa_check)];\n')
    subprocess.run([CC, *FLAGS, "-c", "check_size.c", "-o", "check_size.obj"], check=True, cwd=BUILD)


def tool(name, *arguments):
    return subprocess.run([f"arm-none-eabi-{name}", *map(str, arguments)], check=True, capture_output=True,
                          text=True).stdout.strip().split("\n")


def measure_modules():
    """{module: (text, data, bss)}"""
    rows = [line.split() for line in tool("size", *sorted(BUILD.glob("*.o")))[1:]]
    return {Path(row[5]).stem: tuple(map(int, row[:3])) for row in rows}


def text_of_a_check():
    steps = set(re.findall(r"\bvsa_check_\w+(?=\()", (ROOT / "port/drive.c").read_text())) - {"vsa_check_start_call"}
    kept = BUILD / "a_check.obj"
    tool("ld", "-r", "--gc-sections", *(f"--undefined={name}" for name in sorted(steps)), *sorted(BUILD.glob("*.o")), "-o", kept)
    return int(tool("size", kept)[1].split()[0])


def check_object_size():
    return int(next(line for line in tool("nm", "-S", BUILD / "check_size.obj") if "check_object" in line).split()[1], 16)


def foreign_symbols():
    objects = sorted(BUILD.glob("*.o"))
    defined = {line.split()[-1] for line in tool("nm", "--defined-only", *objects) if line and ":" not in line}
    wanted = {line.split()[-1] for line in tool("nm", "--undefined-only", *objects) if line and ":" not in line}
    return {name for name in wanted - defined if not name.startswith("__aeabi_")}


def call_graph():
    """({function: own stack}, {function: callees}) from gcc's call graph files."""
    stack, calls = {}, {}
    for file in BUILD.glob("*.ci"):
        text = file.read_text()
        for title, label in re.findall(r'node: \{ title: "([^"]+)" label: "([^"]*)"', text):
            found = re.search(r"(\d+) bytes \(static", label)
            if found:
                stack[title] = int(found.group(1))
        for source, target in re.findall(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', text):
            calls.setdefault(source, set()).add(target)
    return stack, calls


def deepest(function, stack, calls, path=()):
    """Bytes and the path of calls; a recursion is an error, for it has no bound."""
    if function in path:
        raise RecursionError(" -> ".join([*path[path.index(function):], function]))
    below = [deepest(callee, stack, calls, (*path, function)) for callee in calls.get(function, ()) if callee in stack]
    bytes_below, path_below = max(below, default=(0, ()))
    return stack[function] + bytes_below, (function, *path_below)


def worst_stack():
    stack, calls = call_graph()
    entries = [name for name in stack if ENTRIES.search(name)]
    return max(deepest(name, stack, calls) for name in entries)


def read_table():
    rows = [line.split() for line in TABLE.read_text().split("\n") if line and not line.startswith("#")]
    return {name: int(value) for name, value in rows}


def write_table(figures):
    head = "# SPDX-License-Identifier: MIT\n# agent/ for Cortex-M3 at -Os, bytes; made by tests/size/run --update\n"
    TABLE.write_text(head + "".join(f"{name:24} {value:6}\n" for name, value in figures.items()))


def main():
    compile_core()
    modules = measure_modules()
    stack, path = worst_stack()
    text = sum(size[0] for size in modules.values())
    figures = {name: size[0] for name, size in modules.items()}
    figures |= {"text_in_all": text, "text_of_a_check": text_of_a_check(), "check_object": check_object_size(), "worst_stack": stack}
    if "--update" in sys.argv:
        write_table(figures)
    table = read_table()
    for name, value in figures.items():
        print(f"{name:24} {value:6}   {value - table.get(name, 0):+d}")
    print("deepest: " + " > ".join(name.split(":")[-1] for name in path))
    tests = {
        f"text {text} <= {TEXT_BUDGET}": text <= TEXT_BUDGET,
        f"check object {figures['check_object']} <= {CHECK_BUDGET}": figures["check_object"] <= CHECK_BUDGET,
        f"stack {stack} <= {STACK_BUDGET}": stack <= STACK_BUDGET,
        "no static RAM": all(size[1:] == (0, 0) for size in modules.values()),
        f"no foreign symbols {sorted(foreign_symbols() - ALLOWED)}": foreign_symbols() <= ALLOWED,
        "no module grew": all(value <= table.get(name, 0) + GROWTH for name, value in figures.items()),
        "the table knows every module and no other": set(table) == set(figures),
    }
    for name, holds in tests.items():
        print(f"{'ok  ' if holds else 'FAIL'} {name}")
    failed = sum(not holds for holds in tests.values())
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
