# SPDX-License-Identifier: MIT
"""The replies themselves, without a network: the known sample bodies to the byte, and every switch of Options."""

import json

import pytest

from . import edge_api, management_api, needs
from .http_wire import BadRequest, body_length, chunked, encode, parse_head
from .messages import Request, Response
from .options import CHOICES, Options
from .world import default_world

VSLICE_ID = "6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071"
OTHER_VSLICE_ID = "0b7d9f3e-55aa-4b6c-8f10-91c2d3e4f506"


@pytest.fixture
def world():
    return default_world()


def call(world, path, options=None, method="GET", body=b"", token=None):
    headers = [("Host", "x"), ("authorization", "Bearer " + (token or next(iter(world.tokens))))]
    request = Request(method, "/api/v1" + path, headers, body)
    return management_api.answer(world, options or Options(), request)


def edge(world, path, options=None, method="GET", body=b""):
    return edge_api.answer(world, options or Options(), Request(method, path, [("Host", "x")], body))


def data(response):
    return json.loads(response.body)["data"]


def endpoint_path(world):
    return "/endpoints/" + world.endpoints[0].id


def test_the_token_check_is_as_documented_to_the_byte(world):
    expected = b'{"success":true,"messages":["Congratulations, your API Token works."]}'
    assert call(world, "/apitokens/verify").body == expected


@pytest.mark.parametrize("path, compact, indented", [
    ("/vslices/default", 370, 532), ("/vslices?limit=100", 913, 1412), ("/EndpointGroups/tf-group", 717, 960),
    ("/endpoints/{}", 1254, 1598), ("/endpoints/{}/keyvalues", 279, 437), ("/vslices/none", 49, 66)])
def test_replies_have_the_sizes_of_the_sample_bodies(world, path, compact, indented):
    path = path.format(world.endpoints[0].id)
    assert len(call(world, path).body) == compact
    assert len(call(world, path, Options(indent=2)).body) == indented


def test_objects_are_found_by_id_in_any_case_and_by_exact_moniker(world):
    for name in (VSLICE_ID, VSLICE_ID.upper(), "default"):
        assert data(call(world, f"/VSlices/{name}"))["moniker"] == "default"
    assert call(world, "/vslices/DEFAULT").body == b'{"success":false,"messages":["Record not found"]}'
    assert call(world, "/endpoints/Truck%20001").status == 200
    assert json.loads(call(world, "/endpoints/Truck%20001").body)["success"] is False


@pytest.mark.parametrize("link, wanted, unwanted", [
    ("flat", {"vSliceId", "endpointGroupId"}, {"vSlice", "endpointGroup"}),
    ("nested", {"vSlice", "endpointGroup"}, {"vSliceId", "endpointGroupId"}),
    ("both", {"vSlice", "endpointGroup", "vSliceId", "endpointGroupId"}, set()),
    ("group-only", {"endpointGroupId"}, {"vSliceId", "vSliceMoniker", "vSlice"})])
def test_an_endpoint_names_its_network_in_the_chosen_form(world, link, wanted, unwanted):
    members = set(data(call(world, endpoint_path(world), Options(link=link))))
    assert wanted <= members and not unwanted & members


def test_contradicting_links_name_two_vslices(world):
    endpoint = data(call(world, endpoint_path(world), Options(link="contradict")))
    assert (endpoint["vSliceId"], endpoint["vSlice"]["id"]) == (VSLICE_ID, OTHER_VSLICE_ID)


@pytest.mark.parametrize("name", ["vslice", "vSlice", "VSlice"])
def test_the_letter_case_of_vslice_follows_the_option(world, name):
    options = Options(vslice_name=name, link="both")
    assert {name, name + "Id"} <= set(data(call(world, endpoint_path(world), options)))
    assert name in data(call(world, "/endpointgroups/tf-group", options))


@pytest.mark.parametrize("form, start", [("empty", b""), ("envelope", b'{"success":false'), ("html", b"<!DOCTYPE"),
                                         ("problem", b'{"type"')])
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token(world, form, start, status):
    response = call(world, "/vslices", Options(refused_body=form, refused_status=status), token="0" * 32)
    assert response.status == status and response.body.startswith(start) and bool(response.body) == bool(start)
    assert ("WWW-Authenticate" in response.headers) == (status == 401)


def test_the_order_of_members(world):
    def names(order):
        return list(json.loads(call(world, "/vslices/default", Options(order=order)).body))
    assert names("sample") == names("data-first") == ["data", "success", "messages"]
    assert names("data-last") == ["success", "messages", "data"]
    assert names("reversed") == ["messages", "success", "data"]
    assert list(data(call(world, "/vslices/default", Options(order="reversed"))))[-1] == "id"


def test_a_padded_reply_is_a_megabyte_of_unknown_members_with_the_wanted_ones_last(world):
    body = call(world, endpoint_path(world), Options(padding=1_000_000, indent=4, order="data-last")).body
    members = data(Response(body=body))
    unknown = [name for name in members if name.startswith("unknown")]
    assert len(body) >= 1_000_000 and len(unknown) >= 300
    assert list(members)[:len(unknown)] == unknown and list(members)[len(unknown)] == "id"
    assert body.rindex(b'"endpointStatus"') > 990_000 and b"\n    " in body
    assert members["id"] == world.endpoints[0].id


