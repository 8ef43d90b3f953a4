# SPDX-License-Identifier: MIT
"""Each rule is a function that yields its breaches. usage: rules.py BUILD_FOLDER"""

import re
import subprocess
import sys
from pathlib import Path

# A module of the core includes only modules of lower levels.
LEVELS = [
    "span result names stage limits writer token json_string",
    "url http_request http_date json_sieve json_document backoff cidr",
    "http_response api_envelope facts network config bill",
    "api_calls edge_calls",
    "membership",
    "report_value",
    "check",
    "check_calls report",
    "check_retry",
    "check_course",
]
LEVEL_OF = {module: level for level, names in enumerate(LEVELS) for module in names.split()}
SAME_LEVEL = {  # within level 0 and 1, one step
    "result": {"span", "names"}, "names": {"span"}, "stage": {"span", "names"}, "writer": {"span"},
    "token": {"result", "span"}, "http_request": {"url"}, "json_string": {"span"}, "config": {"facts"},
    "check": {"check_calls", "check_course"},  # the rest of the engine
}
SYSTEM_HEADERS = {"stddef.h", "stdint.h", "stdbool.h", "limits.h", "string.h", "jsmn.h"}
FOREIGN_SYMBOLS = {"memcpy", "memmove", "memset", "memcmp", "strlen", "strchr", "strcmp"}
TOP_LEVEL = {"agent", "port", "boards", "tests", "CMakeLists.txt", "Kconfig", "README.md", "LICENSE"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def tracked():
    names = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], text=True, check=True,
                           capture_output=True).stdout.split("\n")
    return [Path(name) for name in names if name and Path(name).exists()]


def c_files(folder):
    return [path for path in tracked() if path.parts[0] == folder and path.suffix in (".c", ".h")]


def the_core_includes_only_itself_and_freestanding_headers():
    for path in c_files("agent"):
        for name in INCLUDE.findall(path.read_text()):
            if name not in SYSTEM_HEADERS and not name.startswith("agent/"):
                yield f"{path} includes {name}"


def a_module_of_the_core_includes_only_lower_levels():
    for path in c_files("agent"):
        module = path.stem
        if module not in LEVEL_OF:
            yield f"{path} has no level in tests/layout/rules.py"
            continue
        for name in INCLUDE.findall(path.read_text()):
            other = Path(name).stem
            if name.startswith("agent/") and other != module and other not in SAME_LEVEL.get(module, ()) \
                    and LEVEL_OF.get(other, 99) >= LEVEL_OF[module]:
                yield f"{path} (level {LEVEL_OF[module]}) includes {name} (level {LEVEL_OF.get(other)})"


def the_core_has_no_conditional_code():
    for path in c_files("agent"):
        for line in path.read_text().split("\n"):
            if re.match(r"\s*#\s*(if|ifdef|elif)\b", line) and path.suffix == ".c":
                yield f"{path}: {line.strip()}"


def only_limits_sees_kconfig():
    for path in c_files("agent"):
        if re.search(r"\bCONFIG_", path.read_text()) and path.name != "limits.h":
            yield f"{path} mentions CONFIG_"


def ports_include_no_board_and_boards_no_tests():
    forbidden = {"port": ("boards/", "tests/"), "boards": ("tests/",)}
    for folder, prefixes in forbidden.items():
        for path in c_files(folder):
            for name in INCLUDE.findall(path.read_text()):
                if name.startswith(prefixes):
                    yield f"{path} includes {name}"


