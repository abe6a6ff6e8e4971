"""What stands behind the claims: persistent volumes, and Longhorn's volumes, replicas and nodes."""

from __future__ import annotations

from examples.homelab.world.inventory import Cluster, Node
from examples.homelab.world.names import Obj, condition, identity, number, parse_time, stamp, suffix, uid

_NAMESPACE = "longhorn-system"
_API = "longhorn.io/v1beta2"
_UNITS = {"Mi": 2**20, "Gi": 2**30}
_DISK = "default-disk"
_DEGRADED = ("jellyfin", "jellyfin-media")
"""Namespace and name of the claim whose second replica is being built again."""


def bind_claim(claim: Obj, cluster: Cluster) -> list[Obj]:
    """Return a claim bound to its volume, that volume, and Longhorn's objects for it."""
    _, namespace, name = identity(claim)
    volume = f"pvc-{uid(f'PersistentVolumeClaim/{namespace}/{name}')}"
    size = claim["spec"]["resources"]["requests"]["storage"]
    status = {"phase": "Bound", "accessModes": claim["spec"]["accessModes"], "capacity": {"storage": size}}
    bound = claim | {"spec": claim["spec"] | {"volumeName": volume}, "status": status}
    degraded = (namespace, name) == _DEGRADED
    replicas = [
        _replica(volume, size, node, cluster, ready=not (degraded and i)) for i, node in enumerate(cluster.workers)
    ]
    return [
        bound,
        _persistent_volume(bound, volume),
        _longhorn_volume(bound, volume, cluster, degraded=degraded),
        *replicas,
    ]


def _persistent_volume(claim: Obj, volume: str) -> Obj:
    _, namespace, name = identity(claim)
    reference = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": namespace, "name": name}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": volume, "annotations": {"pv.kubernetes.io/provisioned-by": "driver.longhorn.io"}},
        "spec": {
            "capacity": claim["status"]["capacity"],
            "accessModes": claim["spec"]["accessModes"],
            "storageClassName": claim["spec"]["storageClassName"],
            "persistentVolumeReclaimPolicy": "Delete",
            "volumeMode": "Filesystem",
            "claimRef": reference | {"uid": uid(f"PersistentVolumeClaim/{namespace}/{name}")},
            "csi": {"driver": "driver.longhorn.io", "volumeHandle": volume, "fsType": "ext4"},
        },
        "status": {"phase": "Bound"},
    }


def _longhorn_volume(claim: Obj, volume: str, cluster: Cluster, *, degraded: bool) -> Obj:
    _, namespace, name = identity(claim)
    size = parse_bytes(claim["spec"]["resources"]["requests"]["storage"])
    node = cluster.workers[number(volume, len(cluster.workers))].name
    return {
        "apiVersion": _API,
        "kind": "Volume",
        "metadata": {"name": volume, "namespace": _NAMESPACE, "labels": {"longhornvolume": volume}},
        "spec": {"size": str(size), "numberOfReplicas": 2, "frontend": "blockdev", "accessMode": "rwo", "nodeID": node},
        "status": {
            "state": "attached",
            "robustness": "degraded" if degraded else "healthy",
            "actualSize": used_bytes(volume, size),
            "currentNodeID": node,
            "ownerID": node,
            "isStandby": False,
            "kubernetesStatus": {"namespace": namespace, "pvcName": name, "pvName": volume, "pvStatus": "Bound"},
        },
    }


def used_bytes(volume: str, size: int) -> int:
    """Return how much of a volume is written: between 12 and 71 hundredths of its size."""
    return size * (12 + number(f"used/{volume}", 60)) // 100


def _replica(volume: str, size: str, node: Node, cluster: Cluster, *, ready: bool) -> Obj:
    spec: Obj = {"volumeName": volume, "volumeSize": str(parse_bytes(size)), "nodeID": node.name, "active": True}
    spec |= {"desireState": "running", "healthyAt": stamp(parse_time(cluster.rebooted)) if ready else ""}
    return {
        "apiVersion": _API,
        "kind": "Replica",
        "metadata": {"name": f"{volume}-r-{suffix(f'{volume}/{node.name}', 8)}", "namespace": _NAMESPACE},
        "spec": spec,
        "status": {"currentState": "running", "started": True, "ownerID": node.name},
    }


def build_longhorn_nodes(cluster: Cluster, claims: list[Obj]) -> list[Obj]:
    """Return Longhorn's view of the workers, each with its one disk, which holds a replica of every volume."""
    scheduled = sum(parse_bytes(each["spec"]["resources"]["requests"]["storage"]) for each in claims)
    capacity = parse_bytes(cluster.hardware.ephemeral_storage)
    return [_longhorn_node(node, cluster, scheduled, capacity) for node in cluster.workers]


def _longhorn_node(node: Node, cluster: Cluster, scheduled: int, capacity: int) -> Obj:
    ready = condition("Ready", parse_time(cluster.rebooted)) | {"lastProbeTime": ""}
    schedulable = condition("Schedulable", parse_time(cluster.rebooted)) | {"lastProbeTime": ""}
    disk = {
        "path": "/var/lib/longhorn",
        "allowScheduling": True,
        "storageReserved": capacity // 10,
        "diskType": "filesystem",
    }
    disk_status = {
        "conditions": [ready, schedulable],
        "storageAvailable": capacity * 55 // 100,
        "storageMaximum": capacity,
        "storageScheduled": scheduled,
        "diskType": "filesystem",
    }
    return {
        "apiVersion": _API,
        "kind": "Node",
        "metadata": {"name": node.name, "namespace": _NAMESPACE},
        "spec": {"name": node.name, "allowScheduling": True, "evictionRequested": False, "disks": {_DISK: disk}},
        "status": {"conditions": [ready, schedulable], "diskStatus": {_DISK: disk_status}},
    }


def parse_bytes(quantity: str) -> int:
    """Read a quantity with the suffix Mi or Gi, in bytes."""
    return int(quantity[:-2]) * _UNITS[quantity[-2:]]
