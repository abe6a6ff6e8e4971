"""Keys, tokens and passwords by their form.

The formats are those that the makers publish. `detect-secrets` is not used because it reads line by line with every
pattern: here a pattern looks only where its first letters stand.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter

TOKENS: tuple[tuple[tuple[str, ...], bytes], ...] = (
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), rb"gh[opusr]_[A-Za-z0-9_]{30,}"),
    (("github_pat_",), rb"github_pat_[A-Za-z0-9_]{22,}"),
    (("glpat-", "gldt-", "glft-", "glsoat-", "glrt-"), rb"gl(?:pat|dt|ft|soat|rt)-[A-Za-z0-9_.-]{20,}"),
    (("glcbt-", "glimt-", "glptt-", "gloas-", "glagent-"), rb"gl(?:cbt|imt|ptt|oas|agent)-[A-Za-z0-9_-]{20,}"),
    (("gr1348941",), rb"GR1348941[A-Za-z0-9_-]{20,}"),
    (("akia", "asia", "abia", "acca", "agpa", "aroa"), rb"(?:AKIA|ASIA|ABIA|ACCA|AGPA|AROA)[A-Z0-9]{12,16}"),
    (("accountkey=",), rb"AccountKey=[A-Za-z0-9+/=]{80,90}"),
    (("xoxa-", "xoxb-", "xoxe", "xoxo-", "xoxp-", "xoxr-", "xoxs-"), rb"xox[a-z]\.?-(?:\d+-)*[A-Za-z0-9-]{10,}"),
    (("xapp-",), rb"xapp-\d-[A-Za-z0-9-]{20,}"),
    (("hooks.slack.com/services/",), rb"hooks\.slack\.com/services/T\w+/B\w+/\w{8,}"),
    (("/api/webhooks/",), rb"/api/webhooks/\d{15,}/[\w-]{40,}"),
    (("sk_live_", "rk_live_", "whsec_"), rb"(?:[sr]k_live_|whsec_)[A-Za-z0-9]{20,}"),
    (("sk-",), rb"sk-(?:ant-|proj-|or-|svcacct-)?[A-Za-z0-9_-]{20,}"),
    (("hf_", "gsk_", "xai-", "nvapi-", "pplx-"), rb"(?:hf_|gsk_|xai-|nvapi-|pplx-)[A-Za-z0-9_-]{30,}"),
    (("hvs.", "hvb.", "hvr."), rb"hv[sbr]\.[A-Za-z0-9_-]{20,}"),
    (("dckr_pat_", "dckr_oat_"), rb"dckr_[po]at_[A-Za-z0-9_-]{20,}"),
    (("npm_",), rb"npm_[A-Za-z0-9]{30,}"),
    (("_authtoken",), rb"_authToken\s*=\s*[A-Fa-f0-9-]{36}"),
    (("pypi-age",), rb"pypi-AgE[A-Za-z0-9_-]{50,}"),
    (("tskey-",), rb"tskey-[a-z]+-[A-Za-z0-9-]{10,}"),
    (("dop_v1_", "doo_v1_", "dor_v1_"), rb"do[opr]_v1_[a-f0-9]{40,}"),
    (("glsa_", "glc_"), rb"(?:glsa|glc)_[A-Za-z0-9+/=_]{30,}"),
    (("aiza",), rb"AIza[A-Za-z0-9_-]{35}"),
    (("ya29.",), rb"ya29\.[A-Za-z0-9_-]{20,}"),
    (("gocspx-",), rb"GOCSPX-[A-Za-z0-9_-]{20,}"),
    (("sg.",), rb"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{30,}"),
    (("shpat_", "shpss_", "shpca_"), rb"shp(?:at|ss|ca)_[a-fA-F0-9]{32}"),
    (("sntrys_", "sntryu_"), rb"sntry[su]_[A-Za-z0-9+/=_]{30,}"),
    (("sq0csp-", "sq0atp-"), rb"sq0(?:csp|atp)-[A-Za-z0-9_-]{22,}"),
    (
        ("atatt3", "ops_", "lin_api_", "figd_", "rubygems_"),
        rb"(?:ATATT3|ops_|lin_api_|figd_|rubygems_)[A-Za-z0-9_=-]{30,}",
    ),
    (("age-secret-key-1",), rb"AGE-SECRET-KEY-1[A-Z0-9]{40,}"),
    (("k8s-aws-v1.",), rb"k8s-aws-v1\.[A-Za-z0-9_-]{20,}"),
    (("cfat_", "cfut_", "cfk_"), rb"cf(?:at|ut|k)_[A-Za-z0-9]{30,}"),
    (("$2a$", "$2b$", "$2y$"), rb"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}"),
    (("$argon2", "$apr1$", "$6$", "$5$", "$pbkdf2"), rb"\$(?:argon2\w*|apr1|6|5|pbkdf2[\w-]*)\$[^\s\"'<>]{20,}"),
)
"""First letters in small letters, and the whole token."""
TOKENS_AROUND: tuple[tuple[tuple[str, ...], bytes], ...] = (
    (("-us1", "-us2", "-us3"), rb"[0-9a-f]{32}-us\d{1,2}"),
    (("t3blbkfj",), rb"[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}"),
    ((":aa",), rb"\d{8,10}:AA[A-Za-z0-9_-]{32,}"),
)
"""Tokens that are known by letters in their middle."""

EDGE = rb"(?<![A-Za-z0-9])"
PRIVATE_KEY = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d")
JWT = re.compile(rb"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?")
IN_URL = re.compile(rb"://[^\s:/@\"'<>?#,]{0,64}:(?P<secret>[^\s:/@\"'<>?#]{2,128})@(?=[\w\[])")
WORDS = (
    *("password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "api-key", "access_key"),
    *("access-key", "accesskey", "privatekey", "private_key", "private-key", "presharedkey", "client-key-data"),
    *("authorization", "bearer", "encryptionkey", "credentials"),
)
"""Words that a secret stands behind."""
ASSIGNED = re.compile(
    rb"(?P<key>(?:" + b"|".join(re.escape(word).encode() for word in WORDS) + rb")[\w.-]{0,30})[\"'`\]]{0,2}"
    rb"(?:\s{0,3}(?:=>|:=|[:=])\s{0,3}(?:bearer |basic )?|(?<=bearer)\s|(?<=--password)\s|(?<=--token)\s)[\"'`]?"
    rb"(?P<secret>[^\s\"'`<>,;(){}\[\]\\]{8,4096})(?P<call>\(?)",
    re.IGNORECASE,
)
_NOT_A_SECRET = re.compile(
    r"(?:names?|refs?|files?|paths?|dir|mount\w*|class|store|kind|types?|provider|policy|ttl|expir\w*|count|size|version|url|id|"
    r"format|lookup|keys|namespace|rotation|interval)$",
    re.IGNORECASE,
)
"""Keys that speak of a secret without holding it."""
_PLACEHOLDER = re.compile(
    r"\$|%|xxx|\*\*\*|\.\.\.|…|change.?me|example|your|replace|placeholder|dummy|redacted|://|^[\w-]+/[\w/-]+$",
    re.IGNORECASE,
)
_SLUG = re.compile(
    r"[a-z]+\d?(?:[-_.](?:[a-z]{1,16}\d{0,2}|\d{1,8}|[0-9a-f]{5,10}))*|[A-Za-z][a-z]*(?:[A-Z][a-z]+)*\d?|[\d.:TZ+-]+[a-z]{0,2}|[0-9a-f]{40}|(?:sha\d+:)?[0-9a-f]{64}"
)
"""Names in small letters, words in camel case, numbers and times, commits and digests."""
_ALIAS = re.compile(r"[a-z]+-[b-df-hj-np-tv-z2-9]{7,}(?:\.example)?")
"""What stands in a public edition in place of a secret, a node or a host."""
ENTROPY = 2.9
"""Bits for a character; `xxxxxxxx` has none, eight different characters have three."""


def has_entropy(text: str) -> bool:
    """Tell whether a text is mixed enough to be a secret and no placeholder."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) >= ENTROPY


