# SPDX-License-Identifier: MIT
"""The simulated Stacuity platform: management API and Edge API, with faults on demand. README.md tells more."""

from . import needs

needs.require()

from .faults import (PLAIN_HTTP, AnswerConnection, Around, BreakHandshake, CloseAfter, Cut, Delay, Drip,  # noqa: E402
                     DropConnection, Garbage, Hold, SlowHandshake, Stall, StallConnection, Status, http_date, tls_alert)
from .options import Options  # noqa: E402
from .simulator import Simulator, wait_until  # noqa: E402
from .world import Endpoint, Group, VSlice, World, default_world  # noqa: E402

__all__ = ["Simulator", "wait_until", "Options", "World", "VSlice", "Group", "Endpoint", "default_world",
           "Status", "CloseAfter", "Hold", "Delay", "Stall", "Drip", "Cut", "Garbage", "Around",
           "DropConnection", "StallConnection", "AnswerConnection", "BreakHandshake", "SlowHandshake",
           "PLAIN_HTTP", "tls_alert", "http_date"]
