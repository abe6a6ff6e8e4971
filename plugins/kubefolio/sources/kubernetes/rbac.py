"""The rights that the source needs, written from the kinds that it reads, so that the two cannot drift apart."""

from __future__ import annotations

from collections import defaultdict

import yaml

from kubefolio.sources.kubernetes.kinds import KINDS

NAME = "kubefolio"
HEADER = "# Written by 'kubefolio rbac': list on exactly the kinds that are read. No Secret, no watch, no write.\n"


def build_rules() -> list[dict[str, list[str]]]:
    """Return the rules of the ClusterRole: one for each set of API groups, sorted, with the verb list alone."""
    resources: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for kind in KINDS:
        resources[kind.groups].add(kind.resource)
    return [
        {"apiGroups": list(groups), "resources": sorted(names), "verbs": ["list"]}
        for groups, names in sorted(resources.items())
    ]


def render_rbac(namespace: str) -> str:
    """Return the manifests: namespace, service account, ClusterRole and its binding."""
    account = {"kind": "ServiceAccount", "name": NAME, "namespace": namespace}
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": NAME}
    rbac = "rbac.authorization.k8s.io/v1"
    documents = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": NAME, "namespace": namespace}},
        {"apiVersion": rbac, "kind": "ClusterRole", "metadata": {"name": NAME}, "rules": build_rules()},
        {
            "apiVersion": rbac,
            "kind": "ClusterRoleBinding",
            "metadata": {"name": NAME},
            "roleRef": role,
            "subjects": [account],
        },
    ]
    return HEADER + yaml.safe_dump_all(documents, sort_keys=False, explicit_start=True)
