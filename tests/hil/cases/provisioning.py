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


@case("an empty sector is no page")
def _(b):
    refuses(b, None, "there is none")
    refuses(b, b"\xff" * b.board.page_bytes, "there is none")


@case("a page that was cut is refused")
def _(b):
    whole = encode(b)
    refuses(b, whole[:200].ljust(len(whole), b"\xff"), "")


@case("a page with one byte turned over is refused")
def _(b):
    whole = bytearray(encode(b))
    whole[whole.index(b'"vslice"')] ^= 0x20
    refuses(b, bytes(whole), "")


@case("a page with an unknown member names it")
def _(b):
    refuses(b, encode(b).replace(b'"report_key"', b'"report_kez"'), "report_kez")


@case("a page without a VSlice names it")
def _(b):
    refuses(b, encode(b).replace(b'"vslice"', b'"group2"').replace(b'"group2":"default",', b""), "vslice")


@case("a page that fills its sector and does not end is refused")
def _(b):
    refuses(b, b'{"vslice":"' + b"x" * (b.board.page_bytes - 11), "")


@case("a trust anchor that is damaged is refused")
def _(b):
    refuses(b, encode(b).replace(b"MII", b"MIJ", 1), '"ca"')
