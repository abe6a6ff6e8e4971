"""The scripts that pages hold in themselves: which are known, what a Content-Security-Policy has to allow, and no more.

The theme writes the same few scripts into every page, `404.html` among them, which holds nothing of a cluster and no
page of a person. What is inline there is the theme's; an inline script that only other pages have is not.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path

from kubefolio.errors import GateError
from kubefolio.gate.findings import Finding

DOCUMENTS = (".html", ".htm", ".xhtml", ".svg")
"""Files that a browser runs scripts of."""
THEME = "404.html"

_ATTRIBUTES = rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_SCRIPT = re.compile(
    rb"<!--.*?-->|<script\b(?P<attributes>" + _ATTRIBUTES + rb")>(?P<body>.*?)</script\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(rb"<!--.*?-->|<[a-zA-Z][\w:-]*(?:[\s/]" + _ATTRIBUTES + rb")?>", re.DOTALL)
_HANDLER = re.compile(rb"[\s/\"']on[a-z]{3,}\s*=", re.IGNORECASE)
_RUNS = re.compile(rb"=\s*[\"']?\s*(?:javascript|vbscript|data\s*:\s*text/html)", re.IGNORECASE)
_BLANK = re.compile(rb"[\x00-\x1f]")
_SUSPECTS = (
    re.compile(rb"on(?<=[\s\"'/]on)[a-z]{3,30}\s*="),
    re.compile(
        rb"=\s*[\"']?(?:[\x00-\x20]*(?:javascript|vbscript|data\s*:\s*text/html|[jvd][^\"'>]{0,20}[&\x00-\x1f])"
        rb"|&(?:#0*(?:106|74|118|86|100|68|[12]?\d|3[012])(?!\d)|#x0*(?:[64]a|[75]6|[64]4|1?[0-9a-f]|20)(?![0-9a-f])"
        rb"|tab;|newline;))"
    ),
)
"""A document that has none of these in small letters holds nothing that runs but its scripts."""
_ELSEWHERE = re.compile(rb"\ssrc\s*=\s*[\"']?\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_SOURCE = re.compile(rb"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(rb"\stype\s*=\s*[\"']?\s*([^\s\"'>]*)", re.IGNORECASE)
_SCRIPT_TYPES = frozenset({b"", b"module", b"text/javascript", b"application/javascript"})
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")


def hash_of(body: bytes) -> str:
    """Return the hash of an inline script as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def inline_scripts(document: bytes) -> Iterator[tuple[str, int]]:
    """Yield the hash of every script that stands in a document, and the line it begins at, from 1."""
    for match in _SCRIPT.finditer(document):
        if name := _inline(match):
            yield name, _line(document, match)


def _inline(match: re.Match[bytes]) -> str:
    """Return the hash of an element that is an inline script; empty for any other."""
    attributes = match["attributes"]
    if attributes is None or _SOURCE.search(attributes) or not _is_script(match):
        return ""
    return hash_of(match["body"])


def _is_script(match: re.Match[bytes]) -> bool:
    kind = _TYPE.search(match["attributes"])
    return (kind[1].lower() if kind else b"") in _SCRIPT_TYPES


def known_scripts(site: Path) -> frozenset[str]:
    """Return the hashes of the scripts that the theme writes into every page; none where there is no `404.html`."""
    page = site / THEME
    return frozenset(one for one, _ in inline_scripts(page.read_bytes())) if page.is_file() else frozenset()


def check_scripts(file: str, document: bytes, known: frozenset[str]) -> Iterator[tuple[Finding, str]]:
    """Yield a finding, with what an exception would name, for whatever could run in a document and is not known."""
    for match in _SCRIPT.finditer(document):
        name = _inline(match)
        if name and name not in known:
            reason = f"an inline script that the theme did not write, {name}"
            yield Finding(file, _line(document, match), "script", reason), name
        elif match["attributes"] and _ELSEWHERE.search(html.unescape(match["attributes"].decode("latin-1")).encode()):
            yield Finding(file, _line(document, match), "script", "a script of another origin"), "another origin"
    lower = document.lower()
    if any(suspect.search(lower) for suspect in _SUSPECTS):
        for match in _TAG.finditer(document):
            if reason := _what_runs(match[0]):
                yield Finding(file, _line(document, match), "script", reason), reason


def _what_runs(tag: bytes) -> str:
    if tag.startswith(b"<!--"):
        return ""
    if _HANDLER.search(tag) and _HANDLER.search(_QUOTED.sub(b'""', tag)):
        return "an attribute that runs a script"
    if b"=" in tag and _RUNS.search(_BLANK.sub(b"", html.unescape(tag.decode("latin-1")).encode())):
        return "a link that runs a script"
    return ""


def _line(document: bytes, match: re.Match[bytes]) -> int:
    return document.count(b"\n", 0, match.start()) + 1


DIRECTIVES = {
    "default-src": "'none'",
    "base-uri": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "worker-src": "'self'",
}
"""What a page may do; nginx.conf has the same for sites whose inline scripts became files."""


def policy(site: Path) -> str:
    """Return the Content-Security-Policy for a finished site; the same for every build of one theme and configuration.

    Raises:
        GateError: there is no site, or a page holds a script that the theme did not write.
    """
    pages = sorted(path for path in site.rglob("*") if path.suffix.lower() in DOCUMENTS) if site.is_dir() else []
    if not pages:
        raise GateError(f"{site}: there is no site in this folder; build it first")
    known, used = known_scripts(site), set[str]()
    for page in pages:
        for name, line in inline_scripts(page.read_bytes()):
            if name not in known:
                place = f"{page.relative_to(site).as_posix()}:{line}"
                raise GateError(
                    f"{place}: an inline script that the theme did not write, {name}; "
                    "remove it, or move it to a file and name that in extra_javascript"
                )
            used.add(name)
    hashes = "".join(f" '{name}'" for name in sorted(used))
    return "; ".join(f"{name} {value}{hashes if name == 'script-src' else ''}" for name, value in DIRECTIVES.items())


def nginx_line(site: Path) -> str:
    """Return the policy as the one line that an nginx configuration includes."""
    return f'add_header Content-Security-Policy "{policy(site)}" always;\n'
