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
    """Pattern on what nodes report of themselves, with a group `version`; a cloud reports as `aws://`."""
    provisioners: tuple[str, ...] = ()
    """Provisioners of its storage classes."""
    declared: str = ""
    """What the GitOps source calls the encryption of documents that it found encrypted."""


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
    _reported("Red Hat Enterprise Linux CoreOS", _OS, r"^Red Hat Enterprise Linux CoreOS (?P<version>\S+)"),
    _reported("Red Hat Enterprise Linux", _OS, r"^Red Hat Enterprise Linux (?!CoreOS)(?P<version>\S+)"),
    _reported("Rocky Linux", _OS, r"^Rocky Linux (?P<version>\S+)"),
    _reported("AlmaLinux", _OS, r"^AlmaLinux (?P<version>\S+)"),
    _reported("Amazon Linux", _OS, r"^Amazon Linux (?P<version>\S+)"),
    _reported("Container-Optimized OS", _OS, r"^Container-Optimized OS from Google(?P<version>)"),
    _reported("Azure Linux", _OS, r"^(?:Azure Linux|CBL-Mariner(?:/Linux)?) (?P<version>\S+)"),
    _reported("openSUSE MicroOS", _OS, r"^openSUSE MicroOS(?P<version>)"),
    _reported("openSUSE Leap", _OS, r"^openSUSE Leap (?:Micro )?(?P<version>\S+)"),
    _reported("NixOS", _OS, r"^NixOS (?P<version>\S+)"),
    _reported("Alpine Linux", _OS, r"^Alpine Linux v?(?P<version>\S+)"),
    _reported("Raspbian", _OS, r"^Raspbian GNU/Linux (?P<version>\d+)"),
    _reported("containerd", _KUBERNETES, r"^containerd://(?P<version>.+)"),
    _reported("CRI-O", _KUBERNETES, r"^cri-o://(?P<version>.+)"),
    _reported("k3s", _KUBERNETES, r"^v(?P<version>[^+]+\+k3s\d+)"),
    _reported("RKE2", _KUBERNETES, r"^v(?P<version>[^+]+\+rke2r\d+)"),
    _reported("k0s", _KUBERNETES, r"^v(?P<version>[^+]+\+k0s.*)"),
    _reported("Amazon EKS", _KUBERNETES, r"^v(?P<version>[^-]+-eks-\w+)"),
    _reported("Google GKE", _KUBERNETES, r"^v(?P<version>[^-]+-gke\.\d+)"),
    _reported("Azure AKS", _KUBERNETES, r"^kubernetes\.azure\.com/cluster$(?P<version>)"),
    _reported("OpenShift", _KUBERNETES, r"^node\.openshift\.io/os_id$(?P<version>)"),
    _reported("minikube", _KUBERNETES, r"^minikube\.k8s\.io/version$(?P<version>)"),
    _reported("MicroK8s", _KUBERNETES, r"^microk8s\.io/cluster$(?P<version>)"),
    _reported("kOps", _KUBERNETES, r"^kops\.k8s\.io/instancegroup$(?P<version>)"),
    _reported("kind", _KUBERNETES, r"^kind://(?P<version>)"),
    _reported("kubeadm", _KUBERNETES, r"^kubeadm\.alpha\.kubernetes\.io/cri-socket$(?P<version>)"),
    _reported("Docker Engine", _KUBERNETES, r"^docker://(?P<version>.+)"),
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
    Component(
        "local-path-provisioner",
        _STORAGE,
        ("rancher/local-path-provisioner",),
        provisioners=("rancher.io/local-path",),
    ),
    Component("minikube hostpath", _STORAGE, provisioners=("k8s.io/minikube-hostpath",)),
    Component("Amazon EBS", _STORAGE, ("ebs-csi-driver/aws-ebs-csi-driver",), provisioners=("ebs.csi.aws.com",)),
    Component("Google Persistent Disk", _STORAGE, provisioners=("pd.csi.storage.gke.io",)),
    Component("Azure Disk", _STORAGE, provisioners=("disk.csi.azure.com",)),
    Component("NFS", _STORAGE, ("sig-storage/nfsplugin",), provisioners=("nfs.csi.k8s.io",)),
    Component("democratic-csi", _STORAGE, ("democratic-csi/democratic-csi",)),
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
    Component(
        "OpenTelemetry Operator", _OBSERVE, ("opentelemetry-operator/opentelemetry-operator",), ("opentelemetry.io",)
    ),
    Component("Jaeger", _OBSERVE, ("jaegertracing/jaeger", "jaegertracing/all-in-one")),
    Component("Mimir", _OBSERVE, ("grafana/mimir",)),
    Component("Thanos", _OBSERVE, ("thanos/thanos",)),
    Component("kube-state-metrics", _OBSERVE, ("kube-state-metrics/kube-state-metrics",)),
    Component("VictoriaMetrics", _OBSERVE, ("victoriametrics/victoria-metrics", "victoriametrics/vmsingle")),
    Component("CrowdSec", _SECURITY, ("crowdsecurity/crowdsec",)),
    Component("Authentik", _SECURITY, ("goauthentik/server",)),
    Component("Kyverno", _SECURITY, ("kyverno/kyverno",), ("kyverno.io",)),
    Component("Falco", _SECURITY, ("falcosecurity/falco",)),
    Component("Trivy Operator", _SECURITY, ("aquasecurity/trivy-operator",), ("aquasecurity.github.io",)),
    Component("Keycloak", _SECURITY, ("keycloak/keycloak",)),
    Component("Authelia", _SECURITY, ("authelia/authelia",)),
    Component("Gatekeeper", _SECURITY, ("openpolicyagent/gatekeeper",), ("gatekeeper.sh",)),
    Component("Vault", _SECURITY, ("hashicorp/vault",)),
    Component("OpenBao", _SECURITY, ("openbao/openbao",)),
    Component("SOPS", _SECURITY, declared="SOPS"),
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
