# SPDX-License-Identifier: MIT
"""Builds fault_shim.c and says how to preload it."""

import functools
import os
import subprocess
import tempfile
from pathlib import Path


@functools.cache
def _library():
    folder = Path(tempfile.mkdtemp(prefix="fault-shim-"))
    source = Path(__file__).with_suffix(".c")
    library = folder / "fault_shim.so"
    subprocess.run(["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", source, "-o", library, "-ldl"], check=True)
    return library


def shim_env(call, at, count_file=None):
    """Environment in which the `at`-th `call` fails; at=0: all of them."""
    env = {"LD_PRELOAD": str(_library()), "FAULT_CALL": call, "FAULT_AT": str(at)}
    if count_file:
        env["FAULT_COUNT"] = os.fspath(count_file)
    return env
