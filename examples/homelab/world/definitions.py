"""Definitions of kinds that the archive of real ones does not have: Velero's, as far as this world uses them."""

from __future__ import annotations

from examples.homelab.world.names import Obj

_GROUP = "velero.io"
_KINDS = {"Backup": "backups", "BackupStorageLocation": "backupstoragelocations", "Schedule": "schedules"}


def build_definitions() -> list[Obj]:
    """Return a definition for each kind that takes whatever its objects hold."""
    return [_definition(kind, plural) for kind, plural in _KINDS.items()]


def _definition(kind: str, plural: str) -> Obj:
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{_GROUP}"},
        "spec": {
            "group": _GROUP,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [version],
        },
    }
