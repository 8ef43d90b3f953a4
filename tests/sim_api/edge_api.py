# SPDX-License-Identifier: MIT
"""The Edge API, `/ep/...`: no token, plain HTTP; the caller is known by its data session (`world.session`).

No reply body of the real Edge API has been seen, so each call has several forms; see Options.
"""

import json

from .json_text import document_text, envelope
from .messages import Request, Response
from .objects import key_value_list
from .options import Options
from .world import World


def answer(world: World, options: Options, request: Request) -> Response:
    names = [part.casefold() for part in request.segments]
    if names[:1] != ["ep"]:
        return Response(404, content_type=None)
    endpoint = world.endpoint(world.session) if world.session else None
    if endpoint is None:
        return Response(options.edge_outside_status, content_type=None)
    match [request.method, *names[1:]]:
        case ["GET", "id"]:
            return _identity(endpoint, options)
        case ["GET", "kv"]:
            return _key_values(endpoint, options)
        case ["POST", "kv", _]:
            return _write(endpoint, request.segments[2], request.body, options)
        case [_, "id"] | [_, "kv"] | [_, "kv", _]:
            return Response(405, content_type=None)
    return Response(404, content_type=None)


def _identity(endpoint, options):
    if options.edge_id == "text":
        return Response(200, endpoint.id.encode(), "text/plain; charset=utf-8")
    if options.edge_id == "envelope":
        return Response(200, envelope(options, endpoint.id))
    if options.edge_id == "envelope-object":
        return Response(200, envelope(options, {"id": endpoint.id, "epid": endpoint.epid}))
    document = endpoint.id if options.edge_id == "string" else {"id": endpoint.id, "epid": endpoint.epid}
    return Response(200, document_text(document, options))


def _key_values(endpoint, options):
    if options.edge_kv == "envelope":
        return Response(200, envelope(options, key_value_list(endpoint)))
    document = key_value_list(endpoint) if options.edge_kv == "array" else dict(endpoint.key_values)
    return Response(200, document_text(document, options))


def _write(endpoint, key, body, options):
    """The body is a bare JSON string, quotes included."""
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, str):
        return Response(400, content_type=None)
    endpoint.key_values[key] = value
    if options.edge_write == "no-content":
        return Response(204, content_type=None)
    return Response(200, envelope(options, key) if options.edge_write == "envelope" else b"")
