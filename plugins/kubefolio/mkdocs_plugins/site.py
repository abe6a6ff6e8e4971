"""What the gate of a site is told to let through, for the page that lists it."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from kubefolio.errors import KubefolioError
from kubefolio.gate import Exempt, parse_exempt
from kubefolio.settings import GATE_PLUGIN


def exceptions_of(config: MkDocsConfig) -> tuple[Exempt, ...] | None:
    """Return the exceptions that the owner made; None where no gate looks at the site."""
    gate = config.plugins.get(GATE_PLUGIN)
    try:
        return parse_exempt(gate.config.get("exempt"), GATE_PLUGIN) if gate else None
    except KubefolioError as error:
        raise PluginError(str(error)) from error
