#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Flash and RAM of a board's firmware by part, and its peaks in a run, against the tables of the board's README.

usage: footprint.py BOARD BUILD_FOLDER HEADING [--update]
       footprint.py BOARD - HEADING                 nothing is measured: the table of sizes against its own sum, the sizes that
                                                    the defconfig chooses, and README.md

The tables are those below HEADING; --update writes them anew. What may differ, since a certificate that is a byte longer or a
packet that comes later is no error, is in TOLERANCES. A table whose figures the firmware does not tell is left alone.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/size")]
sys.dont_write_bytecode = True

import parts  # noqa: E402
from hil import board  # noqa: E402

# What may differ, by column: an amount, and a share of the number. A column without it depends on when packets arrive and
# is not compared.
TOLERANCES = {"flash": (64, 0), "RAM": (64, 0), "stack peak": (128, 0), "arena peak": (128, 0), "tls": (0, 0.05), "all": (0, 0.05)}
STAGES = ("edge", "dns", "connect", "tls", "token", "endpoint", "group", "vslice", "report")
COMPILER = "12.2.1"  # that of Debian 12, with which the tables were made


def sizes_table(build: Path) -> list[list[str]]:
    flash, ram = parts.measure(build)
    size = subprocess.run(["arm-none-eabi-size", build / "vslice-agent.elf"], check=True, capture_output=True, text=True)
    text, data, bss = map(int, size.stdout.splitlines()[1].split()[:3])
    flash["port, board"] += text + data - flash.total()  # padding between sections
    ram["port, board"] += data + bss - ram.total()
    rows = [[part, str(flash[part] or ""), str(ram[part] or "")] for part in parts.PARTS if flash[part] or ram[part]]
    return [["part", "flash", "RAM"], *rows, ["**all**", f"**{text + data}**", f"**{data + bss}**"]]


def run_tables(target: board.Board) -> list[list[list[str]]]:
    """Peaks, and thousands of instructions by stage, if the firmware counts them."""
    from hil.bench import Bench

    peaks = [["connection", "stack peak", "arena peak", "lwIP heap", "packets", "ring"]]
    work = [["thousand instructions", *STAGES, "all"]]
    with Bench(target) as bench:
        for tls in ("1.2", "1.3"):
            for certificate in ("ecdsa", "rsa"):
                try:
                    outcome = bench.use(tls=tls, certificate=certificate).check()
                except board.NotHere:
                    continue
                if outcome.status != board.MEMBER:
                    raise ValueError(f"TLS {tls}, {certificate}: {outcome.text}")
                name, m, us = f"TLS {tls}, {certificate.upper()}", outcome.memory, outcome.work_us
                peaks.append([name, *(str(m[what]) for what in ("stack", "arena", "lwip", "packets", "ring"))])
                if us:
                    work.append([name, *(str(us.get(stage, 0)) for stage in STAGES), str(sum(us.values()))])
    return [peaks, work] if len(work) == len(peaks) else [peaks]


# ---- tables in a README ----


def written(table: list[list[str]]) -> str:
    head, *rows = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([head, "| --- |" + " --: |" * (len(table[0]) - 1), *rows]) + "\n"


def find_tables(text: str, heading: str) -> dict[str, re.Match]:
    """Those between the heading and the next one, by the head of their first column."""
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    if not section:
        raise ValueError(f"there is no heading {heading}")
    found = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE).finditer(text, section.start(1), section.end(1))
    return {read(table[0])[0][0]: table for table in found}


def read(table: str) -> list[list[str]]:
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [head, *rows]


def differences(documented: list[list[str]], measured: list[list[str]]):
    if documented[0] != measured[0] or [row[0] for row in documented] != [row[0] for row in measured]:
        yield "its rows or columns are others"
        return
    for old, new in zip(documented[1:], measured[1:]):
        for column, old_cell, new_cell in list(zip(measured[0], old, new))[1:]:
            before, now = (int(cell.strip("*") or 0) for cell in (old_cell, new_cell))
            amount, share = TOLERANCES.get(column, (1e9, 0))
            if abs(now - before) > amount + share * before:
                yield f"{new[0].strip('*')}, {column}: {before}, measured {now}"


def compare(readme: Path, heading: str, measured: list[list[list[str]]]) -> list[str]:
    found = find_tables(readme.read_text(), heading)
    missing = [f"there is no table of {new[0][0]}" for new in measured if new[0][0] not in found]
    return missing + [line for new in measured if new[0][0] in found for line in differences(read(found[new[0][0]][0]), new)]


