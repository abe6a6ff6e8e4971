"""What the owner sets for each cluster of a site that shows several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec
import yaml

from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.sources.prometheus.client import PrometheusSettings

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""A DNS label, as Kubernetes has it: it becomes a part of addresses."""


class SourcesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sources to read; one that is left out is not asked."""

    kubernetes: KubernetesSettings | None = None
    gitops: GitopsSettings | None = None
    prometheus: PrometheusSettings | None = None

    @property
    def is_live(self) -> bool:
        """Tell whether any source is asked."""
        return any(getattr(self, name) for name in self.__struct_fields__)


class ClusterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cluster of a site that shows several."""

    sources: SourcesSettings = SourcesSettings()
    """Where its live facts come from, as of a single cluster."""
    snapshot: str | None = None
    """Path of its snapshot, as of a single cluster: what it collected where it is, pushed to here."""
    max_age: str | None = None
    """Its facts older than this are called old; None: the same as for all."""
    id: str = ""
    """Which cluster it is, as `kubefolio doctor` tells; facts of another are refused. Empty: any."""


def find_problem(clusters: Mapping[str, ClusterSettings], *, alone: bool) -> str:
    """Return why clusters cannot be told apart, or what is known of none; empty where all is well.

    Args:
        clusters: By their names.
        alone: Whether sources or a snapshot stand beside them, as for a single cluster.
    """
    if clusters and alone:
        return "write sources and snapshot below the cluster that they are of"
    snapshots: dict[str, str] = {}
    for name, one in clusters.items():
        if not _NAME.fullmatch(name):
            return f"{name[:80]!r} is no name; take small letters, digits and - between them, 63 at most"
        if not one.snapshot and not one.sources.is_live:
            return f"{name}: give it sources, a snapshot, or both"
        if one.snapshot and (other := snapshots.setdefault(one.snapshot, name)) != name:
            return f"{other} and {name} have the same snapshot; each needs its own"
    return ""


def find_repeated(text: str, plugin: str) -> tuple[int, str] | None:
    """Return the line and the name of a cluster that a `mkdocs.yml` has for the second time; None where it has none."""
    seen = set[str]()
    plugins = next(_below(yaml.compose(text, yaml.CSafeLoader), "plugins"), None)
    entries = plugins.value if isinstance(plugins, yaml.SequenceNode) else [plugins]
    for options in (found for entry in entries for found in _below(entry, plugin)):
        for key in (key for found in _below(options, "clusters") for key in _keys(found)):
            if key.value in seen:
                return key.start_mark.line + 1, key.value
            seen.add(key.value)
    return None


def _keys(node: yaml.Node) -> list[yaml.Node]:
    return [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []


def _below(node: yaml.Node | None, name: str) -> Iterator[yaml.Node]:
    """Yield what a mapping has under a key; nothing of what is no mapping."""
    if isinstance(node, yaml.MappingNode):
        yield from (value for key, value in node.value if key.value == name)
