# SPDX-License-Identifier: MIT
"""The program itself: command line, configuration, environment, single calls, watch, state, report."""

import fcntl
import json
import os
import signal
import subprocess

import pytest
from sim_api import BreakHandshake, CloseAfter, Status

from .agent import CANNOT_TELL, CONFIG, MEMBER, NOT_MEMBER, PROGRAM, USAGE, check, config_file, environment, run
from .fault_shim import shim_env, slow_disk_env

REPORT_PATH = "/keyvalues/vsa"


def put_requests(sim):
    return [request for request in sim.api_requests if request.method == "PUT"]


# ---- command line ----

def test_help_and_version():
    assert run("--help").status == 0 and "exit status" in run("--help").out
    assert run("--version").out == "vslice-agent 0.1.0\n"


@pytest.mark.parametrize("arguments, named", [
    (["frobnicate"], "frobnicate"), (["get"], "get"), (["put", "/x"], "put"), (["check", "x"], "check"),
    (["get", "vslices"], "vslices"), (["--count", "0", "watch"], "0"), (["--no-such-option"], "no-such-option"),
    (["--state", ""], "--state")])
def test_a_wrong_command_line_is_named(arguments, named):
    outcome = run(*arguments)
    assert (outcome.status, outcome.out) == (USAGE, "")
    assert named in outcome.err


def test_json_prints_the_machine_line_only(sim):
    outcome = check(sim, "--json")
    assert len(outcome.out.splitlines()) == 1 and outcome.verdict == "member"
    assert len(outcome.out) < 1024


def test_verbose_says_what_went_wrong_on_the_way_to_a_good_end(direct):
    direct.faults.add(BreakHandshake(how="reset"), times=1)
    outcome = check(direct)
    assert outcome.status == MEMBER
    assert "connection_lost, code " in outcome.err and "connected" in outcome.err
    direct.faults.add(BreakHandshake(how="reset"), times=1)
    assert run("--config", config_file(direct)).err == ""


# ---- configuration ----

@pytest.mark.parametrize("config, member", [
    ({"token": "abc"}, "token"), ({"token": "g" * 32}, "token"), ({"api": "http://localhost/api/v1"}, "api"),
    ({"api": "localhost"}, "api"), ({"vslice": None}, "vslice"), ({"vslice": ""}, "vslice"),
    ({"vslice": "two words"}, "vslice"), ({"deadline_s": 1}, "deadline_s"), ({"deadline_s": "ten"}, "deadline_s"),
    ({"interval_s": 5}, "interval_s"), ({"address": "1.2.3"}, "address"), ({"edge": "https://localhost"}, "edge"),
    ({"tokn": "x"}, "tokn"), ({"endpoint": None}, "endpoint"), ({"dns": ["x"]}, "dns"),
    ({"ca_file": "/no/such/file"}, "ca_file"), ({"ca_file": None}, "ca_file")])
def test_a_bad_configuration_names_the_member(sim, config, member):
    outcome = check(sim, **config)
    assert outcome.status == CONFIG
    assert member in outcome.err
    assert sim.requests == []


@pytest.mark.parametrize("text", ["", "{", "[]", "nonsense", '{"vslice": "default"} x', '{"vslice":"a","vslice":"b"}'])
def test_a_page_that_is_no_page_is_told_so(sim, tmp_path, text):
    page = tmp_path / "page.json"
    page.write_text(text)
    outcome = run("--config", page)
    assert outcome.status == CONFIG and str(page) in outcome.err


def test_a_ca_file_without_a_certificate_is_told_so(sim, tmp_path):
    damaged = tmp_path / "ca.pem"
    damaged.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    outcome = check(sim, ca_file=str(damaged))
    assert outcome.status == CONFIG and str(damaged) in outcome.err


def test_the_environment_overrides_the_page(sim):
    wrong = {"token": "0" * 32, "api": "https://localhost:1/api/v1"}
    env = {"STACUITY_TOKEN": sim.token, "STACUITY_HOST": sim.api_url}
    assert check(sim, env=env, **wrong).status == MEMBER
    assert check(sim, env={"STACUITY_TOKEN": "nonsense"}).status == CONFIG


# ---- single calls ----

def test_get_prints_the_reply(sim):
    outcome = run("--config", config_file(sim), "get", "/vslices?limit=1", secrets=[sim.token])
    assert outcome.status == 0
    assert json.loads(outcome.out)["data"][0]["moniker"] == "default"


def test_get_prints_no_byte_that_a_terminal_obeys_and_the_same_json(sim):
    name = "\x1b[2J \x9b2J \x7f \x80 \x9f \xa0 \u201b é"
    sim.world.endpoints[0].name = name
    outcome = run("--config", config_file(sim), "get", f"/endpoints/{sim.endpoint_id}")
    assert outcome.status == 0 and json.loads(outcome.out)["data"]["name"] == name
    assert all(0x20 <= ord(c) < 0x7f or ord(c) > 0x9f for c in outcome.out.rstrip("\n"))
    assert "\xa0 \u201b é" in outcome.out


