"""Limits that are no options are in the guide, with their values; those that are options reach the requests."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.sources.prometheus.client import PrometheusSettings, connect

GUIDE = (Path(__file__).parents[1] / "docs/guide/reference/options.md").read_text("utf-8")
LIMITS = {
    "A snapshot, in bytes": "facts.snapshot.MAX_BYTES",
    "A history of the cluster, in bytes": "history.MAX_BYTES",
    "A ledger of claims, in bytes": "ledger.MAX_BYTES",
    "Pages of one list of the API server": "sources.kubernetes.lists.MAX_PAGES",
    "Entries of a repository's tree": "sources.gitops.tree.MAX_ENTRIES",
    "Nesting of a YAML document": "sources.gitops.yaml_values.MAX_DEPTH",
    "Values of a YAML file, aliases counted each time": "sources.gitops.yaml_values.MAX_VALUES",
    "Steps of a Go template": "sources.gitops.gotemplate.evaluate.MAX_STEPS",
    "Characters that a Go template writes": "sources.gitops.gotemplate.evaluate.MAX_OUTPUT",
    "Templates that call each other, in depth": "sources.gitops.gotemplate.evaluate.MAX_CALLS",
    "Kustomizations within each other": "sources.gitops.kustomize.MAX_DEPTH",
    "Objects that a kustomization or a chart renders to": "sources.gitops.build.MAX_OBJECTS",
    "Charts within each other": "sources.gitops.helm.MAX_DEPTH",
    "Applications of one ApplicationSet": "sources.gitops.generators.MAX_CHILDREN",
    "Generators within each other": "sources.gitops.generators.MAX_NESTING",
    "Applications below one another in a delivery": "sources.gitops.delivery.MAX_NODES",
    "Steps of an expression of a measure": "measures.expression.MAX_STEPS",
    "Characters of a text from outside on a page": "views.encode.MAX_CHARACTERS",
    "Bytes that are packed in one file of the site, to the gate": "gate.files.MAX_UNPACKED",
}


def test_every_limit_is_in_the_guide_with_its_value() -> None:
    table = GUIDE.partition("## Limits without an option")[2]
    written = dict(re.findall(r"^\| ([^|]+?) \| (\d+) \|$", table, re.MULTILINE))
    assert written == {what: str(value_of(name)) for what, name in LIMITS.items()}


def value_of(name: str) -> int:
    module, _, constant = name.rpartition(".")
    value: int = getattr(import_module(f"kubefolio.{module}"), constant)
    return value


def test_the_limits_of_a_request_are_options() -> None:
    settings = PrometheusSettings(url="http://127.0.0.1:9", connect_timeout_s=1.5, attempts=1, timeout_s=7, max_bytes=9)
    limits = connect(settings).limits
    assert (limits.connect_s, limits.attempts, limits.total_s, limits.max_bytes) == (1.5, 1, 7, 9)


@pytest.mark.parametrize("option", ["connect_timeout_s", "read_timeout_s", "attempts", "timeout_s", "max_bytes"])
def test_a_limit_of_nothing_is_refused(option: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=option):
        msgspec.convert({option: 0}, KubernetesSettings)
