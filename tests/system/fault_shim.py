# SPDX-License-Identifier: MIT
"""Builds fault_shim.c and paced.c, and says how to preload them."""

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


@functools.cache
def _library(name):
    folder = Path(tempfile.mkdtemp(prefix="fault-shim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    source, library = Path(__file__).with_name(f"{name}.c"), folder / f"{name}.so"
    subprocess.run(["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", source, "-o", library, "-ldl"], check=True)
    return library


def shim_env(call, at, count_file=None):
    """Environment in which the `at`-th `call` fails; at=0: all of them."""
    env = {"LD_PRELOAD": str(_library("fault_shim")), "FAULT_CALL": call, "FAULT_AT": str(at)}
    if count_file:
        env["FAULT_COUNT"] = os.fspath(count_file)
    return env


def slow_disk_env(ms):
    """Environment in which each fsync takes `ms` longer."""
    return {"LD_PRELOAD": str(_library("fault_shim")), "FAULT_DISK_MS": str(ms)}


def paced_env():
    """Environment in which `watch` begins its next check when a byte comes on stdin."""
    return {"LD_PRELOAD": str(_library("paced")), "VSLICE_AGENT_HASTE": "1"}
