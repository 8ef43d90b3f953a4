# SPDX-License-Identifier: MIT
"""Medians of what measure.py has found: a table (links.md) and a plot (links.svg) in the folder. usage: table.py FOLDER"""

import json
import statistics
import sys
from pathlib import Path

LINKS = {"nb-iot": "NB-IoT: 1.6 s, 60 kbit/s, 2 % lost", "lte-m": "LTE-M: 150 ms, 300 kbit/s", "2g": "2G: 700 ms, 40 kbit/s, 1 % lost",
         "ethernet": "Ethernet: 1 ms, 100 Mbit/s"}
MODES = ("cold", "resumed", "early", "kept")
DEVICES = ("host", "mps2_an385", "lm3s6965evb")


def medians(folder):
    """{(link, device, mode): (seconds, floor)} of the checks that came about as they should."""
    found = {}
    for link in LINKS:
        file = folder / f"links-{link}.json"
        for row in json.loads(file.read_text()) if file.exists() else ():
            wanted = {"cold": "full", "curl": "full"}.get(row["mode"], row["mode"])
            if row["verdict"] == "member" and row["came"] == wanted:
                found.setdefault((link, row["device"], row["mode"]), []).append((row["seconds"], row["floor"]))
    return {key: tuple(statistics.median(one) for one in zip(*values)) for key, values in found.items()}


def cell(value):
    return f"{value[0]:.2f} ({value[1]:.2f})" if value else "-"


def table(found) -> str:
    lines = ["| link | | cold | resumed | early data | kept | curl |", "| --- | --- | --: | --: | --: | --: | --: |"]
    for link, title in LINKS.items():
        for device in DEVICES:
            values = [cell(found.get((link, device, mode))) for mode in MODES]
            curl = cell(found.get((link, "curl", "curl"))) if device == "host" else ""
            lines.append(f"| {title if device == 'host' else ''} | {device} | {' | '.join(values)} | {curl} |")
    return "\n".join(lines) + "\n"


def plot(found, file):
    import matplotlib
    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(LINKS), figsize=(16, 4))
    for axis, (link, title) in zip(axes, LINKS.items()):
        names = [*MODES, "curl"]
        for i, device in enumerate(DEVICES):
            bars = [found.get((link, device, mode), (0, 0))[0] for mode in MODES]
            axis.bar([x + 0.25 * i for x in range(len(MODES))], bars, 0.25, label=device)
        axis.bar([len(MODES)], [found.get((link, "curl", "curl"), (0, 0))[0]], 0.25, label="curl")
        for x, mode in enumerate(MODES):
            floor = found.get((link, "host", mode), (0, 0))[1]
            axis.plot([x - 0.15, x + 0.65], [floor, floor], "k--", linewidth=1)
        axis.set_xticks(range(len(names)), names, rotation=30)
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
    plot(found, folder / "links.svg")


if __name__ == "__main__":
    main()
