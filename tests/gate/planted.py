"""Three hundred private values of twelve kinds, made up, the same in every run, and many ways to write each."""

from __future__ import annotations

import base64
import gzip
import html
import json
import random
import string
import urllib.parse
from collections.abc import Callable
from typing import NamedTuple

import brotli

EACH = 25


class Planted(NamedTuple):
    """A private value; `origin` is empty where only its form gives it away."""

    kind: str
    value: str
    origin: str = ""


def planted() -> tuple[Planted, ...]:
    """Return the values: twenty-five of each kind."""
    dice = random.Random(20261125)  # noqa: S311  # the same values every time
    return tuple(make(dice) for make in KINDS for _ in range(EACH))


def _text(dice: random.Random, length: int, letters: str = string.ascii_letters + string.digits) -> str:
    while True:
        text = "".join(dice.choice(letters) for _ in range(length))
        if any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text):
            return text


def _hex(dice: random.Random, length: int) -> str:
    return _text(dice, length, "0123456789abcdef")


def _octets(dice: random.Random, first: str, count: int) -> str:
    return ".".join([first, *(str(dice.randrange(1, 255)) for _ in range(count))])


def _token(dice: random.Random) -> str:
    makers = (
        lambda: "ghp_" + _text(dice, 36),
        lambda: "github_pat_" + _text(dice, 40),
        lambda: "glpat-" + _text(dice, 20),
        lambda: "AKIA" + _text(dice, 16, string.ascii_uppercase + string.digits),
        lambda: "xoxb-" + "-".join((_text(dice, 12, "123456789a"), _text(dice, 24))),
        lambda: "hvs." + _text(dice, 24),
        lambda: "tskey-auth-" + _text(dice, 20),
        lambda: "AGE-SECRET-KEY-1" + _text(dice, 58, string.ascii_uppercase + string.digits),
        lambda: "sk-proj-" + _text(dice, 40),
        lambda: "glsa_" + _text(dice, 32),
    )
    return dice.choice(makers)()


def _jwt(dice: random.Random) -> str:
    parts = [json.dumps({"alg": "RS256", "kid": _hex(dice, 8)}), json.dumps({"sub": _text(dice, 20)}), _text(dice, 40)]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


KINDS: tuple[Callable[[random.Random], Planted], ...] = (
    lambda dice: Planted("private-address", _octets(dice, *dice.choice((("10", 3), ("192.168", 2), ("172.20", 2))))),
    lambda dice: Planted("private-address", f"fd{_hex(dice, 2)}:{_hex(dice, 4)}:{_hex(dice, 4)}::{_hex(dice, 3)}"),
    lambda dice: Planted("private-address", f"{_octets(dice, '10', 2)}.0/{dice.choice((16, 20, 24))}"),
    lambda dice: Planted("address", _octets(dice, "84", 3), "nodes.addresses"),
    lambda dice: Planted("node", f"metal-{_hex(dice, 5)}", "nodes.name"),
    lambda dice: Planted("host", f"{_text(dice, 6).lower()}.int.arken.dev", "http_routes.hosts"),
    lambda dice: Planted("internal-host", f"nas-{_text(dice, 4).lower()}.{dice.choice(DOMAINS)}"),
    lambda dice: Planted("mac-address", ":".join(_hex(dice, 2) for _ in range(6))),
    lambda dice: Planted("email", f"{_text(dice, 7).lower()}@{_text(dice, 5).lower()}.dev"),
    lambda dice: Planted("token", dice.choice((_token, _jwt))(dice)),
    lambda dice: Planted("password", f"password: {_text(dice, 14)}!"),
    lambda dice: Planted("value", _text(dice, 18), "private_values"),
)
DOMAINS = ("lan", "internal", "home.arpa")


def write(text: str, way: int) -> tuple[str, bytes]:
    """Return the name of a file and its content, with a text written in one of the `WAYS`."""
    name, form = WAYS[way % len(WAYS)]
    return name, form(text)


def _page(body: str) -> bytes:
    return f"<!doctype html>\n<html><body>\n<p>\n{body}\n</p></body></html>\n".encode()


def _base64(before: int) -> Callable[[str], bytes]:
    return lambda text: _page(
        "data:" + base64.b64encode(b"." * before + b" " + text.encode() + b" and more of it").decode()
    )


def _split(text: str) -> bytes:
    return _page(f"{html.escape(text[:4])}<b>{html.escape(text[4:6])}</b>{html.escape(text[6:])}")


def _decimal(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


WAYS: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("index.html", lambda text: _page(html.escape(text))),
    ("decimal.html", lambda text: _page(_decimal(text))),
    ("hexadecimal.html", lambda text: _page("".join(f"&#x{ord(letter):X};" for letter in text))),
    ("named.html", lambda text: _page(text.translate({46: "&period;", 58: "&colon;", 64: "&commat;", 47: "&sol;"}))),
    ("link.html", lambda text: _page(f'<a href="/?q={"".join(f"%{byte:02x}" for byte in text.encode())}">x</a>')),
    ("twice.html", lambda text: _page(f'<a href="/?q={urllib.parse.quote(urllib.parse.quote(text, safe=""))}">x</a>')),
    ("search/index.json", lambda text: json.dumps({"text": f"<p>{html.escape(text)}</p>"}).encode()),
    ("escapes.js", lambda text: ('x="' + "".join(f"\\u{ord(letter):04x}" for letter in text) + '"').encode()),
    ("one.html", _base64(0)),
    ("two.html", _base64(1)),
    ("three.html", _base64(2)),
    ("packed.html.gz", lambda text: gzip.compress(_page(html.escape(text)))),
    ("packed.html.br", lambda text: brotli.compress(_page(html.escape(text)))),
    ("split.html", _split),
    (
        "picture.svg",
        lambda text: f'<svg xmlns="http://www.w3.org/2000/svg"><title>{html.escape(text)}</title></svg>'.encode(),
    ),
    ("binary.bin", lambda text: b"\x00\x01" + text.encode() + b"\x00\xff"),
    ("marked.txt", lambda text: f"a note\nof {text} here\n".encode("utf-16")),
    ("unmarked.txt", lambda text: f"a note\nof {text} here\n".encode("utf-16-be")),
    ("wide.txt", lambda text: f"a note\nof {text} here\n".encode("utf-32")),
    ("wide.txt.gz", lambda text: gzip.compress(f"a note\nof {text} here\n".encode("utf-16"))),
    ("comment.html", lambda text: _page(html.escape(text[:5]) + "<!-- here -->" + html.escape(text[5:]))),
    ("both.html", lambda text: _page(f"&#{ord(text[0])};<i></i>{html.escape(text[1:3])}<b>{_decimal(text[3:])}</b>")),
    ("capitals.html", lambda text: _page(html.escape(text.upper() if "." in text or "-" in text else text))),
)
"""Names of files and how a text stands in them."""