def adding_a_board_touches_only_its_own_folder():
    """Beside its folder a board is named where people choose one; at least one shows that even that is not needed."""
    choices = {"README.md", "boards/run", "tests/size/run"}     # the table, the default, the limits of sizes
    machine = re.compile(r"^# qemu: .*$", re.M)                 # QEMU's name may be the same
    texts = {path: machine.sub("", path.read_text(errors="replace")) for path in tracked()}
    elsewhere = {}
    for board in {path.parts[1] for path in texts if path.parts[0] == "boards" and len(path.parts) > 2} - {"host"}:
        word = re.compile(rf"\b{board}\b")
        elsewhere[board] = {str(path) for path, text in texts.items()
                            if path.parts[:2] != ("boards", board) and word.search(text)}
        for name in sorted(elsewhere[board] - choices):
            if not name.startswith("tests/") and not re.fullmatch(r"boards/\w+/README.md", name):  # boards are compared
                yield f"{name} names {board}"
    if not any(names <= {"README.md"} for names in elsewhere.values()):
        yield f"every board is named outside of its folder and README.md: {elsewhere}"


def every_board_says_what_it_is_and_needs():
    """boards/run --list shows these lines to newcomers."""
    listed = subprocess.run(["boards/run", "--list"], text=True, check=True, capture_output=True).stdout
    for path in tracked():
        if path.match("boards/*/board.cmake"):
            board, text = path.parts[1], path.read_text()
            for word in ("board", "needs"):
                said = re.search(rf"^# {word}: (.+)$", text, re.M)
                if not said or said[1] not in listed:
                    yield f"boards/run --list does not say `{word}` of {board}"


def nm(build, *options):
    library = next(Path(build).rglob("libvslice_agent_core.a"))
    return subprocess.run(["nm", *options, library], text=True, check=True, capture_output=True).stdout.split("\n")


def the_core_needs_nothing_but_memcpy_and_its_like(build):
    defined = {line.split()[-1] for line in nm(build, "--defined-only") if line.strip() and ":" not in line}
    for line in nm(build, "--undefined-only"):
        symbol = line.split()[-1] if line.strip() and ":" not in line else None
        if symbol and symbol not in defined | FOREIGN_SYMBOLS and not symbol.startswith(("__stack_chk", "__asan")):
            yield f"agent/ needs {symbol}"


def the_core_exports_only_vsa_names(build):
    for line in nm(build, "--defined-only", "--extern-only"):
        parts = line.split()
        if len(parts) == 3 and not parts[2].startswith("vsa_"):
            yield f"agent/ exports {parts[2]}"


def the_top_level_holds_only_what_it_should():
    for name in {path.parts[0] for path in tracked()}:
        if name not in TOP_LEVEL and not name.startswith("."):
            yield f"{name} does not belong there"


def every_source_names_its_licence():
    for path in tracked():
        if path.suffix in (".c", ".h", ".py", ".cmake", ".ld", ".md", ".sh") or path.name in ("run", "CMakeLists.txt"):
            if "SPDX-License-Identifier: MIT" not in path.read_text()[:300]:
                yield f"{path} has no SPDX line in its head"


def prose(text):
    """Numbered lines of Markdown without tables, blocks of code, and what cannot be broken."""
    code = False
    for number, line in enumerate(text.split("\n"), 1):
        code ^= line.lstrip().startswith("```")
        if not code and not line.startswith("|") and " " in line.strip():
            yield number, line


def no_line_is_longer_than_it_can_be_read():
    for path in tracked():
        limit = 160 if path.parts[0] == "tests" else 120
        if path.suffix in (".c", ".h", ".py", ".md"):
            text = path.read_text()
            for number, line in prose(text) if path.suffix == ".md" else enumerate(text.split("\n"), 1):
                if len(line) > limit:
                    yield f"{path}:{number} has {len(line)} columns"


def main():
    build = sys.argv[1]
    rules = [(name, rule) for name, rule in globals().items()
             if callable(rule) and "_" in name and name.islower() and rule.__module__ == "__main__" and name != "c_files"]
    failed = 0
    for name, rule in rules:
        breaches = list(rule(build) if rule.__code__.co_argcount else rule())
        failed += bool(breaches)
        print(f"{'FAIL' if breaches else 'ok  '} {name.replace('_', ' ')}")
        for breach in breaches:
            print(f"     {breach}")
    print(f"{len(rules) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