def test_no_character_that_hides_or_turns_a_line_round_is_printed(sim):
    name = "\u202edefault\u2066\u200b\u061c \U000e0041"
    sim.world.endpoints[0].name = name
    outcome = run("--config", config_file(sim), "get", f"/endpoints/{sim.endpoint_id}")
    assert json.loads(outcome.out)["data"]["name"] == name
    assert r"\u202edefault\u2066\u200b\u061c \udb40\udc41" in outcome.out
    *lines, machine = check(sim).out.splitlines()
    assert not (set(name) - set(" default")) & set(outcome.out + "".join(lines) + machine)
    assert "???default???????? ????, active" in "".join(lines)
    assert json.loads(machine)["name"] == name


def test_get_reaches_large_replies(sim):
    sim.options.padding = 200_000
    outcome = run("--config", config_file(sim), "get", "/endpoints")
    assert outcome.status == 0 and len(json.loads(outcome.out)["data"]) == 2


def test_put_changes_the_platform(sim):
    path = f"/endpoints/{sim.endpoint_id}/keyvalues/colour"
    assert run("--config", config_file(sim), "put", path, '{"value": "blue"}').status == 0
    assert sim.world.endpoints[0].key_values["colour"] == "blue"


def test_get_of_what_is_not_there_fails_with_the_platforms_words(sim):
    outcome = run("--config", config_file(sim), "get", "/vslices/none")
    assert outcome.status == CANNOT_TELL
    assert "Record not found" in outcome.out + outcome.err


@pytest.mark.parametrize("path", ["/x y", "/x\r\nHost: evil", "/\u00e4"])
def test_a_path_that_would_change_the_request_is_refused(sim, path):
    outcome = run("--config", config_file(sim), "get", path)
    assert outcome.status in (USAGE, CANNOT_TELL) and sim.requests == []


def test_a_single_call_says_why_it_failed(sim):
    sim.world.tokens.clear()
    outcome = run("--config", config_file(sim), "get", "/vslices", secrets=[sim.token])
    assert outcome.status == CANNOT_TELL and "http_unauthorized" in outcome.err


# ---- report ----

def test_the_report_reaches_the_platform_and_only_when_it_changes(sim, tmp_path):
    state = tmp_path / "state"
    config = {"report_key": "vsa"}
    assert check(sim, "--state", state, **config).stage("report") == "ok"
    assert sim.world.endpoints[0].key_values["vsa"].startswith("MEMBER vslice=default")
    assert check(sim, "--state", state, **config).stage("report") is None
    sim.world.endpoints[0].status = "suspended"
    assert check(sim, "--state", state, **config).status == NOT_MEMBER
    assert "endpoint_not_active" in sim.world.endpoints[0].key_values["vsa"]
    assert len(put_requests(sim)) == 2


def test_a_report_that_fails_does_not_change_the_verdict_and_is_made_up_for(sim, tmp_path):
    state = tmp_path / "state"
    sim.faults.add(Status(500), path=REPORT_PATH, times=1)
    first = check(sim, "--state", state, report_key="vsa")
    assert (first.status, first.stage("report")) == (MEMBER, "http_server_error")
    assert check(sim, "--state", state, report_key="vsa").stage("report") == "ok"


def test_without_a_token_the_report_goes_by_the_edge_api(sim):
    outcome = check(sim, edge=sim.edge_url, token=None, report_key="vsa")
    assert (outcome.status, outcome.stage("report")) == (CANNOT_TELL, "ok")
    assert sim.world.endpoints[0].key_values["vsa"].startswith("CANNOT_TELL reasons=no_token")
    assert sim.api_requests == []


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 4096])
def test_a_damaged_state_file_is_as_good_as_none(sim, tmp_path, damage):
    state = tmp_path / "state"
    state.write_bytes(damage)
    assert check(sim, "--state", state, report_key="vsa").stage("report") == "ok"
    assert check(sim, "--state", state, report_key="vsa").stage("report") is None


def test_a_state_file_that_cannot_be_written_does_not_spoil_the_check(sim, tmp_path):
    assert check(sim, "--state", tmp_path / "no" / "such" / "folder", report_key="vsa").status == MEMBER


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/full", path)],
                         ids=["pipe", "folder", "device"])
def test_a_state_file_that_is_none_is_neither_waited_for_nor_replaced(sim, tmp_path, make):
    state = tmp_path / "state"
    make(state)
    kind = os.lstat(state).st_mode
    outcome = check(sim, "--state", state, timeout=20)
    assert outcome.status == MEMBER and "could not be written" in outcome.err
    assert os.lstat(state).st_mode == kind


@pytest.mark.skipif(subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0,
                    reason="a small disk needs the right to mount it")
