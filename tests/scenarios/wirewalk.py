"""Objects as an API server sends them, made by walking the wire types: a field that is read later is filled as well."""

# ruff: noqa: ANN401  # a type or a part of an object of any kind

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from kubefolio.sources.kubernetes.kinds.meta import AnyKind
from tests.scenarios.moments import NOW

Text = Callable[[], str]

WORDS: Mapping[str, tuple[str, ...]] = {
    "type": ("ExternalName", "LoadBalancer", "InternalIP", "Hostname", "Ready", "Synced"),
    "kind": ("Application", "HelmRelease", "Node", "Service", "ReplicaSet", "GitRepository", "ClusterIssuer"),
    "status": ("True", "False", "Synced", "Healthy", "Running"),
    "operator": ("In", "NotIn", "Exists", "DoesNotExist"),
    "phase": ("Running", "Bound", "Failed", "Available"),
    "mode": ("STRICT", "PERMISSIVE"),
    "group": ("argoproj.io", "apps", ""),
    "state": ("attached", "detached"),
    "robustness": ("healthy", "degraded"),
    "task": ("backup", "snapshot"),
    "effect": ("NoSchedule", "NoExecute"),
    "argocd.argoproj.io/sync-wave": ("1", "-1"),
    "prometheus.io/scrape": ("true",),
    "linkerd.io/inject": ("enabled",),
    "match": ("Host(`{}`)", "Host(`{}`) && PathPrefix(`/{}`)", "HostSNI(`{}`)"),
    "id": ("{}_web_apps_Deployment", "shop_{}_apps_Deployment"),
    "clusterIP": ("None", "{}"),
}
"""Fields by whose word more of an object is read, with words that the field knows; `{}` is a text."""
QUANTITIES = frozenset(
    {"capacity", "allocatable", "requests", "limits", "usage", "cpu", "memory", "hard", "default", "defaultRequest"}
)
"""Fields that hold amounts: what is no quantity there makes the whole list unreadable."""
AMOUNTS = {"cpu": "2", "memory": "4Gi", "storage": "8Gi", "pods": "9"}
UNREAD = ("unread", "kubectl.kubernetes.io/last-applied-configuration", "data", "env", "args")
"""Names that no wire type has."""


@dataclass(frozen=True)
class Filler:
    """How the parts of one object are filled."""

    text: Text
    """Gives the text for a field, a key or a value."""
    unread: str
    """What stands in the fields that are not read."""
    turn: int
    """Which of the words a field gets; odd ones get a text wherever there is one."""

    def fill(self, kind: inspect.Type, name: str = "") -> Any:
        """Return a value of a type for a field."""
        match kind:
            case inspect.StructType():
                return self._struct(kind)
            case inspect.UnionType():
                return self.fill(next(one for one in kind.types if not isinstance(one, inspect.NoneType)), name)
            case inspect.ListType():
                return [self.fill(kind.item_type, name)]
            case inspect.DictType():
                return self._map(kind, name)
        return self._leaf(kind, name)

    def _leaf(self, kind: inspect.Type, name: str) -> Any:
        if isinstance(kind, inspect.RawType):
            return {self.text(): self.text(), "from": [self.text()]}
        if isinstance(kind, inspect.StrType):
            return self._text(name)
        return {"BoolType": self.turn % 4 < 2, "DateTimeType": NOW.isoformat(), "IntType": 1, "FloatType": 1}[
            type(kind).__name__
        ]

    def _struct(self, kind: inspect.StructType) -> dict[str, Any]:
        filled = {field.encode_name: self.fill(field.type, field.encode_name) for field in kind.fields}
        return filled | {name: self.unread for name in UNREAD if name not in filled}

    def _map(self, kind: inspect.DictType, name: str) -> dict[str, Any]:
        if name in QUANTITIES:
            return {**AMOUNTS, self.text(): "1", f"{self.text()}/gpu": "1"}
        return {
            self.text(): self.fill(kind.value_type, name),
            **dict.fromkeys(LABELS, self.fill(kind.value_type, name)),
        }

    def _text(self, name: str) -> str:
        if name in QUANTITIES:
            return "1"
        if self.turn % 2 or name not in WORDS:
            return self.text()
        words = WORDS[name]
        return words[self.turn // 2 % len(words)].replace("{}", self.text())


LABELS = (
    "app.kubernetes.io/instance",
    "app.kubernetes.io/name",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
    "helm.sh/chart",
    "kustomize.toolkit.fluxcd.io/name",
    "helm.toolkit.fluxcd.io/name",
    "topology.kubernetes.io/zone",
    "node-role.kubernetes.io/control-plane",
)
"""Labels that are read by their names."""


@cache
def _described(wire: type) -> inspect.Type:
    return inspect.type_info(wire)


def send(kind: AnyKind, fillers: list[Filler]) -> bytes:
    """Return the objects of a kind, one for each filler, as the API server would send them in a list."""
    return msgspec.json.encode([filler.fill(_described(kind.wire)) for filler in fillers])


def receive(kind: AnyKind, body: bytes) -> tuple[Any, ...]:
    """Return the facts of what was sent, decoded and parsed as the source does."""
    wires = msgspec.json.decode(body, type=list[kind.wire])  # type: ignore[name-defined]  # a type at run time
    return tuple(kind.parse(wire) for wire in wires)
