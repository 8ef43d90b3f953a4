# SPDX-License-Identifier: MIT
"""Every public header stands alone, whatever its reader's compiler is told to warn of, in C and in C++; and what another
configuration of Mbed TLS or FreeRTOS lacks is said by its name."""

import functools
import re
import subprocess
from pathlib import Path

import pytest

from commands import ROOT, command

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wundef", "-Werror"]
FOLDERS = ["agent", "port", *(f"port/{name}" for name in ("console", "provisioning", "storage", "posix", "sockets", "mbedtls"))]
HEADERS = [header.relative_to(ROOT) for folder in FOLDERS for header in sorted((ROOT / folder).glob("*.h"))
           if header.name not in ("client_only.h", "sockets_platform.h")]  # which are no reader's

C = "{}extern int not_empty;\n"
CXX = 'extern "C" {{\n{}}}\n'


@functools.cache
def mbedtls():
    return Path(command(ROOT / "port/third_party/fetch", "mbedtls").splitlines()[-1]) / "include"


@pytest.mark.parametrize("compiler, standard", [
    ("gcc", "c11"), ("clang", "c2x"), ("g++", "c++11"), ("clang++", "c++20"),
])
def test_every_public_header_stands_alone(compiler, standard, tmp_path):
    is_c = "++" not in compiler
    words = [compiler, f"-std={standard}", "-fsyntax-only", *WARNINGS, "-I" if is_c else "-isystem", ROOT, "-isystem", mbedtls(),
             '-DMBEDTLS_CONFIG_FILE="port/mbedtls/mbedtls_config.h"', "-x", "c" if is_c else "c++", "-"]
    if not is_c:
        words.insert(1, "-D_Static_assert=static_assert")  # as vslice_agent::core has it
    said = {}
    for header in HEADERS:
        done = subprocess.run(words, input=(C if is_c else CXX).format(f'#include "{header}"\n'), capture_output=True, text=True, cwd=tmp_path)
        if done.returncode != 0 or done.stderr:
            said[str(header)] = done.stderr[:400]
    assert len(HEADERS) > 40 and said == {}


def errors_of(header, *options):
    return subprocess.run(["gcc", "-std=c11", "-fsyntax-only", "-I", ROOT, *options, "-x", "c", ROOT / header],
                          capture_output=True, text=True).stderr


def test_what_an_own_configuration_of_mbedtls_lacks_is_named(tmp_path):
    def errors(*lacks):
        own = ['#include "port/mbedtls/mbedtls_config.h"', *(f"#undef {name}" for name in lacks)]
        (tmp_path / "own.h").write_text("\n".join(own) + "\n")
        return errors_of("port/mbedtls/needs.h", "-isystem", mbedtls(), "-isystem", tmp_path, '-DMBEDTLS_CONFIG_FILE="own.h"')

    assert errors() == ""
    for name in ("SSL_CLI_C", "X509_CRT_PARSE_C", "HAVE_TIME_DATE", "PLATFORM_MS_TIME_ALT", "PLATFORM_GMTIME_R_ALT",
                 "PLATFORM_MEMORY", "CTR_DRBG_C", "PSA_CRYPTO_EXTERNAL_RNG"):
        assert re.search(rf"configuration lacks .*\bMBEDTLS_{name}\b", errors(f"MBEDTLS_{name}")), name


def test_what_an_own_configuration_of_freertos_lacks_is_named(tmp_path):
    names = ["configSUPPORT_STATIC_ALLOCATION", "configUSE_MUTEXES", "configUSE_TASK_NOTIFICATIONS", "INCLUDE_vTaskDelay",
             "INCLUDE_vTaskDelete", "INCLUDE_vTaskSuspend", "INCLUDE_xTaskGetSchedulerState"]

    def errors(lacks=None):
        (tmp_path / "FreeRTOS.h").write_text("".join(f"#define {name} {int(name != lacks)}\n" for name in names))
        return errors_of("port/freertos/needs.h", "-I", tmp_path)

    assert errors() == ""
    for name in names:
        assert re.search(rf'#error "FreeRTOSConfig.h: .*\b{name}\b', errors(name)), name
