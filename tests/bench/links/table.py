# SPDX-License-Identifier: MIT
"""Medians of what measure.py has found: a table (links.md) and a plot (links.svg) in the folder. usage: table.py FOLDER"""

import json
import statistics
import sys
from pathlib import Path

LINKS = {"nb-iot": "NB-IoT: 1.6 s, 60 kbit/s, 2 % lost", "lte-m": "LTE-M: 150 ms, 300 kbit/s", "2g": "2G: 700 ms, 40 kbit/s, 1 % lost",
         "ethernet": "Ethernet: 1 ms, 100 Mbit/s"}
MODES = {"cold": "full", "resumed": "resumed", "early": "early", "woken": "resumed", "woken early": "early", "kept": "kept",
         "curl": "full"}        # and how the connection must have come about
DEVICES = ("host", "mps2_an385", "lm3s6965evb")
COLD, WARM = 1.15, 1 / 3    # aims: of the floor; of curl's time on NB-IoT
WARM_MODES = ("woken early", "kept")


def medians(folder):
    """{(link, device, mode): (seconds, floor, own)} of the checks that came about as they should, over all seeds."""
    found = {}
    for file in sorted(folder.glob("links-*.json")):
        for row in json.loads(file.read_text()):
            if row["verdict"] == "member" and row["came"] == MODES[row["mode"]]:
                found.setdefault((row["link"], row["device"], row["mode"]), []).append((row["seconds"], row["floor"], row["own"]))
    return {key: tuple(statistics.median(one) for one in zip(*values)) for key, values in found.items()}


def cell(value):
    return f"{value[0]:.2f} ({value[0] / value[1]:.2f})" if value else "-"


def table(found) -> str:
    """Seconds, and how often the floor goes into them; `own`: the part of cold in which nothing but the device is waited for."""
    lines = [f"| link | | own | {' | '.join(MODES)} |", f"| --- | --- | --: |{' --: |' * len(MODES)}"]
    for link, title in LINKS.items():
        for device in DEVICES:
            values = [cell(found.get((link, "curl" if mode == "curl" else device, mode))) for mode in MODES]
            own = found.get((link, device, "cold"), (0, 0, 0))[2]
            lines.append(f"| {title if device == 'host' else ''} | {device} | {own:.2f} | {' | '.join(values)} |")
    return "\n".join(lines) + "\n"


def aims(found):
    """Where the aims are missed, a line each."""
    for (link, device, mode), (seconds, floor, own) in found.items():
        if mode == "cold" and seconds > COLD * floor:
            yield (f"{link}, {device}: cold takes {seconds / floor:.2f} times the floor, {(seconds - own) / floor:.2f} without what the device "
                   f"computes; the aim is {COLD}")
        curl = found.get((link, "curl", "curl"), (0, 0))[0]
        if link == "nb-iot" and mode in WARM_MODES and seconds > WARM * curl:
            yield f"{link}, {device}: {mode} takes {seconds / curl:.2f} of curl's time, the aim is a third"


def plot(found, file):
    import matplotlib
    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(LINKS), figsize=(18, 4))
    modes = [mode for mode in MODES if mode != "curl"]
    for axis, (link, title) in zip(axes, LINKS.items()):
        for i, device in enumerate(DEVICES):
            bars = [found.get((link, device, mode), (0, 0))[0] for mode in modes]
            axis.bar([x + 0.25 * i for x in range(len(modes))], bars, 0.25, label=device)
        axis.bar([len(modes)], [found.get((link, "curl", "curl"), (0, 0))[0]], 0.25, label="curl")
        for x, mode in enumerate(MODES):
            floor = found.get((link, "curl" if mode == "curl" else "host", mode), (0, 0))[1]
            axis.plot([x - 0.15, x + 0.65], [floor, floor], "k--", linewidth=1)
        axis.set_xticks(range(len(MODES)), list(MODES), rotation=30)
        axis.set_title(title, fontsize=9)
        axis.set_ylabel("seconds to the verdict; dashed: floor")
    axes[0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(file)


def main():
    folder = Path(sys.argv[1])
    found = medians(folder)
    (folder / "links.md").write_text(table(found))
    print(table(found))
    print("\n".join(aims(found)) or "every aim is met")
    plot(found, folder / "links.svg")


if __name__ == "__main__":
    main()
