"""Who the site is about, as the owner sets it under `kubefolio/portfolio` in `mkdocs.yml`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kubefolio.errors import SettingsError

PLUGIN = "kubefolio/portfolio"
SCHEMES = ("https://", "http://", "mailto:")


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to reach the person."""

    name: str
    """What the link says, as in `GitHub`; its icon is looked up by it."""
    url: str
    """An address that begins with https://, http:// or mailto:."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The person, and what of the cluster speaks for them first."""

    name: str = ""
    """Name of the person; empty leaves it to the site's own name."""
    role: str = ""
    """What they do, as in `Platform engineer`."""
    summary: str = ""
    """One or two sentences, plain text."""
    place: str = ""
    """Where they are, as in `Valencia, Spain`."""
    links: tuple[Link, ...] = ()
    proof: tuple[str, ...] = (
        "applications.healthy/applications.total",
        "probes.availability.30d",
        "gitops.share",
        "nodes.ready/nodes.total",
    )
    """Measures on the first screen: a name, or `part/whole`."""
    projects: str = "projects/"
    """Folder below docs/ whose pages are projects."""
    history: str = ""
    """File to which `kubefolio collect --history` adds; relative to `mkdocs.yml`."""
    cluster: str = ""
    """Of several clusters, the one whose applications, stack and Git the portfolio is about."""


TOLD = ("role", "summary", "place")
"""Options that may be one text, or a text for each language."""


def choose_texts(options: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return options with the text of a language where there is one for each: its own, else the first."""
    chosen = dict(options)
    for name in TOLD:
        if isinstance(texts := options.get(name), Mapping) and texts:
            chosen[name] = texts.get(language, next(iter(texts.values())))
    return chosen


def parse_profile(options: Mapping[str, Any], measures: Iterable[str]) -> Profile:
    """Return the profile of an options block.

    Raises:
        SettingsError: an option is unknown or has a value that cannot be; names of measures are proposed.
    """
    given = {key: value for key, value in options.items() if value is not None}
    try:
        profile = msgspec.convert(given, Profile, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{PLUGIN}: {error}") from error
    known = tuple(measures)
    if "proof" not in given:
        proof = tuple(_of_cluster(one, profile.cluster, known) for one in profile.proof)
        profile = msgspec.structs.replace(profile, proof=proof)
    _check_measures(profile, known)
    for link in profile.links:
        if not link.url.startswith(SCHEMES):
            raise SettingsError(f"{PLUGIN}: links: {link.name}: an address begins with https://, http:// or mailto:")
    return profile


def _of_cluster(name: str, cluster: str, measures: tuple[str, ...]) -> str:
    """Return a measure that is not across all clusters as that of one of them."""
    return f"{cluster}/{name}" if cluster and name.partition("/")[0] not in measures else name


def _check_measures(profile: Profile, measures: tuple[str, ...]) -> None:
    for name in (part for one in profile.proof for part in ([one] if one in measures else one.split("/"))):
        if name not in measures:
            close = difflib.get_close_matches(name, measures, n=1)
            hint = f"did you mean {close[0]}?" if close else "the page Measures lists them all"
            raise SettingsError(f"{PLUGIN}: proof: there is no measure {name!r}; {hint}")