def is_token(text: str) -> bool:
    """Tell whether what has the form of a token is one, not an example of its form nor a word that begins as one."""
    return (
        has_entropy(text[4:])
        and bool(re.search(r"\d", text))
        and not re.search(r"xxxx|\.\.\.|example", text, re.IGNORECASE)
    )


def is_jwt(text: str) -> bool:
    """Tell whether the first part of a token is the header of one."""
    head = text.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error):
        return False
    return isinstance(header, dict) and "alg" in header


def is_assigned_secret(match: re.Match[bytes]) -> bool:
    """Tell whether what stands behind a word for a secret is one."""
    key, secret = (match[name].decode("utf-8", "replace") for name in ("key", "secret"))
    secret = secret.rstrip(".:)!?")
    if match["call"] or len(secret) < 8 or _NOT_A_SECRET.search(key):  # noqa: PLR2004
        return False
    if _PLACEHOLDER.search(secret) or _SLUG.fullmatch(secret) or _ALIAS.fullmatch(secret):
        return False
    return bool(re.search(r"\d", secret) and re.search("[A-Za-z]", secret)) and has_entropy(secret)


def is_url_password(match: re.Match[bytes]) -> bool:
    """Tell whether what stands before the host of a URL is a password and no placeholder."""
    secret = match["secret"].decode("utf-8", "replace")
    return not re.fullmatch(r"(?i)pass|password|pwd|secret|token|\*+|x+|[$%{].*", secret)
