"""The recogniser: a real piece of evidence for every row of its table, and what is no evidence."""

from __future__ import annotations

import msgspec
import pytest

from kubefolio.views.components import COMPONENTS, LAYERS
from kubefolio.views.image import parse_image
from kubefolio.views.stack import recognise_stack
from tests.scenarios import scenario
from tests.scenarios.objects import U, crd, found, node, workload

NODES = {
    "Talos Linux": ("os_image", "Talos (v1.13.4)", "1.13.4"),
    "Ubuntu": ("os_image", "Ubuntu 24.04.3 LTS", "24.04.3"),
    "Debian": ("os_image", "Debian GNU/Linux 13 (trixie)", "13"),
    "Flatcar": ("os_image", "Flatcar Container Linux by Kinvolk 4230.2.3 (Oklo)", "4230.2.3"),
    "Bottlerocket": ("os_image", "Bottlerocket OS 1.49.0 (aws-k8s-1.34)", "1.49.0"),
    "Fedora CoreOS": ("os_image", "Fedora CoreOS 42.20250914.3.0", "42.20250914.3.0"),
    "containerd": ("container_runtime", "containerd://2.1.6", "2.1.6"),
    "CRI-O": ("container_runtime", "cri-o://1.34.1", "1.34.1"),
    "k3s": ("kubelet_version", "v1.34.1+k3s1", "1.34.1+k3s1"),
    "RKE2": ("kubelet_version", "v1.34.1+rke2r1", "1.34.1+rke2r1"),
    "k0s": ("kubelet_version", "v1.34.1+k0s", "1.34.1+k0s"),
}
"""What nodes report of themselves."""

IMAGES = {
    "CoreDNS": "registry.k8s.io/coredns/coredns:v1.12.4",
    "metrics-server": "registry.k8s.io/metrics-server/metrics-server:v0.8.0",
    "kube-proxy": "registry.k8s.io/kube-proxy:v1.34.1",
    "Cilium": "quay.io/cilium/cilium:v1.18.2@sha256:8",
    "Hubble": "quay.io/cilium/hubble-relay:v1.18.2",
    "Calico": "docker.io/calico/node:v3.30.3",
    "Flannel": "ghcr.io/flannel-io/flannel:v0.27.3",
    "Istio": "docker.io/istio/pilot:1.27.1",
    "Istio ambient (ztunnel)": "docker.io/istio/ztunnel:1.27.1",
    "Linkerd": "cr.l5d.io/linkerd/controller:edge-25.9.4",
    "MetalLB": "quay.io/metallb/controller:v0.15.2",
    "Traefik": "docker.io/traefik:v3.5.3",
    "ingress-nginx": "registry.k8s.io/ingress-nginx/controller:v1.13.3@sha256:1",
    "Envoy Gateway": "docker.io/envoyproxy/gateway:v1.5.3",
    "cloudflared": "cloudflare/cloudflared:2025.9.1",
    "ExternalDNS": "registry.k8s.io/external-dns/external-dns:v0.19.0",
    "cert-manager": "quay.io/jetstack/cert-manager-controller:v1.19.1",
    "Longhorn": "longhornio/longhorn-manager:v1.10.0",
    "Rook": "docker.io/rook/ceph:v1.18.4",
    "local-path-provisioner": "rancher/local-path-provisioner:v0.0.32",
    "OpenEBS": "openebs/provisioner-localpv:4.3.0",
    "Velero": "velero/velero:v1.17.0",
    "VolSync": "quay.io/backube/volsync:0.13.1",
    "Prometheus": "quay.io/prometheus/prometheus:v3.6.0",
    "Prometheus Operator": "quay.io/prometheus-operator/prometheus-operator:v0.86.0",
    "Alertmanager": "quay.io/prometheus/alertmanager:v0.28.1",
    "Grafana": "docker.io/grafana/grafana:12.2.0",
    "Loki": "docker.io/grafana/loki:3.5.5",
    "Tempo": "docker.io/grafana/tempo:2.8.2",
    "Grafana Alloy": "docker.io/grafana/alloy:v1.11.0",
    "OpenTelemetry Collector": "otel/opentelemetry-collector-contrib:0.137.0",
    "VictoriaMetrics": "victoriametrics/victoria-metrics:v1.127.0",
    "CrowdSec": "docker.io/crowdsecurity/crowdsec:v1.7.0",
    "Authentik": "ghcr.io/goauthentik/server:2025.8.4",
    "Kyverno": "reg.kyverno.io/kyverno/kyverno:v1.15.2",
    "Falco": "docker.io/falcosecurity/falco:0.41.3",
    "Trivy Operator": "mirror.gcr.io/aquasecurity/trivy-operator:0.29.0",
    "Sealed Secrets": "docker.io/bitnami/sealed-secrets-controller:0.32.2",
    "External Secrets": "ghcr.io/external-secrets/external-secrets:v0.20.2",
    "Argo CD": "quay.io/argoproj/argocd:v3.1.8",
    "Flux": "ghcr.io/fluxcd/kustomize-controller:v1.7.0",
    "Renovate": "ghcr.io/renovatebot/renovate:41.132.5",
    "CloudNativePG": "ghcr.io/cloudnative-pg/cloudnative-pg:1.27.0",
    "Qdrant": "docker.io/qdrant/qdrant:v1.15.4",
    "Ollama": "ollama/ollama:0.12.3",
    "Open WebUI": "ghcr.io/open-webui/open-webui:v0.6.32",
}
"""The image of each component's main workload, where its project publishes it."""

