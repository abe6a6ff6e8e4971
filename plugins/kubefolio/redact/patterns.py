"""What is private by its form, wherever it stands: secrets, addresses, mailboxes, hosts of private domains."""

from __future__ import annotations

import ipaddress
import math
import re
from collections import Counter

SUSPECT = re.compile(r"[.:@=]|-----BEGIN|\d-\d|[A-Za-z0-9_+/-]{20}")
"""A text without any of this holds none of what follows."""

SECRET = re.compile(
    r"-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\Z)"
    r"|\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){0,2}"
    r"|\b(?:gh[opsur]_|github_pat_|glpat-|gl[a-z]{2,4}-|xox[a-z]-|xapp-|sk-|sk_live_|rk_live_|hv[bs]\.|dckr_pat_|npm_"
    r"|pypi-|shp[a-z]{2}_|tskey-|dop_v1_|ops_|glsa_|k8s-aws-v1\.|AIza|SG\.|ya29\.)[A-Za-z0-9._-]{10,}"
    r"|\b(?:AKIA|ASIA|AGPA|AROA)[A-Z0-9]{12,}"
    r"|\bAGE-SECRET-KEY-1[A-Z0-9]{10,}"
    r"|(?<![0-9a-fA-F])(?!(?:[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f]))[0-9a-f]{32,}(?![0-9A-Za-z])",
    re.DOTALL,
)
"""Keys and tokens by their form. Hexadecimal digits of 40 or 64 places are commits and digests."""

ASSIGNED = re.compile(
    r"(?P<head>(?i:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|authorization|bearer|basic)"
    r"[\"']?\s*[:= ]\s*[\"']?)"
    r"(?P<value>(?=[^\s\"',;&]*\d)[^\s\"',;&]{6,})"
)
"""A value that stands after a word for a secret."""

DENSE = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}={0,2}")
"""Text that could be base64; `is_dense` tells."""

URL_IN_TEXT = re.compile(
    r"(?!(?:containerd|docker|cri-o)://)\b[a-zA-Z][a-zA-Z0-9+.-]{1,15}://"
    r"(?:[^\s/\"'<>@]*@)?(?:\[[0-9a-fA-F:.]+\]|[^\s\"'<>/?#,;(){}\[\]@]+)[^\s\"'<>,;]*"
)
"""A URL in a sentence; `containerd://2.1.6` is a version."""

MAIL = re.compile(
    r"(?<![\w.+-])(?!git@)[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9])",
)

IPV4 = re.compile(r"(?<![A-Za-z0-9.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![A-Za-z0-9]|\.\d)")
DASHED_IPV4 = re.compile(
    r"(?<![A-Za-z0-9])(?:ip-)?(?:10|127|192-168|172-(?:1[6-9]|2\d|3[01]))(?:-\d{1,3}){2,3}(?![A-Za-z0-9])"
)
"""An address as cloud providers write it into the names of machines."""
IPV6 = re.compile(
    r"(?<![A-Za-z0-9:.])(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?:%\w+)?(?:/\d{1,3})?(?![A-Za-z0-9:])"
)
MAC = re.compile(r"(?<![A-Za-z0-9:])(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}(?![A-Za-z0-9:])")

PRIVATE_HOST = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:[A-Za-z0-9_-]+\.)+"
    r"(?:local|lan|internal|intranet|localdomain|home|homelab|corp|private|home\.arpa|fritz\.box|ts\.net|nip\.io|sslip\.io|onion)"
    r"(?![A-Za-z0-9_-]|\.[A-Za-z0-9])",
    re.IGNORECASE,
)
"""A host in a domain that no public server answers for, or that leads into a private network."""

OPEN = tuple(
    ipaddress.ip_network(net) for net in ("0.0.0.0/32", "127.0.0.0/8", "255.255.255.255/32", "::/128", "::1/128")
)
"""Addresses that mean the same everywhere."""


def is_telling_address(text: str, before: str) -> bool:
    """Tell whether a text is an address that says something; behind a dash it can be a version, if it is public."""
    if ":" in text and not re.search(r"[0-9a-fA-F]{3}|(?:[0-9a-fA-F]+:){3}", text):
        return False  # a::b is a name in many languages
    try:
        address = ipaddress.ip_address(text.partition("/")[0].partition("%")[0])
    except ValueError:
        return False
    if any(address.version == net.version and address in net for net in OPEN):
        return False
    return before not in ("-", "_") or address.version == 6 or address.is_private  # noqa: PLR2004  # IPv6


def is_dense(text: str) -> bool:
    """Tell whether a long word is too mixed to be one: letters of both cases, digits, and hardly any repeated."""
    if not (re.search(r"\d.*\d", text) and re.search("[a-z]", text) and re.search("[A-Z]", text)):
        return False
    if not any(MIXED.fullmatch(part) for part in re.split(r"[/_-]", text)):
        return False  # a path, or words with dashes
    counts = Counter(text.rstrip("="))
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values()) > DENSITY


MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{10,}")

DENSITY = 3.5
"""Bits for a character; words have about 3, random base64 of 20 characters 4.1."""
