# SPDX-License-Identifier: MIT
"""The management API, `/api/v1/...`: a pure function from a request to a response, over a world and options."""

import json

from .json_text import ABSENT, envelope
from .messages import Request, Response
from .objects import endpoint_object, group_object, key_value_list, vslice_object
from .options import Options
from .world import World

TOKEN_WORKS = "Congratulations, your API Token works."
NOT_FOUND = "Record not found"
HTML = b"<!DOCTYPE html>\r\n<html><head><title>%d</title></head><body><h1>%d</h1></body></html>\r\n"


def answer(world: World, options: Options, request: Request) -> Response:
    names = [part.casefold() for part in request.segments]
    if names[:2] != ["api", "v1"]:
        return Response(404, content_type=None)
    if options.too_early and request.early:
        return Response(425, content_type=None)
    if not token_is_good(world, request):
        return refused(options)
    return _route(world, options, request, names[2:], request.segments[2:])


def token_is_good(world: World, request: Request) -> bool:
    scheme, _, token = (request.header("Authorization") or "").partition(" ")
    return scheme.casefold() == "bearer" and token in world.tokens


def refused(options: Options) -> Response:
    """What a refused token looks like is not known, so there are four forms."""
    status = options.refused_status
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    word = "Unauthorized" if status == 401 else "Forbidden"
    problem = {"type": "about:blank", "title": word, "status": status, "traceId": "00-0000-00"}
    forms = {
        "empty": Response(status, content_type=None),
        "envelope": Response(status, envelope(options, success=False, messages=[word])),
        "html": Response(status, HTML % (status, status), "text/html"),
        "problem": Response(status, json.dumps(problem).encode(), "application/problem+json"),
    }
    response = forms[options.refused_body]
    response.headers.update(headers)
    return response


def _route(world, options, request, names, parts):
    match [request.method, *names]:
        case ["GET", "apitokens", "verify"]:
            return Response(200, envelope(options, messages=[TOKEN_WORKS]))
        case ["GET", "vslices"]:
            return _list(options, request, [vslice_object(one, options) for one in world.vslices])
        case ["GET", "vslices", _]:
            return _one(options, world.vslice(parts[1]), lambda one: vslice_object(one, options), data_first=True)
        case ["GET", "endpointgroups"]:
            return _list(options, request, [group_object(one, world, options) for one in world.groups])
        case ["GET", "endpointgroups", _]:
            return _one(options, world.group(parts[1]), lambda one: group_object(one, world, options))
        case ["GET", "endpoints"]:
            return _list(options, request, [endpoint_object(one, world, options) for one in world.endpoints])
        case ["GET", "endpoints", _]:
            return _one(options, world.endpoint(parts[1]), lambda one: endpoint_object(one, world, options))
        case ["GET", "endpoints", _, "keyvalues"]:
            return _key_values(options, world.endpoint(parts[1]))
        case ["PUT" | "DELETE", "endpoints", _, "keyvalues", _]:
            return _change_key_value(options, world.endpoint(parts[1]), parts[3], request)
        case [_, "vslices" | "endpointgroups" | "endpoints" | "apitokens", *_]:
            return Response(405, content_type=None)
    return Response(404, content_type=None)


def _not_found(options):
    data = None if options.not_found_data == "null" else ABSENT
    return Response(200, envelope(options, data, success=False, messages=[NOT_FOUND]))


def _one(options, found, write, data_first=False):
    return Response(200, envelope(options, write(found), data_first=data_first)) if found else _not_found(options)


def _key_values(options, endpoint):
    if endpoint is None:
        return _not_found(options)
    data = key_value_list(endpoint)
    paging = {"totalItems": len(data), "limit": 0, "offset": 0} if data else None
    return Response(200, envelope(options, data, paging=paging))


def _change_key_value(options, endpoint, key, request):
    if endpoint is None or (request.method == "DELETE" and key not in endpoint.key_values):
        return _not_found(options)
    if request.method == "DELETE":
        del endpoint.key_values[key]
        return Response(200, envelope(options, key))
    value = _value_in(request.body)
    if value is ABSENT:
        return Response(400, envelope(options, success=False, messages=["The value field is required."]))
    endpoint.key_values[key] = value
    return Response(200, envelope(options, key))


def _value_in(body: bytes):
    """The value of `{"value": string or number}`, or ABSENT."""
    try:
        document = json.loads(body)
    except ValueError:
        return ABSENT
    value = document.get("value") if isinstance(document, dict) else None
    return value if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ABSENT


def _list(options, request, items):
    query = {name.casefold(): value for name, value in request.query.items()}
    items = _sorted(_filtered(items, query.get("filter", "")), query.get("sortby", ""))
    try:
        offset, limit = int(query.get("offset", 0)), int(query.get("limit", 0))
    except ValueError:
        return Response(400, envelope(options, success=False, messages=["offset and limit are integers"]))
    page = items[offset:offset + limit] if limit else items[offset:]
    paging = {"totalItems": len(items), "limit": limit, "offset": offset}
    return Response(200, envelope(options, page, paging=paging))


def _filtered(items, text):
    """`name:terraform,moniker:tf-test`: contains, case-sensitive."""
    for clause in filter(None, text.split(",")):
        member, _, wanted = clause.partition(":")
        items = [item for item in items if wanted in str(item.get(member, ""))]
    return items


def _sorted(items, text):
    """`asc(name),desc(moniker)`: the first clause counts most."""
    for clause in reversed(list(filter(None, text.split(",")))):
        direction, _, member = clause.rstrip(")").partition("(")
        items = sorted(items, key=lambda item: str(item.get(member, "")), reverse=direction == "desc")
    return items
