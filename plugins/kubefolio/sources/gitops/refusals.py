"""Why Git could not do its work: in its own words for the operator, in ours for a reader of the site."""

from __future__ import annotations

import re

from kubefolio.sources.urls import strip_credentials

NOT_READ = "the repository could not be read"
NOT_FETCHED = "the repository could not be fetched"
NOT_THERE = "what the site is built from is not in the repository"
SIGNS = (
    ("its name is not known", r"could not resolve"),
    ("access was denied", r"authentication failed|permission denied|could not read (username|password)|error: 40[13]"),
    ("its server's key or certificate is not trusted", r"host key|certificate|ssl|gnutls"),
    ("it has no such branch, tag or commit", r"couldn't find remote ref|remote ref does not exist"),
    ("there is none at its address", r"not found|does not (exist|appear)|no such file"),
    ("its server did not answer", r"timed out|refused|unreachable|failed to connect|couldn't connect|reset|hung up"),
)
"""What a reader is told, and how Git says it; the first that fits is it."""


def last_words(stderr: bytes, authorization: str = "") -> str:
    """Return the line in which Git says why it failed, without credentials. For the operator: it names hosts."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith(("fatal:", "error:", "ERROR:"))), lines[-1] if lines else "")
    words = [strip_credentials(word) if "://" in word else word for word in told.split()]
    text = " ".join(words)[:300]
    return text.replace(authorization, "") if authorization else text


def explain_fetch(stderr: bytes) -> str:
    """Return why a repository could not be fetched, for a reader: no host, no path, no name."""
    text = stderr.decode(errors="replace").lower()
    why = next((why for why, signs in SIGNS if re.search(signs, text)), "")
    return f"{NOT_FETCHED}: {why}" if why else NOT_FETCHED
