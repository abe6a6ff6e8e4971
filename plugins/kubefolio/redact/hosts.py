"""Host names: where they stand in images and URLs, and which of them are public."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from kubefolio.redact.settings import PublishSettings
from kubefolio.redact.wellknown import PUBLIC_HOSTS

IMAGE = re.compile(
    r"(?P<head>)(?P<host>[^/\s@]+\.[^/\s:@]+|[^/\s:@]+(?=:\d+/)|localhost)(?P<rest>(?::\d+)?/.*)", re.DOTALL
)
"""An image with a registry: its first part has a dot or a port."""

URL = re.compile(
    r"(?P<head>[a-zA-Z][a-zA-Z0-9+.-]*://|[^/@:\s]+@(?=[^/@:\s]+:)|)"
    r"(?:[^/?#\s]*@)?"
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[^/:?#@\s\[\]]+)"
    r"(?P<rest>.*)",
    re.DOTALL,
)
"""`scheme://user:password@host:port/path`, `git@host:path` or `host/path`; user and password are in no group."""

ALIAS = re.compile(r"(?:host|domain|registry|git)-[b-df-hj-np-tv-z2-9]{6,}\.example")
"""An alias for a host: it is never given another one."""


class Publisher(msgspec.Struct, frozen=True, dict=True):
    """Tells which hosts are public."""

    settings: PublishSettings

    @cached_property
    def _domains(self) -> frozenset[str]:
        own = (*self.settings.domains, *self.settings.registries, *self.settings.git_hosts)
        return PUBLIC_HOSTS | {plain(one).removeprefix("*.") for one in own}

    def is_public(self, host: str) -> bool:
        """Tell whether a host, or a domain above it, is published or well known."""
        if ALIAS.fullmatch(host):
            return True
        labels = plain(host).split(".")
        return any(".".join(labels[start:]) in self._domains for start in range(len(labels)))


def plain(host: str) -> str:
    """Return a host as it is compared: small letters, no final dot."""
    return host.lower().rstrip(".")


def image_host(image: str) -> str:
    """Return the registry's host of an image, without port; empty where the image names none."""
    match = IMAGE.fullmatch(image)
    return match["host"] if match else ""


def url_host(url: str) -> str:
    """Return the host of a repository's address, without port; empty for a plain name or path."""
    match = URL.fullmatch(url)
    return match["host"].strip("[]") if match and is_address_of_host(match) else ""


def is_address_of_host(match: re.Match[str]) -> bool:
    """Tell whether what URL found is a host: after a scheme or a user, or a first part with a dot before a path."""
    return bool(match["head"]) or ("." in match["host"].strip(".") and match["rest"].startswith(("/", ":")))
