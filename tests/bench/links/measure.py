# SPDX-License-Identifier: MIT
"""One link: the time to a verdict cold, resumed, with early data and on a kept connection; beside it curl's, and the floor.

usage: measure.py PROFILE SEEDS OUT.json HOST HOST_EARLY BOARD=FOLDER...
"""

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]
sys.dont_write_bytecode = True

from links.devices import Board, Curl, Host  # noqa: E402
from links.link import PROFILES  # noqa: E402
from links.place import Place  # noqa: E402

TRIPS = {"cold": 4, "resumed": 4, "early": 3, "kept": 1, "curl": 7}     # DNS, TCP, TLS 1.3, questions


def floor_s(profile, mode, said):
    """Round trips that cannot be done without, and the bits that say something, one after the other."""
    return TRIPS[mode] * profile.rtt_s + said * 8 / profile.rate_bit_s


def measure(place, profile, device, early, seed):
    """{mode: (seconds, bytes that say something)}"""
    sim = place.simulator(tls="1.3", early_data=True)
    plain_state, early_state = (place.folder / f"{device.name}-{word}-{seed}" for word in ("plain", "early"))
    cold = device.run(sim, profile, plain_state, seed=seed)
    warm = device.run(sim, profile, plain_state, seed=seed)
    kept = device.run(sim, profile, plain_state, seed=seed, checks=2)
    early.run(sim, profile, early_state, seed=seed)
    first = early.run(sim, profile, early_state, seed=seed)
    found = {"cold": (cold, 0), "resumed": (warm, 0), "kept": (kept, 1), "early": (first, 0)}
    said = {"kept": max(0, kept.count.said - warm.count.said)}
    return {mode: (run.count.last_seconds if n else run.count.seconds, said.get(mode, run.count.said), run.reports[n]["mode"], run.reports[n]["verdict"])
            for mode, (run, n) in found.items() if len(run.reports) > n}


def main():
    name, seeds, out, host, host_early, *boards = sys.argv[1:]
    profile, rows = PROFILES[name], []
    with Place() as place:
        devices = [(Host(place, Path(host).resolve()), Host(place, Path(host_early).resolve()))]
        for board, folder in (text.split("=") for text in boards):
            devices.append((Board(place, board, Path(folder)), Board(place, board, Path(folder + "-early"))))
        for seed in range(1, int(seeds) + 1):
            _, count = Curl(place).run(place.simulator(tls="1.3", early_data=True), profile, seed=seed)
            rows.append(("curl", "curl", seed, count.seconds, count.said, "full", "member"))
            for device, early in devices:
                try:
                    for mode, found in measure(place, profile, device, early, seed).items():
                        rows.append((device.name, mode, seed, *found))
                except Exception as error:  # pylint: disable=broad-except
                    print(f"{name}, {device.name}, seed {seed}: {error}", file=sys.stderr)
    Path(out).write_text(json.dumps([
        {"link": name, "device": row[0], "mode": row[1], "seed": row[2], "seconds": row[3], "said": row[4], "came": row[5],
         "verdict": row[6], "floor": floor_s(profile, row[1], row[4])} for row in rows], indent=1))


if __name__ == "__main__":
    main()
