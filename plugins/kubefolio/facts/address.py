"""Addresses of repositories as a public page may show them."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*(?P<path>[^?#]*)", re.DOTALL)
_HOST = re.compile(r"(?:[^/@]*@)?[^/:@]+:(?:\d+(?:/|$))?(?P<path>.*)", re.DOTALL)
"""`git@host:path` as Git reads it, or `host:5000/path` as registries are written."""


def repository_path(url: str) -> str:
    """Return the path of a repository's address without its host: a private host's name stays at home."""
    match = _ADDRESS.match(url) or _HOST.fullmatch(url)
    path = match["path"] if match else _below_host(url)
    return path.strip("/").removesuffix(".git")


def _below_host(text: str) -> str:
    """Return an address without a scheme without its host: a first part with a dot in it, as `ghcr.io/org` has."""
    head, slash, rest = text.partition("/")
    return rest if slash and "." in head.strip(".") else text
