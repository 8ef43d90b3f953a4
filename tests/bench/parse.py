# SPDX-License-Identifier: MIT
"""Instructions per byte of our parsers beside http_parser, cJSON and jsmn alone, in one run under callgrind.

usage: parse.py JSMN_FOLDER CONFIG_HEADER
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/bench"
HERE = Path(__file__).parent

HEAD_LIMIT, JSON_LIMIT = 12, 50  # instructions per byte

HEADERS = [
    ("Server", "nginx"), ("Date", "Tue, 24 Nov 2026 08:49:37 GMT"), ("Content-Type", "application/json; charset=utf-8"),
    ("Content-Length", "0"), ("Connection", "keep-alive"), ("Cache-Control", "no-store, no-cache, must-revalidate"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"), ("X-Content-Type-Options", "nosniff"),
    ("X-Request-Id", "0HN7Q0K2P3V4T:00000001"), ("X-Frame-Options", "SAMEORIGIN"), ("Vary", "Accept-Encoding"),
    ("Content-Security-Policy", ""),
]


def make_head(size=600):
    """A response head of exactly `size` bytes with 12 headers."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS[:-1])
    start = f"HTTP/1.1 200 OK\r\n{lines}Content-Security-Policy: "
    policy = "default-src 'none'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; script-src 'self'; " * 9
    return (start + policy[:size - len(start) - 4] + "\r\n\r\n").encode()


def make_body(size=2048):
    """An endpoint as the platform may answer it, about `size` bytes, from the simulated platform itself."""
    sys.path.insert(0, str(ROOT / "tests"))
    from sim_api import Options, management_api
    from sim_api.messages import Request
    from sim_api.world import default_world
    world = default_world()
    token, endpoint = next(iter(world.tokens)), world.endpoints[0].id
    for extra in range(200):
        request = Request("GET", f"/api/v1/endpoints/{endpoint}", [("Authorization", f"Bearer {token}")])
        body = management_api.answer(world, Options(extra_members=extra, indent=2), request).body
        if len(body) >= size:
            return body
    raise RuntimeError("no body of that size")


def build(jsmn, config):
    BUILD.mkdir(parents=True, exist_ok=True)
    program = BUILD / "parse"
    subprocess.run(["gcc", "-std=c11", "-O2", "-g", f"-I{ROOT}", f"-I{jsmn}", "-include", config, HERE / "parse.c",
                    HERE / "jsmn.c", *sorted((ROOT / "agent").glob("*.c")), "-o", program, "-lhttp_parser", "-lcjson"],
                   check=True)
    return program


def count(program, head, body):
    (BUILD / "head").write_bytes(head)
    (BUILD / "body").write_bytes(body)
    out = BUILD / "callgrind.out"
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--quiet", program, BUILD / "head",
                    BUILD / "body"], check=True)
    text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", out], check=True,
                          capture_output=True, text=True).stdout
    return {name: int(number.replace(",", "")) for number, name in
            re.findall(r"^\s*([\d,]+)[^\n]*?:(bench_\w+)", text, re.M)}


def main():
    head, body = make_head(), make_body()
    counts = count(build(*sys.argv[1:]), head, body)
    per_byte = {name: counts[name] / len(head if "head" in name else body) for name in sorted(counts)}
    print(f"head {len(head)} bytes, {len(HEADERS)} headers; body {len(body)} bytes; instructions per byte:")
    for name, value in per_byte.items():
        print(f"  {name[6:]:18} {value:6.1f}")
    tests = {f"our head at most {HEAD_LIMIT}": per_byte["bench_head_ours"] <= HEAD_LIMIT,
             f"our strict JSON at most {JSON_LIMIT}": per_byte["bench_json_ours"] <= JSON_LIMIT}
    for name, holds in tests.items():
        print(f"{'ok  ' if holds else 'FAIL'} {name}")
    failed = sum(not holds for holds in tests.values())
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
