"""URLs from objects and repositories, without what must not be kept."""

from __future__ import annotations

import re

from kubefolio.facts.base import Untrusted

USERINFO = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#]*@")


def strip_credentials(url: str) -> Untrusted:
    """Return a URL without user name, password, query and fragment; `git@host:path` stays as it is."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    return Untrusted(USERINFO.sub(r"\1", bare))


IN_TEXT = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/?#@]*@")


def strip_credentials_in(text: str) -> Untrusted:
    """Return a text of a person or a server without user names and passwords of the URLs in it."""
    return Untrusted(IN_TEXT.sub(r"\1", text))
