"""The recogniser: a real piece of evidence for every row of its table, and what is no evidence."""

from __future__ import annotations

import msgspec
import pytest

from kubefolio.facts.repository import DocumentProblem
from kubefolio.facts.storage import StorageClass
from kubefolio.views.components import COMPONENTS, LAYERS
from kubefolio.views.image import parse_image
from kubefolio.views.stack import recognise_stack
from kubefolio.views.stack_details import DETAILS, describe
from tests.scenarios import scenario, without
from tests.scenarios.objects import U, crd, found, node, workload

NODES = {
    "Talos Linux": ("os_image", "Talos (v1.13.4)", "1.13.4"),
    "Ubuntu": ("os_image", "Ubuntu 24.04.3 LTS", "24.04.3"),
    "Debian": ("os_image", "Debian GNU/Linux 13 (trixie)", "13"),
    "Flatcar": ("os_image", "Flatcar Container Linux by Kinvolk 4230.2.3 (Oklo)", "4230.2.3"),
    "Bottlerocket": ("os_image", "Bottlerocket OS 1.49.0 (aws-k8s-1.34)", "1.49.0"),
    "Fedora CoreOS": ("os_image", "Fedora CoreOS 42.20250914.3.0", "42.20250914.3.0"),
    "Red Hat Enterprise Linux CoreOS": (
        "os_image",
        "Red Hat Enterprise Linux CoreOS 418.94.2025 (Plow)",
        "418.94.2025",
    ),
    "Red Hat Enterprise Linux": ("os_image", "Red Hat Enterprise Linux 9.6 (Plow)", "9.6"),
    "Rocky Linux": ("os_image", "Rocky Linux 9.6 (Blue Onyx)", "9.6"),
    "AlmaLinux": ("os_image", "AlmaLinux 9.6 (Sage Margay)", "9.6"),
    "Amazon Linux": ("os_image", "Amazon Linux 2023.8.20250915", "2023.8.20250915"),
    "Container-Optimized OS": ("os_image", "Container-Optimized OS from Google", ""),
    "Azure Linux": ("os_image", "CBL-Mariner/Linux 2.0", "2.0"),
    "openSUSE MicroOS": ("os_image", "openSUSE MicroOS", ""),
    "openSUSE Leap": ("os_image", "openSUSE Leap 15.6", "15.6"),
    "NixOS": ("os_image", "NixOS 25.05 (Warbler)", "25.05"),
    "Alpine Linux": ("os_image", "Alpine Linux v3.22", "3.22"),
    "Raspbian": ("os_image", "Raspbian GNU/Linux 12 (bookworm)", "12"),
    "Amazon EKS": ("kubelet_version", "v1.33.4-eks-99d6cc0", "1.33.4-eks-99d6cc0"),
    "Google GKE": ("kubelet_version", "v1.33.4-gke.1134000", "1.33.4-gke.1134000"),
    "Azure AKS": ("marks", "kubernetes.azure.com/cluster", ""),
    "OpenShift": ("marks", "node.openshift.io/os_id", ""),
    "minikube": ("marks", "minikube.k8s.io/version", ""),
    "MicroK8s": ("marks", "microk8s.io/cluster", ""),
    "kOps": ("marks", "kops.k8s.io/instancegroup", ""),
    "kubeadm": ("marks", "kubeadm.alpha.kubernetes.io/cri-socket", ""),
    "kind": ("provider", "kind", ""),
    "Docker Engine": ("container_runtime", "docker://28.4.0", "28.4.0"),
    "containerd": ("container_runtime", "containerd://2.1.6", "2.1.6"),
    "CRI-O": ("container_runtime", "cri-o://1.34.1", "1.34.1"),
    "k3s": ("kubelet_version", "v1.34.1+k3s1", "1.34.1+k3s1"),
    "RKE2": ("kubelet_version", "v1.34.1+rke2r1", "1.34.1+rke2r1"),
    "k0s": ("kubelet_version", "v1.34.1+k0s", "1.34.1+k0s"),
}
"""What nodes report of themselves."""

PROVISIONERS = {
    "local-path-provisioner": "rancher.io/local-path",
    "minikube hostpath": "k8s.io/minikube-hostpath",
    "Amazon EBS": "ebs.csi.aws.com",
    "Google Persistent Disk": "pd.csi.storage.gke.io",
    "Azure Disk": "disk.csi.azure.com",
    "NFS": "nfs.csi.k8s.io",
}
"""What makes the volumes of a storage class."""

