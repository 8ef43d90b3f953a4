# SPDX-License-Identifier: MIT
"""Kconfig: the same defaults everywhere, and what somebody chose is kept, or refused in words."""

import os
import pty
import re
import select
import shutil
import signal
import time

import pytest

from commands import BUILD, ROOT, build, configure
from kconfig_defaults import KCONFIG, LIMITS, differences

TEXT = "CONFIG_VSLICE_AGENT_TEXT_BUFFER_BYTES"
SPDX = "# SPDX-License-Identifier: MIT\n"


def test_kconfig_and_the_headers_have_the_same_defaults_and_ranges():
    assert list(differences()) == []


@pytest.mark.parametrize("which, old, new", [
    ("kconfig", "default 1024", "default 1025"),
    ("kconfig", "range 512 8192", "range 511 8192"),
    ("kconfig", "range 512 8192", "range 512 8193"),
    ("kconfig", "range 512 8192", "range 513 8191"),
    ("kconfig", "config VSLICE_AGENT_TLS13\n\tbool \"TLS 1.3\"\n\tdefault y", "config VSLICE_AGENT_TLS13\n\tbool \"TLS 1.3\""),
    ("limits", f"{TEXT} 1024", f"{TEXT} 1000"),
    ("limits", "VSA_LIMIT_TEXT_BYTES <= 8192", "VSA_LIMIT_TEXT_BYTES <= 8000"),
    ("limits", "VSA_LIMIT_TEXT_BYTES >= 512", "VSA_LIMIT_TEXT_BYTES >= 500"),
])
def test_a_difference_between_kconfig_and_the_headers_is_found(which, old, new, tmp_path):
    original = {"kconfig": KCONFIG, "limits": LIMITS}[which]
    text = original.read_text()
    assert text.count(old) == 1
    (tmp_path / original.name).write_text(text.replace(old, new))
    known = set(differences())
    assert set(differences(**{which: tmp_path / original.name})) - known


@pytest.fixture
def project(request):
    """A fresh build folder of the libraries, with a defconfig of its own."""
    folder = BUILD / "kconfig" / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "defconfig").write_text(SPDX)
    again(folder)
    return folder


def again(folder, **options):
    return configure(ROOT, folder, "VSLICE_AGENT_BOARD=", "VSLICE_AGENT_MBEDTLS=OFF",
                     f"VSLICE_AGENT_DEFCONFIG={folder / 'defconfig'}", **options)


def edit(folder, name, value):
    """As an editor would."""
    config = folder / ".config"
    text, count = re.subn(rf"^{name}=.*$", f"{name}={value}", config.read_text(), flags=re.M)
    assert count == 1
    config.write_text(text)


def header_value(folder, name=TEXT):
    return re.search(rf"^#define {name} (.*)$", (folder / "generated/vslice_agent_config.h").read_text(), re.M)[1]


def test_a_changed_config_reaches_the_header_and_survives(project):
    assert header_value(project) == "1024"
    edit(project, TEXT, 2000)
    build(project, "vslice_agent_core")  # a build notices by itself
    assert header_value(project) == "2000"
    again(project)
    (project / "defconfig").write_text(f"{SPDX}{TEXT}=3000\n")  # what somebody changed by hand stays
    again(project)
    assert header_value(project) == "2000" and f"{TEXT}=2000\n" in (project / ".config").read_text()


def test_a_config_that_nobody_changed_follows_its_defconfig(project):
    (project / "defconfig").write_text(f"{SPDX}{TEXT}=3000\n")
    again(project)
    assert header_value(project) == "3000"


@pytest.mark.parametrize("value", [511, 8193])
def test_a_value_out_of_range_is_refused_by_name_value_and_range(project, value):
    edit(project, TEXT, value)
    said = " ".join(again(project, status=1).split())
    assert TEXT.removeprefix("CONFIG_") in said and f"value {value}" in said and "[512, 8192]" in said
    assert header_value(project) == "1024"
    edit(project, TEXT, 512)
    again(project)
    assert header_value(project) == "512"


def test_a_name_that_does_not_exist_is_refused(project):
    (project / "defconfig").write_text(f"{SPDX}CONFIG_VSLICE_AGENT_TEXT_BUFFER=2000\n")
    said = again(project, status=1)
    assert "undefined symbol VSLICE_AGENT_TEXT_BUFFER\n" in said


@pytest.mark.parametrize("lines, said", [
    ("TLS_SHA384=n TLS_AES256=y", "VSLICE_AGENT_TLS_AES256=y has no effect: it needs VSLICE_AGENT_TLS_SHA384"),
    ("TLS13=n TLS12=n", "VSLICE_AGENT_TLS12=n has no effect: it needs VSLICE_AGENT_TLS13"),
    ("TLS_RESUMPTION=n TLS_SESSION_HOURS=5", "VSLICE_AGENT_TLS_SESSION_HOURS=5 has no effect: it needs VSLICE_AGENT_TLS_RESUMPTION"),
    ("TLS13=maybe", "'maybe' is not a valid value for the bool symbol VSLICE_AGENT_TLS13"),
])
def test_a_choice_that_would_not_hold_is_refused_and_named(lines, said, project):
    (project / "defconfig").write_text(SPDX + "".join(f"CONFIG_VSLICE_AGENT_{line}\n" for line in lines.split()))
    assert said in again(project, status=1)


def test_a_defconfig_that_is_not_there_is_said_in_a_line(project):
    (project / "defconfig").unlink()
    said = again(project, status=1)
    assert f"kconfig: {project / 'defconfig'}: No such file or directory\n" in said and "Traceback" not in said


def test_savedefconfig_writes_only_what_differs(project):
    edit(project, TEXT, 2000)
    build(project, "savedefconfig")
    assert (project / "defconfig").read_text() == f"{SPDX}{TEXT}=2000\n"
    again(project)
    assert header_value(project) == "2000"


def press(words, first_screen, keys, limit_s=60):
    """Runs it on a terminal and, once that shows `first_screen`, presses the keys. Returns the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", LINES="24", COLUMNS="80")
        os.execvp(words[0], words)
    end, shown = time.monotonic() + limit_s, b""
    while select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # closed: it has ended
            break
        if first_screen in shown and keys:
            os.write(terminal, keys)
            keys = b""
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(terminal)  # hangs up whatever is left on it
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_menuconfig_changes_a_value_and_the_next_build_has_it(project):
    keys = b"\n" b"j\n" b"\x152000\n" b"s\n\nq"  # menu; second entry; its value; save, to that file, "Success"; quit
    command = ["cmake", "--build", str(project), "--target", "menuconfig"]
    assert press(command, b"Memory and limits", keys) == 0
    build(project, "vslice_agent_core")
    assert header_value(project) == "2000"
