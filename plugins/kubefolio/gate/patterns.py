"""Private data by its form: what is looked for besides known values. To add a kind, add its row to `CHECKS`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import BytesAhoCorasick, Implementation

from kubefolio.gate import places, secrets

Accept = Callable[[re.Match[bytes]], bool]


@dataclass(frozen=True)
class Check:
    """A pattern, and the letters without which it cannot match."""

    kind: str
    what: str
    """In words, for the report."""
    triggers: tuple[bytes, ...]
    """In small letters; the pattern is tried only around these."""
    pattern: re.Pattern[bytes]
    accept: Accept
    before: int = 0
    """How far before its trigger a match can begin, in bytes; 0 where the trigger is its beginning."""
    after: int = 200
    """How far behind its trigger it is looked for, in bytes."""


def _text(accept: Callable[[str], bool]) -> Accept:
    return lambda match: accept(match[0].decode("utf-8", "replace"))


def _bytes(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


ULA = tuple(
    f"f{second}{third}{fourth}:" for second in "cd" for third in "0123456789abcdef" for fourth in "0123456789abcdef"
)

CHECKS: tuple[Check, ...] = (
    Check(
        *("private-address", "an address of a private network"),
        _bytes("10.", "172.", "192.168.", "169.254.", *(f"100.{n}." for n in range(64, 128))),
        places.IPV4,
        _text(places.is_private_address),
    ),
    Check(
        *("private-address", "an address of a private network"),
        _bytes("ip-1"),
        places.DASHED,
        _text(places.is_private_address),
    ),
    Check(
        *("private-address", "an IPv6 address of a private network"),
        _bytes(*ULA, "fe8", "fe9", "fea", "feb"),
        places.IPV6,
        _text(places.is_private_address),
    ),
    Check("email", "a mailbox", _bytes("@"), places.MAIL, _text(places.is_mailbox), before=65),
    Check(
        *("internal-host", "a host of a private domain"),
        _bytes(*(f".{domain}" for domain in places.PRIVATE_DOMAINS)),
        places.HOST,
        _text(places.is_private_host),
        before=80,
    ),
    Check(
        "private-key",
        "a private key",
        _bytes("private key", "putty-user"),
        secrets.PRIVATE_KEY,
        lambda _: True,
        before=60,
        after=40,
    ),
    Check("token", "a signed token (JWT)", _bytes("eyj"), secrets.JWT, _text(secrets.is_jwt), after=8192),
    Check("password", "a password in a URL", _bytes("://"), secrets.IN_URL, secrets.is_url_password),
    Check(
        "password",
        "a password or a key behind its name",
        _bytes(*secrets.WORDS),
        secrets.ASSIGNED,
        secrets.is_assigned_secret,
        after=4200,
    ),
    *(
        Check("token", "a key or a token", _bytes(*heads), re.compile(secrets.EDGE + form), _text(secrets.is_token))
        for heads, form in secrets.TOKENS
    ),
    *(
        Check(
            "token", "a key or a token", _bytes(*parts), re.compile(secrets.EDGE + form), _text(secrets.is_token), 120
        )
        for parts, form in secrets.TOKENS_AROUND
    ),
)
_HEX = bytes(
    ord("h") if chr(byte) in "0123456789abcdefABCDEF" else (byte if chr(byte) in ":-" else ord("_"))
    for byte in range(256)
)
_MAC_SHAPES = (b"hh:hh:hh:hh:hh:hh", b"hh-hh-hh-hh-hh-hh")

Hit = tuple[str, str, bytes, int]
"""Kind, in words, the value, and where it begins."""


class Patterns:
    """All checks at once."""

    def __init__(self) -> None:
        """Build the automaton of all triggers."""
        pairs = [(trigger, check) for check in CHECKS for trigger in check.triggers]
        self._checks = tuple(check for _, check in pairs)
        self._triggers = BytesAhoCorasick([text for text, _ in pairs], implementation=Implementation.DFA)

    def find(self, data: bytes, lower: bytes) -> Iterator[Hit]:
        """Yield every match in `data`, of which `lower` is the same in small letters; the same one perhaps twice."""
        done: dict[int, int] = {}
        for trigger, start, end in self._triggers.find_matches_as_indexes(lower, overlapping=True):
            check = self._checks[trigger]
            look = check.pattern.search if check.before else check.pattern.match
            begin = max(start - check.before, done.get(id(check), 0)) if check.before else start
            match = look(data, begin, end + check.after)
            if match and match.start() <= start:
                done[id(check)] = match.end()
                if check.accept(match):
                    yield check.kind, check.what, match[0], match.start()
        yield from _find_mac(data)


def _find_mac(data: bytes) -> Iterator[Hit]:
    """Yield hardware addresses: their shape is found as one literal, whatever their digits are."""
    shape = data.translate(_HEX)
    for form in _MAC_SHAPES:
        start = shape.find(form)
        while start >= 0:
            match = places.MAC.match(data, start)
            if match and places.is_telling_mac(match[0].decode()):
                yield "mac-address", "a hardware address", match[0], start
            start = shape.find(form, start + 1)
