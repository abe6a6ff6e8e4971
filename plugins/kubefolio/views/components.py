"""What the recogniser knows. To teach it a component, add one row here and one case to its test."""

from __future__ import annotations

import re
from dataclasses import dataclass

LAYERS = (
    "Applications and data",
    "Delivery",
    "Security",
    "Observability",
    "Storage and backup",
    "Traffic",
    "Mesh and network",
    "Kubernetes",
    "Operating system",
)
"""From top to bottom, as the picture of the stack shows them."""


@dataclass(frozen=True)
class Component:
    """A row: how one component is recognised. The first kind of evidence that is there is used."""

    name: str
    layer: str
    images: tuple[str, ...] = ()
    """Repositories, with or without their first parts: the main workload's image, whose tag is the version."""
    groups: tuple[str, ...] = ()
    """API groups of its custom resources, or one of these by its whole name where projects share a group."""
    node: re.Pattern[str] | None = None
    """Pattern on what nodes report of themselves, with a group `version`."""


def _reported(name: str, layer: str, pattern: str) -> Component:
    return Component(name, layer, node=re.compile(pattern))


_DATA, _DELIVERY, _SECURITY, _OBSERVE, _STORAGE, _TRAFFIC, _MESH, _KUBERNETES, _OS = LAYERS

COMPONENTS = (
    _reported("Talos Linux", _OS, r"^Talos \(v?(?P<version>[^)]+)\)"),
    _reported("Ubuntu", _OS, r"^Ubuntu (?P<version>\S+)"),
    _reported("Debian", _OS, r"^Debian GNU/Linux (?P<version>\d+)"),
    _reported("Flatcar", _OS, r"^Flatcar Container Linux by \w+ (?P<version>\S+)"),
    _reported("Bottlerocket", _OS, r"^Bottlerocket OS (?P<version>\S+)"),
    _reported("Fedora CoreOS", _OS, r"^Fedora CoreOS (?P<version>\S+)"),
    _reported("containerd", _KUBERNETES, r"^containerd://(?P<version>.+)"),
    _reported("CRI-O", _KUBERNETES, r"^cri-o://(?P<version>.+)"),
    _reported("k3s", _KUBERNETES, r"^v(?P<version>[^+]+\+k3s\d+)"),
    _reported("RKE2", _KUBERNETES, r"^v(?P<version>[^+]+\+rke2r\d+)"),
    _reported("k0s", _KUBERNETES, r"^v(?P<version>[^+]+\+k0s.*)"),
    Component("CoreDNS", _KUBERNETES, ("coredns/coredns", "coredns")),
    Component("metrics-server", _KUBERNETES, ("metrics-server/metrics-server", "metrics-server")),
    Component("kube-proxy", _MESH, ("kube-proxy",)),
    Component("Cilium", _MESH, ("cilium/cilium",), ("cilium.io",)),
    Component("Hubble", _MESH, ("cilium/hubble-relay",)),
    Component("Calico", _MESH, ("calico/node",), ("crd.projectcalico.org",)),
    Component("Flannel", _MESH, ("flannel-io/flannel", "flannel/flannel")),
    Component("Istio", _MESH, ("istio/pilot",), ("istio.io",)),
    Component("Istio ambient (ztunnel)", _MESH, ("istio/ztunnel",)),
    Component("Linkerd", _MESH, ("linkerd/controller",), ("linkerd.io",)),
    Component("MetalLB", _MESH, ("metallb/controller",), ("metallb.io",)),
    Component("Gateway API", _TRAFFIC, groups=("gateway.networking.k8s.io",)),
    Component("Traefik", _TRAFFIC, ("traefik",), ("traefik.io",)),
    Component("ingress-nginx", _TRAFFIC, ("ingress-nginx/controller",)),
    Component("Envoy Gateway", _TRAFFIC, ("envoyproxy/gateway",), ("gateway.envoyproxy.io",)),
    Component("cloudflared", _TRAFFIC, ("cloudflare/cloudflared",)),
    Component("ExternalDNS", _TRAFFIC, ("external-dns/external-dns",)),
    Component("cert-manager", _TRAFFIC, ("cert-manager-controller",), ("cert-manager.io",)),
    Component("Longhorn", _STORAGE, ("longhornio/longhorn-manager",), ("longhorn.io",)),
    Component("Rook", _STORAGE, ("rook/ceph",), ("rook.io",)),
    Component("local-path-provisioner", _STORAGE, ("rancher/local-path-provisioner",)),
    Component("OpenEBS", _STORAGE, ("openebs/provisioner-localpv",), ("openebs.io",)),
    Component("Velero", _STORAGE, ("velero/velero",), ("velero.io",)),
    Component("VolSync", _STORAGE, ("backube/volsync",), ("volsync.backube",)),
    Component("Prometheus", _OBSERVE, ("prometheus/prometheus", "prom/prometheus")),
    Component(
        "Prometheus Operator", _OBSERVE, ("prometheus-operator/prometheus-operator",), ("monitoring.coreos.com",)
    ),
    Component("Alertmanager", _OBSERVE, ("prometheus/alertmanager", "prom/alertmanager")),
    Component("Grafana", _OBSERVE, ("grafana/grafana",)),
    Component("Loki", _OBSERVE, ("grafana/loki",)),
    Component("Tempo", _OBSERVE, ("grafana/tempo",)),
    Component("Grafana Alloy", _OBSERVE, ("grafana/alloy",)),
    Component("OpenTelemetry Collector", _OBSERVE, ("otel/opentelemetry-collector-contrib", "opentelemetry-collector")),
    Component("VictoriaMetrics", _OBSERVE, ("victoriametrics/victoria-metrics", "victoriametrics/vmsingle")),
    Component("CrowdSec", _SECURITY, ("crowdsecurity/crowdsec",)),
    Component("Authentik", _SECURITY, ("goauthentik/server",)),
    Component("Kyverno", _SECURITY, ("kyverno/kyverno",), ("kyverno.io",)),
    Component("Falco", _SECURITY, ("falcosecurity/falco",)),
    Component("Trivy Operator", _SECURITY, ("aquasecurity/trivy-operator",), ("aquasecurity.github.io",)),
    Component("Sealed Secrets", _SECURITY, ("sealed-secrets-controller",), ("bitnami.com",)),
    Component("External Secrets", _SECURITY, ("external-secrets/external-secrets",), ("external-secrets.io",)),
    Component("Argo CD", _DELIVERY, ("argoproj/argocd",), ("applications.argoproj.io",)),
    Component("Flux", _DELIVERY, ("fluxcd/kustomize-controller",), ("kustomize.toolkit.fluxcd.io",)),
    Component("Renovate", _DELIVERY, ("renovate/renovate", "renovatebot/renovate")),
    Component("CloudNativePG", _DATA, ("cloudnative-pg/cloudnative-pg",), ("postgresql.cnpg.io",)),
    Component("Qdrant", _DATA, ("qdrant/qdrant",)),
    Component("Ollama", _DATA, ("ollama/ollama",)),
    Component("Open WebUI", _DATA, ("open-webui/open-webui",)),
)
