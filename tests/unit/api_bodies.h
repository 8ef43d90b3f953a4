/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_API_BODIES_H
#define VSLICE_AGENT_TESTS_UNIT_API_BODIES_H

/* api_bodies: whole replies of the management API, as far as their form is known. */
#define ENDPOINT_ID "3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2"
#define GROUP_ID    "a4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3"
#define VSLICE_ID   "6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071"

#define VSLICE \
    "{\"data\":{\"id\":\"6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071\",\"name\":\"Default\",\"moniker\":\"default\"," \
    "\"subnets\":[\"100.64.0.0/10\"],\"dnsServers\":null,\"dnsMode\":{\"key\":10,\"moniker\":\"auto\"," \
    "\"name\":\"Automatic\",\"active\":true},\"ipAddressFamily\":{\"key\":10,\"moniker\":\"ipv4\"," \
    "\"name\":\"IPv4\",\"active\":true},\"eventMap\":null,\"endpointGroupCount\":3,\"endpointCount\":128}," \
    "\"success\":true,\"messages\":[]}"

#define GROUP \
    "{\"success\":true,\"messages\":[],\"data\":{\"id\":\"a4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3\"," \
    "\"moniker\":\"tf-group\",\"name\":\"terraform endpoint advanced\",\"endpointsAssigned\":42," \
    "\"vslice\":{\"id\":\"6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071\",\"moniker\":\"default\"," \
    "\"name\":\"Default\"},\"eventMap\":{\"id\":\"c1f5a3d2-7788-4e0b-9a44-0e1f2a3b4c5d\"," \
    "\"moniker\":\"vslice-map\",\"name\":\"VSlice map\"},\"routingPolicy\":{\"key\":0,\"moniker\":\"slice1-test-rp\"," \
    "\"name\":\"Slice 1 test policy\",\"active\":true},\"steeringProfile\":null,\"regionalGatewayPolicy\":{\"id\":\"2f3e4d5c-6b7a-4897-a6b5-c4d3e2f1a0b9\"," \
    "\"moniker\":\"automatic\",\"name\":\"Automatic\"},\"ipAllocationType\":{\"key\":10," \
    "\"moniker\":\"static\",\"name\":\"Static\",\"active\":true},\"customerId\":\"9d8c7b6a-5f4e-4d3c-8b2a-1f0e9d8c7b6a\"}}"

#define ENDPOINT_FLAT \
    "{\"success\":true,\"messages\":[],\"data\":{\"id\":\"3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2\"," \
    "\"name\":\"Truck 001\",\"epid\":\"k7m2q9\",\"iccid\":\"8944500000000000001\",\"imsi\":\"234500000000001\"," \
    "\"msisdn\":\"447000000000001\",\"imei\":\"860000000000001\",\"reference\":\"AST-2024-0001\"," \
    "\"tags\":[\"fleet:logistics\",\"region:emea\"],\"endpointStatus\":{\"key\":50,\"moniker\":\"active\"," \
    "\"name\":\"Active\",\"active\":true},\"endpointNetworkStatus\":{\"key\":40,\"moniker\":\"active\"," \
    "\"name\":\"Active\",\"active\":true},\"endpointGroupId\":\"a4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3\"," \
    "\"endpointGroupName\":\"terraform endpoint advanced\",\"vSliceId\":\"6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071\"," \
    "\"vSliceName\":\"Default\",\"vSliceMoniker\":\"default\",\"routingPolicyId\":\"5b6c7d8e-9fa0-4b1c-8d2e-3f4a5b6c7d8e\"," \
    "\"ipAddress\":\"100.64.17.203\",\"firstActivity\":\"2024-03-01T08:12:44Z\",\"latestActivity\":\"2025-06-12T10:33:07.1234567Z\"," \
    "\"latestRatType\":{\"key\":60,\"moniker\":\"eutran\",\"name\":\"EUTRAN (4G)\",\"active\":true}," \
    "\"latestServingOperatorDescription\":\"EE (United Kingdom)\",\"latestCountryName\":\"United Kingdom\"," \
    "\"latestLat\":51.50735,\"latestLon\":-0.12776,\"usageRolling24H\":184320,\"usageRolling7D\":1310720," \
    "\"usageRolling28D\":5242880,\"usageRolling1Y\":61865984,\"chargeRolling24H\":0.0018," \
    "\"chargeRolling7D\":0.0131,\"chargeRolling28D\":0.0524,\"chargeRolling1Y\":0.6187}}"

#define ENDPOINT_NESTED \
    "{\"success\":true,\"messages\":[],\"data\":{\"id\":\"3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2\"," \
    "\"name\":\"Truck 001\",\"epid\":\"k7m2q9\",\"iccid\":\"8944500000000000001\",\"imsi\":\"234500000000001\"," \
    "\"msisdn\":\"447000000000001\",\"imei\":\"860000000000001\",\"reference\":\"AST-2024-0001\"," \
    "\"tags\":[\"fleet:logistics\",\"region:emea\"],\"endpointStatus\":{\"key\":50,\"moniker\":\"active\"," \
    "\"name\":\"Active\",\"active\":true},\"endpointNetworkStatus\":{\"key\":40,\"moniker\":\"active\"," \
    "\"name\":\"Active\",\"active\":true},\"routingPolicyId\":\"5b6c7d8e-9fa0-4b1c-8d2e-3f4a5b6c7d8e\"," \
    "\"firstActivity\":\"2024-03-01T08:12:44Z\",\"latestActivity\":\"2025-06-12T10:33:07.1234567Z\"," \
    "\"latestRatType\":{\"key\":60,\"moniker\":\"eutran\",\"name\":\"EUTRAN (4G)\",\"active\":true}," \
    "\"latestServingOperatorDescription\":\"EE (United Kingdom)\",\"latestCountryName\":\"United Kingdom\"," \
    "\"latestLat\":51.50735,\"latestLon\":-0.12776,\"usageRolling24H\":184320,\"usageRolling7D\":1310720," \
    "\"usageRolling28D\":5242880,\"usageRolling1Y\":61865984,\"chargeRolling24H\":0.0018," \
    "\"chargeRolling7D\":0.0131,\"chargeRolling28D\":0.0524,\"chargeRolling1Y\":0.6187," \
    "\"endpointGroup\":{\"id\":\"a4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3\",\"moniker\":\"tf-group\"," \
    "\"name\":\"terraform endpoint advanced\"},\"vSlice\":{\"id\":\"6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071\"," \
    "\"moniker\":\"default\",\"name\":\"Default\"}}}"

#define KEY_VALUES \
    "{\"success\":true,\"messages\":[],\"totalItems\":5,\"limit\":0,\"offset\":0,\"data\":[{\"key\":\"vehicle_id\"," \
    "\"value\":\"TRUCK-001\"},{\"key\":\"fleet_code\",\"value\":\"FLEET-EAST-01\"},{\"key\":\"firmware_version\"," \
    "\"value\":\"2.1.0\"},{\"key\":\"report_interval_s\",\"value\":\"900\"},{\"key\":\"ETH1_PORT\"," \
    "\"value\":8080}]}"

#endif
