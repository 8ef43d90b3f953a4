# SPDX-License-Identifier: MIT
"""A wire in user space between two ends: each direction has a delay, a rate and a loss, seeded; every frame is noted.

An end has `read()`, which gives a frame, None (none for now) or nothing (the end is gone), and `write(frame)`.
"""

import heapq
import itertools
import random
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    name: str
    rtt_s: float
    rate_bit_s: float
    loss: float


PROFILES = {
    "nb-iot": Profile("NB-IoT", 1.6, 60e3, 0.02),
    "lte-m": Profile("LTE-M", 0.15, 300e3, 0.0),
    "2g": Profile("2G", 0.7, 40e3, 0.01),
    "ethernet": Profile("Ethernet", 0.001, 100e6, 0.0),
}
OUT, BACK = "out", "back"       # from the device; to the device


@dataclass(frozen=True)
class Frame:
    time: float                 # when it came in here
    direction: str
    data: bytes
    lost: bool
    due: float                  # when it is at the other end


class Link:
    """`start`, then frames travel; `frames` is what was seen. Frames of one direction never overtake each other."""

    def __init__(self, profile: Profile, device, network, seed: int = 1, loss: float | None = None,
                 drop=None):
        self.profile, self.frames = profile, []
        self.loss = profile.loss if loss is None else loss
        self._drop = drop or (lambda direction, data: False)    # frames to lose for certain
        self._ends = {OUT: (device.read, network.write), BACK: (network.read, device.write)}
        self._threads = []
        self._chance = random.Random(seed)
        self._free = {OUT: 0.0, BACK: 0.0}      # when the last bit of what was sent has left
        self._queue, self._number = [], itertools.count()
        self._wake = threading.Condition()
        self._stopped = False

    def start(self) -> "Link":
        for direction in (OUT, BACK):
            self._threads.append(threading.Thread(target=self._take, args=(direction,), daemon=True))
        self._threads.append(threading.Thread(target=self._give, daemon=True))
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        with self._wake:
            self._stopped = True
            self._wake.notify()
        for thread in self._threads:
            thread.join()

    def between(self, begun: float, ended: float) -> list[Frame]:
        """What left the device, and what it was given, in that time."""
        return [frame for frame in list(self.frames) if begun < (frame.time if frame.direction == OUT else frame.due) <= ended]

    def last_given(self, ended: float) -> float:
        """When the device was last given anything, up to that time."""
        return max((frame.due for frame in list(self.frames) if frame.direction == BACK and not frame.lost and frame.due <= ended), default=0.0)

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    def _take(self, direction):
        read = self._ends[direction][0]
        while not self._stopped:
            data = read()
            if data is None:
                continue
            if not data:
                return
            now = time.monotonic()
            with self._wake:
                lost = self._chance.random() < self.loss or self._drop(direction, data)
                leaves = max(now, self._free[direction]) + len(data) * 8 / self.profile.rate_bit_s
                self._free[direction] = leaves
                due = leaves + self.profile.rtt_s / 2
                self.frames.append(Frame(now, direction, data, lost, due))
                if not lost:
                    heapq.heappush(self._queue, (due, next(self._number), direction, data))
                    self._wake.notify()

    def _give(self):
        while True:
            with self._wake:
                while not self._stopped and (not self._queue or self._queue[0][0] > time.monotonic()):
                    self._wake.wait(self._queue[0][0] - time.monotonic() if self._queue else None)
                if self._stopped:
                    return
                _, _, direction, data = heapq.heappop(self._queue)
            try:
                self._ends[direction][1](data)
            except OSError:
                pass                            # that end is off
