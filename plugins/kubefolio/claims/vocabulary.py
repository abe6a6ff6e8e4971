"""The words of claims in English and Spanish, and the measure that each of them probably speaks of."""

from __future__ import annotations

import re

NOUNS: tuple[tuple[str, str], ...] = (
    (r"control[- ]plane nodes?|control[- ]planes?|nodos? de control|planos? de control", "nodes.control_plane"),
    (r"worker nodes?|workers?|nodos? de trabajo|nodos? trabajadores?", "nodes.workers"),
    (r"etcd members?|members? of etcd|miembros? de etcd", "etcd.members"),
    (r"nodes?|nodos?|machines|máquinas|servers|servidores", "nodes.total"),
    (r"applicationsets?", "application_sets.total"),
    (r"applications?|apps?|services?|aplicaci(?:ón|ones)|servicios?", "applications.total"),
    (r"pods?", "pods.total"),
    (r"namespaces?|espacios? de nombres", "namespaces.total"),
    (r"workloads?|cargas de trabajo", "workloads.total"),
    (r"deployments?|despliegues", "workloads.deployments"),
    (r"statefulsets?", "workloads.stateful_sets"),
    (r"daemonsets?", "workloads.daemon_sets"),
    (r"cronjobs?", "workloads.cron_jobs"),
    (r"network policies|políticas de red", "network_policies.total"),
    (r"volume claims?|volumes|volúmenes", "storage.claims"),
    (r"ingress(?:es)?|(?:http)?routes?|rutas?", "routes.total"),
    (r"host names?|hostnames?|nombres de host", "routes.hosts"),
    (r"crds?|custom resource definitions?", "crds.total"),
    (r"manifests?|manifiestos?", "git.documents"),
    (r"(?:hardware |cpu )?(?:threads?|cores?)|v?cpus?|hilos?|núcleos?", "cpu.capacity"),
    (r"containers?|contenedores|certificates?|certificados?|dashboards?|clusters?|clústeres", ""),
    (r"(?:successful )?intrusions?|breaches|intrusiones(?: exitosas)?|manual changes?|cambios manuales", ""),
)
"""What is counted, as a pattern, and its measure, if one of ours counts it. The first that fits is taken."""

AMOUNTS: tuple[tuple[str, str], ...] = (
    (r"ram|memory|memoria", "memory.capacity"),
    (r"storage|disks?|almacenamiento|discos?|ssd|nvme", "storage.requested"),
)

SHARES: tuple[tuple[str, str], ...] = (
    (
        r"api[^.]{0,60}(?:availab|uptime|disponib)|(?:availab|uptime|disponib)\w*[^.]{0,60}\bapi\b",
        "api.availability.30d",
    ),
    (r"uptime|availab\w*|disponib\w*|probes?|sondas?|success|slo\b", "probes.availability.30d"),
    (r"gitops|git\b|automat\w*", "gitops.share"),
    (r"cpu", "cpu.usage"),
    (r"memory|memoria|ram\b", "memory.usage"),
    (r"disks?\b|disco", "disk.usage"),
)
"""What a share is of, looked for in its sentence, and its measure."""

PRODUCTS: tuple[tuple[str, str], ...] = (
    (r"talos(?: linux)?|ubuntu|debian|flatcar|fedora(?: coreos)?|bottlerocket", "nodes.os"),
    (r"kubernetes|k8s", "cluster.version"),
    (r"k3s|rke2|kubelet", "nodes.kubelet"),
    (r"containerd|cri-o", "nodes.container_runtime"),
    (r"linux|kernel|núcleo", "nodes.kernel"),
    (
        r"cilium|istio(?: ambient)?|argo ?cd|flux|longhorn|prometheus|grafana|loki|tempo|crowdsec|authentik|helm|etcd",
        "",
    ),
    (r"nginx|traefik|cert-manager|velero|kyverno|coredns|envoy|metallb|external-secrets|mkdocs|ollama|postgresql", ""),
)
"""What has a version, and its measure."""

# fmt: off
NUMBERS = {
    "zero": 0, "no": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "hundred": 100, "cero": 0, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "sesenta": 60, "cien": 100,
}
# fmt: on
"""Numbers in words. `once`, eleven in Spanish, is left out: it is a common word in English."""

AT_LEAST = r"over|more than|at least|above|minimum of|más de|al menos|mínimo de|por encima de"
AT_MOST = r"up to|at most|fewer than|less than|under|below|hasta|menos de|como mucho|(?:por )?debajo de(?:l)?"
ABOUT = r"about|around|some|nearly|unos|unas|cerca de"

_LITTLE = "the|of|and|or|to|in|on|for|with|a|an|is|are|per|each|at|from|by|that|than|which"
FILLER = rf"(?!(?:{_LITTLE})\b)[a-z][a-z-]*(?:less|ous|[^\Ws])"
"""A word that may stand between a number and what it counts: an adjective, so no plural and no preposition."""


def pattern_of(rows: tuple[tuple[str, str], ...]) -> str:
    """Return one pattern for all rows, in their order."""
    return "|".join(f"(?:{words})" for words, _ in rows)


def measure_of(rows: tuple[tuple[str, str], ...], text: str) -> str:
    """Return the measure of the first row that is found in a text; empty where none is."""
    return next((measure for words, measure in rows if re.search(rf"\b(?:{words})", text, re.IGNORECASE)), "")
