"""Where an application comes from and which version of it runs, in words."""

from __future__ import annotations

import re

from kubefolio.facts.delivery import Application, ApplicationSource
from kubefolio.views.declared import Declared
from kubefolio.views.image import parse_image

_COMMIT = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?:[0-9a-f]{24})?(?![0-9a-f])")
"""A commit, or the digest of an OCI artifact."""


def describe_source(source: ApplicationSource) -> str:
    """Return chart or path and the repository."""
    what = source.chart or source.path or "/"
    return f"{what} from {source.repository}" if source.repository else what


def describe_sources(application: Application) -> str:
    """Return all sources of an application in one line."""
    return ", ".join(describe_source(source) for source in application.sources)


def describe_version(application: Application, declared: Declared | None) -> str:
    """Return the version in the words that tell a reader most.

    In this order: the charts of its sources, the charts that Git declares, the tag of the image that is named like it
    (or of its only image), and the deployed revision.
    """
    charts = [f"{source.chart} {source.revision}".strip() for source in application.sources if source.chart]
    found = charts or (declared.charts if declared else ()) or _named_image(application)
    return ", ".join(found) or short_revision(application.revision)


def _named_image(application: Application) -> tuple[str, ...]:
    images = [parse_image(image) for image in application.images]
    named = [one for one in images if application.name in one.repository.split("/")] or images
    repositories = {one.repository for one in named}
    return (named[0].short,) if len(repositories) == 1 else ()


def short_revision(revision: str) -> str:
    """Return a revision with its commits cut to seven characters, as Git shows them."""
    return _COMMIT.sub(lambda match: match[0][:7], revision) or "not stated"
