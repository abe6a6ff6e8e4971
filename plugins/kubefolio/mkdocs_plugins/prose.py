"""What `kubefolio/facts` hands to mkdocs-macros: the facts, and `measure`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from kubefolio.edition import Edition
from kubefolio.language import speaking
from kubefolio.measures import Measurement
from kubefolio.views.prose import MeasureInProse, facts_for_prose, find_measurement


def register_macros(config: MkDocsConfig, edition: Edition, measured: Mapping[str, Measurement], language: str) -> None:
    """Hand pages their `measure`, and the facts: `facts.nodes`, or of several clusters `clusters.home.nodes`."""
    macros: Any = config.plugins.get("macros")
    if macros is None:
        return

    def measure(name: str) -> MeasureInProse:
        with speaking(language):
            return MeasureInProse(find_measurement(measured, name))

    of_each = {one.name: facts_for_prose(one.facts) for one in edition.clusters}
    macros.register_variables({"clusters": of_each} if of_each else {"facts": facts_for_prose(edition.facts)})
    macros.register_macros({"measure": measure})
