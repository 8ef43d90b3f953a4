# SPDX-License-Identifier: MIT
"""Runs in network and mount namespaces of its own: a real DNS server, the platform and the agent. Prints JSON.

Exit status 77: this machine cannot (the reason on stderr).
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sim_api import Simulator  # noqa: E402
from system.agent import check  # noqa: E402


def skip(why):
    print(why, file=sys.stderr)
    sys.exit(77)


def prepare(folder):
    """Loopback up, and a resolv.conf of our own that nobody outside sees."""
    resolv = folder / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    for command in (["ip", "link", "set", "lo", "up"], ["mount", "--make-rprivate", "/"],
                    ["mount", "--bind", str(resolv), "/etc/resolv.conf"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            skip(f"{' '.join(command)}: {done.stderr.strip()}")


def dns_server(folder):
    log = folder / "dns.log"
    process = subprocess.Popen(["dnsmasq", "--no-daemon", "--no-resolv", "--no-hosts", "--listen-address=127.0.0.1",
                                "--bind-interfaces", "--address=/api.sim.test/127.0.0.1", "--local=/#/", "--log-queries",
                                f"--log-facility={log}", "--user=root"])
    for _ in range(400):
        if log.exists() and "started" in log.read_text():
            return process, log
        time.sleep(0.05)
    skip("dnsmasq does not start")


def queries_in(log):
    return re.findall(r"query\[(\w+)\] api\.sim\.test", log.read_text())


def watched(log):
    """Three checks in one process, each over a connection of its own: what was asked, and how many connections."""
    before = len(queries_in(log))
    with Simulator(keepalive_requests=3) as sim:
        outcome = check(sim, "--count", 3, "watch", api=f"https://api.sim.test:{sim.port}/api/v1",
                        env={"VSLICE_AGENT_HASTE": "1"})
        return outcome.status, queries_in(log)[before:], len(sim.api_connections)


def main():
    if not shutil.which("dnsmasq"):
        skip("no dnsmasq; install dnsmasq-base")
    folder = Path(tempfile.mkdtemp(prefix="vsa-dns-"))
    prepare(folder)
    with Simulator() as sim:
        process, log = dns_server(folder)
        try:
            api = f"https://api.sim.test:{sim.port}/api/v1"
            outcome = check(sim, api=api)
            queries = queries_in(log)
            connections = len(sim.api_connections)
            watch = watched(log)
            unknown = check(sim, api="https://other.sim.test/api/v1", deadline_s=5)
        finally:
            process.terminate()
            process.wait()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silence:
            silence.bind(("127.0.0.1", 53))
            silent = check(sim, api=api, deadline_s=5)
        print(json.dumps({"status": outcome.status, "queries": queries, "connections": connections, "watch": watch,
                          "unknown_name": unknown.at, "silent_server": silent.at, "out": outcome.out,
                          "err": outcome.err}))


if __name__ == "__main__":
    main()
