"""Ways in which an HTTP server can misbehave, and the plan that says which request gets which.

A fault is a function of the wire to the client and of `ask`, which fetches the answer that would have been right.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

_REASONS = {403: "Forbidden", 404: "NotFound", 410: "Expired", 429: "TooManyRequests", 503: "ServiceUnavailable"}
_PIECES_PER_S = 20
_FILLER = b" " * 65536


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    method: str
    path: str
    """With the query."""
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes = field(repr=False, default=b"")


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int = 200
    body: bytes = field(repr=False, default=b"")
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    """All but Content-Length, Date and Connection."""


class Wire(Protocol):
    """The connection to the client, while one request is answered."""

    def head(self, answer: Answer, length: int | None) -> None:
        """Send status and headers; without a length the body ends where the connection does."""

    def body(self, piece: bytes) -> None:
        """Send a piece of the body."""

    def hang_up(self) -> None:
        """Close the connection once this request is answered."""

    def wait(self, seconds: float) -> bool:
        """Wait; tell whether the server goes on (it does not while it is being stopped)."""


Fault: TypeAlias = Callable[[Wire, Callable[[], Answer]], None]


def reply(answer: Answer) -> Fault:
    """Give this answer instead."""

    def act(wire: Wire, _: Callable[[], Answer]) -> None:
        wire.head(answer, len(answer.body))
        wire.body(answer.body)

    return act


def status(code: int, *, retry_after_s: int | None = None) -> Fault:
    """Give an error as a Kubernetes API server words it, with Retry-After if wanted."""
    reason = _REASONS.get(code, "InternalError")
    body = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": f"made to fail with {code}",
        "reason": reason,
        "code": code,
    }
    retry = (("Retry-After", str(retry_after_s)),) if retry_after_s is not None else ()
    return reply(Answer(code, json.dumps(body).encode(), (("Content-Type", "application/json"), *retry)))


def redirect(location: str) -> Fault:
    """Send the client to another address."""
    return reply(Answer(302, headers=(("Location", location),)))


def delay(seconds: float) -> Fault:
    """Give the right answer, late."""

    def act(wire: Wire, ask: Callable[[], Answer]) -> None:
        if wire.wait(seconds):
            reply(ask())(wire, ask)

    return act


def drip(bytes_per_s: int) -> Fault:
    """Give the right answer, slowly, in twenty pieces a second."""
    size = max(1, bytes_per_s // _PIECES_PER_S)

    def act(wire: Wire, ask: Callable[[], Answer]) -> None:
        answer = ask()
        wire.head(answer, len(answer.body))
        for start in range(0, len(answer.body), size):
            wire.body(answer.body[start : start + size])
            if not wire.wait(size / bytes_per_s):
                return

    return act


def cut(after_bytes: int) -> Fault:
    """Announce the right answer in full, and hang up after so many bytes of its body."""

    def act(wire: Wire, ask: Callable[[], Answer]) -> None:
        answer = ask()
        wire.head(answer, len(answer.body))
        wire.body(answer.body[:after_bytes])
        wire.hang_up()

    return act


def endless(start: bytes = b'{"items":[', filler: bytes = _FILLER) -> Fault:
    """Send a body that never ends: `start`, then `filler` up to a thousand times a second."""

    def act(wire: Wire, _: Callable[[], Answer]) -> None:
        wire.head(Answer(), None)
        wire.body(start)
        while wire.wait(0.001):
            wire.body(filler)

    return act


@dataclass
class _Rule:
    path: re.Pattern[str]
    fault: Fault
    nth: int | None
    seen: int = 0

    def applies(self, path: str) -> bool:
        if not self.path.search(path):
            return False
        self.seen += 1
        return self.nth in {None, self.seen}


class Faults:
    """Which requests go wrong and how, and a record of all that came. Tests change it while the server runs."""

    def __init__(self) -> None:
        """Begin with no fault."""
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []
        self._requests: list[Request] = []

    def set(self, path: str, fault: Fault, *, nth: int | None = None) -> None:
        """Let requests go wrong whose path and query match a regular expression; of several, the first set wins.

        Args:
            path: The expression; it may match anywhere.
            fault: What happens.
            nth: Only to the first, second, … such request from now on, counted from 1; without it, to all.
        """
        with self._lock:
            self._rules.append(_Rule(re.compile(path), fault, nth))

    def clear(self) -> None:
        """Let every request go well again, and forget those that came."""
        with self._lock:
            self._rules.clear()
            self._requests.clear()

    @property
    def requests(self) -> tuple[Request, ...]:
        """Return the requests that came, in order."""
        with self._lock:
            return tuple(self._requests)

    def fault_for(self, request: Request) -> Fault | None:
        """Record a request and return what happens to it, if anything."""
        with self._lock:
            self._requests.append(request)
            hits = [rule.fault for rule in self._rules if rule.applies(request.path)]
        return hits[0] if hits else None
