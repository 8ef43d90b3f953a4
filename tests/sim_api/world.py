# SPDX-License-Identifier: MIT
"""The state of the simulated platform: VSlices, groups, endpoints, key values, tokens. Tests change it freely.

Every identifier is made up. The default world holds the objects of the known sample bodies, a second VSlice and a
second group, so that the default agent is a member and any of its facts can be turned against it by one assignment.
"""

import secrets
from dataclasses import dataclass, field


@dataclass
class VSlice:
    id: str
    moniker: str
    name: str
    subnets: list[str]
    dns_servers: list[str] | None = None
    dns_mode: str = "auto"
    ip_address_family: str = "ipv4"
    event_map: dict | None = None
    group_count: int = 1
    endpoint_count: int = 0


@dataclass
class Group:
    id: str
    moniker: str
    name: str
    vslice: str                    # moniker of its VSlice
    endpoints_assigned: int = 0
    event_map: dict | None = None
    routing_policy: str | None = "slice1-test-rp"
    ip_allocation_type: str = "static"


@dataclass
class Endpoint:
    id: str
    name: str
    epid: str
    group: str | None              # moniker of its group; None: never allocated
    ip_address: str | None         # None: no data session
    number: int = 1                # makes iccid, imsi, msisdn and imei differ
    status: str = "active"
    network_status: str = "active"
    reference: str = ""
    tags: list[str] = field(default_factory=list)
    key_values: dict = field(default_factory=dict)


@dataclass
class World:
    vslices: list[VSlice]
    groups: list[Group]
    endpoints: list[Endpoint]
    tokens: set[str] = field(repr=False)         # a token taken out of here is refused
    session: str | None = None                   # id of the endpoint whose data session reaches the Edge API

    def vslice(self, name: str) -> VSlice | None:
        return _find(self.vslices, name)

    def group(self, name: str) -> Group | None:
        return _find(self.groups, name)

    def endpoint(self, identifier: str) -> Endpoint | None:
        """Only the GUID is known to work for endpoints."""
        return next((one for one in self.endpoints if one.id.casefold() == identifier.casefold()), None)


def _find(objects, name):
    """By GUID without regard to case, or by exact moniker."""
    return next((one for one in objects if one.id.casefold() == name.casefold() or one.moniker == name), None)


EVENT_MAP = "c1f5a3d2-7788-4e0b-9a44-0e1f2a3b4c5d"


def _vslices():
    return [
        VSlice(id="6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071", moniker="default", name="Default",
               subnets=["100.64.0.0/10"], group_count=3, endpoint_count=128),
        VSlice(id="0b7d9f3e-55aa-4b6c-8f10-91c2d3e4f506", moniker="terraform-comb", name="Terraform Combined Example",
               subnets=["100.64.0.0/10", "10.45.0.0/16"], dns_servers=["1.1.1.1", "8.8.8.8"], dns_mode="custom",
               event_map={"id": EVENT_MAP, "moniker": "terraform-eventmap-vslice", "name": "Terraform Event Map VSlice"}),
    ]


def _groups():
    return [
        Group(id="a4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3", moniker="tf-group", name="terraform endpoint advanced",
              vslice="default", endpoints_assigned=42,
              event_map={"id": EVENT_MAP, "moniker": "vslice-map", "name": "VSlice map"}),
        Group(id="b5f1c9d3-2345-4b6c-9d7e-8f90a1b2c3d4", moniker="second-group", name="Second group",
              vslice="terraform-comb", endpoints_assigned=1),
    ]


def _endpoints():
    return [
        Endpoint(id="3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2", name="Truck 001", epid="k7m2q9", group="tf-group",
                 ip_address="100.64.17.203", reference="AST-2024-0001", tags=["fleet:logistics", "region:emea"],
                 key_values={"vehicle_id": "TRUCK-001", "fleet_code": "FLEET-EAST-01", "firmware_version": "2.1.0",
                             "report_interval_s": "900", "ETH1_PORT": 8080}),
        Endpoint(id="4fab6d81-3c52-4e9f-8a74-b8c9d0e1f203", name="Truck 002", epid="m8n3r1", group="second-group",
                 ip_address="10.45.3.7", number=2),
    ]


def default_world() -> World:
    """A fresh world with a token of its own."""
    endpoints = _endpoints()
    return World(_vslices(), _groups(), endpoints, tokens={secrets.token_hex(16)}, session=endpoints[0].id)
