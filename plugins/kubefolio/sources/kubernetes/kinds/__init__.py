"""The kinds that are read: one row each. To read another, write its wire type, its parse function and its row."""

from __future__ import annotations

from kubefolio.sources.kubernetes.kinds import (
    argocd,
    argocd_sets,
    backup,
    cilium,
    cluster,
    flux,
    longhorn,
    monitoring,
    network,
    pods,
    policies,
    routes,
    security,
    storage,
    usage,
    workloads,
)
from kubefolio.sources.kubernetes.kinds.meta import AnyKind

KINDS: tuple[AnyKind, ...] = (
    *cluster.KINDS,
    *usage.KINDS,
    *pods.KINDS,
    *workloads.KINDS,
    *policies.KINDS,
    *network.KINDS,
    *routes.KINDS,
    *security.KINDS,
    *cilium.KINDS,
    *storage.KINDS,
    *longhorn.KINDS,
    *backup.KINDS,
    *monitoring.KINDS,
    *argocd.KINDS,
    *argocd_sets.KINDS,
    *flux.KINDS,
)
"""Pods come early: the longest list should not be the last to start."""