def test_a_full_disk_spoils_neither_the_check_nor_the_state_before(sim, tmp_path):
    script = """set -e
        mount -t tmpfs -o size=32k none "$1" && cd "$1" && kept=$2 && shift 2
        "$@" && cp -r . "$kept"
        dd if=/dev/zero of=filler bs=1k count=64 2>"$kept/dd" || "$@"
        rm filler "$kept/dd" && diff -r . "$kept" && echo same"""
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script, "-", disk, kept, PROGRAM, "--json", "--config",
                           config_file(sim, report_key="vsa", interval_s=60), "--state", disk / "state"], capture_output=True,
                          text=True, timeout=60, env=environment(), check=False)
    assert done.returncode == 0 and done.stdout.count('"verdict":"member"') == 2 and done.stdout.endswith("\nsame\n"), done
    assert "could not be written" in done.stderr


RECORDS = ["state", "state.key", "state.session"]


def names_in(folder):
    return sorted(file.name for file in folder.iterdir())


def test_two_programs_with_one_state_file_do_each_other_no_harm(sim, tmp_path):
    page, state = config_file(sim, report_key="vsa"), tmp_path / "state"
    command = [PROGRAM, "--json", "--config", page, "--state", state, "--count", "3", "watch"]
    env = environment(VSLICE_AGENT_HASTE="1", **slow_disk_env(20))
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) for _ in range(4)]
    for each in running:
        out, err = each.communicate(timeout=60)
        assert ([json.loads(line)["verdict"] for line in out.splitlines()], err) == (["member"] * 3, "")
    assert names_in(tmp_path) == RECORDS
    # Of two keys made at once one is lost, and what was sealed with it.
    assert "resumed" in [check(sim, "--state", state, report_key="vsa").report["mode"] for _ in range(2)]


def test_who_is_killed_while_it_writes_leaves_nothing_behind_for_long(sim, tmp_path):
    state, left = tmp_path / "state", set()
    for nth in (1, 1, 2, 1, 1, 3, 3, 4):    # the key until there is one, the session, the state: each file, then its folder
        assert check(sim, "--state", state, report_key="vsa", env=shim_env("fsync", nth)).status == -signal.SIGKILL
        left |= set(names_in(tmp_path)) - set(RECORDS)
    assert len(left) == 3, left
    for _ in range(2):
        assert check(sim, "--state", state, report_key="vsa").status == MEMBER
    assert names_in(tmp_path) == RECORDS
    assert check(sim, "--state", state, report_key="vsa").stage("report") is None


def test_who_keeps_the_folder_locked_keeps_nothing_from_its_verdict(sim, tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    outcome = check(sim, "--state", tmp_path / "state", report_key="vsa")
    os.close(folder)
    assert outcome.status == MEMBER and "could not be written" in outcome.err
    assert names_in(tmp_path) == []


# ---- output ----

@pytest.mark.parametrize("call, status", [(("check",), MEMBER), (("get", "/vslices"), CANNOT_TELL),
                                          (("--help",), CANNOT_TELL), (("--version",), CANNOT_TELL)])
def test_output_that_cannot_be_written_is_told(sim, call, status):
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([PROGRAM, "--config", config_file(sim), *call], stdout=full, stderr=subprocess.PIPE, text=True,
                              timeout=60, env=environment(), check=False)
    assert done.returncode == status and "output could not be written" in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_socket_takes_the_place_of_a_stream_that_the_caller_has_closed(sim, tmp_path, closed):
    shim = shim_env("connect", at=1_000_000)
    listing = tmp_path / "descriptors"
    script = f'"$@" {closed}'
    page = config_file(sim)
    done = subprocess.run(["sh", "-c", script, "-", PROGRAM, "--verbose", "--config", page], timeout=60, check=False,
                          capture_output=True, env=environment(**shim, FAULT_SOCKETS=str(listing)))
    assert done.returncode == MEMBER
    assert listing.read_text().split() and all(int(fd) > 2 for fd in listing.read_text().split())


# ---- watch ----

def test_watch_repeats_and_keeps_the_connection(sim):
    outcome = run("--config", config_file(sim), "--count", "2", "--json", "watch", env={"VSLICE_AGENT_HASTE": "1"})
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert (outcome.status, [line["verdict"] for line in lines]) == (MEMBER, ["member", "member"])
    assert len(sim.api_connections) == 1
    assert (lines[1]["connections"], lines[1]["mode"]) == (0, "kept")
    assert lines[1]["bill"]["trips"] == 1


def test_watch_opens_a_new_connection_when_the_old_one_is_gone(direct):
    direct.faults.add(CloseAfter(3, announce=False), connection=1)
    outcome = run("--config", config_file(direct), "--count", "2", "--json", "watch", env={"VSLICE_AGENT_HASTE": "1"})
    assert outcome.status == MEMBER
    assert len(direct.api_connections) == 2