def test_extra_members_messages_dns_and_escapes(world):
    assert len(data(call(world, "/vslices/default", Options(extra_members=7)))) == 10 + 7
    assert len(json.loads(call(world, "/vslices/none", Options(messages="several")).body)["messages"]) == 3
    assert "messages" not in json.loads(call(world, "/vslices/default", Options(messages="absent")).body)
    assert json.loads(call(world, "/vslices/none", Options(not_found_data="null")).body)["data"] is None
    assert data(call(world, "/vslices/default", Options(dns_servers="blank")))["dnsServers"] == [""]
    assert data(call(world, "/vslices/terraform-comb", Options(dns_servers="null")))["dnsServers"] is None
    world.vslices[0].name = "Änne"
    assert b"\\u00c4nne" in call(world, "/vslices/default", Options(escape="ascii")).body
    assert "Änne".encode() in call(world, "/vslices/default").body


def test_key_values_are_written_and_deleted(world):
    path = endpoint_path(world) + "/keyvalues"
    assert call(world, path + "/new%2Fkey", method="PUT", body=b'{"value":"v"}').status == 200
    assert world.endpoints[0].key_values["new/key"] == "v"
    assert data(call(world, path + "/new%2Fkey", method="DELETE")) == "new/key"
    assert "new/key" not in world.endpoints[0].key_values
    assert call(world, path + "/k", method="PUT", body=b'{"value":null}').status == 400
    assert call(world, path + "/k", method="POST", body=b"{}").status == 405


def test_lists_are_paged_filtered_and_sorted(world):
    reply = json.loads(call(world, "/endpoints?offset=1&limit=1&sortBy=desc(name)").body)
    assert (reply["totalItems"], [one["name"] for one in reply["data"]]) == (2, ["Truck 001"])
    assert [one["moniker"] for one in data(call(world, "/EndpointGroups?filter=name:Second"))] == ["second-group"]


@pytest.mark.parametrize("form, expected", [
    ("string", lambda i: json.dumps(i)), ("text", str), ("object", lambda i: f'{{"id":"{i}","epid":"k7m2q9"}}'),
    ("envelope", lambda i: f'{{"success":true,"messages":[],"data":"{i}"}}'),
    ("envelope-object", lambda i: f'{{"success":true,"messages":[],"data":{{"id":"{i}","epid":"k7m2q9"}}}}')])
def test_the_forms_of_the_edge_id(world, form, expected):
    assert edge(world, "/ep/id", Options(edge_id=form)).body.decode() == expected(world.endpoints[0].id)


def test_the_edge_key_values_and_the_session(world):
    assert json.loads(edge(world, "/EP/kv").body)[0] == {"key": "vehicle_id", "value": "TRUCK-001"}
    assert data(edge(world, "/ep/kv", Options(edge_kv="envelope")))[0]["key"] == "vehicle_id"
    assert json.loads(edge(world, "/ep/kv", Options(edge_kv="map")).body)["vehicle_id"] == "TRUCK-001"
    assert edge(world, "/ep/kv/x", Options(edge_write="no-content"), "POST", b'"text"').status == 204
    assert world.endpoints[0].key_values["x"] == "text"
    assert edge(world, "/ep/kv/x", None, "POST", b'{"value":"text"}').status == 400
    world.session = None
    assert edge(world, "/ep/id", Options(edge_outside_status=404)).status == 404


@pytest.mark.parametrize("name", CHOICES)
def test_an_option_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError):
        Options(**{name: "no such form"})
    with pytest.raises(AttributeError):
        Options().framming = "length"


def test_framing_and_request_heads():
    body = bytes(range(97, 123)) * 3
    assert chunked(body, 16).startswith(b"10\r\nabcdefghijklmnop\r\n1;sim\r\nq\r\n0008\r\n")
    assert b'\r\n1;quoted="a;b \\" c"\r\n' in chunked(body, 16)
    assert chunked(body, 16).endswith(b"\r\n0\r\nX-Sim-Trailer: done\r\n\r\n")
    assert b"Content-Length" not in encode(Response(204), Options(), False).head
    assert encode(Response(200, b"x"), Options(framing="close"), False).closes
    for head in (b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", b"GET / HTTP/1.0\r\nHost: x\r\n\r\n"):
        with pytest.raises(BadRequest):
            parse_head(head)
    with pytest.raises(BadRequest):
        body_length(parse_head(b"GET / HTTP/1.1\r\nX: y\r\n\r\n"))


def test_a_token_does_not_show_in_what_pytest_would_print(world):
    token = next(iter(world.tokens))
    request = Request("GET", "/", [("Authorization", f"Bearer {token}")])
    assert token not in repr(request) + repr(world)
    assert token in request.header("AUTHORIZATION")


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(needs, "find_program", lambda name: None)
    monkeypatch.setitem(needs.PYTHON_MODULES, "no_such_module", "python3-no-such-module")
    packages = needs.missing_packages()
    assert packages == ["python3-no-such-module", "nginx-light"]
    assert "apt-get install -y python3-no-such-module nginx-light" in needs.advice(packages)
    assert needs.missing_packages(programs=()) == ["python3-no-such-module"]
    with pytest.raises(ImportError, match="python3-no-such-module"):
        needs.require()
