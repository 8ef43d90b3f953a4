# SPDX-License-Identifier: MIT
"""The provisioning page in flash."""

from .. import page
from ..board import CONFIG
from . import case


def refuses(b, content, words):
    outcome = b.boot(content)
    assert outcome.status == CONFIG, outcome.text
    assert any(line.startswith("page ") and words in line for line in outcome.console), outcome.text


def encode(b, **overrides):
    return page.encode(b.page(**overrides), b.board.page_bytes)


def refuses_changed(b, old, new, words):
    """The good page with one text in place of another."""
    whole = encode(b)
    assert old in whole
    refuses(b, whole.replace(old, new, 1)[:len(whole)], words)


def padded(b, text):
    return text.ljust(b.board.page_bytes, b"\xff")


@case("an empty sector is no page, erased or not")
def _(b):
    refuses(b, None, "a JSON object; there is none")
    refuses(b, padded(b, b""), "a JSON object; there is none")
    refuses(b, bytes(b.board.page_bytes), "a JSON object; there is none")


@case("a page that was cut is refused as damaged, wherever that was")
def _(b):
    whole = encode(b).rstrip(b"\xff")
    for at in (1, len(whole) // 3, len(whole) - 1):
        refuses(b, padded(b, whole[:at]), "damaged in line 1")


@case("a page with one byte turned over or a hole in it is refused")
def _(b):
    whole = bytearray(encode(b))
    whole[whole.index(b'"vslice"')] ^= 0x20
    refuses(b, bytes(whole), "damaged in line 1")
    refuses(b, encode(b)[:300] + b"\xff" * 50 + encode(b)[350:], "damaged in line 1")


@case("a page that is no object is refused")
def _(b):
    refuses(b, padded(b, b"[1]"), "wanted a JSON object")
    refuses(b, padded(b, b"hello"), "damaged in line 1")


@case("a page with an unknown member names it")
def _(b):
    refuses_changed(b, b'"report_key"', b'"report_kez"', '"report_kez": wanted no such member')


@case("a page without a VSlice names it")
def _(b):
    refuses_changed(b, b'"vslice":"default",', b"", '"vslice": wanted ')


@case("a page with a member twice, of another type or out of its range names it")
def _(b):
    refuses_changed(b, b"{", b'{"vslice":"default",', '"vslice": wanted to be there once')
    refuses_changed(b, b'"vslice":"default"', b'"vslice":7', '"vslice": wanted ')
    refuses_changed(b, b'"interval_s":21600', b'"interval_s":1', '"interval_s": wanted 60 to ')
    refuses_changed(b, b'"api":"https:', b'"api":"http:', '"api": wanted an https')


@case("a page that is too large is refused: for its sector, in a member, in a list, in depth")
def _(b):
    refuses(b, b'{"vslice":"' + b"x" * (b.board.page_bytes - 11), "damaged in line 1")
    key = b'"report_key":"vslice_agent"'
    refuses_changed(b, key, b'"report_key":"' + b"a" * 600 + b'"', '"report_key": wanted at most ')
    refuses_changed(b, key, b'"report_key":"' + b"\\u0061" * 90 + b'"', '"report_key": wanted ')
    refuses(b, padded(b, b'{"dns":[' + b'"10.0.0.1",' * 90 + b'"10.0.0.1"]}'), "wanted no more than")
    refuses(b, padded(b, b'{"dns":' + b"[" * 100 + b"]" * 100 + b"}"), "damaged in line 1")


@case("a trust anchor that is damaged, cut or missing is refused")
def _(b):
    refuses_changed(b, b"MII", b"MIJ", '"ca"')
    refuses_changed(b, b"\\n-----END", b"", '"ca"')
    refuses_changed(b, b'"ca":"-----BEGIN', b'"ca":"-----begin', '"ca"')
