"""What pages have to know of the site that MkDocs builds, besides the facts."""

from __future__ import annotations

from datetime import datetime

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from kubefolio.errors import KubefolioError
from kubefolio.gate import Exempt, parse_exempt
from kubefolio.measures import Catalogue
from kubefolio.mkdocs_plugins.theme import language_of
from kubefolio.settings import GATE_PLUGIN, Settings, parse_duration
from kubefolio.views.notice import Site


def describe_site(config: MkDocsConfig, settings: Settings, read_at: datetime | None, catalogue: Catalogue) -> Site:
    """Return the site of a configuration; `read_at` is when its facts were read."""
    return Site(
        edition=settings.edition,
        now=read_at,
        max_age=parse_duration(settings.max_age),
        catalogue=catalogue,
        badges=settings.badges,
        language=language_of(config),
        exceptions=exceptions_of(config),
    )


def exceptions_of(config: MkDocsConfig) -> tuple[Exempt, ...] | None:
    """Return what the owner lets the gate pass; None where no gate looks at the site."""
    gate = config.plugins.get(GATE_PLUGIN)
    try:
        return parse_exempt(gate.config.get("exempt"), GATE_PLUGIN) if gate else None
    except KubefolioError as error:
        raise PluginError(str(error)) from error
