# SPDX-License-Identifier: MIT
"""A small Linux project of somebody else, built in each way that README.md names."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from commands import BUILD, ROOT, build, command, configure

STRANGER = Path(__file__).resolve().parent / "stranger"


@pytest.fixture(scope="session")
def page():
    """A provisioning page for a port where nobody listens."""
    BUILD.mkdir(parents=True, exist_ok=True)
    command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=integration", "-keyout", BUILD / "ca.key", "-out", BUILD / "ca.pem")
    file = BUILD / "page.json"
    file.write_text(json.dumps({
        "api": "https://127.0.0.1:1/api/v1", "token": "0123456789abcdef" * 2, "vslice": "default", "deadline_s": 5,
        "endpoint": "3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2", "ca": (BUILD / "ca.pem").read_text()}))
    return file


def readme_block(language, heading=None):
    """A file with the first block of that language in README.md, or behind a heading of it, as it stands there."""
    text = (ROOT / "README.md").read_text()
    block = re.search(rf"^```{language}\n(.*?)^```$", text[text.index(f"\n{heading}\n") if heading else 0:], re.M | re.S)[1]
    file = BUILD / "readme" / f"{re.sub(r'[^a-z]+', '-', (heading or 'program').lower()).strip('-')}.{language}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block)
    return file


def readme_firmware(heading):
    return f"README_C={readme_block('c', heading)}", f"README_CMAKE={readme_block('cmake', heading)}"


@pytest.fixture(scope="session")
def readme_program():
    """The program of the first screen, and how it is built."""
    return f"README_PROGRAM={readme_block('c')}", f"README_CMAKE={readme_block('cmake', '### In your Linux program')}"


@pytest.fixture(scope="session")
def top_level():
    """The project on its own, with one size that is not the default."""
    folder = BUILD / "top-level"
    defconfig = BUILD / "top-level.defconfig"
    defconfig.parent.mkdir(parents=True, exist_ok=True)
    defconfig.write_text("CONFIG_VSLICE_AGENT_TEXT_BUFFER_BYTES=2048\n")
    configure(ROOT, folder, "VSLICE_AGENT_BOARD=", f"VSLICE_AGENT_DEFCONFIG={defconfig}")
    build(folder)
    return folder


@pytest.fixture(scope="session")
def installed(top_level):
    """A prefix that was moved after the installation."""
    first, then = BUILD / "prefix", BUILD / "moved prefix"
    for folder in first, then:
        shutil.rmtree(folder, ignore_errors=True)
    command("cmake", "--install", top_level, "--prefix", first)
    first.rename(then)
    return then


def it_makes_a_check(folder, page, text_bytes):
    said = command(folder / "stranger", page)
    assert f"connect_refused at connect, text buffer {text_bytes}," in said


def all_programs_run(folder, page, text_bytes):
    it_makes_a_check(folder, page, text_bytes)
    assert command(folder / "program", BUILD / "ca.pem") == "0 bytes left behind\n"
    assert command(folder / "cplusplus") == "bad_config\n"


def test_add_subdirectory_builds_and_makes_a_check(page, readme_program):
    folder = BUILD / "subdirectory"
    configure(STRANGER, folder, f"VSLICE_AGENT_SOURCE={ROOT}", *readme_program)
    build(folder)
    all_programs_run(folder, page, 1024)


def test_find_package_in_a_moved_prefix_builds_and_makes_a_check(installed, page, readme_program):
    folder = BUILD / "find-package"
    shutil.rmtree(folder, ignore_errors=True)
    said = configure(STRANGER, folder, f"CMAKE_PREFIX_PATH={installed}", readme_program[0], "CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF")
    assert "Warning" not in said
    build(folder)
    all_programs_run(folder, page, 2048)  # the sizes that the libraries were built with


def test_an_installed_package_names_no_folder_it_was_built_in(installed):
    files = [*installed.rglob("*.cmake"), *installed.rglob("*.h")]
    assert len(files) > 20
    assert [file for file in files if str(ROOT) in file.read_text()] == []


def test_a_build_with_nothing_to_do_does_nothing_and_keeps_its_time(top_level):
    header = top_level / "generated/vslice_agent_port_posix_build_time.h"
    built = int(re.search(r"VSA_BUILD_TIME_S (\d+)", header.read_text())[1])
    assert abs(built - header.stat().st_mtime) < 5, "when it was built, not when it was configured"
    command("cmake", top_level)
    said = build(top_level)
    assert not re.search("Building|Linking|Generating", said), said
    assert f"VSA_BUILD_TIME_S {built}\n" in header.read_text()


def test_a_version_that_was_not_installed_is_not_found(installed, tmp_path):
    (tmp_path / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(other LANGUAGES C)\n"
                                             "find_package(vslice_agent 9.0 REQUIRED)\n")
    said = configure(tmp_path, tmp_path / "build", f"CMAKE_PREFIX_PATH={installed}", status=1)
    assert '"9.0"' in said


def test_own_mbedtls_and_jsmn_need_neither_kconfiglib_nor_a_network(page, readme_program):
    mbedtls = command(ROOT / "port/third_party/fetch", "mbedtls").splitlines()[-1]
    system_jsmn = next(file for file in map(Path, ("/usr/include/jsmn.h", "/usr/local/include/jsmn.h")) if file.exists())
    jsmn = BUILD / "own jsmn"
    jsmn.mkdir(parents=True, exist_ok=True)
    shutil.copy(system_jsmn, jsmn)
    folder, cache = BUILD / "own-paths", BUILD / "no-cache"
    shutil.rmtree(folder, ignore_errors=True)
    said = configure(
        STRANGER, folder, f"VSLICE_AGENT_SOURCE={ROOT}", *readme_program, "VSLICE_AGENT_PYTHON=/nonexistent",
        f"MBEDTLS_DIR={os.path.relpath(mbedtls, ROOT)}", f"JSMN_DIR={jsmn}",
        env={**os.environ, "VSLICE_AGENT_CACHE": str(cache), "VSLICE_AGENT_MIRROR": "http://127.0.0.1:1/"})
    assert re.search(rf"Mbed TLS 3\.[0-9.]+ from {re.escape(mbedtls)}\n", said)
    assert f"jsmn from {jsmn}\n" in said
    assert not cache.exists(), "nothing was fetched"
    build(folder)
    all_programs_run(folder, page, 1024)


def test_another_build_system_needs_these_files_and_paths_and_no_more(installed, page, tmp_path):
    sources = [file for pattern in ("agent/*.c", "port/drive.c", "port/provisioning/*.c", "port/mbedtls/*.c",
                                    "port/sockets/sockets.c", "port/posix/*.c") for file in sorted(ROOT.glob(pattern))]
    mbedtls = command(ROOT / "port/third_party/fetch", "mbedtls").splitlines()[-1]
    command("gcc", "-o", tmp_path / "stranger", STRANGER / "main.c", *sources, "-I", ROOT, "-I", ROOT / "port/posix",
            "-isystem", f"{mbedtls}/include", '-DMBEDTLS_CONFIG_FILE="port/mbedtls/mbedtls_config.h"',
            installed / "lib/libvslice_agent_mbedtls.a", "-pthread")
    it_makes_a_check(tmp_path, page, 1024)


@pytest.mark.parametrize("name, wanted", [
    ("MBEDTLS_DIR", "is not a release of Mbed TLS 3.6"),
    ("JSMN_DIR", "there is no jsmn.h in JSMN_DIR="),
])
def test_a_path_that_holds_something_else_is_refused_by_its_name(name, wanted, tmp_path, readme_program):
    said = configure(STRANGER, tmp_path, f"VSLICE_AGENT_SOURCE={ROOT}", *readme_program, f"{name}={STRANGER}", status=1)
    assert name in said and wanted in " ".join(said.split())


def test_the_template_of_a_port_compiles(top_level):
    build(top_level, "vslice_agent_port_template")
    sources = {file.name for file in (ROOT / "port/template").glob("*.c")}
    assert sources and {file.name[:-2] for file in top_level.rglob("vslice_agent_port_template.dir/**/*.o")} == sources


def test_a_freertos_firmware_builds_as_readme_says_and_makes_two_checks(page):
    folder = BUILD / "freertos"
    lwip = command(ROOT / "port/third_party/fetch", "lwip").splitlines()[-1]
    said = configure(ROOT / "tests/integration/freertos", folder, f"VSLICE_AGENT_SOURCE={ROOT}", f"LWIP_DIR={lwip}",
                     *readme_firmware("### In your FreeRTOS firmware"), "VSLICE_AGENT_POSIX=OFF")
    assert "vslice_agent::port_freertos, over the target freertos_kernel" in said
    build(folder, "gateway")
    assert "connect_refused at connect" in command(folder / "gateway", page)


def test_a_bare_metal_loop_with_an_lwip_of_its_own_makes_a_check(page):
    folder = BUILD / "superloop"
    lwip = command(ROOT / "port/third_party/fetch", "lwip").splitlines()[-1]
    configure(ROOT / "tests/integration/superloop", folder, f"VSLICE_AGENT_SOURCE={ROOT}", f"LWIP_DIR={lwip}",
              *readme_firmware("### In your main loop, with your lwIP"), "VSLICE_AGENT_POSIX=OFF")
    build(folder, "firmware")
    assert "connect_refused at connect, " in command(folder / "firmware", page)


def test_a_linux_service_from_an_installed_package_checks_on_demand_and_stops_on_sigterm(installed, page, tmp_path):
    folder = BUILD / "service"
    shutil.rmtree(folder, ignore_errors=True)
    configure(ROOT / "tests/integration/service", folder, f"CMAKE_PREFIX_PATH={installed}", "CMAKE_FIND_USE_PACKAGE_REGISTRY=OFF")
    build(folder)
    service = subprocess.Popen([folder / "membershipd", page, tmp_path / "state"], stdout=subprocess.PIPE, text=True)
    try:
        reports = [json.loads(service.stdout.readline())]
        service.send_signal(signal.SIGHUP)
        reports.append(json.loads(service.stdout.readline()))
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    finally:
        service.kill()
        service.stdout.close()
    assert [report["at"]["result"] for report in reports] == ["connect_refused"] * 2
    assert (tmp_path / "state").exists()


def test_without_a_kernel_the_freertos_port_is_left_out_and_says_so(tmp_path, readme_program):
    said = configure(STRANGER, tmp_path, f"VSLICE_AGENT_SOURCE={ROOT}", *readme_program)
    assert "no target freertos_kernel, so vslice_agent::port_freertos is left out" in said


def test_a_board_with_freertos_says_what_a_kernel_file_has_to_provide():
    said = command(ROOT / "boards/run", "mps2_an385_freertos", status=64)
    for words in "--kernel FILE.cmake", "target freertos_kernel", "freertos_config", "set(FREERTOS_PORT GCC_ARM_CM3)":
        assert words in said
