# SPDX-License-Identifier: MIT
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sim_api import Simulator  # noqa: E402
from system.agent import PROGRAM  # noqa: E402


def pytest_configure(config):
    if not PROGRAM.exists():
        pytest.exit(f"{PROGRAM} is not built; run ./boards/run host or ./tests/run system", returncode=1)


@pytest.fixture(scope="session")
def nginx():
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def python():
    with Simulator(front="direct") as simulator:
        yield simulator


@pytest.fixture
def sim(nginx):
    """The platform behind nginx, as in the field."""
    nginx.reset()
    return nginx


@pytest.fixture
def direct(python):
    """The platform behind Python's TLS, for faults that need every byte."""
    python.reset()
    return python
