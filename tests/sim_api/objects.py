# SPDX-License-Identifier: MIT
"""One object of the world as the platform writes it in JSON (before order, indentation and unknown members)."""

from .options import Options
from .world import Endpoint, Group, VSlice, World

LOOKUPS = {  # kind -> moniker -> (key, name); only dnsMode 10 and the provisioning states are documented numbers
    "dns": {"auto": (10, "Automatic"), "custom": (20, "Custom")},
    "family": {"ipv4": (10, "IPv4"), "ipv6": (20, "IPv6")},
    "allocation": {"static": (10, "Static"), "pooled": (20, "Pooled")},
    "status": {"pending": (30, "Pending"), "active": (50, "Active"), "suspended": (60, "Suspended"),
               "terminated": (70, "Terminated")},
    "network": {"unknown": (10, "Unknown"), "detached": (20, "Detached"), "idle": (30, "Idle"),
                "active": (40, "Active")},
}
DNS_FORMS = {"null": None, "list": ["1.1.1.1", "8.8.8.8"], "blank": [""]}


def lookup(kind: str, moniker: str) -> dict:
    """`active` speaks of the row, not of the thing, so it is true for a suspended endpoint too."""
    key, name = LOOKUPS[kind].get(moniker, (0, moniker.title()))
    return {"key": key, "moniker": moniker, "name": name, "active": True}


def reference(target) -> dict:
    return {"id": target.id, "moniker": target.moniker, "name": target.name}


def vslice_prefix(options: Options, sample: str) -> str:
    return sample if options.vslice_name == "sample" else options.vslice_name


def vslice_object(vslice: VSlice, options: Options) -> dict:
    return {
        "id": vslice.id, "name": vslice.name, "moniker": vslice.moniker, "subnets": vslice.subnets,
        "dnsServers": DNS_FORMS.get(options.dns_servers, vslice.dns_servers),
        "dnsMode": lookup("dns", vslice.dns_mode),
        "ipAddressFamily": lookup("family", vslice.ip_address_family),
        "eventMap": vslice.event_map,
        "endpointGroupCount": vslice.group_count, "endpointCount": vslice.endpoint_count,
    }


def group_object(group: Group, world: World, options: Options) -> dict:
    vslice = world.vslice(group.vslice)
    policy = group.routing_policy
    return {
        "id": group.id, "moniker": group.moniker, "name": group.name, "endpointsAssigned": group.endpoints_assigned,
        vslice_prefix(options, "vslice"): vslice and reference(vslice),
        "eventMap": group.event_map,
        "routingPolicy": policy and {"key": 0, "moniker": policy, "name": "Slice 1 test policy", "active": True},
        "steeringProfile": None,
        "regionalGatewayPolicy": {"id": "2f3e4d5c-6b7a-4897-a6b5-c4d3e2f1a0b9", "moniker": "automatic",
                                  "name": "Automatic"},
        "ipAllocationType": lookup("allocation", group.ip_allocation_type),
        "customerId": "9d8c7b6a-5f4e-4d3c-8b2a-1f0e9d8c7b6a",
    }


def _flat_link(group, vslice, prefix):
    return {
        "endpointGroupId": group and group.id, "endpointGroupName": group and group.name,
        prefix + "Id": vslice and vslice.id, prefix + "Name": vslice and vslice.name,
        prefix + "Moniker": vslice and vslice.moniker,
    }


def _nested_link(group, vslice, prefix):
    return {"endpointGroup": group and reference(group), prefix: vslice and reference(vslice)}


def _link(endpoint: Endpoint, world: World, options: Options) -> dict:
    """The endpoint's group and VSlice in the chosen form."""
    prefix = vslice_prefix(options, "vSlice")
    group = world.group(endpoint.group) if endpoint.group else None
    vslice = world.vslice(group.vslice) if group else None
    flat, nested = _flat_link(group, vslice, prefix), _nested_link(group, vslice, prefix)
    if options.link == "flat":
        return flat
    if options.link == "nested":
        return nested
    if options.link == "both":
        return {**flat, **nested}
    if options.link == "group-only":
        return {name: value for name, value in flat.items() if name.startswith("endpointGroup")}
    other = next((one for one in world.vslices if one is not vslice), None)
    return {**flat, **_nested_link(group, other, prefix)}


def endpoint_object(endpoint: Endpoint, world: World, options: Options) -> dict:
    number = endpoint.number
    return {
        "id": endpoint.id, "name": endpoint.name, "epid": endpoint.epid,
        "iccid": f"{8944500000000000000 + number}", "imsi": f"{234500000000000 + number}",
        "msisdn": f"{447000000000000 + number}", "imei": f"{860000000000000 + number}",
        "reference": endpoint.reference, "tags": endpoint.tags,
        "endpointStatus": lookup("status", endpoint.status),
        "endpointNetworkStatus": lookup("network", endpoint.network_status),
        **_link(endpoint, world, options),
        "routingPolicyId": "5b6c7d8e-9fa0-4b1c-8d2e-3f4a5b6c7d8e",
        "ipAddress": endpoint.ip_address,
        "firstActivity": "2024-03-01T08:12:44Z", "latestActivity": "2025-06-12T10:33:07.1234567Z",
        "latestRatType": {"key": 60, "moniker": "eutran", "name": "EUTRAN (4G)", "active": True},
        "latestServingOperatorDescription": "EE (United Kingdom)", "latestCountryName": "United Kingdom",
        "latestLat": 51.50735, "latestLon": -0.12776,
        "usageRolling24H": 184320, "usageRolling7D": 1310720, "usageRolling28D": 5242880, "usageRolling1Y": 61865984,
        "chargeRolling24H": 0.0018, "chargeRolling7D": 0.0131, "chargeRolling28D": 0.0524, "chargeRolling1Y": 0.6187,
    }


def key_value_list(endpoint: Endpoint) -> list:
    return [{"key": key, "value": value} for key, value in endpoint.key_values.items()]
