# SPDX-License-Identifier: MIT
"""What the linked images must not hold. They are those that tests/hil/run has built."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGES = sorted(image for file in ROOT.glob("boards/*/board.cmake") if "# qemu:" in file.read_text()
                for image in ROOT.glob(f"build/{file.parent.name}/*.elf"))
HEAP = re.compile(r"_?(malloc|calloc|realloc|free|sbrk|malloc_r|calloc_r|realloc_r|free_r|sbrk_r|strdup|getline)")
FILES = re.compile(r"_?(open|fopen|printf|sprintf|snprintf|vfprintf|scanf|gettimeofday|time)(_r)?")


def symbols(image):
    lines = subprocess.run(["arm-none-eabi-nm", image], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split()[-1] for line in lines]


def test_there_are_images():
    assert IMAGES


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: f"{image.parent.name}/{image.name}")
def test_there_is_no_heap_and_nothing_of_libc_that_wants_one(image):
    names = symbols(image)
    assert "vsa_reset" in names
    assert not [name for name in names if HEAP.fullmatch(name) or FILES.fullmatch(name)]
