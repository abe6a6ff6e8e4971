"""Where an application comes from and which version of it runs, in words."""

from __future__ import annotations

import re

from kubefolio.facts.delivery import Application, ApplicationSource
from kubefolio.language import tr
from kubefolio.views.declared import Declared
from kubefolio.views.image import Image, parse_image

_COMMIT = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?:[0-9a-f]{24})?(?![0-9a-f])")
"""A commit, or the digest of an OCI artifact."""


def describe_source(source: ApplicationSource) -> str:
    """Return chart or path and the repository."""
    what = source.chart or source.path or "/"
    return tr("{path} from {repository}", path=what, repository=source.repository) if source.repository else what


def describe_sources(application: Application) -> str:
    """Return all sources of an application in one line."""
    return ", ".join(describe_source(source) for source in application.sources)


def list_charts(application: Application, declared: Declared | None) -> tuple[str, ...]:
    """Return its charts with their versions: those of its sources, else those that Git declares."""
    charts = tuple(f"{source.chart} {source.revision}".strip() for source in application.sources if source.chart)
    return charts or (declared.charts if declared else ())


def describe_version(application: Application, declared: Declared | None) -> str:
    """Return the version in the words that tell a reader most.

    In this order: its charts, the tag of the image that is named like it (or of its only image), and the deployed
    revision.
    """
    found = list_charts(application, declared) or tuple(image.short for image in _named_image(application))
    return ", ".join(found) or short_revision(application.revision)


def tell_version(application: Application, declared: Declared | None) -> str:
    """Return the version alone, where what it is the version of stands beside it."""
    charts = tuple(chart.rpartition(" ")[2] for chart in list_charts(application, declared) if " " in chart)
    found = charts or tuple(image.tag for image in _named_image(application) if image.tag)
    return ", ".join(dict.fromkeys(found)) or short_revision(application.revision)


def _named_image(application: Application) -> tuple[Image, ...]:
    images = [parse_image(image) for image in application.images]
    named = [one for one in images if application.name in one.repository.split("/")] or images
    repositories = {one.repository for one in named}
    return (named[0],) if len(repositories) == 1 else ()


def short_revision(revision: str) -> str:
    """Return a revision with its commits cut to seven characters, as Git shows them."""
    return _COMMIT.sub(lambda match: match[0][:7], revision) or tr("not stated")
