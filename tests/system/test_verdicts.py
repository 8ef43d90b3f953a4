# SPDX-License-Identifier: MIT
"""Every verdict and every reason, reached from the platform's side, with the exit status that goes with it."""

import pytest
from sim_api import Simulator, Status

from .agent import CANNOT_TELL, MEMBER, NOT_MEMBER, check
from .fault_shim import shim_env

SECOND_VSLICE = "0b7d9f3e-55aa-4b6c-8f10-91c2d3e4f506"


def test_a_member_is_told_so_with_its_evidence(sim):
    outcome = check(sim)
    assert (outcome.status, outcome.verdict, outcome.reasons) == (MEMBER, "member", [])
    assert outcome.report["endpoint"] == sim.endpoint_id
    assert outcome.report["vslice"] == "default"
    assert outcome.report["address"] == "100.64.17.203"
    assert "verdict   MEMBER" in outcome.out
    stages = ["link", "address", "time", "dns", "connect", "tls", "token", "endpoint", "vslice"]
    assert all(outcome.stage(stage) == "ok" for stage in stages)
    assert [line.split()[0] for line in outcome.out.splitlines()][:len(stages)] == stages


@pytest.mark.parametrize("link", ["flat", "nested", "both", "group-only"])
@pytest.mark.parametrize("name", ["vslice", "vSlice", "VSlice"])
def test_a_member_is_found_however_the_endpoint_names_its_vslice(sim, link, name):
    sim.options.link, sim.options.vslice_name = link, name
    outcome = check(sim)
    assert outcome.status == MEMBER
    assert (outcome.stage("group") == "ok") == (link == "group-only")


@pytest.mark.parametrize("change", [
    {"order": "data-first"}, {"order": "data-last"}, {"order": "reversed"}, {"indent": 4}, {"escape": "ascii"},
    {"framing": "chunked"}, {"framing": "close"}, {"extra_members": 40}, {"messages": "several"},
    {"messages": "absent"}, {"dns_servers": "null"}, {"dns_servers": "blank"}])
def test_unknown_details_of_the_replies_do_not_matter(sim, direct, change):
    for platform in (sim, direct):
        for name, value in change.items():
            setattr(platform.options, name, value)
        assert check(platform).status == MEMBER


def test_a_member_may_name_vslice_and_group_by_id_in_any_case(sim):
    vslice, group = sim.world.vslices[0].id.upper(), sim.world.groups[0].id.upper()
    assert check(sim, vslice=vslice, group=group, endpoint=sim.endpoint_id.upper()).status == MEMBER


def suspend(sim):
    sim.world.endpoints[0].status = "suspended"


def pending(sim):
    sim.world.endpoints[0].status = "pending"


def move_endpoint(sim):
    sim.world.endpoints[0].group = "second-group"


def other_family(sim):
    sim.world.vslices[0].ip_address_family = "ipv6"


def custom_dns(sim):
    sim.world.vslices[0].dns_servers = ["1.1.1.1", "8.8.8.8"]


def nothing(_sim):
    pass


@pytest.mark.parametrize("change, config, reason", [
    (move_endpoint, {}, "other_vslice"),
    (nothing, {"vslice": "terraform-comb"}, "other_vslice"),
    (nothing, {"vslice": SECOND_VSLICE}, "other_vslice"),
    (nothing, {"group": "second-group"}, "other_group"),
    (suspend, {}, "endpoint_not_active"),
    (pending, {}, "endpoint_not_active"),
    (nothing, {"address": "10.1.2.3"}, "address_outside"),
    (nothing, {"address": "auto"}, "address_outside"),
    (other_family, {}, "address_family"),
    (custom_dns, {"dns": ["9.9.9.9"]}, "dns_servers"),
    (nothing, {"endpoint": "00000000-0000-4000-8000-000000000000"}, "endpoint_unknown"),
    (nothing, {"vslice": "no-such-vslice"}, "vslice_unknown"),
    (nothing, {"group": "no-such-group"}, "group_unknown"),
])
def test_not_a_member_because(sim, change, config, reason):
    change(sim)
    outcome = check(sim, **config)
    assert (outcome.status, outcome.verdict) == (NOT_MEMBER, "not_member")
    assert reason in outcome.reasons
    assert "at" not in outcome.report


def test_reasons_are_a_set(sim):
    suspend(sim)
    outcome = check(sim, vslice="terraform-comb", address="10.1.2.3")
    assert set(outcome.reasons) == {"other_vslice", "endpoint_not_active", "address_outside"}


