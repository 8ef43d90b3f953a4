# SPDX-License-Identifier: MIT
"""Says which Debian package is missing before any test fails for it, and shares one simulator per way of running."""

import pytest

from . import needs

if needs.missing_packages():
    pytest.exit(needs.advice(needs.missing_packages()), returncode=4)

from .simulator import Simulator  # noqa: E402


@pytest.fixture(scope="session")
def running_direct():
    with Simulator(front="direct") as sim:
        yield sim


@pytest.fixture(scope="session")
def running_nginx():
    with Simulator(front="nginx") as sim:
        yield sim


@pytest.fixture
def direct(running_direct):
    """Python's TLS server, as new."""
    running_direct.reset()
    return running_direct


@pytest.fixture
def behind_nginx(running_nginx):
    running_nginx.reset()
    return running_nginx


@pytest.fixture(params=["direct", "nginx"])
def sim(request):
    """A test with this runs with both fronts."""
    running = request.getfixturevalue(f"running_{request.param}")
    running.reset()
    return running
