# SPDX-License-Identifier: MIT
"""Without root rights the scripts say what to install, and touch nothing."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from commands import ROOT, command

MISSING = "libjsmn-dev"
FAKES = {
    # Everything is installed, but for one package.
    "dpkg-query": f'for name; do [ "$name" = {MISSING} ] || echo "$name installed"; done',
    "apt-get": 'echo "apt-get was called"; exit 1',
}
NOBODY = 65534


@pytest.fixture
def nobody():
    """Runs a script of a copy of the project that belongs to nobody, as nobody."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT, folder / "project", ignore=shutil.ignore_patterns("build", ".git", "corpus", "__pycache__"))
        (folder / "bin").mkdir()
        for tool, script in FAKES.items():
            (folder / "bin" / tool).write_text(f"#!/bin/sh\n{script}\n")
            (folder / "bin" / tool).chmod(0o755)
        options = {}
        if os.geteuid() == 0:
            options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)

        def run(script, *arguments, status, path=f"{folder / 'bin'}:/usr/bin:/bin"):
            environment = {"PATH": path, "HOME": str(folder), "LC_ALL": "C"}
            return command(folder / "project" / script, *arguments, status=status, cwd=folder, env=environment, **options)

        run.project = folder / "project"
        yield run


def it_says_what_to_install(said):
    assert f"sudo apt-get install --no-install-recommends {MISSING}\n" in said
    assert "apt-get was called" not in said


def test_packages_names_what_is_missing_and_nothing_else(nobody):
    it_says_what_to_install(nobody("port/third_party/packages", "host", "simulator", status=69))


def test_packages_is_silent_where_nothing_is_missing(nobody):
    assert nobody("port/third_party/packages", "simulator", status=0) == ""


def test_packages_says_what_is_needed_where_there_is_no_apt(nobody):
    said = nobody("port/third_party/packages", "host", status=69, path="/nonexistent")
    assert MISSING in said and "VSLICE_AGENT_SKIP_PACKAGES=1" in said


def test_boards_run_stops_before_it_builds(nobody):
    it_says_what_to_install(nobody("boards/run", "host", status=69))
    assert not (nobody.project / "build").exists()


def test_tests_run_stops_each_part_before_it_builds(nobody):
    said = nobody("tests/run", "layout", status=1)
    it_says_what_to_install(said)
    assert said.endswith("0 passed, 1 failed\n")
    assert not (nobody.project / "build/host").exists()
