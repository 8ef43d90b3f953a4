# SPDX-License-Identifier: MIT
"""Which fault applies to what: the list of rules a test fills."""

import threading
from dataclasses import dataclass

from .faults import AnswerFault, ConnectionFault
from .messages import Request

CLOSING = ("close", "fin", "reset")


@dataclass
class Rule:
    fault: AnswerFault | ConnectionFault
    door: str | None
    path: str | None
    method: str | None
    connection: int | None
    nth: int | None
    times: int | None
    matches: int = 0

    def applies(self, door, connection, path="", method="") -> bool:
        """Counts every match, so `nth` and `times` count from the moment the rule was added."""
        if self.door not in (None, door) or self.connection not in (None, connection):
            return False
        if self.path and self.path.casefold() not in path.casefold() or self.method not in (None, method):
            return False
        self.matches += 1
        return self.nth in (None, self.matches) and (self.times is None or self.matches <= self.times)


class Faults:
    """The rules in force; they may change while the simulator runs."""

    def __init__(self, direct: bool = True):
        self._direct = direct
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, fault, *, door=None, path=None, method=None, connection=None, nth=None, times=None) -> None:
        """Applies `fault` to all that fits: a door, a part of the path, a method, a connection's number; and of
        those only to the n-th (`nth`, from 1) or to the first `times`."""
        if fault.needs_direct and not self._direct and door != "edge":
            raise ValueError(f"{type(fault).__name__} needs front=\"direct\" (or door=\"edge\"): nginx would hide it")
        if isinstance(fault, ConnectionFault) and (path or method):
            raise ValueError("a connection has no path and no method yet")
        if getattr(fault, "how", "close") not in (*CLOSING, None):
            raise ValueError(f"how is one of {CLOSING}")
        with self._lock:
            self._rules.append(Rule(fault, door, path, method, connection, nth, times))

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def of_connection(self, door: str, number: int) -> list[ConnectionFault]:
        with self._lock:
            return [rule.fault for rule in self._rules
                    if isinstance(rule.fault, ConnectionFault) and rule.applies(door, number)]

    def of_answer(self, request: Request) -> list[AnswerFault]:
        with self._lock:
            return [rule.fault for rule in self._rules if isinstance(rule.fault, AnswerFault)
                    and rule.applies(request.door, request.connection, request.path, request.method)]
