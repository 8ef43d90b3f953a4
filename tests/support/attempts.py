# SPDX-License-Identifier: MIT
"""A second attempt for cases that go by a clock, which on a busy machine may miss a time that nothing is wrong with.

What is wrong with the code fails twice. What went well only then is told (tests/run lists it at its end), because a race in
the code looks the same.
"""


def twice(attempt, name):
    """attempt() gives an empty text, or what went wrong; so does this. Prints a line if only the second went well."""
    first = attempt()
    if not first:
        return ""
    second = attempt()
    if not second:
        print(f"UNSTEADY {name}: at first " + first.replace("\n", "\n     "), flush=True)
    return second
