# SPDX-License-Identifier: MIT
"""The arena, when it does not do."""

from .. import page
from ..board import CONFIG, MEMBER, NotHere
from . import case, is_member


@case("running out of arena is told as out of memory, wherever it happens")
def _(b):
    """More and more trust anchors take the room from the handshake, in the end from each other."""
    if int(b.board.choice("TLS_ARENA_BYTES")) > 65536:
        raise NotHere("a board whose arena no page can fill")
    anchor, told = page.with_anchors(b.page())["ca"], []
    for count in range(1, 100):
        content = b.page(ca=anchor * count, ca_file=None, edge=None, deadline_s=5)
        try:
            page.encode(content, b.board.page_bytes)
        except ValueError:
            break
        outcome = b.boot(content, limit_ms=6000)
        if outcome.status == CONFIG:
            assert "out of memory" in outcome.text, outcome.text
        elif outcome.status != MEMBER:
            assert outcome.at == ("tls", "out_of_memory"), outcome.report
            told.append(count)
    assert told, "it never happened"
    is_member(b.check())