IMAGES = {
    "Amazon EBS": "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.48.0",
    "NFS": "registry.k8s.io/sig-storage/nfsplugin:v4.12.1",
    "democratic-csi": "docker.io/democratic-csi/democratic-csi:v1.9.4",
    "OpenTelemetry Operator": "ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator:0.135.0",
    "Jaeger": "docker.io/jaegertracing/jaeger:2.10.0",
    "Mimir": "docker.io/grafana/mimir:2.17.0",
    "Thanos": "quay.io/thanos/thanos:v0.39.2",
    "kube-state-metrics": "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.17.0",
    "Keycloak": "quay.io/keycloak/keycloak:26.3.4",
    "Authelia": "ghcr.io/authelia/authelia:4.39.10",
    "Gatekeeper": "docker.io/openpolicyagent/gatekeeper:v3.20.1",
    "Vault": "docker.io/hashicorp/vault:1.20.4",
    "OpenBao": "quay.io/openbao/openbao:2.4.1",
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
    "OpenTelemetry Operator": ("instrumentations", "opentelemetry.io", "Instrumentation"),
    "Gatekeeper": ("constrainttemplates", "templates.gatekeeper.sh", "ConstraintTemplate"),
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
    assert {one.name for one in COMPONENTS if one.provisioners} == set(PROVISIONERS)
    assert {one.name for one in COMPONENTS if one.declared} == {"SOPS"}
    assert all(one.node or one.images or one.groups or one.provisioners or one.declared for one in COMPONENTS)


def test_every_component_has_a_name_of_its_own_and_a_known_layer() -> None:
    assert len({one.name for one in COMPONENTS}) == len(COMPONENTS)
    assert {one.layer for one in COMPONENTS} == set(LAYERS) - {"Applications and data"} | {COMPONENTS[-1].layer}


@pytest.mark.parametrize("name", NODES)
def test_component_is_recognised_by_what_nodes_report(name: str) -> None:
    field, text, version = NODES[name]
    bare: dict[str, object] = dict.fromkeys(("os_image", "container_runtime", "kubelet_version"), U(""))
    said = (U(text),) if field == "marks" else U(text)
    words = f"{text}://" if field == "provider" else text
    assert names_of(nodes=found(node("a", **bare | {field: said}))) == {name: (version, f"nodes report {words}")}


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


@pytest.mark.parametrize("name", PROVISIONERS)
def test_component_is_recognised_by_what_makes_the_volumes(name: str) -> None:
    one = StorageClass(U("fast"), U(PROVISIONERS[name]), True, U("Delete"), True)
    words = f"StorageClass fast is made by {PROVISIONERS[name]}"
    assert names_of(storage_classes=found(one)) == {name: ("", words)}


def test_sops_is_recognised_by_the_documents_that_it_encrypted() -> None:
    problem = DocumentProblem(U("secrets.yaml"), 1, "encrypted", U("values are encrypted with SOPS and were not kept"))
    other = DocumentProblem(U("x.yaml"), 1, "broken", U("not SOPS but no YAML"))
    seen = names_of(document_problems=found(problem, other, source="gitops"))
    assert seen == {"SOPS": ("", "files of the repository that are encrypted with it: 1")}


def details_of(component: str, **fields: object) -> str:
    return " ".join(describe(component, msgspec.structs.replace(scenario("empty"), **fields)))


def test_no_kube_proxy_beside_cilium_is_called_an_inference() -> None:
    assert "inferred" in details_of("Cilium")
    proxy = workload("DaemonSet", "kube-system", "kube-proxy", "registry.k8s.io/kube-proxy:v1.34.1")
    assert "kube-proxy runs beside it" in details_of("Cilium", daemon_sets=found(proxy))
    assert describe("Cilium", without(scenario("empty"), "daemon_sets")) == ()


def test_mesh_says_its_namespaces_waypoints_and_modes() -> None:
    facts = scenario("healthy")
    assert describe("Istio ambient (ztunnel)", facts) == ("Namespaces in the mesh: 1 of 1.", "Waypoints: 0.")
    assert describe("Istio", facts) == ("PeerAuthentications: STRICT (1).", "Namespaces with sidecars: 0.")
    assert "not required" in details_of("Istio")


@pytest.mark.parametrize("name", DETAILS)
def test_details_name_a_component_of_the_table_and_say_nothing_where_nothing_was_read(name: str) -> None:
    assert name in {one.name for one in COMPONENTS}
    assert describe(name, scenario("missing")) == ()
    assert describe(name, scenario("healthy"))
