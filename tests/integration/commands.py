# SPDX-License-Identifier: MIT
"""How the tests call CMake and the scripts of the project."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "integration"
JOBS = str(os.cpu_count() or 1)


def command(*words, status=0, **options):
    """Runs it and returns what it printed, stdout and stderr in one. Any other exit status is a failed test."""
    words = [str(word) for word in words]
    print("==", *words, file=sys.stderr, flush=True)
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                          errors="replace", **{"cwd": ROOT, **options})
    assert done.returncode == status, f"status {done.returncode}, wanted {status}\n{done.stdout[-8000:]}"
    return done.stdout


def configure(source, folder, *definitions, **options):
    return command("cmake", "-S", source, "-B", folder, *(f"-D{each}" for each in definitions), **options)


def build(folder, *targets, **options):
    return command("cmake", "--build", folder, "--parallel", JOBS, *(["--target", *targets] if targets else []),
                   **options)