KINDS = {
    "Cilium": ("ciliumnetworkpolicies", "cilium.io", "CiliumNetworkPolicy"),
    "Calico": ("felixconfigurations", "crd.projectcalico.org", "FelixConfiguration"),
    "Istio": ("virtualservices", "networking.istio.io", "VirtualService"),
    "Linkerd": ("serviceprofiles", "linkerd.io", "ServiceProfile"),
    "MetalLB": ("ipaddresspools", "metallb.io", "IPAddressPool"),
    "Gateway API": ("httproutes", "gateway.networking.k8s.io", "HTTPRoute"),
    "Traefik": ("ingressroutes", "traefik.io", "IngressRoute"),
    "Envoy Gateway": ("envoyproxies", "gateway.envoyproxy.io", "EnvoyProxy"),
    "cert-manager": ("certificates", "cert-manager.io", "Certificate"),
    "Longhorn": ("volumes", "longhorn.io", "Volume"),
    "Rook": ("cephclusters", "ceph.rook.io", "CephCluster"),
    "OpenEBS": ("diskpools", "openebs.io", "DiskPool"),
    "Velero": ("backups", "velero.io", "Backup"),
    "VolSync": ("replicationsources", "volsync.backube", "ReplicationSource"),
    "Prometheus Operator": ("prometheuses", "monitoring.coreos.com", "Prometheus"),
    "Kyverno": ("clusterpolicies", "kyverno.io", "ClusterPolicy"),
    "Trivy Operator": ("vulnerabilityreports", "aquasecurity.github.io", "VulnerabilityReport"),
    "Sealed Secrets": ("sealedsecrets", "bitnami.com", "SealedSecret"),
    "External Secrets": ("externalsecrets", "external-secrets.io", "ExternalSecret"),
    "Argo CD": ("applications", "argoproj.io", "Application"),
    "Flux": ("kustomizations", "kustomize.toolkit.fluxcd.io", "Kustomization"),
    "CloudNativePG": ("clusters", "postgresql.cnpg.io", "Cluster"),
}
"""A kind that the component teaches the cluster."""


def names_of(**fields: object) -> dict[str, tuple[str, str]]:
    facts = msgspec.structs.replace(scenario("empty"), **fields)
    return {one.name: (one.version, one.evidence) for one in recognise_stack(facts)}