def update(readme: Path, heading: str, measured: list[list[list[str]]]) -> None:
    text, tables = readme.read_text(), {new[0][0]: new for new in measured}
    for name, old in reversed(find_tables(text, heading).items()):     # from behind, so that places stay right
        if name in tables:
            text = text[:old.start()] + written(tables[name]) + text[old.end():]
        else:
            print(f"     {name}: not measured, left alone")
    readme.write_text(text)


def overview_row(name: str, heading: str) -> re.Match:
    """The board's row in the README of the project: flash and RAM in KB."""
    text = (ROOT / "README.md").read_text()
    for first in (rf"the same, {heading.lower()}", rf"\[`{name}`\]\([^)]*\)"):
        row = re.search(rf"^(\| {first} \|.*\| )(\d+) KB \| (\d+) KB \|$", text, re.MULTILINE)
        if row:
            return row
    raise ValueError(f"README.md: no row for {name}, {heading}")


def compare_overview(name: str, heading: str, total: list[str]) -> list[str]:
    documented = [int(kilobytes) for kilobytes in overview_row(name, heading).groups()[1:]]
    measured = [int(cell.strip("*")) / 1000 for cell in total[1:]]
    return [f"README.md: {old} KB, measured {new:.1f}" for old, new in zip(documented, measured) if abs(new - old) > 0.6]


def update_overview(name: str, heading: str, total: list[str]) -> None:
    row = overview_row(name, heading)
    flash, ram = (round(int(cell.strip("*")) / 1000) for cell in total[1:])
    readme = ROOT / "README.md"
    readme.write_text(readme.read_text().replace(row[0], f"{row[1]}{flash} KB | {ram} KB |"))


def chosen_bytes(name: str) -> dict[str, int]:
    """RAM of the parts that the board's defconfig decides alone; without those that it leaves at their defaults."""
    choices = dict(re.findall(r"^CONFIG_VSLICE_AGENT_(\w+)_BYTES=(\d+)$", (ROOT / "boards" / name / "defconfig").read_text(), re.MULTILINE))
    parts_of = {"arena": ["TLS_ARENA"], "stack": ["STACK", "AGENT_STACK"]}
    return {part: sum(int(choices[each]) for each in symbols)
            for part, symbols in parts_of.items() if all(each in choices for each in symbols)}


def contradictions(name: str, heading: str):
    """Of the table of sizes, with what else is written."""
    text = (ROOT / "boards" / name / "README.md").read_text()
    _, *rows, total = read(find_tables(text, heading)["part"][0])
    for column, title in ((1, "flash"), (2, "RAM")):
        parts_sum = sum(int(row[column] or 0) for row in rows)
        if parts_sum != int(total[column].strip("*")):
            yield f"{title}: {total[column].strip('*')} in all, but the parts make {parts_sum}"
    for part, size in chosen_bytes(name).items():
        documented = next((row[2] for row in rows if row[0] == part), "nothing")
        if documented != str(size):
            yield f"{part}: {documented}, the defconfig has {size}"
    yield from compare_overview(name, heading, total)


def main():
    name, build, heading = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    if str(build) == "-":
        wrong = list(contradictions(name, heading))
        for line in wrong:
            print(f"     {line}")
        print(f"{'FAIL' if wrong else 'ok  '} boards/{name}/README.md, {heading}, agrees with what else is written")
        sys.exit(bool(wrong))
    if not (build / "vslice-agent.elf").exists():
        print(f"FAIL there is no {build}/vslice-agent.elf; the tables of boards/{name}/README.md are left alone")
        sys.exit(1)
    readme = ROOT / "boards" / name / "README.md"
    measured = [sizes_table(build), *run_tables(board.Board(name, build))]
    if "--update" in sys.argv:
        update(readme, heading, measured)
        update_overview(name, heading, measured[0][-1])
    wrong = compare(readme, heading, measured) + compare_overview(name, heading, measured[0][-1])
    for line in wrong:
        print(f"     {line}")
    print(f"{'FAIL' if wrong else 'ok  '} boards/{name}/README.md, {heading}, says what was measured")
    if wrong:
        print(f"     (with the compiler {COMPILER}: tests/size/run --update, or find out what has grown)")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
