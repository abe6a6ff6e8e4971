"""Seeded values that no public site may hold, 15 kinds of them, and texts that they stand in."""

from __future__ import annotations

import base64
import html
import random
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

SEED = 20261125
EACH = 20
"""Values of each kind."""

LETTERS, MIXED = string.ascii_lowercase, string.ascii_letters + string.digits


@dataclass(frozen=True)
class Plant:
    """A private value and a text as it stands in the world."""

    kind: str
    value: str
    text: str


def _word(dice: random.Random, length: int = 8) -> str:
    return "".join(dice.choices(LETTERS, k=length))


def _mixed(dice: random.Random, length: int) -> str:
    return "".join(dice.choices(MIXED, k=length)) + "aZ19"


def _token(dice: random.Random) -> str:
    body = _mixed(dice, 32)
    segments = [base64.urlsafe_b64encode(dice.randbytes(24)).decode().rstrip("=") for _ in range(2)]
    return dice.choice(
        [
            *(f"ghp_{body}", f"glpat-{body}", f"xoxb-{body}", f"hvs.{body}", f"glsa_{body}", f"npm_{body}"),
            f"AKIA{''.join(dice.choices(string.ascii_uppercase + string.digits, k=16))}",
            f"eyJhbGciOiJSUzI1NiJ9.{segments[0]}.{segments[1]}",
            base64.b64encode(dice.randbytes(32)).decode(),
            dice.randbytes(16).hex(),
        ]
    )


def _key(dice: random.Random) -> str:
    if dice.random() < 0.5:
        return f"AGE-SECRET-KEY-1{''.join(dice.choices(string.ascii_uppercase + string.digits, k=58))}"
    body = base64.b64encode(dice.randbytes(48)).decode()
    return f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----"


def _ipv4(dice: random.Random) -> str:
    first = dice.choice(["10", "192.168", "172.20", "100.64", "203.0", "198.51"])
    rest = [str(dice.randint(1, 254)) for _ in range(3 - first.count("."))]
    return ".".join([first, *rest])


def _ipv6(dice: random.Random) -> str:
    groups = [f"{dice.randint(0x1000, 0xFFFF):x}" for _ in range(dice.choice([3, 7]))]
    return ("fd00:" if len(groups) > 3 else "2001:db8::") + ":".join(groups)


MAKE: dict[str, Callable[[random.Random], str]] = {
    "IPv4 address": _ipv4,
    "IPv6 address": _ipv6,
    "host": lambda dice: f"{_word(dice)}.{_word(dice)}.net",
    "private domain": lambda dice: f"{_word(dice)}.{dice.choice(['lan', 'internal', 'home.arpa', 'corp'])}",
    "registry host": lambda dice: f"registry.{_word(dice)}.io",
    "node name": lambda dice: f"{_word(dice)}-{dice.randint(10, 99)}",
    "token": _token,
    "password in a URL": lambda dice: _mixed(dice, 12),
    "key": _key,
    "e-mail address": lambda dice: f"{_word(dice)}.{_word(dice)}@{_word(dice)}.org",
    "environment value": lambda dice: _word(dice, 14),
    "argument": lambda dice: _word(dice, 14),
    "ConfigMap data": lambda dice: _word(dice, 14),
    "Secret data": lambda dice: _word(dice, 14),
    "annotation": lambda dice: _word(dice, 14),
}
"""The last five have no form of their own: what keeps them out is that they are never read."""

TEXT = {
    "password in a URL": "https://robot:{}@github.com/me/infra.git",
    "registry host": "{}:5000/team/app:1.2.3",
}
"""How a value stands in the world where that is not alone."""

NEVER_READ = tuple(MAKE)[10:]


@cache
def plants() -> tuple[Plant, ...]:
    """Return all values, in the order of their kinds; the same ones every time."""
    dice = random.Random(SEED)  # noqa: S311  # the same values every time
    values = [(kind, make(dice)) for kind, make in MAKE.items() for _ in range(EACH)]
    return tuple(Plant(kind, value, TEXT.get(kind, "{}").format(value)) for kind, value in values)


def of_kinds(*kinds: str) -> tuple[Plant, ...]:
    """Return the values of some kinds."""
    return tuple(plant for plant in plants() if plant.kind in kinds)


def needle(plant: Plant) -> str:
    """Return what is looked for: the value, of a key its body."""
    return plant.value.split("\n")[1] if "\n" in plant.value else plant.value


def find_planted(data: bytes, planted: Iterable[Plant]) -> list[Plant]:
    """Return the values that stand in some bytes: as they are, as entities, as JSON, in capitals; of a key its body."""
    text = data.decode("utf-8", "replace")
    seen = f"{text}\n{html.unescape(text)}\n{html.unescape(text.replace(chr(92) + 'n', chr(10)))}".lower()
    return [plant for plant in planted if needle(plant).lower() in seen]
