"""Nodes, the control plane's static pods, and the namespaces that no repository declares."""

from __future__ import annotations

from datetime import timedelta

from examples.homelab.world.charts import build_resources, build_workload
from examples.homelab.world.inventory import Cluster, Node, StaticPod, named
from examples.homelab.world.names import NOW, Obj, condition, parse_time, stamp, uid
from examples.homelab.world.pods import PodPlan, build_pod

_CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
_FEATURE = "feature.node.kubernetes.io"
_PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure")


def build_node(node: Node, cluster: Cluster) -> Obj:
    """Return a node as its kubelet, Talos and Node Feature Discovery describe it."""
    spec: Obj = {"podCIDR": node.pod_cidr, "podCIDRs": [node.pod_cidr]}
    if node.role == "control-plane":
        spec["taints"] = [{"key": _CONTROL_PLANE, "effect": "NoSchedule"}]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": node.name,
            "creationTimestamp": cluster.born,
            "labels": _labels(node, cluster),
            "annotations": {
                "extensions.talos.dev/iscsi-tools": "v0.2.0",
                "networking.talos.dev/self-ips": node.address,
            },
        },
        "spec": spec,
        "status": _status(node, cluster),
    }


def _labels(node: Node, cluster: Cluster) -> dict[str, str]:
    hardware, software = cluster.hardware, cluster.software
    labels = {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": node.name,
        "kubernetes.io/os": "linux",
        f"{_FEATURE}/cpu-model.family": hardware.cpu_family,
        f"{_FEATURE}/cpu-model.id": hardware.cpu_id,
        f"{_FEATURE}/cpu-model.vendor_id": "Intel",
        f"{_FEATURE}/cpu-hardware_multithreading": "true",
        f"{_FEATURE}/cpu-cpuid.AVX2": "true",
        f"{_FEATURE}/kernel-version.full": software["kernelVersion"],
        f"{_FEATURE}/pci-0300_8086.present": "true",
        f"{_FEATURE}/storage-nonrotationaldisk": "true",
        f"{_FEATURE}/system-os_release.ID": "talos",
        f"{_FEATURE}/system-os_release.VERSION_ID": software["osImage"].partition("(")[2].rstrip(")"),
    }
    return labels | ({_CONTROL_PLANE: ""} if node.role == "control-plane" else {})


def _status(node: Node, cluster: Cluster) -> Obj:
    hardware = cluster.hardware
    capacity = {"cpu": hardware.cpu, "memory": hardware.memory, "ephemeral-storage": hardware.ephemeral_storage}
    allocatable = {
        "cpu": hardware.allocatable_cpu,
        "memory": hardware.allocatable_memory,
        "ephemeral-storage": hardware.allocatable_ephemeral_storage,
    }
    rest = {"pods": "110", "hugepages-1Gi": "0", "hugepages-2Mi": "0"}
    return {
        "addresses": [{"type": "InternalIP", "address": node.address}, {"type": "Hostname", "address": node.name}],
        "capacity": capacity | rest,
        "allocatable": allocatable | rest,
        "conditions": _conditions(cluster),
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": _node_info(node, cluster),
    }


def _conditions(cluster: Cluster) -> list[Obj]:
    booted, beat = parse_time(cluster.rebooted), stamp(NOW - timedelta(minutes=2))
    pressures = [condition(each, booted, status="False", reason="KubeletHasNo" + each) for each in _PRESSURES]
    ready = condition("Ready", booted, reason="KubeletReady", message="kubelet is posting ready status")
    network = condition("NetworkUnavailable", booted, status="False", reason="CiliumIsUp")
    return [each | {"lastHeartbeatTime": beat} for each in (*pressures, ready, network)]


def _node_info(node: Node, cluster: Cluster) -> Obj:
    machine = uid(f"machine/{node.name}")
    return cluster.software | {
        "architecture": "amd64",
        "operatingSystem": "linux",
        "kubeProxyVersion": "",
        "bootID": uid(f"boot/{node.name}"),
        "machineID": machine.replace("-", ""),
        "systemUUID": machine,
    }


def build_control_plane(cluster: Cluster) -> list[Obj]:
    """Return the mirror pods of the control plane; etcd is not among them, because on Talos it is no pod."""
    return [
        _mirror_pod(part, node, cluster)
        for node in cluster.nodes
        if node.role == "control-plane"
        for part in cluster.control_plane
    ]


def _mirror_pod(part: StaticPod, node: Node, cluster: Cluster) -> Obj:
    probe = {"httpGet": {"path": "/livez", "port": 10259, "scheme": "HTTPS"}}
    container = {
        "name": part.name,
        "image": part.image,
        "resources": build_resources(part.cpu, part.memory),
        "livenessProbe": probe,
    }
    labels = {"component": part.name, "tier": "control-plane", "k8s-app": part.name}
    mirror = {"kubernetes.io/config.mirror": uid(f"mirror/{part.name}"), "kubernetes.io/config.source": "file"}
    spec = {"containers": [container], "hostNetwork": True, "priorityClassName": "system-cluster-critical"}
    template = {"metadata": {"labels": labels, "annotations": mirror}, "spec": spec}
    parent = {
        "apiVersion": "v1",
        "kind": "Node",
        "name": node.name,
        "uid": uid(f"Node//{node.name}"),
        "controller": True,
    }
    plan = PodPlan(f"{part.name}-{node.name}", parent, node, parse_time(cluster.rebooted))
    return build_pod(template, "kube-system", plan)


def build_namespaces(cluster: Cluster) -> list[Obj]:
    """Return the namespaces that no repository declares."""
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": each.name, "labels": dict(each.labels)}}
        for each in cluster.namespaces
    ]


def build_unmanaged(cluster: Cluster) -> list[Obj]:
    """Return the workloads that Talos or a hand made, without status."""
    made: list[Obj] = []
    for group in cluster.unmanaged:
        for kind, name, spec in named(group.workloads):
            objects = build_workload(kind, name, group.namespace, spec, {})
            objects[0]["metadata"]["creationTimestamp"] = spec.born or cluster.born
            made += objects
    return made