def test_the_vslices_own_dns_servers_are_fine(sim):
    custom_dns(sim)
    assert check(sim, dns=["8.8.8.8"]).status == MEMBER


def test_an_address_that_is_skipped_is_not_compared(sim):
    assert check(sim, address="skip").status == MEMBER


def nameless_group(sim):
    sim.world.endpoints[0].group = None


def many_subnets(sim):
    sim.world.vslices[0].subnets = [f"10.{i}.0.0/16" for i in range(20, 32)]


def contradict(sim):
    sim.options.link = "contradict"


def refuse_token(sim):
    sim.world.tokens.clear()


def garbled(sim):
    sim.faults.add(Status(200, body=b'{"success": "yes"}'), path="/vslices")


def refuse_connections(sim):
    sim.refuse("api")


def other_sim(sim):
    sim.world.session = sim.world.endpoints[1].id


def id_not_told(sim):
    sim.faults.add(Status(404), door="edge", path="/ep/id")


def no_address(sim):
    sim.world.endpoints[0].ip_address = None


@pytest.mark.parametrize("change, config, reason", [
    (contradict, {}, "contradiction"),
    (refuse_token, {}, "token_refused"),
    (garbled, {}, "bad_reply"),
    (refuse_connections, {"deadline_s": 5}, "unreachable"),
    (other_sim, {"edge": True}, "other_sim"),
    (no_address, {"edge": True, "endpoint": None}, "identity_unproven"),
    (id_not_told, {"edge": True, "endpoint": None}, "incomplete"),
    (nothing, {"edge": True, "token": None}, "no_token"),
    (nameless_group, {}, "vslice_unnamed"),
    (nameless_group, {"group": "tf-group"}, "group_unnamed"),
    (many_subnets, {}, "subnets_cut"),
])
def test_cannot_tell_because(sim, change, config, reason):
    change(sim)
    config = dict(config)
    if config.pop("edge", False):
        config["edge"] = sim.edge_url
    try:
        outcome = check(sim, **config)
    finally:
        if change is refuse_connections:
            sim.listen("api")
    assert (outcome.status, outcome.verdict) == (CANNOT_TELL, "cannot_tell")
    assert reason in outcome.reasons


def test_cannot_tell_because_the_device_does_not_know_its_address(sim):
    outcome = check(sim, address="auto", env=shim_env("getsockname", at=0))
    assert (outcome.status, outcome.reasons) == (CANNOT_TELL, ["address_unknown"])


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("body", ["empty", "envelope", "html", "problem"])
def test_a_refused_token_is_told_whatever_the_body_and_holds_the_next_check_back(direct, status, body):
    refuse_token(direct)
    direct.options.refused_status, direct.options.refused_body = status, body
    outcome = check(direct, interval_s=600)
    assert (outcome.status, outcome.reasons) == (CANNOT_TELL, ["token_refused"])
    assert outcome.at == ("token", "http_unauthorized" if status == 401 else "http_forbidden")
    assert outcome.report["next_check_s"] > 70000
    assert len(direct.api_connections) == 1


@pytest.mark.parametrize("form", ["string", "text", "envelope", "envelope-object", "object"])
def test_the_edge_api_tells_the_id_and_the_platform_confirms_the_address(sim, form):
    sim.options.edge_id = form
    outcome = check(sim, edge=sim.edge_url, endpoint=None)
    assert (outcome.status, outcome.stage("edge")) == (MEMBER, "ok")


def test_an_edge_api_that_does_not_answer_does_not_spoil_a_check(sim):
    sim.refuse("edge")
    try:
        outcome = check(sim, edge=sim.edge_url)
    finally:
        sim.listen("edge")
    assert (outcome.status, outcome.stage("edge")) == (MEMBER, "connect_refused")


def test_the_token_never_goes_to_the_edge_api(sim):
    check(sim, edge=sim.edge_url, report_key="vsa")
    assert len(sim.edge_requests) >= 2
    assert all(request.header("authorization") is None for request in sim.edge_requests)


@pytest.mark.parametrize("certificate", ["ecdsa", "rsa"])
@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_a_member_over_every_tls_version_and_kind_of_certificate(certificate, tls):
    with Simulator(tls=tls, certificate=certificate) as sim:
        outcome = check(sim)
    assert (outcome.status, outcome.report["tls"]) == (MEMBER, tls)
