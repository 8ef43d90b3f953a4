# SPDX-License-Identifier: MIT
"""A board of a product, which is no emulator: its image links only with what the product has to bring itself."""

import re
import shutil
import subprocess

import pytest

from commands import BUILD, JOBS, ROOT, configure

MODEL = "mps2_an385"
BRINGS = {
    "vsa_port_entropy": "bool vsa_port_entropy(void *buffer, size_t len) { return trng(buffer, len); }",
    "vsa_port_device_key": "bool vsa_port_device_key(uint8_t key[16]) { return trng(key, 16); }",
}
HEAD = """/* SPDX-License-Identifier: MIT */
#include "port/port.h"

static bool trng(void *to, size_t len)
{
    for (unsigned char *p = to; len > 0; len--)
        *p++ = *(const volatile unsigned char *)0x40020000;
    return true;
}

"""


@pytest.fixture(scope="module")
def product():
    """The project as it is, with one board more: the model's files, without semihosting, and an empty trng.c."""
    top = BUILD / "product"
    shutil.rmtree(top, ignore_errors=True)
    for folder in ("agent", "port"):
        shutil.copytree(ROOT / folder, top / folder)
    for file in ("CMakeLists.txt", "Kconfig"):
        shutil.copy(ROOT / file, top)
    board = top / "boards/product"
    shutil.copytree(ROOT / "boards" / MODEL, board)
    for file in board.glob("*.[ch]"):
        file.write_text(file.read_text().replace(f"boards/{MODEL}/", "boards/product/"))
    cmake = (board / "board.cmake").read_text()
    firmware = f"vslice_agent_firmware(boards/{MODEL}/main.c boards/{MODEL}/board.c"
    assert firmware in cmake
    cmake = cmake.replace(firmware, "vslice_agent_firmware(boards/product/main.c boards/product/board.c boards/product/trng.c")
    (board / "board.cmake").write_text(re.sub(r"^vslice_agent_image.*\n", "", cmake, flags=re.M))
    with open(board / "defconfig", "a", encoding="utf-8") as defconfig:
        defconfig.write("CONFIG_VSLICE_AGENT_SEMIHOSTING=n\n")
    (board / "trng.c").write_text(HEAD.split("static")[0])
    configure(top, top / "build", "VSLICE_AGENT_BOARD=product")
    return top


def link(product, *names):
    """Builds it with these functions in trng.c. Returns those that the linker misses."""
    (product / "boards/product/trng.c").write_text((HEAD if names else HEAD.split("static")[0]) +
                                                   "\n".join(BRINGS[name] + "\n" for name in names))
    done = subprocess.run(["cmake", "--build", product / "build", "--parallel", JOBS], capture_output=True, text=True)
    missing = set(re.findall(r"undefined reference to `(\w+)'", done.stdout + done.stderr))
    assert (done.returncode == 0) == (not missing), done.stdout[-4000:] + done.stderr[-4000:]
    return missing


def test_without_them_it_does_not_link_and_each_one_is_named(product):
    assert link(product) == set(BRINGS)
    for name in BRINGS:
        assert link(product, name) == set(BRINGS) - {name}


def test_with_them_it_links_and_nothing_of_the_emulator_is_in_it(product):
    assert link(product, *BRINGS) == set()
    elf = (product / "build/vslice-agent.elf").read_bytes()
    assert b"verdict" in elf and b"INSECURE" not in elf and b"not a secret key" not in elf and b"/dev/urandom" not in elf
