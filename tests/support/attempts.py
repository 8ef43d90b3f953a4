# SPDX-License-Identifier: MIT
"""A second attempt for cases that go by a clock, which on a busy machine may miss a time that nothing is wrong with.

What is wrong with the code fails twice. What went well only then is told (tests/run lists it at its end), because a
race in the code looks the same.
"""

import traceback
from pathlib import Path


def _once(case, passed_on):
    try:
        case()
    except passed_on:
        raise
    except Exception as error:  # pylint: disable=broad-except
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {error}"
    return ""


def twice(case, name, passed_on=()):
    """An empty text, or what went wrong both times: what case() raised, unless it is to be passed on."""
    first = _once(case, passed_on)
    second = first and _once(case, passed_on)
    if first and not second:
        print(f"UNSTEADY {name}: at first " + first.replace("\n", "\n     "), flush=True)
    return second
