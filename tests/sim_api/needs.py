# SPDX-License-Identifier: MIT
"""What this folder needs from the system, and the words to say when it is missing."""

import importlib.util
import shutil

PYTHON_MODULES = {"cryptography": "python3-cryptography"}
PROGRAMS = {"nginx": "nginx-light"}
SBIN = "/usr/sbin:/sbin:/usr/local/sbin"


def find_program(name: str) -> str | None:
    """The program's path; Debian keeps servers in sbin, which an ordinary user's PATH leaves out."""
    return shutil.which(name) or shutil.which(name, path=SBIN)


def missing_packages(programs=tuple(PROGRAMS)) -> list[str]:
    """Debian packages to install before the simulator can work; empty when all is there."""
    packages = [package for module, package in PYTHON_MODULES.items() if importlib.util.find_spec(module) is None]
    return packages + [PROGRAMS[name] for name in programs if find_program(name) is None]


def advice(packages: list[str]) -> str:
    return ("the simulated platform needs Debian's " + ", ".join(packages)
            + ": apt-get install -y " + " ".join(packages) + "   (and run it with /usr/bin/python3)")


def require(programs=()) -> None:
    """Raises ImportError with the package names when something is missing."""
    packages = missing_packages(programs)
    if packages:
        raise ImportError(advice(packages))