def test_every_row_of_the_table_has_a_case_for_each_kind_of_its_evidence() -> None:
    assert {one.name for one in COMPONENTS if one.node} == set(NODES)
    assert {one.name for one in COMPONENTS if one.images} == set(IMAGES)
    assert {one.name for one in COMPONENTS if one.groups} == set(KINDS)
    assert all(one.node or one.images or one.groups for one in COMPONENTS)


def test_every_component_has_a_name_of_its_own_and_a_known_layer() -> None:
    assert len({one.name for one in COMPONENTS}) == len(COMPONENTS)
    assert {one.layer for one in COMPONENTS} == set(LAYERS) - {"Applications and data"} | {COMPONENTS[-1].layer}


@pytest.mark.parametrize("name", NODES)
def test_component_is_recognised_by_what_nodes_report(name: str) -> None:
    field, text, version = NODES[name]
    bare = dict.fromkeys(("os_image", "container_runtime", "kubelet_version"), U(""))
    assert names_of(nodes=found(node("a", **bare | {field: U(text)}))) == {name: (version, f"nodes report {text}")}


@pytest.mark.parametrize("name", IMAGES)
def test_component_is_recognised_by_the_image_of_its_workload(name: str) -> None:
    image = IMAGES[name]
    recognised = names_of(deployments=found(workload("Deployment", "x", "main", image)))
    tag = image.partition("@")[0].rpartition(":")[2]
    assert recognised.keys() == {name}
    assert recognised[name][0] == tag
    assert recognised[name][1].startswith("Deployment main runs ")


@pytest.mark.parametrize("name", IMAGES)
def test_component_is_recognised_behind_a_mirror(name: str) -> None:
    image = f"mirror.example:5000/cache/{parse_image(IMAGES[name]).short}"
    assert names_of(daemon_sets=found(workload("DaemonSet", "x", "main", image))).keys() == {name}


@pytest.mark.parametrize("name", KINDS)
def test_component_is_recognised_by_the_kinds_it_teaches(name: str) -> None:
    plural, group, kind = KINDS[name]
    recognised = names_of(custom_resource_definitions=found(crd(plural, group, kind)))
    assert recognised == {name: ("", f"the kind {kind} is defined")}


def test_running_image_is_better_evidence_than_a_kind() -> None:
    plural, group, kind = KINDS["Cilium"]
    image = found(workload("DaemonSet", "kube-system", "cilium", IMAGES["Cilium"]))
    both = names_of(custom_resource_definitions=found(crd(plural, group, kind)), daemon_sets=image)
    assert both["Cilium"] == ("v1.18.2", "DaemonSet cilium runs cilium/cilium:v1.18.2")


@pytest.mark.parametrize(("plural", "kind"), [("rollouts", "Rollout"), ("workflows", "Workflow")])
def test_other_argo_projects_are_not_argo_cd(plural: str, kind: str) -> None:
    assert names_of(custom_resource_definitions=found(crd(plural, "argoproj.io", kind))) == {}


@pytest.mark.parametrize(
    "image",
    [
        "example.org/notgrafana/grafana-sidecar:1",
        "example.org/mycilium:1",
        "cilium",
        "",
        ":",
        "@",
        "x/cilium/cilium-cli",
    ],
)
def test_image_of_another_name_is_no_evidence(image: str) -> None:
    assert names_of(deployments=found(workload("Deployment", "x", "y", image))) == {}


def test_group_that_only_ends_alike_is_no_evidence() -> None:
    assert names_of(custom_resource_definitions=found(crd("things", "notcilium.io", "Thing"))) == {}


def test_nothing_is_recognised_where_nothing_was_read() -> None:
    assert recognise_stack(scenario("missing")) == ()
    assert recognise_stack(scenario("empty")) == ()


def test_stack_is_sorted_by_layer_and_name() -> None:
    stack = recognise_stack(scenario("healthy"))
    assert [one.name for one in stack] == ["Qdrant", "Argo CD", "Grafana", "Cilium", "containerd", "Talos Linux"]
    assert [one.layer for one in stack] == sorted((one.layer for one in stack), key=LAYERS.index)
