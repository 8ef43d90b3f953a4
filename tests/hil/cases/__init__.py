# SPDX-License-Identifier: MIT
"""A case is a sentence and a function. The modules beside this one are the list, by subject."""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Callable

from ..bench import Bench
from ..board import CANNOT_TELL, MEMBER, NOT_MEMBER


@dataclass
class Case:
    sentence: str
    run: Callable[[Bench], None]
    simulator: dict                 # arguments of sim_api.Simulator
    image: str                      # what the board has to build for it


CASES: list[Case] = []


def case(sentence, *, image="vslice-agent.elf", **simulator):
    def add(function):
        CASES.append(Case(sentence, function, simulator, image))
        return function
    return add


def is_member(outcome):
    assert (outcome.status, outcome.verdict, outcome.reasons) == (MEMBER, "member", []), outcome.report


def is_not_member(outcome, *reasons):
    assert (outcome.status, outcome.verdict, outcome.reasons) == (NOT_MEMBER, "not_member", list(reasons)), outcome.report


def cannot_tell(outcome, stage, *results):
    assert (outcome.status, outcome.verdict) == (CANNOT_TELL, "cannot_tell"), outcome.report
    assert outcome.at[0] == stage and outcome.at[1] in results, outcome.at


def all_cases() -> list[Case]:
    """In the order of the modules' names, each module's in its own."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        importlib.import_module(f"{__name__}.{module.name}")
    return CASES
