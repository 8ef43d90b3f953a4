# SPDX-License-Identifier: MIT
"""The host's tool refuses every page that a device would refuse, and its pages are read by one."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from hil import page  # noqa: E402
from sim_api import pki  # noqa: E402

TOKEN = "0123456789abcdef0123456789ABCDEF"


@pytest.fixture(scope="module", name="folder")
def make_folder(tmp_path_factory):
    return pki.make(tmp_path_factory.mktemp("pki"))


@pytest.fixture(name="good")
def make_good(folder):
    return {"api": "https://api.sim.test/api/v1", "token": TOKEN, "vslice": "default",
            "endpoint": "3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2", "address": "auto", "edge": "http://edge.sim.test",
            "report_key": "vslice_agent", "deadline_s": 10, "interval_s": 21600, "dns": ["100.64.0.3"],
            "ca_file": str(pki.root_file(folder, "ecdsa"))}


BAD = [
    ("api", "http://api.sim.test/api/v1"), ("api", "api.sim.test"), ("api", "https://user@api.sim.test/"), ("api", ""), ("api", 7),
    ("token", TOKEN[:-1]), ("token", TOKEN + "0"), ("token", "g" + TOKEN[1:]), ("token", None), ("token", ""),
    ("vslice", ""), ("vslice", None), ("vslice", ["default"]), ("group", ""), ("group", False), ("endpoint", {}),
    ("address", "somewhere"), ("address", "100.64.0"), ("address", 1), ("dns", []), ("dns", "100.64.0.3"), ("dns", ["resolver"]),
    ("edge", "https://edge.sim.test"), ("edge", ""), ("report_key", ""), ("report_key", 1),
    ("interval_s", 59), ("interval_s", 31622401), ("interval_s", "3600"), ("interval_s", 60.5), ("interval_s", True),
    ("deadline_s", 4), ("deadline_s", 3601), ("deadline_s", -5), ("ca", "no certificate"), ("ca", ""),
    ("vSlice", "default"), ("unknown", 1),
]


def agent_says(tmp_path, text):
    """What the host's program, which reads pages with the device's code, says of this one: (status, words)."""
    file = tmp_path / "page.json"
    file.write_bytes(text)
    file.chmod(0o600)
    run = subprocess.run([ROOT / "build/host/vslice-agent", "--config", file], capture_output=True, text=True, timeout=20,
                         check=False)
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize(("member", "value"), BAD, ids=[f"{name}={json.dumps(value)}" for name, value in BAD])
def test_a_page_that_a_device_refuses_is_refused_by_the_tool_and_both_name_the_member(tmp_path, good, member, value):
    bad = {**page.with_anchors(good), member: value}
    with pytest.raises(ValueError) as error:
        page.encode(bad)
    assert str(error.value).startswith(f'"{member}": '), error.value
    status, words = agent_says(tmp_path, json.dumps(bad).encode())
    assert status == 78 and re.search(rf'"?\b{member}"?: ', words), words
    assert TOKEN.lower() not in (words + str(error.value)).lower()


def test_a_page_without_a_vslice_is_refused_by_both(tmp_path, good):
    bad = page.with_anchors(good)
    del bad["vslice"]
    with pytest.raises(ValueError, match='"vslice"'):
        page.encode(bad)
    status, words = agent_says(tmp_path, json.dumps(bad).encode())
    assert status == 78 and '"vslice"' in words, words


def test_the_tools_pages_are_read_by_the_agent_erased_flash_behind_them_and_all(tmp_path, good):
    content = page.encode({**good, "api": "https://127.0.0.1:9/api/v1", "edge": "http://127.0.0.1:9", "deadline_s": 5})
    assert len(content) == page.SECTOR_BYTES and content.endswith(page.ERASED)
    status, words = agent_says(tmp_path, content)
    assert status == 2 and "connect_refused" in words, words


def test_a_page_that_is_larger_than_its_sector_is_refused(good):
    with pytest.raises(ValueError, match="the sector has 512"):
        page.encode(good, 512)


def test_the_tool_writes_for_its_owner_alone_and_says_what_is_wrong(tmp_path, good):
    config, out = tmp_path / "config.json", tmp_path / "page.bin"
    config.write_text(json.dumps(good))
    command = ["/usr/bin/python3", ROOT / "tests/hil/page.py", config, out]
    subprocess.run(command, check=True)
    assert out.stat().st_mode & 0o777 == 0o600 and out.stat().st_size == page.SECTOR_BYTES
    config.write_text(json.dumps({**good, "tocken": TOKEN}))
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode != 0 and '"tocken": there is no such member' in run.stderr and TOKEN not in run.stderr
