"""Where an application comes from and which version of it runs, in words."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kubefolio.facts.delivery import Application, ApplicationSource

_COMMIT = re.compile(r"[0-9a-f]{40}")


def describe_source(source: ApplicationSource, *, private: bool) -> str:
    """Return chart or path and the repository; the repository's host only in the private edition."""
    what = source.chart or source.path or "/"
    where = source.repository if private else repository_path(source.repository)
    return f"{what} from {where}" if where else what


def describe_sources(application: Application, *, private: bool) -> str:
    """Return all sources of an application in one line."""
    return ", ".join(describe_source(source, private=private) for source in application.sources)


def repository_path(url: str) -> str:
    """Return the path of a repository's address without its host: a private host's name stays at home."""
    if "://" in url:
        return urlsplit(url).path.strip("/").removesuffix(".git")
    host, colon, path = url.partition(":")
    return (path if colon else host).strip("/").removesuffix(".git")


def describe_version(application: Application) -> str:
    """Return the chart's version, else what is deployed, shortened where it is a commit."""
    charts = [f"{source.chart} {source.revision}".strip() for source in application.sources if source.chart]
    return ", ".join(charts) or short_revision(application.revision)


def short_revision(revision: str) -> str:
    """Return a revision with its commits cut to seven characters, as Git shows them."""
    return _COMMIT.sub(lambda match: match[0][:7], revision) or "not stated"
