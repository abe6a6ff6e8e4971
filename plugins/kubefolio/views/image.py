"""Container images, taken apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Image:
    """A container image's name."""

    registry: str
    """Host of the registry; empty when the name has none."""
    repository: str
    """Path within the registry, as in `cilium/cilium`."""
    tag: str
    digest: str

    @property
    def short(self) -> str:
        """Return the name without its registry: what tells a reader what runs."""
        return f"{self.repository}:{self.tag}" if self.tag else self.repository


def parse_image(text: str) -> Image:
    """Return the parts of an image's name; a first part with a dot, a colon or `localhost` is a registry."""
    name, _, digest = text.partition("@")
    head, slash, rest = name.partition("/")
    registry = head if slash and ("." in head or ":" in head or head == "localhost") else ""
    path = rest if registry else name
    repository, colon, tag = path.rpartition(":")
    return Image(registry, repository if colon else path, tag if colon else "", digest)
