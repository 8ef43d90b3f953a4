# SPDX-License-Identifier: MIT
"""From an object to the bytes on the wire: the envelope, the order of members, indentation, unknown members."""

import json

from .options import Options

ABSENT = object()
PADDED_MEMBERS = 400
FILLER = 'filler "quoted" back\\slash }]{[ ,: tab\t é ☃ 😀 '


def envelope(options: Options, data=ABSENT, success=True, messages=(), paging=None, data_first=False) -> bytes:
    """A whole reply body as the options want it."""
    document = {"success": success, **_messages(options, messages), **(paging or {})}
    if data is not ABSENT:
        document = {"data": data, **document} if data_first else {**document, "data": data}
    return document_text(document, options)


def _messages(options, messages):
    if options.messages == "absent" and not messages:
        return {}
    more = ["A second message.", "And \"a third\"."] if options.messages == "several" else []
    return {"messages": [*messages, *more]}


def document_text(document, options: Options) -> bytes:
    """Any reply; an object or the object in its `data` also receives the unknown members asked for."""
    if isinstance(document, dict) and (options.extra_members or options.padding):
        document = _with_unknown_members(document, options)
    return _dump(_ordered(document, options), options)


def _dump(document, options):
    separators = (",", ":") if options.indent is None else (",", ": ")
    text = json.dumps(document, indent=options.indent, separators=separators, ensure_ascii=options.escape == "ascii")
    return text.encode()


def _ordered(document, options):
    if options.order == "reversed":
        return _reversed(document)
    if isinstance(document, dict) and "data" in document and options.order != "sample":
        rest = {name: value for name, value in document.items() if name != "data"}
        data = {"data": document["data"]}
        return {**data, **rest} if options.order == "data-first" else {**rest, **data}
    return document


def _reversed(value):
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(one) for one in value] if isinstance(value, list) else value


def _with_unknown_members(document, options):
    """Unknown members go before the wanted ones; the bulk goes into `data` where that is an object."""
    extra = _unknown_members(options.extra_members, "")
    count = max(options.extra_members, PADDED_MEMBERS if options.padding else 0)
    missing = max(0, options.padding - len(_dump(document, options)))
    bulk = _unknown_members(count, _filler(missing // count, options))
    data = document.get("data")
    if isinstance(data, dict):
        return {**extra, **document, "data": {**bulk, **data}}
    return {**bulk, **document}


def _filler(size, options):
    """Text of at least `size` bytes once written."""
    once = len(_dump(FILLER, options)) - 2
    return FILLER * (-(-size // once))


def _unknown_members(count, text):
    return {f"unknown{index:04}": _unknown_value(index, text) for index in range(count)}


def _unknown_value(index, text):
    """Every kind of value in turn; some hold wanted names, deeper than they belong."""
    decoy = {"id": "decoy", "moniker": "decoy", "name": text}
    kinds = [
        text,
        {"success": False, "data": decoy, "messages": ["decoy"]},
        [index, -1.5e-7, 1e+30, None, True, [[], {}, [text]]],
        {"vSlice": decoy, "endpointStatus": {"moniker": "suspended"}, "subnets": ["0.0.0.0/0"]},
        {"": text, "a\"b": {"deep": [{"deeper": [{"deepest": {}}]}]}},
    ]
    return kinds[index % len(kinds)]
