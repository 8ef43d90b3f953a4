# SPDX-License-Identifier: MIT
"""One link: the time to a verdict cold, resumed, woken, with early data and on a kept connection; beside it curl's, and the floor.

usage: measure.py PROFILE SEED OUT.json HOST HOST_EARLY BOARD=FOLDER...
"""

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]
sys.dont_write_bytecode = True

from links.devices import Board, Curl, Host  # noqa: E402
from links.link import PROFILES  # noqa: E402
from links.place import Place  # noqa: E402

# Name, TCP, TLS 1.3, questions; the name is not asked for twice by a device that was only asleep; curl asks its four one by one.
TRIPS = {"cold": 4, "resumed": 4, "early": 3, "woken": 3, "woken early": 2, "kept": 1, "curl": 7}
FIRST, NEXT = 4, 3          # requests of a check that knows nothing yet, and of one after it


def floor_s(profile, mode, said):
    """Round trips that cannot be done without, and the bits that say something, one after the other."""
    return TRIPS[mode] * profile.rtt_s + said * 8 / profile.rate_bit_s


def measure(place, profile, device, early, seed):
    """{mode: check}. The server closes a connection after so many requests that the next check is a woken one."""
    def simulator(requests):
        return place.simulator(tls="1.3", early_data=True, keepalive_requests=requests)

    def state(word):
        return place.folder / f"{device.name}-{word}-{seed}"

    def run(one, requests, word, checks):
        return one.run(simulator(requests), profile, state(word), checks=checks, seed=seed).checks

    checks = dict(zip(("cold", "kept", "woken"), run(device, FIRST + NEXT, "plain", 3)))
    checks |= zip(["resumed"], run(device, FIRST + NEXT, "plain", 1))
    checks |= zip(["woken early"], run(early, FIRST, "early", 2)[1:])
    checks |= zip(["early"], run(early, FIRST, "early", 1))
    return checks


def main():
    name, seed, out, host, host_early, *boards = sys.argv[1:]
    profile, seed, rows = PROFILES[name], int(seed), []
    with Place() as place:
        devices = [(Host(place, Path(host).resolve()), Host(place, Path(host_early).resolve()))]
        for board, folder in (text.split("=") for text in boards):
            devices.append((Board(place, board, Path(folder)), Board(place, board, Path(folder + "-early"))))
        seconds, said = Curl(place).run(place.simulator(tls="1.3", early_data=True), profile, seed=seed)
        rows.append(("curl", "curl", seconds, said, "full", "member", 0))
        for device, early in devices:
            for mode, check in measure(place, profile, device, early, seed).items():
                rows.append((device.name, mode, check.seconds, check.count.said, check.report["mode"], check.report["verdict"],
                             check.own))
    Path(out).write_text(json.dumps([
        {"link": name, "device": row[0], "mode": row[1], "seed": seed, "seconds": row[2], "said": row[3], "came": row[4],
         "verdict": row[5], "own": row[6], "floor": floor_s(profile, row[1], row[3])} for row in rows], indent=1))
    print(f"{name}, seed {seed}: {len(rows)} checks", flush=True)


if __name__ == "__main__":
    main()
