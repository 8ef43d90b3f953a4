# SPDX-License-Identifier: MIT
"""Everything about the platform that is not known for certain, as switches. The defaults follow the sample bodies."""

from dataclasses import dataclass, fields

CHOICES = {
    "link": ("flat", "nested", "both", "group-only", "contradict"),
    "vslice_name": ("sample", "vslice", "vSlice", "VSlice"),
    "refused_body": ("empty", "envelope", "html", "problem"),
    "refused_status": (401, 403),
    "order": ("sample", "data-first", "data-last", "reversed"),
    "indent": (None, 2, 4),
    "escape": ("utf-8", "ascii"),
    "framing": ("length", "chunked", "close"),
    "messages": ("empty", "several", "absent"),
    "not_found_data": ("absent", "null"),
    "dns_servers": ("world", "null", "list", "blank"),
    "edge_id": ("string", "text", "envelope", "envelope-object", "object"),
    "edge_kv": ("array", "envelope", "map"),
    "edge_write": ("empty", "no-content", "envelope"),
    "edge_outside_status": (403, 404),
}


@dataclass
class Options:
    """Change a member at any time; the next reply follows it. A value that does not exist is refused at once."""

    link: str = "flat"              # how an endpoint names its group and VSlice
    vslice_name: str = "sample"     # letter case of every member whose name begins with "vslice"
    refused_body: str = "empty"     # body that comes with a refused token
    refused_status: int = 401
    order: str = "sample"           # order of members; "reversed" turns every object round
    indent: int | None = None       # None is compact
    escape: str = "utf-8"           # "ascii" writes \uXXXX for everything beyond ASCII
    framing: str = "length"
    chunk_size: int = 16            # chunked: largest chunk; extensions, trailers and odd spellings come with it
    extra_members: int = 0          # unknown members in the envelope and in the data object
    padding: int = 0                # a reply is at least this many bytes: unknown members first, the wanted ones last
    messages: str = "empty"         # "several": more than one text
    not_found_data: str = "absent"  # a "Record not found" with "data": null, or without data
    dns_servers: str = "world"      # "world": as the VSlice has them; "list": two servers; "blank": [""]
    edge_id: str = "string"         # GET /ep/id
    edge_kv: str = "array"          # GET /ep/kv
    edge_write: str = "empty"       # POST /ep/kv/{key}
    too_early: bool = False         # 425 for a request that came as early data
    edge_outside_status: int = 403  # the Edge API asked from outside a data session

    def __setattr__(self, name, value):
        if name not in {field.name for field in fields(self)}:
            raise AttributeError(f"there is no option {name!r}")
        if name in CHOICES and value not in CHOICES[name]:
            raise ValueError(f"option {name} is one of {CHOICES[name]}, not {value!r}")
        object.__setattr__(self, name, value)
